//! Every vocabulary in the same way: terms that editors write, filters, suggestions, pages.

use antislavery_directory::domain::{Keyword, Role, TermScheme};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{invented_with_terms, profile, seed_terms, terms_of};

const LIST: &str = "/api/v1/organizations";

/// A patch of a profile that lists terms of one scheme.
fn listing(scheme: TermScheme, slugs: &[&str]) -> Value {
    match scheme.keys() {
        [key] => json!({*key: slugs}),
        keys => {
            let sources = json!(["page"]);
            json!({keys[0]: {"summary": "As a wrong.", keys[1]: slugs, "sources": sources}})
        }
    }
}

#[actix_web::test]
async fn a_term_of_every_vocabulary_can_be_added_used_and_removed() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let (admin, editor) = (directory.create_key(Role::Admin), directory.create_key(Role::Editor));
    for &scheme in TermScheme::ALL {
        let (name, path) = (scheme.as_str(), format!("/api/v1{}/night-watch", scheme.path()));
        let term = json!({
            "slug": "night-watch", "label": format!("Night {name}"), "definition": "For a test.",
            "broader": [], "group": false,
        });
        let added = directory.write(&admin, "PUT", &path, &[], &term).await;
        assert_eq!(added.status, 201, "{name}: {}", added.text());
        assert!(added.header("location").unwrap().ends_with(&path), "{name}");
        let refused = directory.write(&editor, "PUT", &path, &[], &term).await;
        assert_eq!(refused.status, 403, "{name}");

        let user = profile("a", listing(scheme, &["night-watch"]));
        let own = format!("{LIST}/a");
        let any = [("if-match", "*")];
        let written = directory.write(&editor, "PUT", &own, &any, &user).await;
        assert_eq!(written.status, 200, "{name}: {}", written.text());
        assert_eq!(directory.get(&format!("{LIST}?{name}=night-watch")).await.slugs(), ["a"]);
        assert_eq!(directory.get(&path).await.json()["count"], 1, "{name}");
        let used = directory.write(&admin, "DELETE", &path, &[], &Value::Null).await;
        assert_eq!(used.status, 409, "{name}");

        let other = profile("a", json!({}));
        let emptied = directory.write(&editor, "PUT", &own, &any, &other).await;
        assert_eq!(emptied.status, 200, "{name}");
        let removed = directory.write(&admin, "DELETE", &path, &[], &Value::Null).await;
        assert_eq!(removed.status, 204, "{name}");
        assert_eq!(directory.get(&path).await.status, 404, "{name}");
        assert_eq!(directory.get(&format!("{LIST}?{name}=night-watch")).await.status, 400);

        let changes = directory.get("/api/v1/changes?since=0&limit=1000").await.json();
        let of_term = |it: &&Value| it["subject"] == name && it["slug"] == "night-watch";
        let changes: Vec<&Value> =
            changes["data"].as_array().unwrap().iter().filter(of_term).collect();
        assert_eq!(changes.len(), 2, "{name}");
    }
    let feed = directory.get("/api/v1/changes.atom").await.text();
    assert!(feed.contains("<title>Lens Night lens: withdrawn</title>"), "{feed}");
}

#[actix_web::test]
async fn an_unknown_a_repeated_and_a_group_term_are_refused_at_their_pointer() {
    let directory = TestDirectory::with(&[]).await;
    let editor = directory.create_key(Role::Editor);
    for &scheme in TermScheme::ALL {
        let known = seed_terms(scheme.plural());
        let slug = |group: bool| {
            let found = known.iter().find(|it| (it["group"] == true) == group)?;
            found["slug"].as_str().map(str::to_owned)
        };
        let (known, group) = (slug(false).unwrap(), slug(true));
        let pointer = format!("/{}", scheme.keys().join("/"));
        let mut cases = vec![
            (vec!["nonesuch".to_owned()], "unknown_term", format!("{pointer}/0")),
            (vec![known.clone(), known.clone()], "duplicate", format!("{pointer}/1")),
        ];
        cases.extend(group.map(|group| (vec![group], "group_term", format!("{pointer}/0"))));
        for (slugs, code, pointer) in cases {
            let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
            let body = profile("a", listing(scheme, &slugs));
            let answer = directory.write(&editor, "POST", LIST, &[], &body).await;
            assert_eq!(answer.status, 422, "{slugs:?}");
            let error = &answer.json()["errors"][0];
            assert_eq!((&error["code"], &error["pointer"]), (&json!(code), &json!(pointer)));
        }
    }
    let four = ["impunity", "poverty", "migration", "gender"];
    let body = profile("a", listing(TermScheme::Lens, &four));
    let answer = directory.write(&editor, "POST", LIST, &[], &body).await.json();
    assert_eq!(answer["errors"][0]["code"], "too_many");
    assert_eq!(answer["errors"][0]["pointer"], "/framing/lens");
}

