//! Statistics, compared with counts made from the profiles.

use std::collections::BTreeSet;

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use crate::documents::DOCUMENT;
use crate::harness::TestDirectory;
use crate::support::profiles::{
    countries_of, has_any, invented_with_terms, profile, seed_profiles, seed_terms, strings,
    term_and_narrower, terms_of,
};

const STATISTICS: &str = "/api/v1/statistics";

#[actix_web::test]
async fn statistics_equal_counts_made_from_the_profiles() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        "focus_area=forced-labour",
        "focus_area=forced-labour,!bonded-labour&country=IN,NP",
        "approach=!rescue&founded=1990-2005",
        "way_to_help=volunteer&affiliation=faith-based,secular",
        "verified_before=2100-01-01&updated_since=2000-01-01",
        "verified_before=2000-01-01",
        "status=inactive",
        "q=children",
        "q=debt%20bondage&country=IN",
        "q=%22fair%20trade%22%20-india&status=active,inactive",
        "q=word%20without%20match%20zyzzyva",
    ] {
        let listed = directory.all_slugs(&format!("/api/v1/organizations?{query}")).await;
        let is_listed = |profile: &Value| listed.iter().any(|slug| profile["slug"] == **slug);
        let mut profiles = seed_profiles();
        profiles.retain(is_listed);
        assert_eq!(listed.len(), profiles.len(), "{query}");

        let answer = directory.get(&format!("{STATISTICS}?{query}")).await;

        assert_eq!(answer.status, 200, "{query}");
        let answer = answer.json();
        assert_eq!(answer["total"], profiles.len(), "{query}");
        assert_tables(&answer, &profiles);
        assert_times(&answer, &profiles);
        assert_coverage(&answer, &profiles);
    }
}

