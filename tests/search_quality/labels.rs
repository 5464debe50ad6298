//! Every label of every term finds who has the term.

use crate::app::{self, LIST, encoded};
use crate::support::profiles::{seed_profiles_by_slug, seed_terms};
use crate::table::{having_terms, texts};

/// Of the labels, how many must be answered by nobody but those who have the
/// term, as far as the first five go: what was reached, rounded down.
const FIRST_FIVE: f64 = 1.0;

#[actix_web::test]
async fn every_label_finds_who_has_the_term() {
    let site = app::seeded().await;
    let having = having_terms(&seed_profiles_by_slug());
    let (mut labels, mut pure, mut missed) = (0, 0, Vec::new());
    for term in seed_terms("focus_areas").iter().chain(&seed_terms("approaches")) {
        let Some(having) = having.get(term["slug"].as_str().unwrap()) else { continue };
        let label = term["label"].as_str().into_iter();
        for label in label.chain(texts(&term["alt_labels"])) {
            let path = format!("{LIST}?q={}&per_page=100&fields=slug", encoded(label));
            let found = site.get(&path).await.slugs();

            let lost: Vec<&String> = having.iter().filter(|slug| !found.contains(slug)).collect();
            assert!(lost.is_empty(), "`{label}` does not find {lost:?}");
            let first = &found[..having.len().min(5)];
            let others = first.iter().filter(|slug| !having.contains(slug)).count();
            labels += 1;
            pure += usize::from(others == 0);
            if others > 0 {
                missed.push(format!("- `{label}`: {others} others among {}", first.join(", ")));
            }
        }
    }
    let share = pure as f64 / labels as f64;
    println!("\n## Labels\n\n{labels} labels; only who has the term comes first for {share:.3}\n");
    assert!(share >= FIRST_FIVE, "{share}:\n{}", missed.join("\n"));
}
