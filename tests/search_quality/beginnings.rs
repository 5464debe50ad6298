//! Whoever is found stays found while a fitting word is being typed.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::app::{self, LIST, Site, encoded};
use crate::support::profiles::seed_profiles_by_slug;

#[actix_web::test]
async fn a_letter_more_of_a_word_keeps_whoever_has_it() {
    let mut typing = Typing::into(app::seeded().await);
    for (slug, profile) in seed_profiles_by_slug() {
        let texts = names(&profile).chain(profile["summary"].as_str());
        let words: BTreeSet<String> = texts
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        for word in words {
            typing.check(&slug, &word).await;
        }
    }
    typing.finish();
}

#[actix_web::test]
async fn a_letter_more_of_a_name_keeps_who_is_called_so() {
    let mut typing = Typing::into(app::seeded().await);
    for (slug, profile) in seed_profiles_by_slug() {
        for name in names(&profile) {
            typing.check(&slug, name).await;
        }
    }
    typing.finish();
}

/// All that an organization is called.
fn names(profile: &Value) -> impl Iterator<Item = &str> {
    let others = profile["other_names"].as_array().into_iter().flatten();
    let others = others.filter_map(|other| other["value"].as_str());
    let own = ["name", "acronym"].into_iter().filter_map(|key| profile[key].as_str());
    own.chain(others)
}

/// Texts typed letter by letter.
struct Typing {
    site: Site,
    /// Whom what was typed finds; much is typed again.
    found: HashMap<String, Vec<String>>,
    kept: usize,
    losing: BTreeSet<String>,
}

impl Typing {
    fn into(site: Site) -> Self {
        Self { site, found: HashMap::new(), kept: 0, losing: BTreeSet::new() }
    }

    /// As soon as a beginning of the text finds the organization, a longer one
    /// does so too, and from the third letter on each does. A function word
    /// that finds nobody by itself says nothing.
    async fn check(&mut self, slug: &str, text: &str) {
        if !self.finds(text, slug).await {
            return;
        }
        let ends = text.char_indices().map(|(place, _)| place).skip(1).chain([text.len()]);
        let mut was_found = false;
        for (letters, end) in (1..).zip(ends) {
            let typed = &text[..end];
            let is_found = self.finds(typed, slug).await;
            if !is_found && (was_found || letters > 2) {
                self.losing.insert(typed.to_owned());
            }
            was_found |= is_found;
        }
        self.kept += 1;
    }

    async fn finds(&mut self, typed: &str, slug: &str) -> bool {
        if !self.found.contains_key(typed) {
            let path = format!("{LIST}?q={}&per_page=100&fields=slug", encoded(typed));
            let found = self.site.get(&path).await.slugs();
            self.found.insert(typed.to_owned(), found);
        }
        self.found[typed].iter().any(|found| found == slug)
    }

    fn finish(self) {
        assert!(self.losing.is_empty(), "these lose somebody: {:?}", self.losing);
        assert!(self.kept > 100, "only {} texts find whom they are of", self.kept);
    }
}