#[actix_web::test]
async fn the_sources_of_single_terms_must_name_terms_of_the_profile() {
    let directory = TestDirectory::with(&[]).await;
    let editor = directory.create_key(Role::Editor);
    for (key, is_allowed) in [
        ("populations/children", true),
        ("sectors/fishing", true),
        ("kinds/funder", true),
        ("kinds", true),
        ("populations/women", false),
        ("lenses/impunity", false),
        ("framing/impunity", false),
    ] {
        let body = profile(
            &format!("x-{}", key.replace('/', "-")),
            json!({
                "populations": ["children"], "sectors": ["fishing"], "kinds": ["funder"],
                "framing": {"summary": "So.", "lens": ["impunity"], "sources": ["page"]},
                "fact_sources": {key: ["page"]},
            }),
        );
        let answer = directory.write(&editor, "POST", LIST, &[], &body).await;
        assert_eq!(answer.status == 201, is_allowed, "{key}: {}", answer.text());
        if !is_allowed {
            assert_eq!(answer.json()["errors"][0]["code"], "unknown_key", "{key}");
        }
    }
}

#[actix_web::test]
async fn filters_of_every_vocabulary_equal_a_scan_of_the_profiles() {
    use TermScheme::{Kind, Lens, Population, Sector};
    let profiles = invented_with_terms();
    let directory = TestDirectory::with(&profiles).await;
    let has = |profile: &Value, scheme, slug: &str| terms_of(profile, scheme).contains(&slug);
    type Passes<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let fishing = |it: &Value| has(it, Sector, "fishing") || has(it, Sector, "seafood-processing");
    let cases: Vec<(&str, Passes<'_>)> = vec![
        ("kind=funder", Box::new(|it| has(it, Kind, "funder"))),
        ("kind=!funder", Box::new(|it| !has(it, Kind, "funder"))),
        (
            "population=children&sector=fishing",
            Box::new(|it| has(it, Population, "children") && fishing(it)),
        ),
        ("sector=fishing", Box::new(fishing)),
        ("lens=impunity", Box::new(|it| has(it, Lens, "impunity"))),
        (
            "lens=impunity,poverty&kind=!network",
            Box::new(|it| {
                (has(it, Lens, "impunity") || has(it, Lens, "poverty")) && !has(it, Kind, "network")
            }),
        ),
    ];
    for (query, passes) in cases {
        let expected: Vec<&str> = profiles
            .iter()
            .filter(|it| passes(it))
            .map(|it| it["slug"].as_str().unwrap())
            .collect();
        let found = directory.all_slugs(&format!("{LIST}?{query}")).await;
        assert_eq!(found, expected, "{query}");
        let page = directory.get(&format!("/organizations?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let exported = directory.get(&format!("/api/v1/export?{query}")).await.text();
        assert_eq!(exported.lines().count(), expected.len(), "{query}");
    }
}

#[actix_web::test]
async fn an_unknown_value_suggests_the_nearest_and_a_label_means_its_term() {
    let directory = TestDirectory::seeded().await;
    for (parameter, given, meant) in [
        ("kind", "fundre", "funder"),
        ("kind", "Funder", "funder"),
        ("population", "childern", "children"),
        ("sector", "fishng", "fishing"),
        ("lens", "impunty", "impunity"),
    ] {
        let answer = directory.get(&format!("{LIST}?{parameter}={given}")).await;
        assert_eq!(answer.status, 400, "{given}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["parameter"], parameter);
        assert_eq!(error["did_you_mean"], meant, "{given}");
    }
    // A page redirects to the value that was meant.
    let page = directory.get("/organizations?kind=Funder").await;
    assert_eq!(page.header("location"), Some("/organizations?kind=funder"));
    let path = directory.get("/kinds/Funder").await;
    assert_eq!(path.header("location"), Some("/kinds/funder"));
    // The former parameters of research and ways to help are other kinds.
    assert_eq!(directory.get("/api/v1/research?kind=funder").await.status, 400);
}

#[actix_web::test]
async fn terms_of_every_vocabulary_are_suggested_and_found_in_searches() {
    let directory = TestDirectory::with(&invented_with_terms()).await;
    for &scheme in TermScheme::ALL {
        let terms = seed_terms(scheme.plural());
        let term = terms.iter().find(|it| it["group"] != true).unwrap();
        let label = term["label"].as_str().unwrap().to_lowercase().replace(' ', "%20");
        let answer = directory.get(&format!("/api/v1/suggest?q={label}")).await.json();
        let suggested = answer["data"].as_array().unwrap().iter();
        let mut suggested = suggested.map(|it| (&it["kind"], &it["slug"]));
        let expected = (&json!(scheme.as_str()), &term["slug"]);
        assert!(suggested.any(|it| it == expected), "{label}: {answer}");

        let found = directory.all_slugs(&format!("{LIST}?q={label}")).await;
        let slug = term["slug"].as_str().unwrap();
        for profile in invented_with_terms() {
            if terms_of(&profile, scheme).contains(&slug) {
                let own = profile["slug"].as_str().unwrap();
                assert!(found.iter().any(|it| it == own), "{label}: {own}");
            }
        }
    }
}

#[actix_web::test]
async fn every_vocabulary_has_pages_and_is_in_the_sitemap() {
    let directory = TestDirectory::with(&invented_with_terms()).await;
    let sitemap = directory.get("/sitemaps/pages.xml").await.text();
    for &scheme in TermScheme::ALL {
        let path = scheme.path();
        let list = directory.get(path).await;
        assert_eq!(list.status, 200, "{path}");
        for term in seed_terms(scheme.plural()) {
            let (slug, label) = (term["slug"].as_str().unwrap(), term["label"].as_str().unwrap());
            assert!(list.text().contains(&format!("href=\"{path}/{slug}\"")), "{path}/{slug}");
            assert!(sitemap.contains(&format!("{path}/{slug}</loc>")), "{path}/{slug}");
            let page = directory.get(&format!("{path}/{slug}")).await;
            assert_eq!(page.status, 200, "{path}/{slug}");
            let shown = page.text().replace("&#39;", "'").replace("&#38;", "&");
            assert!(shown.contains(&format!("<h1>{label}")), "{path}/{slug}");
        }
    }
}

#[actix_web::test]
async fn a_profile_shows_its_terms_on_its_page_in_markdown_and_in_comparisons() {
    let terms = json!({
        "populations": ["children"], "sectors": ["fishing"], "kinds": ["funder"],
        "framing": {"summary": "So.", "lens": ["impunity"], "sources": ["page"]},
    });
    let mut other = terms.clone();
    other["sectors"] = json!(["mining"]);
    let directory = TestDirectory::with(&[profile("a", terms), profile("b", other)]).await;
    let page = directory.get("/organizations/a").await.text();
    let markdown = directory.get("/api/v1/organizations/a?format=md").await.text();
    for path in ["/populations/children", "/sectors/fishing", "/kinds/funder", "/lenses/impunity"] {
        assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
    }
    for heading in ["For whom they work", "Kind of organization", "What they see as the cause"] {
        assert!(page.contains(heading), "{heading}");
        assert!(markdown.contains(&format!("## {heading}")), "{heading}: {markdown}");
    }

    let compared = directory.get("/api/v1/compare?organizations=a,b").await.json();
    assert_eq!(compared["organizations"][0]["kinds"], json!(["funder"]));
    assert_eq!(compared["shared"]["populations"], json!(["children"]));
    assert_eq!(compared["shared"]["lenses"], json!(["impunity"]));
    assert_eq!(compared["only"]["b"]["sectors"], json!(["mining"]));
    let table = directory.get("/compare?organizations=a,b").await.text();
    assert!(table.contains("In which kinds of work"), "{table}");
    assert!(table.contains("Mining<span class=\"hidden\"> (only this one)"), "{table}");

    let row = &directory.get(&format!("{LIST}?kind=funder&sector=mining")).await.json()["data"][0];
    assert_eq!((&row["kinds"], &row["lenses"]), (&json!(["funder"]), &json!(["impunity"])));
    let labelled = directory.get("/api/v1/organizations/a?include=labels").await.json();
    assert_eq!(labelled["labels"]["funder"], "Funder");
    let csv = directory.get("/api/v1/export?format=csv&csv=raw").await.text();
    let header = csv.lines().next().unwrap();
    assert!(header.contains(",populations,sectors,kinds,") && header.contains(",framing,lens,"));
    assert!(csv.contains(",So.,impunity,"), "{csv}");
}
