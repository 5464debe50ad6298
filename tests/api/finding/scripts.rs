//! Finding words inside texts of scripts without spaces.

use serde_json::{Value, json};

use super::{answer, found, suggested};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// Names in scripts without spaces, by slug.
const NAMES: [(&str, &str); 8] = [
    ("japanese", "児童労働撤廃ネットワーク"),
    ("chinese", "反拐卖儿童协会"),
    ("korean", "인신매매방지센터"),
    ("thai", "มูลนิธิช่วยเหลือเด็กและสตรี"),
    ("lao", "ມູນນິທິຊ່ວຍເຫຼືອເດັກນ້ອຍ"),
    ("khmer", "អង្គការការពារកុមារកម្ពុជា"),
    ("burmese", "ကလေးသူငယ်ကာကွယ်ရေးအဖွဲ့"),
    ("mixed", "NPO法人ライトハウス"),
];

/// Parts of each name, from its beginning, its middle and its end.
const PARTS: [(&str, &[&str]); 8] = [
    (
        "japanese",
        &["児童", "労働", "撤廃", "労働撤廃ネット", "ネットワーク", "ワーク", "廃", "ねっと"],
    ),
    ("chinese", &["反拐卖", "拐卖", "拐卖儿童", "儿童", "协会", "卖"]),
    (
        "korean",
        &["인신매매", "매매", "방지", "매매방지센터", "센터", "센", "인\u{1109}\u{1175}\u{11ab}"],
    ),
    ("thai", &["มูลนิธิ", "เด็ก", "เดก", "เด็กและ", "สตรี", "ช่วยเหลือ"]),
    ("lao", &["ມູນນິທິ", "ຊ່ວຍເຫຼືອ", "ເດັກ", "ເດັກນ້ອຍ"]),
    ("khmer", &["អង្គការ", "ការពារ", "កុមារ", "កម្ពុជា"]),
    ("burmese", &["ကလေး", "ကာကွယ်", "ကာကွယ်ရေး", "အဖွဲ့"]),
    ("mixed", &["NPO", "法人", "npo法人", "NPO 法人", "ライト", "らいと", "ﾗｲﾄﾊｳｽ", "ハウス"]),
];

fn translated(slug: &str, name: &str) -> Value {
    let other_names = json!([{"value": name, "kind": "alias"}]);
    profile(slug, json!({"name": format!("Name of {slug}"), "other_names": other_names}))
}

async fn directory() -> TestDirectory {
    let named: Vec<Value> = NAMES.iter().map(|(slug, name)| translated(slug, name)).collect();
    TestDirectory::with(&named).await
}

#[actix_web::test]
async fn every_part_of_a_name_finds_and_suggests_its_organization() {
    let directory = directory().await;
    for (slug, parts) in PARTS {
        for part in parts {
            assert!(found(&directory, part).await.contains(&slug.to_owned()), "{part}");
            assert!(suggested(&directory, part).await.contains(&slug.to_owned()), "{part}");
        }
    }
}

#[actix_web::test]
async fn every_part_of_a_text_finds_its_profile() {
    let texts: Vec<Value> = NAMES
        .iter()
        .map(|(slug, text)| profile(slug, json!({"summary": format!("Text: {text}.")})))
        .collect();
    let directory = TestDirectory::with(&texts).await;
    for (slug, parts) in PARTS {
        for part in parts {
            assert!(found(&directory, part).await.contains(&slug.to_owned()), "{part}");
        }
    }
}

#[actix_web::test]
async fn letters_that_are_not_together_do_not_match() {
    let directory = directory().await;
    for query in
        ["労働児童", "働撤ネット", "拐童", "儿童拐卖", "신인", "매인신", "กเด็", "មារកុ", "法働"]
    {
        let none: [&str; 0] = [];
        let json = answer(&directory, "organizations", query).await;
        let has_all = json["meta"]["query_match"] == "all_words";
        assert!(!has_all || json["meta"]["total"] == 0, "{query}: {json}");
        assert_eq!(suggested(&directory, query).await, none, "{query}");
    }
    // All pairs of 童労働児童, but not in this order.
    let shuffled = TestDirectory::with(&[translated("a", "児童労働と童児労")]).await;
    let json = answer(&shuffled, "organizations", "労働児童").await;
    assert_eq!(json["meta"]["query_match"], "any_word");
    assert!(suggested(&shuffled, "童労働と童児").await.contains(&"a".to_owned()));
    assert!(suggested(&shuffled, "児労働").await.is_empty());
}

