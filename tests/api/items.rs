//! Research, and ways to help, across organizations.

use serde_json::{Value, json};

use crate::harness::{
    Answer, TestDirectory, profile, seed_profiles, seed_terms, term_and_below, texts,
};

const RESEARCH: &str = "/api/v1/research";
const WAYS: &str = "/api/v1/ways-to-help";
const LISTS: [(&str, &str); 2] = [(RESEARCH, "research"), (WAYS, "ways_to_help")];

/// One row, and the profile that it is of.
type Row = (Value, Value);

/// Every row of a key of the profiles, by the names of the organizations.
async fn every_row(directory: &TestDirectory, key: &str) -> Vec<Row> {
    let order = directory.get("/api/v1/organizations?per_page=100").await.slugs();
    let mut profiles = seed_profiles();
    let place = |profile: &Value| order.iter().position(|slug| *slug == profile["slug"]);
    profiles.sort_by_key(place);
    profiles.iter().flat_map(|profile| rows_of(profile, key)).collect()
}

fn rows_of(profile: &Value, key: &str) -> Vec<Row> {
    let sources = profile["sources"].as_array().unwrap();
    let source = |id: &Value| {
        let mut source = sources.iter().find(|source| source["id"] == *id).unwrap().clone();
        for key in ["publisher", "author", "published", "url", "archived_url", "retrieved"] {
            source.as_object_mut().unwrap().entry(key).or_insert(Value::Null);
        }
        source
    };
    let elements = profile[key].as_array().into_iter().flatten();
    let row = |element: &Value| {
        let mut row = element.clone();
        let ids = row["sources"].as_array().unwrap();
        row["sources"] = ids.iter().map(source).collect();
        row["organization"] = json!({"slug": profile["slug"], "name": profile["name"]});
        (row, profile.clone())
    };
    elements.map(row).collect()
}

fn data(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["data"].as_array().unwrap().clone()
}

/// A row without what the seed files may leave out and answers never do.
fn essence(row: &Value) -> Value {
    let mut row = row.clone();
    row.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != json!([]));
    for source in row["sources"].as_array_mut().into_iter().flatten() {
        source.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    row
}

fn essences<'r>(rows: impl IntoIterator<Item = &'r Value>) -> Vec<Value> {
    rows.into_iter().map(essence).collect()
}

/// All pages of a list, joined; each says the same total.
async fn pages(directory: &TestDirectory, path: &str, total: usize) -> Vec<Value> {
    let (mut met, mut next) = (Vec::new(), Some(path.to_owned()));
    let mut page = 0;
    while let Some(path) = next {
        page += 1;
        let answer = directory.get(&path).await;
        met.extend(data(&answer));
        let json = answer.json();
        assert_eq!(json["meta"]["total"], total, "{path}");
        assert_eq!(json["meta"]["page"], page, "{path}");
        assert_eq!(json["meta"]["next_cursor"], Value::Null, "{path}");
        let header = answer.link("next").map(|link| link.split_once("/api").unwrap().1);
        let link = json["links"]["next"].as_str().map(|path| path.strip_prefix("/api").unwrap());
        assert_eq!(header, link, "{path}");
        next = json["links"]["next"].as_str().map(str::to_owned);
    }
    met
}

/// A walk along `meta.next_cursor`.
async fn walk(directory: &TestDirectory, path: &str) -> Vec<Value> {
    let (mut met, mut cursor) = (Vec::new(), Value::from("*"));
    while let Some(next) = cursor.as_str() {
        let answer = directory.get(&format!("{path}&cursor={next}")).await;
        met.extend(data(&answer));
        cursor = answer.json()["meta"]["next_cursor"].clone();
        assert!(met.len() <= 1000, "the walk does not end");
    }
    met
}