/// Compares both tables with counts made from the profiles.
fn assert_tables(answer: &Value, profiles: &[Value]) {
    let (areas, approaches) = (seed_terms("focus_areas"), seed_terms("approaches"));
    let names = |profile: &Value, key: &str, terms: &[Value], slug: &str| {
        term_and_narrower(terms, slug).iter().any(|term| strings(&profile[key]).contains(&&**term))
    };
    let countries = |profile: &Value| -> Vec<String> {
        countries_of(profile).into_iter().map(str::to_owned).collect()
    };
    let slugs =
        |terms: &[Value]| -> Vec<Value> { terms.iter().map(|term| term["slug"].clone()).collect() };
    let (by_approach, by_country) =
        (&answer["focus_area_by_approach"], &answer["focus_area_by_country"]);
    assert_eq!(by_approach["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_country["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_approach["columns"], Value::from(slugs(&approaches)));
    let codes: BTreeSet<String> = profiles.iter().flat_map(countries).collect();
    assert_eq!(by_country["columns"], json!(codes));
    for (row, area) in strings(&by_approach["rows"]).into_iter().enumerate() {
        let having = |other: &dyn Fn(&Value) -> bool| {
            let both =
                |profile: &&Value| names(profile, "focus_areas", &areas, area) && other(profile);
            profiles.iter().filter(both).count()
        };
        for (column, approach) in strings(&by_approach["columns"]).into_iter().enumerate() {
            let expected = having(&|profile| names(profile, "approaches", &approaches, approach));
            assert_eq!(by_approach["counts"][row][column], expected, "{area} {approach}");
        }
        for (column, code) in codes.iter().enumerate() {
            let expected = having(&|profile| countries(profile).contains(code));
            assert_eq!(by_country["counts"][row][column], expected, "{area} {code}");
        }
    }
}

/// Compares decades and verification with counts made from the profiles.
fn assert_times(answer: &Value, profiles: &[Value]) {
    let decades = answer["founded_by_decade"].as_array().unwrap();
    for decade in (1500..2100).step_by(10) {
        let of = |profile: &&Value| {
            profile["founded"].as_i64().is_some_and(|year| (decade..decade + 10).contains(&year))
        };
        let expected = profiles.iter().filter(of).count();
        let counted = decades.iter().find(|counted| counted["decade"] == decade);
        assert_eq!(counted.map_or(json!(0), |counted| counted["count"].clone()), expected);
        assert!(counted.is_none() || expected > 0, "{decade}");
    }
    assert!(decades.is_sorted_by_key(|counted| counted["decade"].as_i64()));
    let never = profiles.iter().filter(|profile| profile["verified_at"].is_null()).count();
    let count = |key: &str| answer["verified"][key].as_u64().unwrap() as usize;
    assert_eq!(count("never"), never);
    assert_eq!(count("within_year") + count("older"), profiles.len() - never);
}

/// Compares the coverage of sources with counts made from the profiles.
fn assert_coverage(answer: &Value, profiles: &[Value]) {
    let is_filled = |value: &Value| !(value.is_null() || *value == json!([]));
    let (mut elements, mut fields, mut terms) = ([0, 0], [0, 0], [0, 0]);
    let add = |counts: &mut [u64; 2], sources: &Value| {
        counts[0] += u64::from(sources.as_array().is_some_and(|ids| !ids.is_empty()));
        counts[1] += 1;
    };
    for profile in profiles {
        for list in
            ["countries", "outcomes", "research", "ways_to_help", "media", "caveats", "related"]
        {
            let list = profile[list].as_array().into_iter().flatten();
            list.for_each(|element| add(&mut elements, &element["sources"]));
        }
        let facts = &profile["fact_sources"];
        for key in [
            "acronym",
            "other_names",
            "founded",
            "founders",
            "headquarters",
            "website",
            "identifiers",
            "affiliation",
            "parent",
            "summary",
            "scope",
        ] {
            if is_filled(&profile[key]) {
                add(&mut fields, &facts[key]);
            }
        }
        for &scheme in TermScheme::ALL {
            for slug in terms_of(profile, scheme) {
                let own = &facts[format!("{}/{slug}", scheme.plural())];
                let list = match scheme {
                    TermScheme::Lens => &profile["framing"]["sources"],
                    _ => &facts[scheme.plural()],
                };
                add(&mut terms, if own.is_null() { list } else { own });
            }
        }
    }
    let covered =
        |[with_source, total]: [u64; 2]| json!({"with_source": with_source, "total": total});
    assert_eq!(
        answer["source_coverage"],
        json!({
            "elements": covered(elements),
            "plain_fields": covered(fields),
            "terms": covered(terms),
        })
    );
}

#[actix_web::test]
async fn terms_and_lenses_by_approach_equal_a_scan_of_the_profiles() {
    let profiles = invented_with_terms();
    let directory = TestDirectory::with(&profiles).await;
    for query in ["", "kind=funder", "population=children,women&lens=!poverty"] {
        let listed = directory.all_slugs(&format!("/api/v1/organizations?{query}")).await;
        let mut profiles = profiles.clone();
        profiles.retain(|it| listed.iter().any(|slug| it["slug"] == **slug));
        assert!(!profiles.is_empty(), "{query}");
        let answer = directory.get(&format!("{STATISTICS}?{query}")).await.json();
        assert_tables(&answer, &profiles);
        assert_coverage(&answer, &profiles);
        for &scheme in TermScheme::ALL {
            let terms = seed_terms(scheme.plural());
            let counts = terms.iter().map(|term| {
                let wanted = term_and_narrower(&terms, term["slug"].as_str().unwrap());
                let count = profiles.iter().filter(|it| has_any(it, scheme, &wanted)).count();
                json!({"id": term["slug"], "count": count})
            });
            let counts: Vec<Value> = counts.collect();
            assert_eq!(answer["terms"][scheme.as_str()], json!(counts), "{query}");
        }
        let (lenses, approaches) = (seed_terms("lenses"), seed_terms("approaches"));
        let cross = &answer["lens_by_approach"];
        for (row, lens) in lenses.iter().enumerate() {
            assert_eq!(cross["rows"][row], lens["slug"]);
            let lens = term_and_narrower(&lenses, lens["slug"].as_str().unwrap());
            for (column, approach) in approaches.iter().enumerate() {
                assert_eq!(cross["columns"][column], approach["slug"]);
                let approach = term_and_narrower(&approaches, approach["slug"].as_str().unwrap());
                let both = profiles.iter().filter(|it| {
                    has_any(it, TermScheme::Lens, &lens)
                        && has_any(it, TermScheme::Approach, &approach)
                });
                assert_eq!(cross["counts"][row][column], both.count(), "{query}: {lens:?}");
            }
        }
    }
}

#[actix_web::test]
async fn the_coverage_of_sources_is_on_the_pages_about_and_home() {
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({
            "countries": [{"country": "IN", "sources": ["page"]}, {"country": "NP", "sources": []}],
            "founded": 1990, "fact_sources": {"founded": ["page"], "focus_areas": ["page"]},
        }),
    )])
    .await;
    let coverage = directory.get(STATISTICS).await.json()["source_coverage"].clone();
    assert_eq!(coverage["elements"], json!({"with_source": 1, "total": 2}));
    assert_eq!(coverage["plain_fields"], json!({"with_source": 1, "total": 2}));
    assert_eq!(coverage["terms"], json!({"with_source": 1, "total": 2}));
    for path in ["/about", "/charts"] {
        let page = directory.get(path).await.text();
        for words in ["1 of 2 elements", "1 of 2 plain facts", "1 of 2 terms"] {
            assert!(page.contains(words), "{path}: {words}");
        }
        assert!(!page.contains("very claim"), "{path}");
    }
}

