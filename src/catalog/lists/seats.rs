//! The seats of organizations: where their headquarters are, which need not be where they work.

use crate::catalog::{Entry, Snapshot};
use crate::domain::Country;

impl Snapshot {
    /// The active organizations with their headquarters in a country, by name. It reads the row of
    /// every organization, so a page that shows the result should be cached.
    pub fn based_in(&self, country: Country) -> Vec<Entry<'_>> {
        let active = self.active();
        let all = active.iter().map(|number| self.entry(number));
        let mut based: Vec<Entry<'_>> =
            all.filter(|it| it.headquarters_country() == Some(country.as_str())).collect();
        based.sort_by_key(|entry| (entry.name_key(), entry.slug()));
        based
    }
}