#[actix_web::test]
async fn rows_are_what_the_profiles_say_with_whole_sources_and_whose_they_are() {
    let directory = TestDirectory::seeded().await;
    for (path, key) in LISTS {
        let expected = every_row(&directory, key).await;
        assert!(expected.len() > 90, "{path}: {}", expected.len());
        for per_page in [7, 100] {
            let asked = format!("{path}?per_page={per_page}");
            let expected = essences(expected.iter().map(|(row, _)| row));
            let paged = essences(&pages(&directory, &asked, expected.len()).await);
            assert_eq!(paged, expected, "{asked}");
            assert_eq!(essences(&walk(&directory, &asked).await), expected, "{asked}");
        }
    }
}

fn has(list: &Value, key: &str, values: &[String]) -> bool {
    let elements = list.as_array().into_iter().flatten();
    elements.into_iter().any(|element| {
        let value = if key.is_empty() { element } else { &element[key] };
        values.iter().any(|wanted| value == wanted.as_str())
    })
}

#[actix_web::test]
async fn filters_leave_what_a_look_at_every_profile_leaves() {
    let directory = TestDirectory::seeded().await;
    let terms = seed_terms("focus_areas");
    let area = |slug: &str| term_and_below(&terms, slug);
    let (children, bonded) = (area("exploitation-of-children"), area("bonded-labour"));
    let in_area = |profile: &Value, area: &[String]| has(&profile["focus_areas"], "", area);
    let in_country =
        |profile: &Value, code: &str| has(&profile["countries"], "country", &[code.to_owned()]);
    let year = |row: &Value| row["year"].as_i64();
    let of = |row: &Value, slug: &str| row["organization"]["slug"] == slug;
    type Passes<'p> = Box<dyn Fn(&Value, &Value) -> bool + 'p>;
    let table: Vec<(&str, &str, Passes<'_>)> = vec![
        (RESEARCH, "kind=book", Box::new(|row, _| row["kind"] == "book")),
        (
            RESEARCH,
            "kind=book,report",
            Box::new(|row, _| row["kind"] == "book" || row["kind"] == "report"),
        ),
        (
            RESEARCH,
            "kind=book&kind=report",
            Box::new(|row, _| row["kind"] == "book" || row["kind"] == "report"),
        ),
        (RESEARCH, "kind=!report", Box::new(|row, _| row["kind"] != "report")),
        (RESEARCH, "year=2014", Box::new(|row, _| year(row) == Some(2014))),
        (
            RESEARCH,
            "year=2010-2015",
            Box::new(|row, _| year(row).is_some_and(|year| (2010..=2015).contains(&year))),
        ),
        (RESEARCH, "year=2018-", Box::new(|row, _| year(row).is_some_and(|year| year >= 2018))),
        (RESEARCH, "year=-2012", Box::new(|row, _| year(row).is_some_and(|year| year <= 2012))),
        (RESEARCH, "focus_area=bonded-labour", Box::new(|_, of| in_area(of, &bonded))),
        (RESEARCH, "focus_area=exploitation-of-children", Box::new(|_, of| in_area(of, &children))),
        (
            RESEARCH,
            "focus_area=!exploitation-of-children&kind=report",
            Box::new(|row, of| !in_area(of, &children) && row["kind"] == "report"),
        ),
        (RESEARCH, "organization=free-the-slaves", Box::new(|row, _| of(row, "free-the-slaves"))),
        (
            RESEARCH,
            "organization=thorn,free-the-slaves",
            Box::new(|row, _| of(row, "thorn") || of(row, "free-the-slaves")),
        ),
        (
            RESEARCH,
            "organization=US-EIN-541722887",
            Box::new(|row, _| of(row, "international-justice-mission")),
        ),
        (RESEARCH, "organization=!free-the-slaves", Box::new(|row, _| !of(row, "free-the-slaves"))),
        (RESEARCH, "year=1900", Box::new(|_, _| false)),
        (WAYS, "kind=volunteer", Box::new(|row, _| row["kind"] == "volunteer")),
        (WAYS, "kind=give", Box::new(|row, _| row["kind"] == "give")),
        (WAYS, "free=true", Box::new(|row, _| row["free"] == true)),
        (WAYS, "free=false", Box::new(|row, _| row["free"] == false)),
        (
            WAYS,
            "free=true&kind=!learn&country=IN",
            Box::new(|row, of| {
                row["free"] == true && row["kind"] != "learn" && in_country(of, "IN")
            }),
        ),
        (WAYS, "country=IN,NP", Box::new(|_, of| in_country(of, "IN") || in_country(of, "NP"))),
        (WAYS, "country=!IN", Box::new(|_, of| !in_country(of, "IN"))),
        (
            WAYS,
            "focus_area=exploitation-of-children&organization=!unseen",
            Box::new(|row, of_| in_area(of_, &children) && !of(row, "unseen")),
        ),
    ];
    let every =
        [every_row(&directory, "research").await, every_row(&directory, "ways_to_help").await];
    for (path, query, passes) in &table {
        let rows = if *path == RESEARCH { &every[0] } else { &every[1] };
        let expected = rows.iter().filter(|(row, profile)| passes(row, profile));
        let expected = essences(expected.map(|(row, _)| row));
        let asked = format!("{path}?{query}&per_page=9");
        let met = essences(&pages(&directory, &asked, expected.len()).await);
        assert_eq!(met, expected, "{asked}");
        assert!(query.contains("1900") || !expected.is_empty(), "{asked} shows nothing");
        assert!(expected.len() < rows.len(), "{asked} leaves all");
    }
}

