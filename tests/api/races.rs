//! Many who write at once.

use antislavery_directory::domain::Role;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const ORGANIZATIONS: &str = "/api/v1/organizations";
const WRITERS: usize = 16;
const ROUNDS: usize = 50;

#[actix_web::test]
async fn of_sixteen_writers_with_one_tag_exactly_one_wins_each_round() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let path = format!("{ORGANIZATIONS}/a");
    for round in 0..ROUNDS {
        let tag = directory.etag(&path).await;
        let headers = [("if-match", tag.as_str())];
        let writers = (0..WRITERS).map(async |writer| {
            let patch = json!({"acronym": format!("{round}-{writer}")});
            let answer = directory.write(&key, "PATCH", &path, &headers, &patch).await;
            (answer.status, answer.json())
        });

        let answers = join_all(writers).await;

        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|(status, _)| *status == 200);
        assert_eq!(won.len(), 1, "round {round}");
        assert!(lost.iter().all(|(status, _)| *status == 412), "round {round}");
        // The losers learn which revision won, and the winner's text stands.
        let read = directory.get(&path).await.json();
        assert_eq!(read, won[0].1, "round {round}");
        assert_eq!(read["revision"], round + 2);
        assert!(lost.iter().all(|(_, problem)| problem["revision"] == read["revision"]));
    }
}

#[actix_web::test]
async fn of_sixteen_who_create_one_organization_exactly_one_does() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Editor);
    for (round, (method, refused)) in
        [("POST", 409), ("PUT", 412)].into_iter().cycle().take(10).enumerate()
    {
        let slug = format!("s{round}");
        let path = match method {
            "POST" => ORGANIZATIONS.to_owned(),
            _ => format!("{ORGANIZATIONS}/{slug}"),
        };
        let headers = [("if-none-match", "*")];
        let headers = if method == "PUT" { &headers[..] } else { &[] };
        let writers = (0..WRITERS).map(async |writer| {
            let body = profile(&slug, json!({"acronym": writer.to_string()}));
            directory.write(&key, method, &path, headers, &body).await.status
        });

        let statuses = join_all(writers).await;

        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        let lost = statuses.iter().filter(|status| **status == refused).count();
        assert_eq!(lost, WRITERS - 1, "{statuses:?}");
    }
}

#[actix_web::test]
async fn an_identifier_goes_to_one_of_those_who_want_it() {
    let profiles: Vec<_> =
        (0..WRITERS).map(|number| profile(&format!("o{number}"), json!({}))).collect();
    let directory = TestDirectory::with(&profiles).await;
    let key = directory.create_key(Role::Editor);
    for round in 0..10 {
        let wanted =
            json!({"identifiers": [{"scheme": "GB-CHC", "value": format!("{}", 10_000 + round)}]});
        let writers = (0..WRITERS).map(async |number| {
            let path = format!("{ORGANIZATIONS}/o{number}");
            directory.write(&key, "PATCH", &path, &[("if-match", "*")], &wanted).await.status
        });

        let statuses = join_all(writers).await;

        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    }
}

#[actix_web::test]
async fn patches_of_different_keys_at_the_same_time_are_all_merged() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let path = format!("{ORGANIZATIONS}/a");
    for round in 1..=10 {
        let founded = 1900 + round;
        let patches = [
            json!({"acronym": format!("A{round}")}),
            json!({"founded": founded}),
            json!({"founders": [format!("F{round}")]}),
            json!({"headquarters": {"city": format!("C{round}"), "country": "GH"}}),
        ];

        let answers = join_all(
            patches
                .iter()
                .map(|patch| directory.write(&key, "PATCH", &path, &[("if-match", "*")], patch)),
        )
        .await;

        assert!(answers.iter().all(|answer| answer.status == 200), "round {round}");
        let read = directory.get(&path).await.json();
        for (key, value) in patches.iter().flat_map(|patch| patch.as_object().unwrap()) {
            assert_eq!(read[key], *value, "round {round}");
        }
        assert_eq!(read["revision"], 1 + 4 * round, "round {round}");
    }
}
