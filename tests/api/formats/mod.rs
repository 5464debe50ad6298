//! Profiles in the formats of other programs: JSON-LD, Markdown, BibTeX, CSL, RIS.

mod checks;
mod examples;

use std::collections::BTreeSet;

use antislavery_directory::http::Settings;
use jiff::Timestamp;
use serde_json::json;

use self::checks::{check, check_blocks, check_markdown};
use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{profile, seed_profiles};

/// The values of `format`, and their media types.
const FORMATS: [(&str, &str); 6] = [
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("md", "text/markdown"),
    ("bibtex", "application/x-bibtex"),
    ("csl", "application/vnd.citationstyles.csl+json"),
    ("ris", "application/x-research-info-systems"),
];

const BASE: &str = "https://directory.example";

async fn seeded() -> TestDirectory {
    let public_url = Some(BASE.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

fn media_type(answer: &Answer) -> &str {
    answer.header("content-type").unwrap().split(';').next().unwrap()
}

#[actix_web::test]
async fn every_seed_profile_is_well_formed_in_every_format() {
    let directory = seeded().await;
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        // `profiles.rs` tests JSON.
        for (format, expected) in FORMATS.into_iter().skip(1) {
            let path = format!("/api/v1/organizations/{slug}?format={format}");

            let answer = directory.get(&path).await;

            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(media_type(&answer), expected, "{path}");
            check(format, &answer.text(), &profile);
        }
    }
}

#[actix_web::test]
async fn every_format_has_its_own_url() {
    let directory = seeded().await;
    let path = "/api/v1/organizations/unseen";
    for (format, expected) in FORMATS {
        let own = directory.get(&format!("{path}/formats/{format}")).await;
        let named = directory.get(&format!("{path}?format={format}")).await;
        assert_eq!((own.status, media_type(&own)), (200, expected), "{format}");
        assert_eq!(own.bytes(), named.bytes(), "{format}");
        assert_eq!(own.header("etag"), named.header("etag"), "{format}");
    }
    let moved = directory.get("/api/v1/organizations/US-EIN-541722887/formats/ris").await;
    let target = format!("{BASE}/api/v1/organizations/international-justice-mission/formats/ris");
    assert_eq!((moved.status, moved.header("location")), (308, Some(target.as_str())));
    let unknown = directory.get(&format!("{path}/formats/docx")).await;
    assert_eq!(unknown.status, 406);
    assert_eq!(unknown.json()["errors"][0]["allowed"], json!(FORMATS.map(|(word, _)| word)));
}

#[actix_web::test]
async fn hostile_text_is_escaped_in_every_format() {
    let line = r"*a* _b_ `c` [x](javascript:alert(1)) ![i](x) [^page] < /script> \end{document} } % $ # & ~ ^ @x{}";
    let lines =
        format!("{line}\n# heading\n\n- item\n1. item\n    code\n[^page]: false\n---\n> quote");
    let hostile = profile(
        "hostile",
        json!({
            "name": line, "acronym": "%}", "summary": lines, "founders": [line],
            "headquarters": {"city": line, "country": "GH"},
            "other_names": [{"value": "\\", "kind": "alias"}],
            "framing": {"summary": lines, "sources": ["page"]},
            "method": {"summary": lines, "steps": [{"name": line, "summary": lines}], "sources": ["page"]},
            "outcomes": [{"claim": lines, "place": line, "period": line, "sources": ["page"]}],
            "research": [{"title": line, "kind": "book", "authors": [line], "sources": ["page"]}],
            "caveats": [{"about": "founded", "note": lines, "sources": ["page"]}],
            "withheld": [{"key": "media", "reason": lines}],
            "sources": [{"id": "page", "title": line, "publisher": line, "url": "https://example.org/(a&lt;b"}],
        }),
    );
    let directory = TestDirectory::with(std::slice::from_ref(&hostile)).await;
    for (format, _) in FORMATS.into_iter().skip(1) {
        let path = format!("/api/v1/organizations/hostile?format={format}");
        let headers = [("host", "directory.example")];

        let text = directory.get_with(&path, &headers).await.text();

        let text = text.replace("http://directory.example", BASE);
        match format {
            "md" => {
                let text = text.replace(r"\&lt;b", "&lt;b");
                check_markdown(&text, &hostile);
                check_blocks(&text);
            }
            _ => check(format, &text, &hostile),
        }
    }
}

#[actix_web::test]
async fn accept_selects_the_format() {
    let directory = seeded().await;
    for (accepted, format) in [
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "md"),
        ("application/ld+json", "jsonld"),
        ("APPLICATION/LD+JSON", "jsonld"),
        ("text/markdown; variant=GFM", "md"),
        ("application/x-bibtex", "bibtex"),
        ("application/vnd.citationstyles.csl+json", "csl"),
        ("application/x-research-info-systems", "ris"),
        ("text/html, text/markdown;q=0.5", "md"),
        ("text/html, */*;q=0.1", "json"),
        ("application/json;q=0.5, application/ld+json", "jsonld"),
        ("application/json;q=0.5, application/x-bibtex;q=0.6, text/markdown;q=0.7", "md"),
        ("application/json;q=0, application/*;q=0.2, text/markdown;q=0.1", "jsonld"),
        ("application/ld+json, application/json", "json"),
    ] {
        let path = "/api/v1/organizations/unseen";

        let accepting = directory.get_with(path, &[("accept", accepted)]).await;

        let named = directory.get(&format!("{path}?format={format}")).await;
        assert_eq!(accepting.status, 200, "{accepted}");
        assert_eq!(accepting.bytes(), named.bytes(), "{accepted}");
        assert_eq!(media_type(&accepting), media_type(&named), "{accepted}");
        assert_eq!(accepting.header("vary"), Some("Accept, Accept-Encoding"));
    }
}