#[actix_web::test]
async fn statistics_count_only_active_organizations_by_default() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"founded": 1999, "verified_at": "2010-01-01"})),
        profile("b", json!({"founded": 1990})),
        profile("c", json!({"founded": 1991, "status": "inactive"})),
        profile("d", json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}})),
    ])
    .await;

    let answer = directory.get(STATISTICS).await.json();

    assert_eq!(answer["total"], 2);
    assert_eq!(answer["founded_by_decade"], json!([{"decade": 1990, "count": 2}]));
    assert_eq!(answer["verified"], json!({"within_year": 0, "older": 1, "never": 1}));
    for (query, total) in [("status=active", 2), ("status=inactive,withdrawn", 2), ("q=b", 1)] {
        let answer = directory.get(&format!("{STATISTICS}?{query}")).await.json();
        assert_eq!(answer["total"], total, "{query}");
    }
}

#[actix_web::test]
async fn recently_verified_means_within_a_year_of_the_last_change() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let changed = directory.get("/api/v1").await.json()["data"]["updated_at"].clone();
    let (year, rest) = changed.as_str().unwrap()[..10].split_at(4);
    let year_before = year.parse::<i32>().unwrap() - 1;
    // 28 February exists in every year.
    let rest = if rest == "-02-29" { "-02-28" } else { rest };
    directory
        .load(&[
            profile("on-the-day", json!({"verified_at": format!("{year_before}{rest}")})),
            profile("year-earlier", json!({"verified_at": format!("{}{rest}", year_before - 1)})),
        ])
        .await;

    let verified = directory.get(STATISTICS).await.json()["verified"].clone();

    assert_eq!(verified, json!({"within_year": 1, "older": 1, "never": 1}));
}

#[actix_web::test]
async fn statistics_return_304_until_the_next_change() {
    let directory = TestDirectory::seeded().await;
    let first = directory.get(STATISTICS).await;
    let etag = first.header("etag").unwrap();
    let again = directory.get_with(STATISTICS, &[("if-none-match", etag)]).await;
    assert_eq!(again.status, 304);
    directory.load(&[profile("a", json!({}))]).await;
    let changed = directory.get_with(STATISTICS, &[("if-none-match", etag)]).await;
    assert_eq!(changed.status, 200);
}

#[actix_web::test]
async fn equivalent_statistics_requests_share_an_etag_and_other_filters_do_not() {
    let directory = TestDirectory::seeded().await;
    let etag = async |query: &str| directory.etag(&format!("{STATISTICS}?{query}")).await;
    let one = etag("country=IN,NP&q=children").await;
    assert_eq!(etag("q=children&country=NP&country=IN").await, one);
    assert_ne!(etag("country=IN&q=children").await, one);
    assert_eq!(etag("q=").await, directory.etag(STATISTICS).await);
}

#[actix_web::test]
async fn statistics_refuse_parameters_that_only_lists_have() {
    let directory = TestDirectory::seeded().await;
    for (query, parameter) in [
        ("sort=name", "sort"),
        ("page=1", "page"),
        ("facets=country", "facets"),
        ("contry=IN", "contry"),
        ("country=nowhere", "country"),
        ("founded=soon", "founded"),
        ("q=a&q=b", "q"),
    ] {
        let answer = directory.get(&format!("{STATISTICS}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{query}");
    }
}

#[actix_web::test]
async fn the_documented_statistics_examples_can_be_combined() {
    let directory = TestDirectory::seeded().await;
    let parameters = DOCUMENT["paths"][STATISTICS]["get"]["parameters"].as_array().unwrap();
    // The filters of the list, and `min_change`.
    assert_eq!(parameters.len(), 22);
    let pair = |parameter: &Value| {
        let example = parameter["example"].to_string().replace(' ', "+");
        format!("{}={}", parameter["name"].as_str().unwrap(), example.trim_matches('"'))
    };
    // No seed profile has a verification date.
    let others = parameters.iter().filter(|it| it["name"] != "verified_before");
    let query = others.map(pair).collect::<Vec<_>>().join("&");

    let answer = directory.get(&format!("{STATISTICS}?{query}")).await.json();

    assert!(answer["total"].as_u64().unwrap() > 0, "{query}");
}

#[actix_web::test]
async fn statistics_of_a_sample_name_its_seed_and_the_keys_that_are_missing() {
    let directory =
        TestDirectory::with(&["a", "b", "c"].map(|slug| profile(slug, json!({})))).await;
    let path = |query: &str| format!("/api/v1/statistics?{query}");

    let drawn = directory.get(&path("sample=2&key=a,b,c,nothing")).await.json();
    let again = path(&format!("sample=2&key=a,b,c,nothing&seed={}", drawn["seed"]));
    let all = directory.get(&path("")).await.json();

    assert_eq!(drawn["total"], 2);
    assert_eq!(drawn["not_found"], json!(["nothing"]));
    assert_eq!(directory.get(&again).await.json(), drawn);
    assert_eq!((&all["seed"], &all["not_found"]), (&Value::Null, &json!([])));
}
