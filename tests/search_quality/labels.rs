//! The labels of terms as queries.

use antislavery_directory::domain::{Keyword, TermScheme};

use crate::app::{self, LIST, LISTED, encoded};
use crate::support::profiles::{seed_profiles_by_slug, seed_terms};
use crate::table::{organizations_by_term, strings};

/// Required share of labels whose first five results all have the term. It only rises. *Men* is
/// missed, because it also begins a word of a name: *Mentoring*.
const FIRST_FIVE: f64 = 0.99;

#[actix_web::test]
async fn every_term_label_finds_the_organizations_with_the_term() {
    let site = app::seeded().await;
    let by_term = organizations_by_term(&seed_profiles_by_slug());
    let (mut labels, mut pure, mut missed) = (0, 0, Vec::new());
    for term in TermScheme::ALL.iter().flat_map(|scheme| seed_terms(scheme.plural())) {
        let Some(expected) = by_term.get(term["slug"].as_str().unwrap()) else { continue };
        let label = term["label"].as_str().into_iter();
        for label in label.chain(strings(&term["alt_labels"])) {
            let path = format!("{LIST}?q={}&per_page=100&fields=slug&{LISTED}", encoded(label));
            let found = site.get(&path).await.slugs();

            let lost: Vec<&String> = expected.iter().filter(|slug| !found.contains(slug)).collect();
            assert!(lost.is_empty(), "`{label}` does not find {lost:?}");
            let first = &found[..expected.len().min(5)];
            let others = first.iter().filter(|slug| !expected.contains(slug)).count();
            labels += 1;
            pure += usize::from(others == 0);
            if others > 0 {
                missed.push(format!("- `{label}`: {others} others among {}", first.join(", ")));
            }
        }
    }
    let share = pure as f64 / labels as f64;
    println!(
        "\n## Labels\n\n{labels} labels; for {share:.3} of them, the first five results all have the term\n"
    );
    assert!(share >= FIRST_FIVE, "{share}:\n{}", missed.join("\n"));
}
