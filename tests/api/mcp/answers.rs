//! The answers of the tools: what the API answers, with citations and warnings.

use serde_json::{Value, json};

use super::{call, stateless, text};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// The schema of the structured content of a tool.
async fn output_schema(directory: &TestDirectory, tool: &str) -> Value {
    let listed = stateless(directory, "tools/list", json!({})).await.json();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let tool = tools.iter().find(|it| it["name"] == tool).unwrap();
    tool["outputSchema"].clone()
}

/// Calls a tool, and checks its structured content against its schema.
async fn checked(directory: &TestDirectory, tool: &str, arguments: Value) -> Value {
    let result = call(directory, tool, arguments).await;
    assert_eq!(result["isError"], false, "{result:#}");
    assert_eq!(result["resultType"], "complete");
    let content = &result["structuredContent"];
    let schema = output_schema(directory, tool).await;
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(content).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{tool}: {errors:#?}");
    assert!(text(&result).contains("Source: Antislavery Directory"), "{}", text(&result));
    result
}

#[actix_web::test]
async fn each_tool_answers_what_the_api_answers() {
    let directory = TestDirectory::seeded().await;
    for (tool, arguments, path) in [
        (
            "search_organizations",
            json!({"q": "debt bondage", "country": ["IN", "NP"], "facets": "focus_area"}),
            "/api/v1/organizations?q=debt+bondage&country=IN,NP&facets=focus_area",
        ),
        ("get_organization", json!({"organization": "unseen"}), "/api/v1/organizations/unseen"),
        (
            "compare_organizations",
            json!({"organizations": ["unseen", "free-the-slaves"]}),
            "/api/v1/compare?organizations=unseen,free-the-slaves",
        ),
        (
            "find_ways_to_help",
            json!({"kind": ["volunteer", "report"], "free": true, "per_page": 5}),
            "/api/v1/ways-to-help?kind=volunteer,report&free=true&per_page=5",
        ),
        ("list_vocabulary", json!({"vocabulary": "focus_area"}), "/api/v1/focus-areas"),
        ("list_vocabulary", json!({"vocabulary": "Lenses"}), "/api/v1/lenses"),
    ] {
        let result = checked(&directory, tool, arguments).await;

        let content = &result["structuredContent"];
        assert_eq!(content["answer"], directory.get(path).await.json(), "{tool}");
        let change = directory.get("/api/v1").await.json()["data"]["change"].clone();
        assert_eq!(content["origin"]["change"], change);
        let page = content["origin"]["page"].as_str().unwrap();
        let page = page.split_once("//").unwrap().1;
        let page = &page[page.find('/').unwrap()..];
        assert_eq!(
            directory.get_with(page, &[("accept", "text/html")]).await.status,
            200,
            "{page}"
        );
    }
}

#[actix_web::test]
async fn each_organization_is_cited_with_its_page_revision_and_day() {
    let directory = TestDirectory::seeded().await;
    let found = directory.get("/api/v1/organizations/unseen").await.json();
    let day = &found["updated_at"].as_str().unwrap()[..10];

    let result = checked(&directory, "get_organization", json!({"organization": "Unseen"})).await;

    let [cited] = result["structuredContent"]["organizations"].as_array().unwrap().as_slice()
    else {
        panic!("{result:#}")
    };
    assert_eq!(cited["revision"], 1);
    assert_eq!(cited["date"], day);
    let page = cited["page"].as_str().unwrap();
    assert!(page.ends_with("/organizations/unseen"), "{page}");
    let citation = cited["citation"].as_str().unwrap();
    assert!(citation.contains("version 1"), "{citation}");
    assert!(citation.ends_with("/organizations/unseen/history/1"), "{citation}");
    assert!(text(&result).contains(citation));
    assert_eq!(cited["verified_at"], Value::Null);
    assert!(text(&result).contains("Not checked by a person"), "{}", text(&result));
}

#[actix_web::test]
async fn caveats_and_what_is_withheld_are_never_left_out() {
    let note = "Its figures are disputed.";
    let caveat =
        json!({"about": "outcomes", "kind": "disputed", "note": note, "sources": ["page"]});
    let withheld = json!({"key": "headquarters", "reason": "For the safety of residents."});
    let changes = json!({
        "caveats": [caveat],
        "withheld": [withheld],
        "verified_at": "2026-01-02",
    });
    let profiles = [profile("disputed", changes), profile("plain", json!({}))];
    let directory = TestDirectory::with(&profiles).await;

    let result = checked(&directory, "get_organization", json!({"organization": "disputed"})).await;
    let read = text(&result);
    assert!(read.contains(note) && read.contains("For the safety of residents."), "{read}");
    assert!(!read.contains("Not checked by a person"), "{read}");

    let result = checked(&directory, "search_organizations", json!({})).await;
    let cited = &result["structuredContent"]["organizations"];
    assert_eq!(cited[0]["caveats"], json!([note]));
    assert_eq!(cited[0]["withheld"], json!(["headquarters"]));
    assert_eq!(cited[0]["verified_at"], "2026-01-02");
    assert_eq!(cited[1]["caveats"], json!([]));
    let read = text(&result);
    assert!(read.contains("Has caveats. Information is withheld."), "{read}");
    assert!(read.contains("Not checked by a person: plain."), "{read}");
    assert!(read.contains("Only active organizations"), "{read}");

    let both = json!({"organizations": ["disputed", "plain"]});
    let result = checked(&directory, "compare_organizations", both).await;
    assert!(text(&result).contains(note), "{}", text(&result));
}

#[actix_web::test]
async fn caveats_that_are_only_in_the_profile_are_counted() {
    let caveat = |number: usize| json!({"about": "outcomes", "kind": "data", "note": format!("Note {number}."), "sources": ["page"]});
    let many: Vec<Value> = (1..=12).map(caveat).collect();
    let profiles = [profile("a", json!({"caveats": many})), profile("b", json!({}))];
    let directory = TestDirectory::with(&profiles).await;

    let one = checked(&directory, "get_organization", json!({"organization": "a"})).await;
    let both = json!({"organizations": ["a", "b"]});
    let both = checked(&directory, "compare_organizations", both).await;

    let read = text(&one);
    assert!(read.contains("Note 10.") && !read.contains("Note 11."), "{read}");
    assert!(read.contains("More in `caveats` of the profile: 2. "), "{read}");
    assert!(text(&both).contains("More caveats in the profile: 9."), "{}", text(&both));
    assert_eq!(both["structuredContent"]["organizations"][0]["more_caveats"], 9);
}

#[actix_web::test]
async fn an_organization_is_read_by_any_whole_name_that_only_it_has() {
    let names = json!({"name": "Another Name", "acronym": "AN"});
    let directory = TestDirectory::with(&[
        profile("x", names),
        profile("y", json!({"name": "Same"})),
        profile("z", json!({"name": "Same"})),
    ])
    .await;
    for (given, slug) in
        [("another name", Some("x")), ("AN", Some("x")), ("Same", None), ("Another", None)]
    {
        let asked = json!({"organization": given});
        let result = checked(&directory, "get_organization", asked).await;
        let found = &result["structuredContent"]["answer"]["slug"];
        assert_eq!(found.as_str(), slug, "{given}: {}", text(&result));
    }
}

#[actix_web::test]
async fn keys_that_are_not_found_are_named() {
    let profiles = [profile("a", json!({"status": "inactive"})), profile("b", json!({}))];
    let directory = TestDirectory::with(&profiles).await;

    let asked = json!({"key": ["a", "nothing-like-it"]});
    let result = checked(&directory, "search_organizations", asked).await;

    let read = text(&result);
    assert!(read.contains("1 organization matches.") && read.contains("(a)"), "{read}");
    assert!(read.contains("Not in this directory: nothing-like-it."), "{read}");
    assert!(!read.contains("Only active"), "{read}");
}

#[actix_web::test]
async fn nothing_found_is_said_plainly() {
    let directory = TestDirectory::seeded().await;
    for (tool, arguments) in [
        ("search_organizations", json!({"q": "xylophone zeppelin quasar"})),
        ("search_organizations", json!({"country": "AQ"})),
        ("get_organization", json!({"organization": "no-such-organization-anywhere"})),
        ("find_ways_to_help", json!({"q": "xylophone zeppelin quasar"})),
        ("list_vocabulary", json!({"vocabulary": "sector", "term": "xylophones"})),
    ] {
        let result = checked(&directory, tool, arguments).await;

        assert!(text(&result).contains("Not in this directory"), "{tool}: {}", text(&result));
    }
    let result = checked(&directory, "get_organization", json!({"organization": "unsen"})).await;
    assert_eq!(result["structuredContent"]["answer"], Value::Null);
    assert!(text(&result).contains("`unseen`"), "{}", text(&result));
}

#[actix_web::test]
async fn a_withdrawn_organization_is_named_with_its_reason() {
    let withdrawal = json!({"reason": "It closed.", "successor": "next"});
    let gone = json!({"status": "withdrawn", "withdrawal": withdrawal});
    let directory = TestDirectory::with(&[profile("gone", gone), profile("next", json!({}))]).await;

    let result = checked(&directory, "get_organization", json!({"organization": "gone"})).await;

    assert_eq!(result["structuredContent"]["answer"], Value::Null);
    let read = text(&result);
    assert!(read.contains("It closed.") && read.contains("`next`"), "{read}");
    let found = checked(&directory, "search_organizations", json!({"status": "withdrawn"})).await;
    let read = text(&found);
    assert!(read.contains("- `gone` was withdrawn: It closed. See `next`."), "{read}");
    assert!(!read.contains("It exists for a test."), "{read}");
}

#[actix_web::test]
async fn a_mistake_in_the_arguments_says_what_to_send() {
    let directory = TestDirectory::seeded().await;
    for (tool, arguments, expected) in [
        ("search_organizations", json!({"contry": "IN"}), "`contry`"),
        ("search_organizations", json!({"country": "Atlantis"}), "Atlantis"),
        ("search_organizations", json!({"fields": "slug"}), "`fields`"),
        ("search_organizations", json!({"per_page": 1000}), "per_page"),
        ("search_organizations", json!({"q": {"a": 1}}), "`q`"),
        ("get_organization", json!({}), "slug"),
        ("get_organization", json!({"organization": "  "}), "slug"),
        ("compare_organizations", json!({"organizations": ["unseen"]}), "2 to 5"),
        ("compare_organizations", json!({"organizations": ["unseen", "unsen"]}), "`unsen`"),
        ("find_ways_to_help", json!({"kind": "dance"}), "dance"),
        ("list_vocabulary", json!({}), "`focus_area`"),
        ("list_vocabulary", json!({"vocabulary": "colour"}), "focus_area"),
    ] {
        let result = call(&directory, tool, arguments.clone()).await;

        assert_eq!(result["isError"], true, "{tool} {arguments}: {result:#}");
        assert!(text(&result).contains(expected), "{tool} {arguments}: {}", text(&result));
        assert!(result.get("structuredContent").is_none());
    }
}

#[actix_web::test]
async fn a_term_is_found_by_any_label() {
    let directory = TestDirectory::seeded().await;
    let arguments = json!({"vocabulary": "focus_area", "term": "Debt bondage"});

    let result = checked(&directory, "list_vocabulary", arguments).await;

    let terms = result["structuredContent"]["answer"]["data"].as_array().unwrap();
    let slugs: Vec<&str> = terms.iter().map(|term| term["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["bonded-labour"]);
}

#[actix_web::test]
async fn every_argument_of_every_tool_can_be_null() {
    let directory = TestDirectory::seeded().await;
    let listed = stateless(&directory, "tools/list", json!({})).await.json();
    for tool in listed["result"]["tools"].as_array().unwrap() {
        let schema = &tool["inputSchema"];
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let names = schema["properties"].as_object().unwrap().keys();
        let mut arguments: Value = names
            .filter(|it| !required.contains(&json!(it)))
            .map(|it| (it.clone(), Value::Null))
            .collect();
        for name in &required {
            arguments[name.as_str().unwrap()] = match name.as_str().unwrap() {
                "organizations" => json!(["unseen", "polaris"]),
                "organization" => "unseen".into(),
                "vocabulary" => "kind".into(),
                name => panic!("{name} has no example here"),
            };
        }
        jsonschema::draft202012::new(schema).unwrap().validate(&arguments).unwrap();

        checked(&directory, tool["name"].as_str().unwrap(), arguments).await;
    }
}
