//! Groups of fields, and lists of elements.

use askama::Template;
use serde_json::Value;

use super::Renderer;
use super::excerpt::excerpt;
use crate::site::SiteError;
use crate::site::display::capitalized;
use crate::site::edit::form::schema::{Field, Kind, List};
use crate::site::edit::form::typed::{list as elements_of, text};

#[derive(Template)]
#[template(path = "edit/form/group.html")]
struct Group<'f> {
    id: &'f str,
    label: &'static str,
    hint: &'static str,
    mistakes: &'f [String],
    fields: String,
}

#[derive(Template)]
#[template(path = "edit/form/list.html")]
struct ListPart<'f> {
    id: &'f str,
    label: &'static str,
    hint: &'static str,
    mistakes: &'f [String],
    /// The noun for one element, with its article and without: `an outcome`.
    one: &'static str,
    elements: Vec<String>,
}

#[derive(Template)]
#[template(path = "edit/form/element.html")]
struct Element<'f> {
    id: String,
    /// `Result 2`.
    name: String,
    /// The beginning of its text, by which an editor recognizes it.
    excerpt: String,
    /// Whether its fields are shown from the start.
    is_open: bool,
    mistakes: &'f [String],
    fields: String,
    is_first: bool,
    is_last: bool,
    /// For a source, the names of the places that cite it.
    cited_in: String,
    /// Where the fields of a source that was just added are; the other parts are left out then.
    filled_in_at: Option<String>,
}

impl Renderer<'_> {
    pub(super) fn group(
        &self,
        field: &Field,
        fields: &[Field],
        pointer: &str,
        value: &Value,
    ) -> Result<String, SiteError> {
        let fields = self.fields(fields, pointer, value)?;
        // Another page withdraws organizations.
        if field.key == "withdrawal" {
            return Ok(String::new());
        }
        let mistakes = self.mistakes.at(pointer);
        let (label, hint) = (field.label, field.hint);
        Ok(Group { id: pointer, label, hint, mistakes, fields }.render()?)
    }

    fn fields(&self, fields: &[Field], pointer: &str, object: &Value) -> Result<String, SiteError> {
        fields.iter().map(|field| self.field(field, pointer, object)).collect()
    }

    pub(super) fn list(
        &self,
        field: &Field,
        list: &List,
        pointer: &str,
        value: &Value,
    ) -> Result<String, SiteError> {
        let all = elements_of(Some(value));
        let elements = all.iter().enumerate().map(|(place, element)| {
            let name = format!("{} {}", capitalized(list.one), place + 1);
            let ends = (place == 0, place + 1 == all.len());
            self.element(list.fields, format!("{pointer}/{place}"), name, ends, element)
        });
        let elements = elements.collect::<Result<_, SiteError>>()?;
        let mistakes = self.mistakes.at(pointer);
        let (label, hint, one) = (field.label, field.hint, list.one);
        Ok(ListPart { id: pointer, label, hint, mistakes, one, elements }.render()?)
    }

    fn element(
        &self,
        schema: &[Field],
        id: String,
        name: String,
        (is_first, is_last): (bool, bool),
        element: &Value,
    ) -> Result<String, SiteError> {
        let mut cited_in = String::new();
        let mut filled_in_at = None;
        let mut shown = None;
        if id.starts_with("/sources/") {
            let source = text(element.get("id"));
            let lists = self.cited_in.get(source).map_or(&[][..], Vec::as_slice);
            let names: Vec<String> = lists.iter().map(|list| self.place_name(list)).collect();
            cited_in = names.join(", ");
            filled_in_at = self.home_of(source).map(str::to_owned);
            shown = filled_in_at.as_ref().map(|_| String::new());
        }
        let fields = match shown {
            Some(shown) => shown,
            None => self.fields(schema, &id, element)?,
        };
        let mistakes = self.mistakes.at(&id);
        let excerpt = excerpt(schema, element);
        let is_open = excerpt.is_empty() || filled_in_at.is_some() || self.needs_attention(&id);
        // Its fields are elsewhere, under the same id.
        let id = if filled_in_at.is_some() { format!("{id}.place") } else { id };
        let element = Element {
            id,
            name,
            excerpt,
            is_open,
            mistakes,
            fields,
            is_first,
            is_last,
            cited_in,
            filled_in_at,
        };
        Ok(element.render()?)
    }

    /// Whether an element has a mistake, or an editor is adding a source in it.
    fn needs_attention(&self, pointer: &str) -> bool {
        let mut new = self.cited_in.keys().filter_map(|id| self.home_of(id));
        let below = format!("{pointer}/");
        self.mistakes.has_within(pointer) || new.any(|list| list.starts_with(&below))
    }

    /// The fields of a source that was just added, at the place that cites it.
    pub(super) fn added_source(&self, id: &str) -> Result<String, SiteError> {
        let Some(number) = self.numbers.get(id) else { return Ok(String::new()) };
        let Some(Field { kind: Kind::List(list), .. }) = super::field(super::PROFILE, "sources")
        else {
            return Ok(String::new());
        };
        let at = format!("/sources/{}", number - 1);
        let source = self.typed.at(&at).unwrap_or(&Value::Null);
        let fields = self.fields(list.fields, &at, source)?;
        let element = Element {
            mistakes: self.mistakes.at(&at),
            id: at,
            name: format!("New source, number {number}"),
            excerpt: String::new(),
            is_open: true,
            fields,
            is_first: true,
            is_last: true,
            cited_in: String::new(),
            filled_in_at: None,
        };
        Ok(element.render()?)
    }

    /// The name of a part of the form that cites sources: `Result 2`, `Year of founding`.
    fn place_name(&self, list: &str) -> String {
        if let Some(key) = list.strip_prefix("/fact_sources/") {
            let key = super::key_of(key);
            let known = super::field(super::PROFILE, &key).map(|field| field.label.to_owned());
            return known.unwrap_or_else(|| match key.split_once('/') {
                Some((_, term)) => term.to_owned(),
                None => key.clone(),
            });
        }
        let mut tokens = list.trim_start_matches('/').split('/');
        let field = tokens.next().and_then(|key| super::field(super::PROFILE, key));
        let Some(field) = field else { return list.to_owned() };
        match (&field.kind, tokens.next().and_then(|at| at.parse::<usize>().ok())) {
            (Kind::List(list), Some(at)) => format!("{} {}", capitalized(list.one), at + 1),
            _ => match tokens.next().and_then(|at| at.parse::<usize>().ok()) {
                Some(step) => format!("Step {}", step + 1),
                None => field.label.to_owned(),
            },
        }
    }
}

impl Element<'_> {
    /// The pointer of the element, for its buttons.
    fn pointer(&self) -> &str {
        self.id.strip_suffix(".place").unwrap_or(&self.id)
    }
}

impl ListPart<'_> {
    /// The noun for one element with its article.
    fn with_article(&self) -> String {
        let article = if self.one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.one)
    }
}
