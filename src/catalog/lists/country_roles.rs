//! The roles of countries: which of the countries of a profile the filter `country` and its counts
//! include.
//!
//! By default they include the countries where an organization works, itself or through partners.
//! Those have postings and precomputed counts like every facet. Other roles are looked up in a
//! column of countries with their roles.

use super::filter::{Choice, Filter};
use super::selection::CountedValues;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::{CountryRole, Keyword};

/// The roles of the countries where an organization works.
const WORKS: [CountryRole; 2] = [CountryRole::Programmes, CountryRole::Partners];

/// The roles of the countries that a list includes: at least one, each once, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryRoles(Vec<CountryRole>);

impl Default for CountryRoles {
    fn default() -> Self {
        Self(WORKS.to_vec())
    }
}

impl CountryRoles {
    /// The chosen roles; the default ones if none is chosen.
    pub fn new(chosen: &[CountryRole]) -> Self {
        if chosen.is_empty() {
            return Self::default();
        }
        Self(CountryRole::ALL.iter().copied().filter(|role| chosen.contains(role)).collect())
    }

    pub fn is_default(&self) -> bool {
        self.0 == WORKS
    }

    pub fn iter(&self) -> impl Iterator<Item = CountryRole> {
        self.0.iter().copied()
    }

    /// Whether a role, as a row writes it, is one of the default ones.
    pub fn is_work(role: &str) -> bool {
        WORKS.iter().any(|work| work.as_str() == role)
    }

    /// The values of the column of countries with roles that a country stands for.
    fn values<'c>(&'c self, country: &'c str) -> impl Iterator<Item = String> + 'c {
        self.0.iter().map(move |role| value(country, role.as_str()))
    }

    /// The values of the column of countries with roles for some countries.
    fn all_values(&self, countries: &[String]) -> Vec<String> {
        countries.iter().flat_map(|country| self.values(country)).collect()
    }
}

/// The value of a country with a role in their column.
fn value(country: &str, role: &str) -> String {
    format!("{country} {role}")
}

/// The values of an organization in the column of countries with roles.
pub fn values_of(entry: &Entry<'_>) -> Vec<String> {
    entry.countries_with_roles().map(|(country, role)| value(country, role)).collect()
}

impl Snapshot {
    /// Retains the organizations that pass the filter's choice of countries.
    pub(super) fn retain_by_country(&self, matches: &mut Matches, filter: &Filter) {
        let (columns, choice) = (self.columns(), filter.choice(Facet::Country));
        let size = columns.len();
        if filter.country_roles.is_default() {
            columns.facet(Facet::Country).retain(matches, choice, size);
        } else {
            self.retain_by_roles(matches, &filter.country_roles, choice);
        }
    }

    /// Retains the organizations that pass a choice of countries in one of these roles.
    fn retain_by_roles(&self, matches: &mut Matches, roles: &CountryRoles, choice: &Choice) {
        let (column, size) = (self.columns().country_roles(), self.columns().len());
        let retain = |matches: &mut Matches, countries: &[String]| {
            column.retain(matches, &Choice::of(roles.all_values(countries)), size);
        };
        if !choice.any.is_empty() || !choice.together.is_empty() {
            let mut any = Matches::none(size);
            if !choice.any.is_empty() {
                any = matches.clone();
                retain(&mut any, &choice.any);
            }
            for combination in &choice.together {
                let mut all = matches.clone();
                for country in combination {
                    retain(&mut all, std::slice::from_ref(country));
                }
                any.or(&all);
            }
            matches.and(&any);
        }
        column.retain(matches, &Choice::but(roles.all_values(&choice.none)), size);
    }

    /// Counts the organizations of each country in one of the roles. An organization counts once
    /// for a country.
    pub(super) fn count_countries(&self, roles: &CountryRoles, matches: &Matches) -> CountedValues {
        let columns = self.columns();
        let (countries, column) = (columns.facet(Facet::Country), columns.country_roles());
        let mut with_any = Matches::none(columns.len());
        let counts: Vec<u32> = countries
            .values()
            .map(|(country, _)| {
                let mut found = Matches::none(columns.len());
                for value in roles.values(country) {
                    if let Some(postings) = column.postings(&value) {
                        found.or_bits(postings);
                    }
                }
                found.and(matches);
                with_any.or(&found);
                u32::try_from(found.count()).unwrap_or(u32::MAX)
            })
            .collect();
        CountedValues {
            values: countries.by_frequency(&counts),
            missing: matches.count() - with_any.count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_one_order_and_the_default_if_none_is_chosen() {
        let chosen = [CountryRole::Advocacy, CountryRole::Office, CountryRole::Advocacy];
        let roles = CountryRoles::new(&chosen);
        assert_eq!(roles.iter().collect::<Vec<_>>(), [CountryRole::Office, CountryRole::Advocacy]);
        assert!(!roles.is_default());
        assert!(CountryRoles::new(&[]).is_default());
        assert!(CountryRoles::new(&[CountryRole::Partners, CountryRole::Programmes]).is_default());
    }
}
