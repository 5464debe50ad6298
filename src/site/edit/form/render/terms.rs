//! Terms of a vocabulary: those that are chosen, in order, and the tree of the others.

use std::collections::HashSet;

use askama::Template;
use serde_json::Value;

use super::Renderer;
use crate::domain::{Slug, Term, TermScheme};
use crate::site::SiteError;
use crate::site::edit::form::schema::Field;
use crate::site::edit::form::typed::{list, text};

#[derive(Template)]
#[template(path = "edit/form/terms.html")]
struct Terms<'f> {
    id: &'f str,
    label: &'static str,
    hint: &'static str,
    mistakes: &'f [String],
    chosen: Vec<Chosen<'f>>,
    /// Whether the order of the chosen terms has a meaning.
    is_ordered: bool,
    /// Number of terms to choose from.
    count: usize,
    tree: Vec<Node<'f>>,
}

/// A term that the profile has.
struct Chosen<'f> {
    slug: &'f str,
    label: &'f str,
    mistakes: Vec<String>,
    /// Its sources; empty for a lens, which has those of the framing.
    citations: String,
}

/// A term in the tree.
#[derive(Template)]
#[template(path = "edit/form/term.html")]
struct Node<'f> {
    /// The pointer of the list of terms.
    list: &'f str,
    term: &'f Term,
    is_chosen: bool,
    /// Whether the tree shows the term for the first time: a term may be below several others.
    is_first: bool,
    narrower: Vec<Node<'f>>,
}

impl<'f> Renderer<'f> {
    pub(super) fn terms(
        &self,
        field: &Field,
        scheme: TermScheme,
        pointer: &str,
        value: &Value,
    ) -> Result<String, SiteError> {
        let slugs: Vec<&str> = list(Some(value)).iter().map(|slug| text(Some(slug))).collect();
        let chosen = slugs.iter().enumerate().map(|(place, slug)| {
            let term = self.vocabulary.term(scheme, slug);
            let label = term.map_or(*slug, |term| term.label.as_str());
            let citations = if scheme.has_fact_sources() {
                let key = format!("{}/{slug}", scheme.plural());
                self.fact_citations(&key, &format!("Sources: {label}"))?
            } else {
                String::new()
            };
            let mistakes = self.mistakes.at(&format!("{pointer}/{place}")).to_vec();
            Ok(Chosen { slug, label, mistakes, citations })
        });
        let chosen = chosen.collect::<Result<_, SiteError>>()?;
        let mut shown = HashSet::new();
        let terms = self.vocabulary.terms(scheme);
        let tree = terms.iter().filter(|term| term.broader.is_empty() && is_offered(term));
        let tree = tree.map(|term| self.node(scheme, pointer, term, &slugs, &mut shown)).collect();
        let terms = Terms {
            id: pointer,
            label: field.label,
            hint: field.hint,
            mistakes: self.mistakes.at(pointer),
            chosen,
            is_ordered: scheme == TermScheme::Lens,
            count: terms.iter().filter(|term| !term.group && is_offered(term)).count(),
            tree,
        };
        Ok(terms.render()?)
    }

    fn node<'n>(
        &'n self,
        scheme: TermScheme,
        list: &'n str,
        term: &'n Term,
        chosen: &[&str],
        shown: &mut HashSet<&'n Slug>,
    ) -> Node<'n> {
        let is_first = shown.insert(&term.slug);
        let narrower = self.vocabulary.narrower(scheme, &term.slug);
        let narrower = narrower.filter(|narrower| is_first && is_offered(narrower));
        Node {
            list,
            term,
            is_chosen: chosen.contains(&term.slug.as_str()),
            is_first,
            narrower: narrower.map(|term| self.node(scheme, list, term, chosen, shown)).collect(),
        }
    }
}

/// Whether a term can be chosen: another term has not replaced it.
fn is_offered(term: &Term) -> bool {
    term.replaced_by.is_none()
}
