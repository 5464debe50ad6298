//! The vocabulary: all terms with their hierarchy.

use std::collections::BTreeMap;

use super::{Code, Pointer, ProfileReferences, Slug, Term, TermReferences, TermScheme, Violation};

/// The terms of every scheme, in insertion order.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    schemes: BTreeMap<TermScheme, SchemeTerms>,
}

/// The terms of one scheme, with an index by slug.
#[derive(Clone, Debug, Default)]
struct SchemeTerms {
    terms: Vec<Term>,
    positions: BTreeMap<Slug, usize>,
}

impl Vocabulary {
    /// Adds a term, or replaces the one with its slug.
    pub fn insert(&mut self, scheme: TermScheme, term: Term) {
        let terms = self.schemes.entry(scheme).or_default();
        match terms.positions.get(&term.slug) {
            Some(&position) => terms.terms[position] = term,
            None => {
                terms.positions.insert(term.slug.clone(), terms.terms.len());
                terms.terms.push(term);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.schemes.is_empty()
    }

    /// The terms of a scheme, in insertion order.
    pub fn terms(&self, scheme: TermScheme) -> &[Term] {
        self.schemes.get(&scheme).map_or(&[], |it| &it.terms)
    }

    pub fn term(&self, scheme: TermScheme, slug: &str) -> Option<&Term> {
        let terms = self.schemes.get(&scheme)?;
        let slug: Slug = slug.parse().ok()?;
        terms.positions.get(&slug).map(|&position| &terms.terms[position])
    }

    /// The terms directly below a term, in insertion order.
    pub fn narrower<'v>(
        &'v self,
        scheme: TermScheme,
        slug: &'v Slug,
    ) -> impl Iterator<Item = &'v Term> {
        self.terms(scheme).iter().filter(move |term| term.broader.as_ref() == Some(slug))
    }

    /// A term and its broader terms, nearest first.
    pub fn lineage(&self, scheme: TermScheme, slug: &Slug) -> Vec<&Slug> {
        let mut lineage = Vec::new();
        let mut next = self.term(scheme, slug.as_str());
        while let Some(term) = next
            && !lineage.contains(&&term.slug)
        {
            lineage.push(&term.slug);
            next = term.broader.as_ref().and_then(|slug| self.term(scheme, slug.as_str()));
        }
        lineage
    }

    /// Checks a term against the others: its `broader` must exist and must not form a cycle.
    pub fn term_violations(&self, scheme: TermScheme, term: &TermReferences) -> Vec<Violation> {
        let Some(broader) = &term.broader else { return Vec::new() };
        let at = Pointer::Root.key("broader");
        if self.term(scheme, broader.as_str()).is_none() && term.slug.as_ref() != Some(broader) {
            return vec![self.unknown(scheme, broader.as_str(), &at)];
        }
        let lineage = self.lineage(scheme, broader);
        match &term.slug {
            Some(slug) if slug == broader || lineage.contains(&slug) => {
                let message = format!("`{broader}` is itself below `{slug}`; choose another term");
                vec![Violation::new(&at, Code::CircularTerm, message)]
            }
            _ => Vec::new(),
        }
    }

    /// Checks that the terms of a profile exist and are not groups.
    pub fn profile_violations(&self, profile: &ProfileReferences) -> Vec<Violation> {
        let mut found = Vec::new();
        for (scheme, index, slug) in &profile.terms {
            found.extend(scheme.at(&Pointer::Root, |list| {
                let at = list.index(*index);
                match self.term(*scheme, slug.as_str()) {
                    None => Some(self.unknown(*scheme, slug.as_str(), &at)),
                    Some(term) if term.group => Some(self.group(*scheme, term, &at)),
                    Some(_) => None,
                }
            }));
        }
        found
    }

    fn unknown(&self, scheme: TermScheme, slug: &str, at: &Pointer<'_>) -> Violation {
        let message = format!("`{slug}` is not {}", scheme.with_article());
        let slugs = self.terms(scheme).iter().map(|term| term.slug.as_str());
        Violation::new(at, Code::UnknownTerm, message).with_allowed(slug, slugs)
    }

    fn group(&self, scheme: TermScheme, term: &Term, at: &Pointer<'_>) -> Violation {
        let message = format!(
            "`{}` is a group, only for browsing; use the terms below it that fit",
            term.slug
        );
        let mut violation = Violation::new(at, Code::GroupTerm, message);
        violation.allowed =
            self.narrower(scheme, &term.slug).map(|term| term.slug.to_string()).collect();
        violation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Node, parse};

    fn vocabulary() -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (slug, broader, group) in [
            ("slavery", None, true),
            ("forced", Some("slavery"), false),
            ("bonded", Some("forced"), false),
        ] {
            vocabulary.insert(TermScheme::FocusArea, term(slug, broader, group));
        }
        vocabulary
    }

    fn term(slug: &str, broader: Option<&str>, group: bool) -> Term {
        let json = serde_json::json!({
            "slug": slug, "label": slug, "definition": "A term.", "broader": broader, "group": group,
        });
        parse(&serde_json::from_str::<Node>(&json.to_string()).unwrap()).unwrap()
    }

    #[test]
    fn lineage_and_narrower_follow_the_hierarchy() {
        let vocabulary = vocabulary();
        let slug = |text: &str| text.parse::<Slug>().unwrap();
        let (bonded, forced) = (slug("bonded"), slug("forced"));

        let lineage = vocabulary.lineage(TermScheme::FocusArea, &bonded);
        let below: Vec<&Slug> =
            vocabulary.narrower(TermScheme::FocusArea, &forced).map(|term| &term.slug).collect();

        assert_eq!(lineage, [&bonded, &forced, &slug("slavery")]);
        assert_eq!(below, [&bonded]);
    }

    #[test]
    fn an_unknown_or_circular_broader_term_is_rejected() {
        let vocabulary = vocabulary();
        for (slug, broader, code) in [
            ("new", Some("forcd"), Some(Code::UnknownTerm)),
            ("slavery", Some("bonded"), Some(Code::CircularTerm)),
            ("forced", Some("forced"), Some(Code::CircularTerm)),
            ("new", Some("forced"), None),
            ("new", None, None),
        ] {
            let found = vocabulary
                .term_violations(TermScheme::FocusArea, &(&term(slug, broader, false)).into());
            assert_eq!(found.first().map(|violation| violation.code), code, "{slug} {broader:?}");
        }
    }
}