#[actix_web::test]
async fn a_question_finds_titles_people_and_organizations() {
    let directory = TestDirectory::seeded().await;
    for (path, question, title) in [
        (RESEARCH, "locust effect", "The Locust Effect"),
        (RESEARCH, "locst efect", "The Locust Effect"),
        (RESEARCH, "%22end of violence%22", "The Locust Effect"),
        (WAYS, "freedom sunday", "Freedom Sunday"),
    ] {
        let answer = directory.get(&format!("{path}?q={}", question.replace(' ', "+"))).await;
        let rows = data(&answer);
        let first = rows.first().map_or("", |row| row["title"].as_str().unwrap());
        assert!(first.starts_with(title), "{question}: {first}");
    }
}

#[actix_web::test]
async fn whoever_has_the_word_is_found() {
    let directory = TestDirectory::seeded().await;
    for (path, key) in LISTS {
        let every = every_row(&directory, key).await;
        for word in ["slavery", "trafficking", "prajwala", "children", "haugen", "church"] {
            let answer = directory.get(&format!("{path}?q={word}&per_page=100")).await;
            let found = essences(&data(&answer));
            let says = |row: &Value| {
                let authors = row["authors"].as_array().map(|_| texts(&row["authors"]).join(" "));
                let said = [&row["title"], &row["summary"], &row["organization"]["name"]];
                let said: Vec<&str> = said.into_iter().filter_map(Value::as_str).collect();
                let said =
                    format!("{} {}", said.join(" "), authors.unwrap_or_default()).to_lowercase();
                said.split(|c: char| !c.is_alphanumeric()).any(|other| other == word)
            };
            let expected: Vec<Value> =
                every.iter().filter(|(row, _)| says(row)).map(|(row, _)| essence(row)).collect();
            for row in expected.iter().take(100) {
                assert!(found.contains(row), "{path} {word}: {row:#}");
            }
            assert!(answer.json()["meta"]["total"].as_u64().unwrap() as usize >= expected.len());
        }
    }
}

