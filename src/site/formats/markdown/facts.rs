//! The plain fields of a profile as a list.

use super::{Document, link};
use crate::domain::markdown::escape;
use crate::domain::{Keyword, Parent, Related, RelationKind, Status};
use crate::site::display::relation_heading;
use crate::site::formats::Citation;

impl<'p> Document<'p> {
    /// Writes the plain fields, and the revision of the profile.
    pub(super) fn facts(&mut self) {
        let profile = self.published.profile;
        let website = profile.website.as_ref().map(|url| format!("<{}>", url.as_str()));
        let founders: Vec<String> = profile.founders.iter().map(|it| escape(it.as_str())).collect();
        let identifiers = profile.identifiers.iter().map(|identifier| format!("`{identifier}`"));
        let related = profile.related.iter().map(|it| self.related(it)).collect();
        let facts = [
            ("Also called", "other_names", self.other_names()),
            ("Status", "status", self.status()),
            ("Founded", "founded", profile.founded.map(|year| year.get().to_string())),
            ("Founders", "founders", joined(founders)),
            ("Headquarters", "headquarters", self.headquarters()),
            ("Website", "website", website),
            ("Affiliation", "affiliation", self.affiliation()),
            ("Part of", "parent", profile.parent.as_ref().map(|parent| self.parent(parent))),
            ("Related organizations", "", joined(related)),
            ("Reach", "scope", profile.scope.map(|scope| scope.as_str().to_owned())),
            ("Identifiers", "identifiers", joined(identifiers.collect())),
            (
                "Last checked by a person",
                "verified_at",
                profile.verified_at.map(|it| it.to_string()),
            ),
            // The directory does not cite itself, so this has no key of `fact_sources`.
            ("This text", "", Some(self.this_text())),
        ];
        let mut elements = Vec::new();
        for (name, key, value) in facts {
            if let Some(value) = value {
                let marks = self.fact_marks(key);
                elements.push(format!("- **{name}:** {value}{marks}"));
            }
        }
        self.list(&elements);
    }

    fn this_text(&self) -> String {
        let citation = Citation::of(self.published);
        let (version, issued) = (citation.version, citation.issued);
        format!(
            "version {version} of {issued} in the {}, <{}>, CC0 1.0",
            citation.container,
            citation.url()
        )
    }

    fn other_names(&self) -> Option<String> {
        let names = self.published.profile.other_names.iter();
        let names =
            names.map(|name| format!("{} ({})", escape(name.value.as_str()), name.kind.as_str()));
        joined(names.collect())
    }

    fn status(&self) -> Option<String> {
        match self.published.profile.status {
            Status::Active => None,
            Status::Inactive => Some("inactive: it has stopped or paused its work".to_owned()),
            Status::Unknown => {
                Some("unknown: it could not be found out whether it still works".to_owned())
            }
            Status::Withdrawn => Some("withdrawn from the directory".to_owned()),
        }
    }

    fn headquarters(&self) -> Option<String> {
        let headquarters = self.published.profile.headquarters.as_ref()?;
        let country = headquarters.country.name();
        Some(match &headquarters.city {
            Some(city) => format!("{}, {country}", escape(city.as_str())),
            None => country.to_owned(),
        })
    }

    fn affiliation(&self) -> Option<String> {
        let affiliation = self.published.profile.affiliation.as_ref()?;
        let kind = affiliation.kind.as_str();
        Some(match &affiliation.tradition {
            Some(tradition) => format!("{kind}, {}", escape(tradition.as_str())),
            None => kind.to_owned(),
        })
    }

    /// A related organization with the footnote marks of the relation.
    fn related(&mut self, related: &'p Related) -> String {
        let heading = relation_heading(RelationKind::of(related.relation)).to_lowercase();
        let name = match (&related.slug, &related.name) {
            (Some(slug), _) => link(slug.as_str(), &self.published.permalink_of(slug)),
            (None, name) => name.as_ref().map_or_else(String::new, |it| escape(it.as_str())),
        };
        format!("{heading}: {name}{}", self.marks(&related.sources))
    }

    fn parent(&self, parent: &Parent) -> String {
        let name = escape(parent.name.as_str());
        match &parent.slug {
            Some(slug) => link(&name, &self.published.permalink_of(slug)),
            None => name,
        }
    }
}

/// Joins elements with commas; `None` for an empty list.
fn joined(elements: Vec<String>) -> Option<String> {
    (!elements.is_empty()).then(|| elements.join(", "))
}
