//! Results while a user types: an organization stays found as a matching word gets longer.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::app::{self, LIST, LISTED, Site, encoded};
use crate::support::profiles::seed_profiles_by_slug;

#[actix_web::test]
async fn a_longer_prefix_of_a_word_still_finds_the_organization() {
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
async fn a_longer_prefix_of_a_name_still_finds_the_organization() {
    let mut typing = Typing::into(app::seeded().await);
    for (slug, profile) in seed_profiles_by_slug() {
        for name in names(&profile) {
            typing.check(&slug, name).await;
        }
    }
    typing.finish();
}

/// All names of an organization.
fn names(profile: &Value) -> impl Iterator<Item = &str> {
    let others = profile["other_names"].as_array().into_iter().flatten();
    let others = others.filter_map(|other| other["value"].as_str());
    let main = ["name", "acronym"].into_iter().filter_map(|key| profile[key].as_str());
    main.chain(others)
}

/// Types texts letter by letter and records organizations that disappear.
struct Typing {
    site: Site,
    /// The results of each query; many prefixes repeat.
    results: HashMap<String, Vec<String>>,
    checked: usize,
    /// Prefixes that no longer find the organization.
    lost: BTreeSet<String>,
}

impl Typing {
    fn into(site: Site) -> Self {
        Self { site, results: HashMap::new(), checked: 0, lost: BTreeSet::new() }
    }

    /// Once a prefix of the text finds the organization, longer ones must too, and from the third
    /// letter on all must. Texts that do not find it as a whole, such as function words, are
    /// skipped.
    async fn check(&mut self, slug: &str, text: &str) {
        if !self.finds(text, slug).await {
            return;
        }
        let ends = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]);
        let mut was_found = false;
        for (letters, end) in (1..).zip(ends) {
            let typed = &text[..end];
            let is_found = self.finds(typed, slug).await;
            if !is_found && (was_found || letters > 2) {
                self.lost.insert(typed.to_owned());
            }
            was_found |= is_found;
        }
        self.checked += 1;
    }

    async fn finds(&mut self, typed: &str, slug: &str) -> bool {
        if !self.results.contains_key(typed) {
            let path = format!("{LIST}?q={}&per_page=100&fields=slug&{LISTED}", encoded(typed));
            let found = self.site.get(&path).await.slugs();
            self.results.insert(typed.to_owned(), found);
        }
        self.results[typed].iter().any(|found| found == slug)
    }

    fn finish(self) {
        assert!(self.lost.is_empty(), "these lose the organization: {:?}", self.lost);
        assert!(self.checked > 100, "only {} texts find their organization", self.checked);
    }
}
