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
        self.terms(scheme).iter().filter(move |term| term.broader.contains(slug))
    }

    /// The terms that name a term as broader or as their replacement, in insertion order.
    pub fn naming<'v>(
        &'v self,
        scheme: TermScheme,
        slug: &'v Slug,
    ) -> impl Iterator<Item = &'v Term> {
        let names = move |term: &&Term| {
            term.broader.contains(slug) || term.replaced_by.as_ref() == Some(slug)
        };
        self.terms(scheme).iter().filter(names)
    }

    /// A term and all terms above it, each once, nearest first.
    pub fn lineage(&self, scheme: TermScheme, slug: &Slug) -> Vec<&Slug> {
        let mut lineage: Vec<&Slug> = Vec::new();
        let term = self.term(scheme, slug.as_str());
        lineage.extend(term.map(|term| &term.slug));
        let mut next = 0;
        while let Some(slug) = lineage.get(next) {
            let broader = self.term(scheme, slug.as_str()).map_or(&[][..], |term| &term.broader);
            for slug in broader {
                if let Some(term) = self.term(scheme, slug.as_str())
                    && !lineage.contains(&&term.slug)
                {
                    lineage.push(&term.slug);
                }
            }
            next += 1;
        }
        lineage
    }

    /// The ways from the top of the vocabulary down to a term, without the term itself: one for each
    /// chain of broader terms, at most `max`. A term at the top has one empty way.
    pub fn ways_down(&self, scheme: TermScheme, term: &Term, max: usize) -> Vec<Vec<&Term>> {
        let mut ways = Vec::new();
        let mut unfinished: Vec<Vec<&Term>> = vec![Vec::new()];
        // The last is extended first. Broader terms are added in reverse, so that the ways come in
        // the order in which the terms list them.
        while let Some(way) = unfinished.pop() {
            let top = way.first().map_or(&term.broader, |top: &&Term| &top.broader);
            let above = top.iter().filter_map(|slug| self.term(scheme, slug.as_str()));
            let above: Vec<&Term> =
                above.filter(|it| it.slug != term.slug && !way.contains(it)).collect();
            if above.is_empty() {
                ways.push(way);
                if ways.len() == max {
                    break;
                }
                continue;
            }
            for broader in above.into_iter().rev() {
                unfinished.push(std::iter::once(broader).chain(way.iter().copied()).collect());
            }
        }
        ways
    }

    /// The term to use instead of a replaced one: the last of a chain of replacements.
    pub fn replacement(&self, scheme: TermScheme, term: &Term) -> Option<&Term> {
        let mut passed = vec![&term.slug];
        let mut last = None;
        let mut next = term.replaced_by.as_ref();
        while let Some(slug) = next.filter(|slug| !passed.contains(slug)) {
            last = Some(self.term(scheme, slug.as_str())?);
            passed.push(slug);
            next = last.and_then(|term| term.replaced_by.as_ref());
        }
        last
    }

    /// Checks a term against the others: its broader terms and its replacement must exist and must
    /// not form a cycle.
    pub fn term_violations(&self, scheme: TermScheme, term: &TermReferences) -> Vec<Violation> {
        let mut found = Vec::new();
        let list = Pointer::Root.key("broader");
        for (index, (place, broader)) in term.broader.iter().enumerate() {
            let element = list.index(place.unwrap_or(0));
            let at = if place.is_some() { &element } else { &list };
            if term.broader[..index].iter().any(|(_, earlier)| earlier == broader) {
                let message = format!("`{broader}` appears twice; remove one");
                found.push(Violation::new(at, Code::Duplicate, message));
                continue;
            }
            found.extend(self.reference_violation(scheme, term, broader, at));
            if let Some(slug) = &term.slug
                && (slug == broader || self.lineage(scheme, broader).contains(&slug))
            {
                let message = format!("`{broader}` is itself below `{slug}`; choose another term");
                found.push(Violation::new(at, Code::CircularTerm, message));
            }
        }
        if let Some(replacement) = &term.replaced_by {
            let at = Pointer::Root.key("replaced_by");
            found.extend(self.reference_violation(scheme, term, replacement, &at));
            if let Some(slug) = &term.slug
                && self.is_replaced_by(scheme, replacement, slug)
            {
                let message =
                    format!("`{replacement}` is itself replaced by `{slug}`; choose another term");
                found.push(Violation::new(&at, Code::CircularTerm, message));
            }
        }
        found
    }

    /// A violation if the term that another names does not exist.
    fn reference_violation(
        &self,
        scheme: TermScheme,
        term: &TermReferences,
        named: &Slug,
        at: &Pointer<'_>,
    ) -> Option<Violation> {
        let is_known = self.term(scheme, named.as_str()).is_some();
        (!is_known && term.slug.as_ref() != Some(named))
            .then(|| self.unknown(scheme, named.as_str(), at))
    }

    /// Whether replacements lead from one term to another, or they are the same.
    fn is_replaced_by(&self, scheme: TermScheme, from: &Slug, to: &Slug) -> bool {
        let mut passed: Vec<&Slug> = Vec::new();
        let mut next = Some(from);
        while let Some(slug) = next.filter(|slug| !passed.contains(slug)) {
            if slug == to {
                return true;
            }
            passed.push(slug);
            next = self.term(scheme, slug.as_str()).and_then(|it| it.replaced_by.as_ref());
        }
        false
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
        term_below(slug, &Vec::from_iter(broader), group, None)
    }

    fn term_below(slug: &str, broader: &[&str], group: bool, replaced_by: Option<&str>) -> Term {
        let json = serde_json::json!({
            "slug": slug, "label": slug, "definition": "A term.", "broader": broader,
            "group": group, "replaced_by": replaced_by,
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

    /// A vocabulary in which `bonded` is below `forced` and `debt`, which are both below `slavery`.
    fn with_two_parents() -> Vocabulary {
        let mut vocabulary = vocabulary();
        for term in [
            term("debt", Some("slavery"), false),
            term_below("bonded", &["forced", "debt"], false, None),
            term_below("peonage", &[], false, Some("bonded")),
            term_below("debt-peonage", &[], false, Some("peonage")),
        ] {
            vocabulary.insert(TermScheme::FocusArea, term);
        }
        vocabulary
    }

    #[test]
    fn a_term_below_two_terms_has_each_term_above_it_once() {
        let vocabulary = with_two_parents();
        let bonded = vocabulary.term(TermScheme::FocusArea, "bonded").unwrap();

        let lineage = vocabulary.lineage(TermScheme::FocusArea, &bonded.slug);
        let ways = vocabulary.ways_down(TermScheme::FocusArea, bonded, 10);

        let slugs: Vec<&str> = lineage.iter().map(|slug| slug.as_str()).collect();
        assert_eq!(slugs, ["bonded", "forced", "debt", "slavery"]);
        let ways: Vec<Vec<&str>> =
            ways.iter().map(|way| way.iter().map(|it| it.slug.as_str()).collect()).collect();
        assert_eq!(ways, [["slavery", "forced"], ["slavery", "debt"]]);
        let one = vocabulary.ways_down(TermScheme::FocusArea, bonded, 1);
        assert_eq!(one.len(), 1);
        for above in ["forced", "debt"] {
            let above: Slug = above.parse().unwrap();
            let below = vocabulary.narrower(TermScheme::FocusArea, &above);
            assert_eq!(below.map(|it| it.slug.as_str()).collect::<Vec<_>>(), ["bonded"]);
        }
    }

    #[test]
    fn each_broader_term_is_checked_at_its_place() {
        let vocabulary = with_two_parents();
        for (slug, broader, expected) in [
            ("new", vec!["forced", "debt"], vec![]),
            ("new", vec!["forced", "dept"], vec![("/broader/1", Code::UnknownTerm)]),
            ("new", vec!["debt", "debt"], vec![("/broader/1", Code::Duplicate)]),
            ("slavery", vec!["peonage", "bonded"], vec![("/broader/1", Code::CircularTerm)]),
        ] {
            let term = term_below(slug, &broader, false, None);
            let found = vocabulary.term_violations(TermScheme::FocusArea, &(&term).into());
            let found: Vec<_> = found.iter().map(|it| (it.pointer.as_str(), it.code)).collect();
            assert_eq!(found, expected, "{slug} {broader:?}");
        }
    }

    #[test]
    fn a_replacement_exists_and_does_not_lead_back() {
        let vocabulary = with_two_parents();
        for (slug, replaced_by, expected) in [
            ("new", "bonded", None),
            ("new", "bondd", Some(Code::UnknownTerm)),
            ("bonded", "bonded", Some(Code::CircularTerm)),
            ("bonded", "debt-peonage", Some(Code::CircularTerm)),
        ] {
            let term = term_below(slug, &[], false, Some(replaced_by));
            let found = vocabulary.term_violations(TermScheme::FocusArea, &(&term).into());
            let found = found.first();
            assert_eq!(found.map(|it| it.code), expected, "{slug} {replaced_by}");
            assert!(found.is_none_or(|it| it.pointer == "/replaced_by"));
        }
        let old = vocabulary.term(TermScheme::FocusArea, "debt-peonage").unwrap();
        let replacement = vocabulary.replacement(TermScheme::FocusArea, old);
        assert_eq!(replacement.map(|it| it.slug.as_str()), Some("bonded"));
    }
}
