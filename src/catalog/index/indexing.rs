//! The documents of the index, made from a profile, and the weights of its texts.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;

use super::encoded::{take_encoded, take_encoded_once};
use super::field_terms::FieldTerms;
use super::profile_texts::ProfileTexts;
use super::schema::{DocumentKey, FieldKind, Fields};
use super::tokenizer::{Forms, Splitter};
use crate::catalog::{CatalogError, CountryRoles, Entry};
use crate::domain::{Country, CountryRole, Keyword, Slug, Term, TermScheme, Vocabulary};

/// The organization that documents belong to.
pub struct Owner<'o> {
    pub id: &'o str,
    pub number: u32,
}

/// Where the documents of organizations go. Fields are empty afterwards.
pub trait Documents {
    /// Adds the document of a profile, before those of its items.
    fn add_profile(&mut self, of: &Owner<'_>, stems: &mut FieldTerms, words: &mut FieldTerms);

    /// Adds the document of a link to research or of a way to help.
    fn add_item(
        &mut self,
        of: &Owner<'_>,
        key: DocumentKey,
        kind: FieldKind,
        terms: &mut FieldTerms,
    );
}

/// Documents for Tantivy's writer.
pub struct EncodedDocuments {
    fields: Fields,
    pub documents: Vec<TantivyDocument>,
}

impl EncodedDocuments {
    pub fn new(fields: Fields) -> Self {
        Self { fields, documents: Vec::new() }
    }

    fn document(&self, of: &Owner<'_>, key: DocumentKey) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.id, of.id);
        document.add_u64(self.fields.key, key.into());
        document
    }
}

impl Documents for EncodedDocuments {
    fn add_profile(&mut self, of: &Owner<'_>, stems: &mut FieldTerms, words: &mut FieldTerms) {
        let mut document = self.document(of, DocumentKey::profile(of.number));
        document.add_text(self.fields.text, take_encoded(stems));
        document.add_text(self.fields.words, take_encoded_once(words));
        self.documents.push(document);
    }

    fn add_item(
        &mut self,
        of: &Owner<'_>,
        key: DocumentKey,
        kind: FieldKind,
        terms: &mut FieldTerms,
    ) {
        let mut document = self.document(of, key);
        document.add_text(self.fields.of(kind), take_encoded(terms));
        self.documents.push(document);
    }
}

/// Makes the documents of organizations. It holds buffers and caches, so each thread has one.
pub struct Analyser {
    splitter: Splitter,
    stems: FieldTerms,
    words: FieldTerms,
}

impl Analyser {
    /// `seed` is that of all fields whose hashes are compared.
    pub fn new(seed: u64) -> Self {
        let (stems, words) = (FieldTerms::new(seed), FieldTerms::new(seed));
        Self { splitter: Splitter::new(), stems, words }
    }

    /// Adds the documents of an organization: one for the profile, one for each link to research and
    /// each way to help.
    ///
    /// One field has all texts of a profile, so a query reads one posting list per word. A text with
    /// a higher weight counts several times.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when the row has no profile, [`CatalogError::TooMany`] when it has
    /// too many items.
    pub fn add_documents(
        &mut self,
        vocabulary: &Vocabulary,
        entry: &Entry<'_>,
        documents: &mut impl Documents,
    ) -> Result<(), CatalogError> {
        let owner = Owner { id: entry.id(), number: entry.number() };
        let texts = ProfileTexts::parse(entry.document())?;
        let mut forms = Forms::Apart { stems: &mut self.stems, words: &mut self.words };
        for (weight, text) in weighted_texts(&texts) {
            self.splitter.add(text, weight, &mut forms);
        }
        for text in labels(entry, vocabulary).into_iter().chain(countries(&texts)) {
            self.splitter.add_shared(text, 1, &mut forms);
        }
        documents.add_profile(&owner, &mut self.stems, &mut self.words);
        let mut add_item = |kind, index: usize, texts: &mut dyn Iterator<Item = &str>| {
            let key = DocumentKey::item(owner.number, index)?;
            for text in texts {
                self.splitter.add(text, 1, &mut Forms::Together(&mut self.stems));
            }
            documents.add_item(&owner, key, kind, &mut self.stems);
            Ok::<(), CatalogError>(())
        };
        let name = || std::iter::once(&*texts.name.0);
        for (index, link) in texts.research.iter().enumerate() {
            add_item(FieldKind::Research, index, &mut link.texts().chain(name()))?;
        }
        for (index, way) in texts.ways_to_help.iter().enumerate() {
            add_item(FieldKind::Help, index, &mut way.texts().chain(name()))?;
        }
        Ok(())
    }
}

/// The indexed texts of a profile with their weights.
fn weighted_texts<'t>(texts: &'t ProfileTexts<'_>) -> impl Iterator<Item = (u32, &'t str)> {
    let one = |weight: u32, text: &'t str| std::iter::once((weight, text));
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
