//! Renders the fields of the form.
//!
//! The id of a part is its JSON pointer, and so is the name of a field. So links from mistakes,
//! redirects after a button, and the reading of the form need no table.

mod citations;
mod excerpt;
mod inputs;
mod lists;
mod terms;

use std::collections::HashMap;

use super::convert::citations as all_citations;
use super::fields::{FACTS, PROFILE, SECTIONS};
use super::mistakes::Mistakes;
use super::post::source_numbers;
use super::schema::{Field, Kind, field};
use super::source_ids::is_provisional;
use super::typed::{Typed, key_of, text};
use crate::domain::Vocabulary;
use crate::site::SiteError;
use serde_json::Value;

/// A section of the form, ready to be shown.
pub struct RenderedSection {
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    /// The HTML of its fields.
    pub fields: String,
}

/// The HTML of all sections of the form of a profile.
///
/// # Errors
///
/// If a template fails, which is not expected.
pub fn sections(
    typed: &Typed,
    mistakes: &Mistakes,
    vocabulary: &Vocabulary,
) -> Result<Vec<RenderedSection>, SiteError> {
    let renderer = Renderer::new(typed, mistakes, vocabulary);
    let sections = SECTIONS.iter().map(|section| {
        let mut fields = String::new();
        for key in section.keys {
            if let Some(field) = field(PROFILE, key) {
                fields.push_str(&renderer.field(field, "", typed.value())?);
            }
        }
        let (id, title, about) = (section.id, section.title, section.about);
        Ok(RenderedSection { id, title, about, fields })
    });
    sections.collect()
}

/// Renders fields of one typed document.
struct Renderer<'f> {
    typed: &'f Typed,
    mistakes: &'f Mistakes,
    vocabulary: &'f Vocabulary,
    /// The number of each source, by its id.
    numbers: HashMap<&'f str, usize>,
    /// The lists of citations in which each source is cited, by its id.
    cited_in: HashMap<&'f str, Vec<String>>,
}

impl<'f> Renderer<'f> {
    fn new(typed: &'f Typed, mistakes: &'f Mistakes, vocabulary: &'f Vocabulary) -> Self {
        let mut cited_in: HashMap<&str, Vec<String>> = HashMap::new();
        for (list, ids) in all_citations(typed) {
            for id in ids {
                cited_in.entry(id).or_default().push(list.clone());
            }
        }
        Self { typed, mistakes, vocabulary, numbers: source_numbers(typed), cited_in }
    }

    /// The HTML of one field of an object at a pointer.
    fn field(&self, field: &Field, at: &str, object: &Value) -> Result<String, SiteError> {
        let pointer = format!("{at}/{}", field.key);
        let value = object.get(field.key).unwrap_or(&Value::Null);
        let mut html = match &field.kind {
            Kind::Group(fields) => self.group(field, fields, &pointer, value)?,
            Kind::List(list) => self.list(field, list, &pointer, value)?,
            Kind::Terms(scheme) => self.terms(field, *scheme, &pointer, value)?,
            Kind::Citations => self.citations(&pointer, "Sources", value)?,
            Kind::FactSources => String::new(),
            _ => self.input(field, &pointer, text(Some(value)))?,
        };
        if at.is_empty() && FACTS.contains(&field.key) {
            html.push_str(&self.fact_citations(field.key, &format!("Sources: {}", field.label))?);
        }
        Ok(html)
    }

    /// The citations of a plain fact or a term.
    fn fact_citations(&self, key: &str, legend: &str) -> Result<String, SiteError> {
        let pointer = format!("/fact_sources/{}", super::typed::token(key));
        let ids = self.typed.at(&pointer).unwrap_or(&Value::Null);
        self.citations(&pointer, legend, ids)
    }

    /// The list of citations in which a source that was just added is filled in; `None` for other
    /// sources.
    fn home_of(&self, id: &str) -> Option<&str> {
        let lists = self.cited_in.get(id).filter(|_| is_provisional(id))?;
        lists.first().map(String::as_str)
    }
}
