//! The pages of research and of ways to help.

use serde_json::{Value, json};

use super::{BROWSER, attributes, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// The parts of a page that begin with `opening`, each up to `closing`.
fn parts<'h>(html: &'h str, opening: &str, closing: &str) -> Vec<&'h str> {
    html.split(opening).skip(1).map(|rest| rest.split(closing).next().unwrap()).collect()
}

/// The rows of a list with this class.
fn rows<'h>(html: &'h str, class: &str) -> Vec<&'h str> {
    let list = html.split(&format!("<ul class=\"{class}\">")).nth(1).unwrap_or_default();
    parts(list.split("</ul>").next().unwrap(), "<li>", "</li>")
}

/// All rows of a list of the API.
async fn all(directory: &TestDirectory, path: &str) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let mut found = Vec::new();
    for page in 1.. {
        let url = format!("/api/v1{path}{separator}per_page=100&page={page}");
        let answer = directory.get(&url).await.json();
        let data = answer["data"].as_array().unwrap().clone();
        if data.is_empty() {
            break;
        }
        found.extend(data);
    }
    found
}

#[actix_web::test]
async fn the_pages_list_the_same_items_as_the_api() {
    let directory = TestDirectory::seeded().await;
    for path in [
        "/research?q=locust",
        "/research?kind=book&year=2000-",
        "/research?focus_area=forced-begging",
        "/ways-to-help?kind=learn,pray,volunteer",
        "/ways-to-help?free=true&q=walk",
        "/ways-to-help?organization=unseen",
    ] {
        let page = directory.get_with(&format!("{path}&per_page=100"), &[BROWSER]).await;
        let expected = all(&directory, path).await;

        assert_eq!(page.status, 200, "{path}");
        let text = unescaped(&page.text());
        assert!(!expected.is_empty() && expected.len() <= 100, "{path}");
        for row in &expected {
            let title = row["title"].as_str().unwrap();
            assert!(text.contains(title), "{path}: {title}");
        }
        let counted = parts(&text, "id=\"total\">", "</h2>")[0].split(' ').next().unwrap();
        assert_eq!(counted, expected.len().to_string(), "{path}");
    }
}

#[actix_web::test]
async fn research_is_sorted_by_year_with_the_newest_first() {
    let directory = TestDirectory::seeded().await;
    for query in ["", "q=children&sort=newest&"] {
        let mut years = Vec::new();
        for page in 1.. {
            let path = format!("/research?{query}per_page=50&page={page}");
            let html = directory.get_with(&path, &[BROWSER]).await.text();
            let rows = rows(&html, "publications");
            if rows.is_empty() {
                break;
            }
            let year =
                |row: &&str| parts(row, "class=\"year\">", "<")[0].parse::<i32>().unwrap_or(0);
            years.extend(rows.iter().map(year));
        }

        assert!(years.len() > 20, "{query}: {years:?}");
        assert!(years.is_sorted_by(|one, next| one >= next), "{query}: {years:?}");
        assert!(years[0] > 2015, "{query}: {years:?}");
    }
}

#[actix_web::test]
async fn research_can_be_sorted_by_organization_as_the_api_does() {
    let directory = TestDirectory::seeded().await;
    let path = "/research?kind=report&sort=organization";

    let html = directory.get_with(path, &[BROWSER]).await.text();
    let api = directory.get("/api/v1/research?kind=report").await.json();

    let names: Vec<String> = rows(&html, "publications")
        .iter()
        .map(|row| unescaped(attributes(row, "href").last().unwrap()))
        .collect();
    let expected: Vec<String> = api["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let slug = row["organization"]["slug"].as_str().unwrap();
            format!("/organizations/{slug}#research")
        })
        .collect();
    assert_eq!(names, expected);
    let unknown = directory.get_with("/research?sort=size", &[BROWSER]).await;
    assert_eq!(unknown.status, 200);
}

