//! What of a profile goes into the index, and how much it counts.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::schema::{Address, Fields};
use super::texts::Texts;
use crate::catalog::{CatalogError, Entry};
use crate::domain::{Country, Slug, Term, TermScheme, Vocabulary};

/// The documents of an organization: its profile, then its links to research
/// and its ways to help.
///
/// A text that counts more is put in more often: so one list of occurrences
/// holds all that is said of an organization, and a question reads one a word.
pub fn documents(
    fields: Fields,
    vocabulary: &Vocabulary,
    entry: &Entry<'_>,
) -> Result<Vec<TantivyDocument>, CatalogError> {
    let (number, id) = (entry.number(), entry.id());
    let texts = Texts::of(entry.document())?;
    let mut profile = TantivyDocument::default();
    profile.add_text(fields.id, id);
    profile.add_u64(fields.address, Address::profile(number).into());
    let labels = labels(&texts, vocabulary);
    let known = labels.into_iter().chain(countries(&texts)).map(|text| (1, text));
    for (weight, text) in weighted(&texts).chain(known) {
        for _ in 0..weight {
            profile.add_text(fields.text, text);
        }
        profile.add_text(fields.words, text);
    }
    let mut all = vec![profile];
    let mut item = |field: Field, place: usize, words: String| {
        let mut item = TantivyDocument::default();
        item.add_text(fields.id, id);
        item.add_u64(fields.address, Address::item(number, place).into());
        item.add_text(field, words);
        all.push(item);
    };
    let name = &texts.name.0;
    for (place, link) in texts.research.iter().enumerate() {
        let authors: Vec<&str> = link.authors.iter().map(|author| &*author.0).collect();
        item(fields.research, place, format!("{}\n{}\n{name}", link.title.0, authors.join("\n")));
    }
    for (place, way) in texts.ways_to_help.iter().enumerate() {
        let summary = way.summary.as_ref().map_or("", |summary| &*summary.0);
        item(fields.help, place, format!("{}\n{summary}\n{name}", way.title.0));
    }
    Ok(all)
}

/// Every text of its own by which an organization is found, with how much it
/// counts.
fn weighted<'t>(texts: &'t Texts<'_>) -> impl Iterator<Item = (usize, &'t str)> {
    let one = |weight: usize, text: &'t str| std::iter::once((weight, text));
    let acronym = texts.acronym.iter().map(|acronym| (4, &*acronym.0));
    let others = texts.other_names.iter().map(|other| (4, &*other.value.0));
    let founders = texts.founders.iter().map(|founder| (3, &*founder.0));
    let city = texts.headquarters.iter().filter_map(|seat| seat.city.as_ref());
    let city = city.map(|city| (3, &*city.0));
    let steps = texts.method.steps.iter();
    let steps = steps.flat_map(|step| [(1, &*step.name.0), (1, &*step.summary.0)]);
    let research = texts.research.iter().map(|link| (1, &*link.title.0));
    one(5, &texts.name.0)
        .chain(acronym)
        .chain(others)
        .chain(founders)
        .chain(city)
        .chain(one(3, &texts.summary.0))
        .chain(one(2, &texts.framing.summary.0))
        .chain(one(1, &texts.method.summary.0))
        .chain(steps)
        .chain(research)
}

/// The names of the countries where it works and of that of its seat, each once.
fn countries(texts: &Texts<'_>) -> BTreeSet<&'static str> {
    let seat = texts.headquarters.iter().map(|seat| &seat.country);
    let codes = texts.countries.iter().map(|place| &place.country).chain(seat);
    codes.filter_map(|code| code.0.parse::<Country>().ok()).flat_map(Country::names).collect()
}

/// All labels of its terms and of those they stand below, each term once.
fn labels<'v>(texts: &Texts<'_>, vocabulary: &'v Vocabulary) -> Vec<&'v str> {
    let mut terms = Vec::new();
    for (scheme, slugs) in
        [(TermScheme::FocusArea, &texts.focus_areas), (TermScheme::Approach, &texts.approaches)]
    {
        for slug in slugs.iter().filter_map(|slug| slug.0.parse::<Slug>().ok()) {
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
