//! The documents of the index, made from a profile, and the weights of its texts.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::profile_texts::ProfileTexts;
use super::schema::{DocumentKey, Fields};
use crate::catalog::{CatalogError, CountryRoles, Entry};
use crate::domain::{Country, CountryRole, Keyword, Slug, Term, TermScheme, Vocabulary};

/// The documents of an organization: one for the profile, one for each link to research and each
/// way to help.
///
/// A text with a higher weight is added several times. So one field has all texts of a profile,
/// and a query reads one posting list per word.
///
/// # Errors
///
/// [`CatalogError::Damaged`] when the row has no profile, [`CatalogError::TooMany`] when it has too
/// many items.
pub fn documents(
    fields: Fields,
    vocabulary: &Vocabulary,
    entry: &Entry<'_>,
) -> Result<Vec<TantivyDocument>, CatalogError> {
    let (number, id) = (entry.number(), entry.id());
    let texts = ProfileTexts::parse(entry.document())?;
    let mut profile = TantivyDocument::default();
    profile.add_text(fields.id, id);
    profile.add_u64(fields.key, DocumentKey::profile(number).into());
    let labels = labels(entry, vocabulary);
    let labels = labels.into_iter().chain(countries(&texts)).map(|text| (1, text));
    for (weight, text) in weighted_texts(&texts).chain(labels) {
        for _ in 0..weight {
            profile.add_text(fields.text, text);
        }
        profile.add_text(fields.words, text);
    }
    let mut all = vec![profile];
    let mut add_item = |field: Field, index: usize, words: String| {
        let mut item = TantivyDocument::default();
        item.add_text(fields.id, id);
        item.add_u64(fields.key, DocumentKey::item(number, index)?.into());
        item.add_text(field, words);
        all.push(item);
        Ok::<(), CatalogError>(())
    };
    let name = &texts.name.0;
    for (index, link) in texts.research.iter().enumerate() {
        let authors: Vec<&str> = link.authors.iter().map(|author| &*author.0).collect();
        let words = format!("{}\n{}\n{name}", link.title.0, authors.join("\n"));
        add_item(fields.research, index, words)?;
    }
    for (index, way) in texts.ways_to_help.iter().enumerate() {
        let summary = way.summary.as_ref().map_or("", |summary| &*summary.0);
        add_item(fields.help, index, format!("{}\n{summary}\n{name}", way.title.0))?;
    }
    Ok(all)
}

/// The indexed texts of a profile with their weights.
fn weighted_texts<'t>(texts: &'t ProfileTexts<'_>) -> impl Iterator<Item = (usize, &'t str)> {
    let one = |weight: usize, text: &'t str| std::iter::once((weight, text));
    let acronym = texts.acronym.iter().map(|acronym| (4, &*acronym.0));
    let others = texts.other_names.iter().map(|other| (4, &*other.value.0));
    let founders = texts.founders.iter().map(|founder| (3, &*founder.0));
    let city = texts.headquarters.iter().filter_map(|headquarters| headquarters.city.as_ref());
    let city = city.map(|city| (3, &*city.0));
    let steps = texts.method.steps.iter();
    let steps = steps.flat_map(|step| [(1, &*step.name.0), (1, &*step.summary.0)]);
    let research = texts.research.iter().map(|link| (1, &*link.title.0));
    let in_short = [&texts.framing.in_short, &texts.method.in_short];
    let in_short = in_short.into_iter().flatten().map(|text| (2, &*text.0));
    one(5, &texts.name.0)
        .chain(acronym)
        .chain(others)
        .chain(founders)
        .chain(city)
        .chain(one(3, &texts.summary.0))
        .chain(in_short)
        .chain(one(2, &texts.framing.summary.0))
        .chain(one(1, &texts.method.summary.0))
        .chain(steps)
        .chain(research)
}

/// The names of the countries where it works or has an office, and of the headquarters, each once.
/// Countries that it only studies or addresses are left out.
fn countries(texts: &ProfileTexts<'_>) -> BTreeSet<&'static str> {
    let headquarters = texts.headquarters.iter().map(|headquarters| &headquarters.country);
    let is_there = |role: &str| CountryRoles::is_work(role) || role == CountryRole::Office.as_str();
    let there = texts.countries.iter().filter(|work| is_there(&work.role.0));
    let codes = there.map(|work| &work.country).chain(headquarters);
    codes.filter_map(|code| code.0.parse::<Country>().ok()).flat_map(Country::names).collect()
}

/// All labels of the profile's terms and of their broader terms, each term once.
fn labels<'v>(entry: &Entry<'_>, vocabulary: &'v Vocabulary) -> Vec<&'v str> {
    let mut terms = Vec::new();
    for &scheme in TermScheme::ALL {
        for slug in entry.terms(scheme).filter_map(|slug| slug.parse::<Slug>().ok()) {
            for slug in vocabulary.lineage(scheme, &slug) {
                if !terms.contains(&(scheme, slug)) {
                    terms.push((scheme, slug));
                }
            }
        }
    }
    let terms = terms.iter().filter_map(|(scheme, slug)| vocabulary.term(*scheme, slug.as_str()));
    terms.flat_map(Term::labels).collect()
}
