//! The filter of changes: those of organizations that have these properties now.

use crate::catalog::{Choice, Facet, Filter, Snapshot};
use crate::domain::{Keyword, Status, TermScheme};
use crate::http::extract::parameters::ParameterSet;
use crate::http::extract::parameters::choices::choice_text;
use crate::http::extract::parameters::keys::KnownOrganizations;
use crate::http::extract::parameters::reader::Reader;

parameters! {
    /// Which organizations.
    pub struct ChangeFilterParameters {
        /// Only changes of these organizations: slugs, former slugs or identifiers, repeated or
        /// separated by commas; withdrawn ones too.
        #[param(example = "international-justice-mission")]
        organization: KnownOrganizations<true> as String,
        /// Only changes of organizations that now work against one of these: slugs of focus areas,
        /// as in the list of organizations.
        #[param(example = "bonded-labour")]
        focus_area: Choice as String,
        /// Only changes of organizations that now work in one of these countries: ISO 3166-1
        /// alpha-2 codes, as in the list of organizations.
        #[param(example = "IN")]
        country: Choice as String,
    }
}

/// The organizations; `None` is the changes of all documents, also of terms.
pub struct ChangeFilter(Option<Filter>);

impl ParameterSet for ChangeFilter {
    fn names() -> impl Iterator<Item = &'static str> {
        ChangeFilterParameters::names()
    }

    fn read(reader: &mut Reader) -> Self {
        let ChangeFilterParameters { organization: KnownOrganizations(keys), focus_area, country } =
            ChangeFilterParameters::read(reader);
        if keys.is_none() && focus_area.is_empty() && country.is_empty() {
            return Self(None);
        }
        let mut filter = Filter { keys, ..Filter::default() };
        filter.set_choice(Facet::Term(TermScheme::FocusArea), focus_area);
        filter.set_choice(Facet::Country, country);
        // A withdrawal is a change that followers want to see.
        let all = Status::ALL.iter().map(|status| status.as_str().to_owned()).collect();
        filter.set_choice(Facet::Status, Choice::of(all));
        Self(Some(filter))
    }
}

impl ChangeFilter {
    /// The ids of the organizations; `None` without a filter.
    pub fn ids(&self, snapshot: &Snapshot) -> Option<Vec<String>> {
        self.0.as_ref().map(|filter| snapshot.ids(filter))
    }

    /// The parameters in their canonical form.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Some(filter) = &self.0 else { return Vec::new() };
        let keys = filter.keys.iter().map(|keys| ("organization", keys.join(",")));
        let choices = [Facet::Term(TermScheme::FocusArea), Facet::Country];
        let choices = choices.map(|facet| (facet.as_str(), filter.choice(facet)));
        let choices = choices.into_iter().filter(|(_, choice)| !choice.is_empty());
        keys.chain(choices.map(|(name, choice)| (name, choice_text(choice)))).collect()
    }

    /// The slug, if the filter names one organization and nothing else.
    pub fn only_organization(&self) -> Option<&str> {
        let filter = self.0.as_ref()?;
        let has_choice = [Facet::Term(TermScheme::FocusArea), Facet::Country];
        let is_only = has_choice.iter().all(|facet| filter.choice(*facet).is_empty());
        match filter.keys.as_deref() {
            Some([slug]) if is_only => Some(slug),
            _ => None,
        }
    }
}
