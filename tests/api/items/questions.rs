//! Research and ways to help, found by `q`.

use serde_json::Value;

use super::{LISTS, RESEARCH, WAYS, data, essence, essences, every_row, pages, walk};
use crate::harness::TestDirectory;
use crate::support::profiles::strings;

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
                let authors = row["authors"].as_array().map(|_| strings(&row["authors"]).join(" "));
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