#[actix_web::test]
async fn ways_to_help_begin_with_one_of_each_organization() {
    let directory = TestDirectory::seeded().await;
    for filter in ["", "kind=learn,volunteer&"] {
        let mut organizations: Vec<String> = Vec::new();
        for page in 1.. {
            let path = format!("/ways-to-help?{filter}per_page=7&page={page}");
            let html = directory.get_with(&path, &[BROWSER]).await.text();
            let rows = rows(&html, "help-ways");
            if rows.is_empty() {
                break;
            }
            let slug = |row: &&str| {
                let about = attributes(row, "href").into_iter().rfind(|it| it.starts_with("/org"));
                about.unwrap().to_owned()
            };
            organizations.extend(rows.iter().map(slug));
        }

        let path = format!("/ways-to-help?{}", filter.trim_end_matches('&'));
        let expected = all(&directory, &path).await;
        assert_eq!(organizations.len(), expected.len(), "{filter}");
        let mut each: Vec<&String> = organizations.iter().collect();
        each.sort_unstable();
        each.dedup();
        let (first_round, rest) = organizations.split_at(each.len());
        let mut first: Vec<&String> = first_round.iter().collect();
        first.sort_unstable();
        assert_eq!(first, each, "{filter}: one of each comes first");
        assert!(rest.iter().all(|slug| first_round.contains(slug)), "{filter}");
    }
}

#[actix_web::test]
async fn the_numbers_of_filters_equal_the_totals_of_their_lists() {
    let directory = TestDirectory::seeded().await;
    for (path, others) in [
        ("/research", "focus_area=bonded-labour"),
        ("/research", "q=slavery"),
        ("/ways-to-help", "focus_area=sex-trafficking&country=IN"),
        ("/ways-to-help", "free=false"),
    ] {
        let html = directory.get_with(&format!("{path}?{others}"), &[BROWSER]).await.text();

        let kinds = parts(&html, "<input type=\"checkbox\" name=\"kind\"", "</label>");
        assert!(kinds.len() > 1, "{path}");
        for kind in kinds {
            let id = attributes(kind, "value")[0];
            let shown = parts(kind, "class=\"count\">", "<")[0];
            let api = format!("/api/v1{path}?{others}&kind={id}&per_page=1");
            let total = directory.get(&api).await.json()["meta"]["total"].to_string();
            assert_eq!(shown, total, "{path}?{others}: {id}");
            assert_ne!(shown, "0", "{path}?{others}: {id}");
        }
        let select = parts(&html, "name=\"focus_area\">", "</select>")[0];
        let others = others.split('&').filter(|it| !it.starts_with("focus_area"));
        let others = others.collect::<Vec<_>>().join("&");
        for option in parts(select, "<option", "</option>").into_iter().skip(1).step_by(4) {
            let id = attributes(option, "value")[0];
            let shown = option.rsplit(['(', ')']).nth(1).unwrap();
            let api = format!("/api/v1{path}?{others}&focus_area={id}&per_page=1");
            let total = directory.get(&api).await.json()["meta"]["total"].to_string();
            assert_eq!(shown, total, "{path}: {id}");
        }
    }
    let html = directory.get_with("/ways-to-help?kind=give", &[BROWSER]).await.text();
    for (id, label) in [("true", "Free ("), ("false", "Costs money (")] {
        let shown = parts(&html, label, ")")[0];
        let api = format!("/api/v1/ways-to-help?kind=give&free={id}&per_page=1");
        let total = directory.get(&api).await.json()["meta"]["total"].to_string();
        assert_eq!(shown, total, "{label}");
    }
}

#[actix_web::test]
async fn chosen_filters_are_named_and_can_be_removed() {
    let directory = TestDirectory::seeded().await;
    let path = "/ways-to-help?focus_area=bonded-labour&country=IN&kind=give,shop";

    let html = directory.get_with(path, &[BROWSER]).await.text();

    assert!(html.contains("<title>How to help: Bonded labour, India, Give, Buy · "), "{html}");
    let chips = parts(&html, "aria-label=\"Chosen filters\">", "</ul>")[0];
    let hrefs: Vec<String> = attributes(chips, "href").into_iter().map(unescaped).collect();
    assert_eq!(
        hrefs,
        [
            "/ways-to-help?country=IN&kind=give,shop",
            "/ways-to-help?focus_area=bonded-labour&kind=give,shop",
            "/ways-to-help?focus_area=bonded-labour&country=IN&kind=shop",
            "/ways-to-help?focus_area=bonded-labour&country=IN&kind=give",
            "/ways-to-help",
        ]
    );
    let doors = parts(&html, "<ul class=\"gifts\">", "</ul>")[0];
    let doors: Vec<String> = attributes(doors, "href").into_iter().map(unescaped).collect();
    assert_eq!(doors.len(), 5);
    assert!(doors.iter().all(|it| it.contains("focus_area=bonded-labour&country=IN")), "{doors:?}");
    assert!(html.contains("kind=give,shop\" aria-current=\"true\"><strong>Money"), "{html}");
}

