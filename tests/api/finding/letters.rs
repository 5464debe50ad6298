//! Letters of one sound: each spelling finds the others.

use serde_json::json;

use super::{answer, found, suggested};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// Spellings of one name, by class of letters.
const CLASSES: [(&str, &[&str]); 10] = [
    ("arabic", &["جمعية شاب", "جمعية شـاب", "جمعيه شاب", "جمعیة شاب", "جَمعِيّة شابّ"]),
    ("kaf", &["مركز كار", "مرکز کار"]),
    ("digits", &["Centre 24", "Centre ٢٤", "Centre ۲۴", "Centre २४", "Centre ２４"]),
    ("hausa", &["Ƙungiyar Ɗan Adam", "Kungiyar Dan Adam", "ƙungiyar ɗan adam"]),
    ("akan", &["Ɔdɔ Wɛ", "Odo We", "ɔdɔ wɛ"]),
    ("polish", &["Łódź Đorđe", "Lodz Dorde"]),
    ("turkish", &["Işık Derneği", "Isik Dernegi", "ışık derneği"]),
    (
        "german",
        &[
            "Bärbel Müller Größe",
            "Baerbel Mueller Groesse",
            "Barbel Muller Grosse",
            "BÄRBEL MU\u{308}LLER GRÖSSE",
        ],
    ),
    ("nordic", &["Bjørn Åse", "Bjoern Aase", "Bjorn Ase"]),
    ("kana", &["ヒューマン トラスト", "ひゅーまん とらすと", "ﾋｭｰﾏﾝ ﾄﾗｽﾄ"]),
];

#[actix_web::test]
async fn every_spelling_of_a_class_finds_and_suggests_every_other() {
    for (class, spellings) in CLASSES {
        for written in spellings {
            let directory = TestDirectory::with(&[
                profile("name", json!({"name": written})),
                profile("text", json!({"summary": format!("It is {written} here.")})),
                profile("neither", json!({"name": "Neither of them"})),
            ])
            .await;
            for typed in spellings {
                // Without its vowel, a letter may be another one: `muller` is not `mueller`.
                let has_two = |text: &str| text.contains("ue") || text.contains("oe");
                let is_plain = |text: &str| text.contains("Muller") || text.contains("Bjorn");
                if (has_two(typed) && is_plain(written)) || (is_plain(typed) && has_two(written)) {
                    continue;
                }
                let slugs = found(&directory, typed).await;
                assert_eq!(slugs, ["name", "text"], "{class}: {typed} for {written}");
                let slugs = suggested(&directory, typed).await;
                assert_eq!(slugs, ["name"], "{class}: {typed} for {written}");
                let json = answer(&directory, "organizations", typed).await;
                let highlights = &json["data"][1]["highlights"][0];
                assert_eq!(highlights["field"], "summary", "{class}: {typed} for {written}");
            }
        }
    }
}

#[actix_web::test]
async fn an_unfinished_word_completes_in_either_spelling() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"name": "Müllerhaus", "summary": "Trägt Flüchtlinge."})),
        profile("b", json!({"name": "Muellerstiftung", "summary": "Traegt Fluechtlinge."})),
    ])
    .await;
    for (typed, expected) in [
        ("müller", &["b", "a"][..]),
        ("mueller", &["b", "a"]),
        ("muell", &["b", "a"]),
        ("flüchtl", &["a", "b"]),
        ("fluechtl", &["a", "b"]),
        ("\"trägt flüchtlinge\"", &["a", "b"]),
    ] {
        let mut slugs = found(&directory, typed).await;
        slugs.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(slugs, expected, "{typed}");
    }
    for typed in ["müller", "mueller", "muell", "müll"] {
        let mut slugs = suggested(&directory, typed).await;
        slugs.sort();
        assert_eq!(slugs, ["a", "b"], "{typed}");
    }
}

#[actix_web::test]
async fn a_misspelled_word_is_corrected_beyond_accents_and_strokes() {
    let directory = TestDirectory::with(&[profile("a", json!({"name": "Ƙungiyar Ɗalibai"}))]).await;
    assert_eq!(found(&directory, "kungiyer dalibai").await, ["a"]);
    assert_eq!(suggested(&directory, "kungiyer").await, ["a"]);
}

#[actix_web::test]
async fn names_sort_where_their_plain_spelling_does() {
    let names = ["Zebra", "Łódź", "Ørsted", "Əli", "Đakovo", "Maiti", "Ƙungiya"];
    let profiles = names
        .iter()
        .enumerate()
        .map(|(number, name)| profile(&format!("o-{number}"), json!({"name": name})));
    let directory = TestDirectory::with(&profiles.collect::<Vec<_>>()).await;
    let json = directory.get("/api/v1/organizations?sort=name").await.json();
    let rows = json["data"].as_array().unwrap().iter();
    let sorted: Vec<&str> = rows.map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(sorted, ["Đakovo", "Əli", "Ƙungiya", "Łódź", "Maiti", "Ørsted", "Zebra"]);
}