#[actix_web::test]
async fn an_unknown_format_is_refused_with_the_supported_formats() {
    let directory = seeded().await;
    let words = FORMATS.map(|(word, _)| word);
    let types = FORMATS.map(|(_, media_type)| media_type);
    for (query, accepted, parameter, allowed) in [
        ("", "text/html", "Accept", &types[..]),
        ("", "application/json;q=0", "Accept", &types),
        ("?min_change=1", "text/csv", "Accept", &types),
        ("?format=html", "*/*", "format", &words),
        ("?format=MD", "*/*", "format", &words),
        ("?fields=name", "text/markdown", "Accept", &types[..1]),
    ] {
        let path = format!("/api/v1/organizations/unseen{query}");

        let answer = directory.get_with(&path, &[("accept", accepted)]).await;

        assert_eq!(answer.status, 406, "{path} {accepted}");
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["parameter"], parameter);
        assert_eq!(problem["errors"][0]["allowed"], json!(allowed), "{path} {accepted}");
        for name in allowed {
            assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        }
    }
}

#[actix_web::test]
async fn the_format_parameter_takes_precedence_over_accept() {
    let directory = seeded().await;
    for (format, expected) in FORMATS {
        let path = format!("/api/v1/organizations/unseen?format={format}");
        for accepted in ["text/html", "application/json", "application/x-bibtex", "*/*;q=0"] {
            let answer = directory.get_with(&path, &[("accept", accepted)]).await;

            assert_eq!((answer.status, media_type(&answer)), (200, expected), "{accepted}");
        }
    }
}

#[actix_web::test]
async fn json_parameters_are_refused_with_other_formats() {
    let directory = seeded().await;
    let path = "/api/v1/organizations/unseen";
    let now = format!("as_of={}", Timestamp::now());
    for shape in ["fields=name", "include=labels", &now] {
        let name = shape.split('=').next().unwrap();
        for (format, _) in FORMATS {
            let answer = directory.get(&format!("{path}?{shape}&format={format}")).await;

            if format == "json" {
                assert_eq!(answer.status, 200, "{shape}");
                continue;
            }
            assert_eq!(answer.status, 400, "{shape} {format}");
            let problem = answer.json();
            assert_eq!(problem["errors"][0]["parameter"], name);
            assert_eq!(problem["errors"][0]["code"], "contradiction");
            assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        }
        // `Accept` only states preferences, so JSON is returned.
        let accept = [("accept", "text/markdown, application/json;q=0.1")];
        let answer = directory.get_with(&format!("{path}?{shape}"), &accept).await;
        assert_eq!((answer.status, media_type(&answer)), (200, "application/json"), "{shape}");
    }
}

#[actix_web::test]
async fn every_format_has_its_own_etag_and_returns_304() {
    let directory = seeded().await;
    let mut etags = BTreeSet::new();
    for (format, _) in FORMATS {
        let path = format!("/api/v1/organizations/unseen?format={format}");
        for encoding in ["identity", "gzip", "br"] {
            let answer = directory.get_with(&path, &[("accept-encoding", encoding)]).await;
            let etag = answer.header("etag").unwrap().to_owned();
            assert!(etag.starts_with("\"r1-"), "{format}: {etag}");

            let headers = [("if-none-match", etag.as_str()), ("accept-encoding", encoding)];
            let again = directory.get_with(&path, &headers).await;
            let head = directory.request("HEAD", &path, &headers[1..]).await;

            assert_eq!((again.status, again.body.len()), (304, 0), "{format} {encoding}");
            assert_eq!(again.header("etag"), Some(etag.as_str()));
            assert_eq!((head.status, head.header("etag")), (200, Some(etag.as_str())));
            etags.insert(etag);
        }
    }
    // Short citations are not compressed.
    assert!(etags.len() >= FORMATS.len() + 6, "{etags:?}");
}

#[actix_web::test]
async fn a_citation_names_the_current_revision() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let path = "/api/v1/organizations/a?format=ris";
    let before = directory.get(path).await;

    directory.load(&[profile("a", json!({"name": "Another"}))]).await;

    let after = directory.get(path).await;
    let lines =
        |answer: &Answer| -> Vec<String> { answer.text().lines().map(str::to_owned).collect() };
    assert_eq!(lines(&before)[2..5], ["TI  - a", "T2  - Antislavery Directory", "ET  - Version 1"]);
    assert_eq!(
        lines(&after)[2..5],
        ["TI  - Another", "T2  - Antislavery Directory", "ET  - Version 2"]
    );
    assert!(after.header("etag").unwrap().starts_with("\"r2-"));
}

#[actix_web::test]
async fn a_withdrawn_organization_returns_410_in_every_format() {
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It asked for it."}});
    let directory = TestDirectory::with(&[profile("a", withdrawn)]).await;
    for (format, media_type) in FORMATS {
        let path = "/api/v1/organizations/a";
        let named = directory.get(&format!("{path}?format={format}")).await;
        let accepting = directory.get_with(path, &[("accept", media_type)]).await;

        assert_eq!((named.status, accepting.status), (410, 410), "{format}");
        assert_eq!(named.json()["reason"], "It asked for it.");
    }
}

#[actix_web::test]
async fn a_redirect_keeps_the_format_parameter() {
    let directory = seeded().await;

    let answer = directory.get("/api/v1/organizations/US-EIN-541722887?format=bibtex").await;

    let location =
        format!("{BASE}/api/v1/organizations/international-justice-mission?format=bibtex");
    assert_eq!((answer.status, answer.header("location")), (308, Some(location.as_str())));
}