#[actix_web::test]
async fn a_way_names_the_organization_first_and_says_if_it_has_no_address() {
    let cited = json!(["page"]);
    let ways = json!([
        {"kind": "give", "title": "Donate", "url": "https://give.example/", "free": false, "sources": cited},
        {"kind": "volunteer", "title": "Help", "summary": "Call them.", "free": true, "sources": cited},
    ]);
    let with_site =
        json!({"name": "Ann", "website": "https://www.ann.example/", "ways_to_help": ways});
    let without = json!({"name": "Bob", "ways_to_help": [ways[1]]});
    let directory = TestDirectory::with(&[profile("a", with_site), profile("b", without)]).await;

    let html = directory.get_with("/ways-to-help", &[BROWSER]).await.text();

    let rows = rows(&html, "help-ways");
    assert_eq!(rows.len(), 3);
    assert!(rows[0].contains("Give to <bdi dir=\"auto\">Ann</bdi></a>"), "{}", rows[0]);
    assert!(!rows[0].contains("Free") && !rows[0].contains("We know no page"), "{}", rows[0]);
    assert!(rows[0].contains("Opens the organization’s home page"), "{}", rows[0]);
    assert!(rows[1].contains("Volunteer with <bdi dir=\"auto\">Bob</bdi>"), "{}", rows[1]);
    assert!(rows[1].contains("We know no page for this · "), "{}", rows[1]);
    assert!(rows[2].contains("class=\"free\">Free</span>"), "{}", rows[2]);
    assert!(
        rows[2].contains(
            "We know no page for this: ask on <a class=\"out\" href=\"https://www.ann.example/\""
        ),
        "{}",
        rows[2]
    );
}

#[actix_web::test]
async fn a_page_beyond_the_end_links_to_the_last_page() {
    let directory = TestDirectory::seeded().await;
    for path in ["/research", "/ways-to-help"] {
        let total = all(&directory, path).await.len();
        let last = total.div_ceil(20);

        let html = directory.get_with(&format!("{path}?page=300"), &[BROWSER]).await.text();

        assert!(html.contains(&format!("This list has only {last} pages.")), "{html}");
        assert!(html.contains(&format!("<a href=\"{path}?page={last}\">Go to page {last}</a>")));
    }
}

#[actix_web::test]
async fn research_can_be_downloaded_for_reference_managers() {
    let directory = TestDirectory::seeded().await;
    let path = "/research?kind=book&focus_area=bonded-labour";
    let html = directory.get_with(path, &[BROWSER]).await.text();
    let expected = all(&directory, path).await;

    for (extension, media_type, mark) in [
        ("bib", "application/x-bibtex; charset=utf-8", "@book{"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - BOOK\r\n"),
    ] {
        let file = format!("/research.{extension}?focus_area=bonded-labour&kind=book");
        assert!(unescaped(&html).contains(&format!("href=\"{file}\"")), "{html}");
        let answer = directory.get(&file).await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some(media_type));
        let text = answer.text();
        assert_eq!(text.matches(mark).count(), expected.len(), "{text}");
    }
}

#[actix_web::test]
async fn texts_in_citations_of_research_cannot_end_a_field() {
    let title = "Bonds} & {chains";
    let research = json!([{"kind": "report", "title": title, "authors": ["Ann and Bob", "C."],
        "year": 2019, "url": "https://r.example/a", "sources": ["page"]}]);
    let directory =
        TestDirectory::with(&[profile("a", json!({"name": "Org", "research": research}))]).await;

    let bibtex = directory.get("/research.bib").await.text();
    let ris = directory.get("/research.ris").await.text();

    assert_eq!(
        bibtex,
        "@techreport{a-1,\n  title = {{Bonds\\textbraceright{} \\& \\textbraceleft{}chains}},\n  \
         author = {{Ann and Bob} and {C.}},\n  institution = {{Org}},\n  year = {2019},\n  \
         url = {https://r.example/a},\n}\n"
    );
    assert_eq!(
        ris,
        "TY  - RPRT\r\nID  - a-1\r\nTI  - Bonds} & {chains\r\nAU  - Ann and Bob\r\nAU  - C.\r\n\
         PB  - Org\r\nPY  - 2019\r\nUR  - https://r.example/a\r\nER  - \r\n"
    );
}