#[actix_web::test]
async fn pages_and_walks_of_a_question_are_the_same() {
    let directory = TestDirectory::seeded().await;
    for (path, query) in [
        (RESEARCH, "q=slavery"),
        (RESEARCH, "q=slavery+report&kind=!book"),
        (RESEARCH, "q=-slavery"),
        (RESEARCH, "q=%22forced+labour%22"),
        (WAYS, "q=volunteer"),
        (WAYS, "q=pray+church&free=true"),
        (WAYS, "q=zzzz"),
        (WAYS, "q=the"),
    ] {
        let answer = directory.get(&format!("{path}?{query}&per_page=100")).await;
        let (whole, total) = (data(&answer), answer.json()["meta"]["total"].as_u64().unwrap());
        let paged = pages(&directory, &format!("{path}?{query}&per_page=4"), total as usize).await;
        let walked = walk(&directory, &format!("{path}?{query}&per_page=4")).await;
        assert_eq!(paged.len(), total as usize, "{query}");
        assert_eq!(paged[..whole.len()], whole, "{query}");
        assert_eq!(walked, paged, "{query}");
    }
    let all = directory.get(RESEARCH).await.json()["meta"]["total"].as_u64().unwrap();
    let total = |query: &'static str| {
        let directory = &directory;
        async move {
            directory.get(&format!("{RESEARCH}?q={query}")).await.json()["meta"]["total"]
                .as_u64()
                .unwrap()
        }
    };
    assert_eq!(total("%22slavery%22").await + total("-slavery").await, all);
}

#[actix_web::test]
async fn only_active_organizations_are_listed_and_texts_are_not_touched() {
    let odd = "A \"title\", {odd} [1] \\ über,\"sources\":";
    let research = json!([
        {"title": odd, "kind": "talk", "year": 2001, "sources": ["second", "page"]},
        {"title": "Lantern", "kind": "book", "sources": ["page"]},
    ]);
    let sources = json!([
        {"id": "page", "title": "A, \"page\" ]}", "url": "https://example.org/"},
        {"id": "second", "title": odd, "url": "https://example.org/2"},
    ]);
    let changes =
        |status: &str| json!({"status": status, "research": research, "sources": sources});
    let kept = profile("c", changes("active"));
    let directory = TestDirectory::with(&[
        profile("a", changes("inactive")),
        profile("b", changes("active")),
        kept.clone(),
    ])
    .await;
    assert_eq!(directory.get(RESEARCH).await.json()["meta"]["total"], 4);
    assert_eq!(directory.get(&format!("{RESEARCH}?q=lantern")).await.json()["meta"]["total"], 2);

    assert_eq!(data(&directory.get(&format!("{RESEARCH}?organization=a")).await).len(), 0);

    directory.load_with(&[kept], true).await;

    let answer = directory.get(RESEARCH).await;
    let rows = data(&answer);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["title"], odd);
    assert_eq!(rows[0]["sources"][0]["title"], odd);
    assert_eq!(rows[0]["sources"][1]["id"], "page");
    assert_eq!(rows[0]["organization"], json!({"slug": "c", "name": "c"}));
    let found = data(&directory.get(&format!("{RESEARCH}?q=lantern")).await);
    assert_eq!(found, rows[1..]);
    // A withdrawn organization is no value any more.
    assert_eq!(directory.get(&format!("{RESEARCH}?organization=b")).await.status, 400);
    assert_eq!(data(&directory.get(WAYS).await).len(), 0);
}

