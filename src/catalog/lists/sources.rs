//! The publishers of the sources that profiles cite, by host.

use std::collections::HashMap;
use std::sync::Arc;

use crate::catalog::{Entry, Filter, Snapshot};

/// A publisher on one host, with the organizations whose profiles cite it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceGroup {
    /// The host of the URLs, without `www.`; empty for sources without a URL.
    pub host: String,
    /// The publisher as the sources name it; empty if they name none.
    pub publisher: String,
    /// Number of sources.
    pub count: usize,
    /// The numbers of the organizations, each once, by name.
    numbers: Vec<u32>,
}

impl SourceGroup {
    /// Number of organizations that cite it.
    pub fn organization_count(&self) -> usize {
        self.numbers.len()
    }

    /// The first `max` organizations that cite it, by name.
    pub fn organizations<'s>(&self, snapshot: &'s Snapshot, max: usize) -> Vec<Entry<'s>> {
        self.numbers.iter().take(max).map(|number| snapshot.entry(*number)).collect()
    }
}

impl Snapshot {
    /// The sources of all active organizations, the most frequent first. They are counted once for
    /// each state of the directory.
    pub fn sources(&self) -> Arc<Vec<SourceGroup>> {
        let count = || Arc::new(self.count_sources(&Filter::default()));
        Arc::clone(self.sources.get_or_init(count))
    }

    /// The sources of the organizations that pass a filter, the most frequent first.
    pub fn count_sources(&self, filter: &Filter) -> Vec<SourceGroup> {
        let matches = self.matches_but(filter, None);
        let mut groups: HashMap<(&str, &str), (usize, Vec<u32>)> = HashMap::new();
        for number in matches.iter() {
            for source in self.entry(number).sources() {
                let (count, numbers) = groups.entry(source).or_default();
                *count += 1;
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        let mut groups: Vec<SourceGroup> = groups
            .into_iter()
            .map(|((host, publisher), (count, mut numbers))| {
                numbers.sort_by_cached_key(|number| {
                    let entry = self.entry(*number);
                    (entry.name_key(), entry.slug())
                });
                let (host, publisher) = (host.to_owned(), publisher.to_owned());
                SourceGroup { host, publisher, count, numbers }
            })
            .collect();
        groups.sort_unstable_by(|one, other| {
            let by_name = || (&one.host, &one.publisher).cmp(&(&other.host, &other.publisher));
            other.count.cmp(&one.count).then_with(by_name)
        });
        groups
    }
}
