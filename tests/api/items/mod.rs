//! Research and ways to help, across organizations.

mod queries;
mod requests;

use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{
    active_seed_profiles, countries_of, profile, seed_terms, term_and_narrower,
};

const RESEARCH: &str = "/api/v1/research";
const WAYS: &str = "/api/v1/ways-to-help";
const LISTS: [(&str, &str); 2] = [(RESEARCH, "research"), (WAYS, "ways_to_help")];

/// One row and its profile.
type Row = (Value, Value);

/// All rows of a profile key, in the order of the organizations' names.
async fn every_row(directory: &TestDirectory, key: &str) -> Vec<Row> {
    let order = directory.all_slugs("/api/v1/organizations").await;
    let mut profiles = active_seed_profiles();
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

/// A row without null and empty values, which seed files may omit.
fn without_empty(row: &Value) -> Value {
    let mut row = row.clone();
    row.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != json!([]));
    for source in row["sources"].as_array_mut().into_iter().flatten() {
        source.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    row
}

fn all_without_empty<'r>(rows: impl IntoIterator<Item = &'r Value>) -> Vec<Value> {
    rows.into_iter().map(without_empty).collect()
}

/// All pages of a list, joined. Asserts the total on each page.
async fn pages(directory: &TestDirectory, path: &str, total: usize) -> Vec<Value> {
    let (mut rows, mut next) = (Vec::new(), Some(path.to_owned()));
    let mut page = 0;
    while let Some(path) = next {
        page += 1;
        let answer = directory.get(&path).await;
        rows.extend(data(&answer));
        let json = answer.json();
        assert_eq!(json["meta"]["total"], total, "{path}");
        assert_eq!(json["meta"]["page"], page, "{path}");
        assert_eq!(json["meta"]["next_cursor"], Value::Null, "{path}");
        let header = answer.link("next").map(|link| link.split_once("/api").unwrap().1);
        let link = json["links"]["next"].as_str().map(|path| path.strip_prefix("/api").unwrap());
        assert_eq!(header, link, "{path}");
        next = json["links"]["next"].as_str().map(str::to_owned);
    }
    rows
}

/// Follows `meta.next_cursor` to the end.
async fn follow_cursor(directory: &TestDirectory, path: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), Value::from("*"));
    while let Some(next) = cursor.as_str() {
        let answer = directory.get(&format!("{path}&cursor={next}")).await;
        rows.extend(data(&answer));
        cursor = answer.json()["meta"]["next_cursor"].clone();
        assert!(rows.len() <= 1000, "the cursor does not end");
    }
    rows
}

#[actix_web::test]
async fn item_rows_match_the_profiles_and_name_their_organization() {
    let directory = TestDirectory::seeded().await;
    for (path, key) in LISTS {
        let expected = every_row(&directory, key).await;
        assert!(expected.len() > 90, "{path}: {}", expected.len());
        for per_page in [7, 100] {
            let asked = format!("{path}?per_page={per_page}");
            let expected = all_without_empty(expected.iter().map(|(row, _)| row));
            let paged = all_without_empty(&pages(&directory, &asked, expected.len()).await);
            assert_eq!(paged, expected, "{asked}");
            assert_eq!(
                all_without_empty(&follow_cursor(&directory, &asked).await),
                expected,
                "{asked}"
            );
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
async fn item_filters_match_a_scan_of_all_profiles() {
    let directory = TestDirectory::seeded().await;
    let terms = seed_terms("focus_areas");
    let area = |slug: &str| term_and_narrower(&terms, slug);
    let (children, bonded) = (area("exploitation-of-children"), area("bonded-labour"));
    let in_area = |profile: &Value, area: &[String]| has(&profile["focus_areas"], "", area);
    let in_country = |profile: &Value, code: &str| countries_of(profile).contains(&code);
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
        let expected = all_without_empty(expected.map(|(row, _)| row));
        let asked = format!("{path}?{query}&per_page=9");
        let found = all_without_empty(&pages(&directory, &asked, expected.len()).await);
        assert_eq!(found, expected, "{asked}");
        assert!(query.contains("1900") || !expected.is_empty(), "{asked} matches nothing");
        assert!(expected.len() < rows.len(), "{asked} matches everything");
    }
}

#[actix_web::test]
async fn items_of_active_organizations_are_listed_with_unchanged_text() {
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
    let remaining = profile("c", changes("active"));
    let directory = TestDirectory::with(&[
        profile("a", changes("inactive")),
        profile("b", changes("active")),
        remaining.clone(),
    ])
    .await;
    assert_eq!(directory.get(RESEARCH).await.json()["meta"]["total"], 4);
    assert_eq!(directory.get(&format!("{RESEARCH}?q=lantern")).await.json()["meta"]["total"], 2);

    assert_eq!(data(&directory.get(&format!("{RESEARCH}?organization=a")).await).len(), 0);

    directory.load_with(&[remaining], true).await;

    let answer = directory.get(RESEARCH).await;
    let rows = data(&answer);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["title"], odd);
    assert_eq!(rows[0]["sources"][0]["title"], odd);
    assert_eq!(rows[0]["sources"][1]["id"], "page");
    assert_eq!(rows[0]["organization"], json!({"slug": "c", "name": "c"}));
    let found = data(&directory.get(&format!("{RESEARCH}?q=lantern")).await);
    assert_eq!(found, rows[1..]);
    // A withdrawn organization is not a valid filter value.
    assert_eq!(directory.get(&format!("{RESEARCH}?organization=b")).await.status, 400);
    assert_eq!(data(&directory.get(WAYS).await).len(), 0);
}

#[actix_web::test]
async fn items_of_a_few_among_many_organizations_keep_their_order() {
    let many: Vec<Value> = (0..130)
        .map(|number| {
            let links = ["one", "two"].map(
                |title| json!({"title": title, "kind": "talk", "year": null, "sources": ["page"]}),
            );
            let name = format!("{:03}", 999 - number);
            profile(&format!("o-{number}"), json!({"name": name, "research": links}))
        })
        .collect();
    let directory = TestDirectory::with(&many).await;
    let path = format!("{RESEARCH}?organization=o-7,o-70&per_page=3");
    let expected = ["929 one", "929 two", "992 one", "992 two"];

    let text = |row: &Value| {
        let (name, title) = (&row["organization"]["name"], &row["title"]);
        format!("{} {}", name.as_str().unwrap(), title.as_str().unwrap())
    };
    let paged: Vec<String> = pages(&directory, &path, 4).await.iter().map(text).collect();
    let by_cursor: Vec<String> = follow_cursor(&directory, &path).await.iter().map(text).collect();

    assert_eq!(paged, expected);
    assert_eq!(by_cursor, expected);
}