#[actix_web::test]
async fn a_wrong_parameter_is_named_with_its_rule_and_the_nearest() {
    let directory = TestDirectory::seeded().await;
    for (path, query, parameter, code, meant) in [
        (RESEARCH, "focus_aera=x", "focus_aera", "unknown_parameter", Some("focus_area")),
        (RESEARCH, "free=true", "free", "unknown_parameter", None),
        (RESEARCH, "country=IN", "country", "unknown_parameter", None),
        (RESEARCH, "sort=name", "sort", "unknown_parameter", None),
        (RESEARCH, "kind=bok", "kind", "unknown_value", Some("book")),
        (RESEARCH, "kind=volunteer", "kind", "unknown_value", None),
        (RESEARCH, "kind=", "kind", "unknown_value", None),
        (
            RESEARCH,
            "focus_area=!bonded-labor",
            "focus_area",
            "unknown_value",
            Some("bonded-labour"),
        ),
        (
            RESEARCH,
            "organization=free-the-slave",
            "organization",
            "unknown_value",
            Some("free-the-slaves"),
        ),
        (RESEARCH, "organization=!nobody", "organization", "unknown_value", None),
        (RESEARCH, "year=14", "year", "invalid_form", None),
        (RESEARCH, "year=2015-2010", "year", "invalid_form", None),
        (RESEARCH, "year=2015&year=2016", "year", "repeated_parameter", None),
        (RESEARCH, "q=a&q=b", "q", "repeated_parameter", None),
        (RESEARCH, "q=%00", "q", "forbidden_character", None),
        (RESEARCH, "page=0", "page", "out_of_range", None),
        (RESEARCH, "page=101&per_page=100", "page", "out_of_range", None),
        (RESEARCH, "per_page=101", "per_page", "out_of_range", None),
        (RESEARCH, "cursor=nonsense", "cursor", "invalid_form", None),
        (RESEARCH, "cursor=*&page=2", "page", "invalid_form", None),
        (WAYS, "year=2014", "year", "unknown_parameter", None),
        (WAYS, "kind=giv", "kind", "unknown_value", Some("give")),
        (WAYS, "free=yes", "free", "unknown_value", None),
        (WAYS, "free=tru", "free", "unknown_value", Some("true")),
        (WAYS, "free=true&free=true", "free", "repeated_parameter", None),
        (WAYS, "country=in", "country", "unknown_value", Some("IN")),
    ] {
        let answer = directory.get(&format!("{path}?{query}")).await;

        assert_eq!(answer.status, 400, "{path}?{query}");
        let problem = answer.json();
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{query}: {errors:#?}");
        assert_eq!(errors[0]["parameter"], parameter, "{query}");
        assert_eq!(errors[0]["code"], code, "{query}");
        assert_eq!(errors[0].get("did_you_mean").and_then(Value::as_str), meant, "{query}");
    }
}

#[actix_web::test]
async fn a_cursor_belongs_to_its_order() {
    let directory = TestDirectory::seeded().await;
    let next = |path: String| {
        let directory = &directory;
        async move { directory.get(&path).await.json()["meta"]["next_cursor"].clone() }
    };
    let by_name = next(format!("{WAYS}?cursor=*")).await;
    let ranked = next(format!("{WAYS}?q=give&per_page=1&cursor=*")).await;
    let organizations = next("/api/v1/organizations?cursor=*".to_owned()).await;
    for (cursor, query, status) in [
        (&by_name, "", 200),
        (&by_name, "&q=give", 400),
        (&ranked, "&q=give", 200),
        (&ranked, "", 400),
        (&organizations, "", 400),
    ] {
        let cursor = cursor.as_str().unwrap();
        let answer = directory.get(&format!("{WAYS}?cursor={cursor}{query}")).await;
        assert_eq!(answer.status, status, "{cursor}{query}");
    }
}

#[actix_web::test]
async fn links_say_the_request_in_its_one_form_and_a_tag_is_known_before_the_answer() {
    let directory = TestDirectory::seeded().await;
    let path = format!("{WAYS}?per_page=5&country=NP,IN&kind=!pray&page=2&free=true&q=Children");

    let answer = directory.get(&path).await;

    let links = answer.json()["links"].clone();
    let own = format!("{WAYS}?q=children&country=IN,NP&kind=!pray&free=true&per_page=5");
    assert_eq!(links["self"], format!("{own}&page=2"));
    assert_eq!(links["first"], format!("{own}&page=1"));
    assert_eq!(links["prev"], format!("{own}&page=1"));
    let same = directory.get(links["self"].as_str().unwrap()).await;
    assert_eq!(same.body, answer.body);
    let tag = answer.header("etag").unwrap();
    assert_eq!(directory.get_with(&path, &[("if-none-match", tag)]).await.status, 304);

    let beyond = directory.get(&format!("{WAYS}?page=99")).await.json();
    assert_eq!(beyond["data"], json!([]));
    assert_eq!(beyond["links"]["next"], Value::Null);
}