#[actix_web::test]
async fn phrases_exclusions_and_several_words_work_in_scripts_without_spaces() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"summary": "Works in 東京 against 児童労働 since 2001."})),
        profile("b", json!({"summary": "Works in 大阪 against 児童労働 since 2002."})),
        profile("c", json!({"summary": "Works in 東京 against 人身取引."})),
    ])
    .await;
    for (query, expected) in [
        ("児童労働", &["a", "b"][..]),
        ("労働 東京", &["a"]),
        ("労働 -東京", &["b"]),
        ("労働 -京", &["b"]),
        ("東京 -\"児童労働\"", &["c"]),
        ("\"児童労働 since 2002\"", &["b"]),
        ("\"in 東京 against\"", &["a", "c"]),
        ("\"京\"", &["a", "c"]),
        ("\"東京 since\"", &[]),
        ("東京労働 -works", &[]),
        ("works 人身", &["c"]),
    ] {
        let mut slugs = found(&directory, query).await;
        slugs.sort();
        assert_eq!(slugs, expected, "{query}");
    }
}

#[actix_web::test]
async fn a_name_that_begins_with_the_query_ranks_before_one_that_has_it_inside() {
    let directory = TestDirectory::with(&[
        translated("a", "反人身取引会"),
        translated("b", "人身取引被害者支援"),
        translated("c", "人身取引"),
        profile("d", json!({"summary": "人身取引"})),
    ])
    .await;
    assert_eq!(found(&directory, "人身取引").await, ["c", "b", "a", "d"]);
    assert_eq!(suggested(&directory, "人身取引").await, ["c", "b", "a"]);
    // Matches inside names are sorted by name: all are equally good.
    assert_eq!(suggested(&directory, "取引").await, ["a", "b", "c"]);
}

#[actix_web::test]
async fn highlights_mark_only_the_letters_that_match() {
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({"summary": "NPO法人児童労働撤廃ネットワーク、労働者。"}),
    )])
    .await;
    let json = answer(&directory, "organizations", "労働").await;
    let highlight = &json["data"][0]["highlights"][0];
    assert_eq!(highlight["field"], "summary");
    assert_eq!(highlight["ranges"], json!([[7, 9], [18, 20]]), "{highlight}");
}

#[actix_web::test]
async fn research_and_ways_to_help_are_found_by_letters_inside() {
    let way = json!({"kind": "give", "title": "児童労働撤廃への寄付", "url": "https://example.org/", "free": false, "sources": ["page"]});
    let link = json!({"kind": "report", "title": "노동착취 실태조사", "url": "https://example.org/r", "year": 2020, "authors": ["김"], "sources": ["page"]});
    let directory =
        TestDirectory::with(&[profile("a", json!({"ways_to_help": [way], "research": [link]}))])
            .await;
    for (path, query, total) in [
        ("ways-to-help", "労働", 1),
        ("ways-to-help", "寄付", 1),
        ("ways-to-help", "寄労", 0),
        ("research", "착취", 1),
        ("research", "조사", 1),
        ("research", "동사실", 0),
    ] {
        assert_eq!(answer(&directory, path, query).await["meta"]["total"], total, "{query}");
    }
}

/// A Korean word with another particle, a Japanese or Chinese question without spaces.
#[actix_web::test]
async fn a_longer_query_of_han_or_hangul_finds_texts_with_parts_of_it() {
    let directory = directory().await;
    for (query, first) in
        [("인신매매에", "korean"), ("児童労働団体", "japanese"), ("拐卖儿童怎么办", "chinese")]
    {
        let json = answer(&directory, "organizations", query).await;
        assert_eq!(json["data"][0]["slug"], first, "{query}");
        assert_eq!(json["meta"]["query_match"], "any_word", "{query}");
        assert_eq!(json["data"][0]["highlights"][0]["field"], "other_names", "{query}");
    }
    assert!(found(&directory, "เด็กบ้าน").await.is_empty());
}

#[actix_web::test]
async fn names_are_suggested_without_the_punctuation_and_spaces_between_their_letters() {
    let directory = TestDirectory::with(&[
        translated("japanese", "カタカナ・ストップ"),
        translated("korean", "아동 노동"),
    ])
    .await;
    for (typed, slug) in [
        ("カタカナストップ", "japanese"),
        ("カタカナ・ストップ", "japanese"),
        ("カナストップ", "japanese"),
        ("아동노동", "korean"),
        ("아동 노동", "korean"),
    ] {
        assert_eq!(suggested(&directory, typed).await, [slug], "{typed}");
        assert_eq!(found(&directory, typed).await, [slug], "{typed}");
    }
    assert!(suggested(&directory, "노동아동").await.is_empty());
}
