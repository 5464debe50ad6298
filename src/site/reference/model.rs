//! The operations and types of an API, as the pages of its reference show them.

use std::collections::BTreeMap;

use super::prose::Prose;

/// Everything that the reference describes.
pub struct Reference {
    /// The version of the program.
    pub version: String,
    pub groups: Vec<Group>,
    /// The types that have a name, by name.
    pub types: BTreeMap<String, Shape>,
}

/// Operations with one subject.
pub struct Group {
    pub name: String,
    pub description: Prose,
    pub operations: Vec<Operation>,
}

/// A method of a path.
pub struct Operation {
    pub id: String,
    pub method: &'static str,
    /// The path, with placeholders in braces.
    pub path: String,
    pub summary: String,
    pub description: Prose,
    pub needs_key: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub responses: Vec<Response>,
}

/// The part of a request that has a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
}

pub struct Parameter {
    pub name: String,
    pub place: Place,
    pub is_required: bool,
    pub shape: Shape,
}

/// The body of a request.
pub struct Body {
    pub description: Prose,
    pub contents: Vec<Content>,
}

/// A body in one media type.
pub struct Content {
    pub media_type: String,
    pub shape: Option<Shape>,
    pub example: Option<Example>,
}

pub struct Example {
    pub text: String,
    /// Whether parts of the real text were left out.
    pub is_shortened: bool,
}

pub struct Response {
    pub status: u16,
    pub description: Prose,
    pub headers: Vec<Header>,
    pub contents: Vec<Content>,
}

pub struct Header {
    pub name: String,
    pub description: Prose,
}

/// The values that a parameter, a key or a body may have.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The type in words, such as "array of `Source`".
    pub type_name: Vec<TypePart>,
    pub description: Prose,
    /// Limits of the value, such as "at most 80 characters".
    pub limits: Vec<Prose>,
    /// The only values that are allowed, if they are listed.
    pub choices: Vec<String>,
    pub default: Option<String>,
    pub example: Option<String>,
    /// The keys of an object, or of the objects in an array.
    pub members: Vec<Member>,
}

/// A part of the name of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypePart {
    Words(String),
    /// The name of one of [`Reference::types`].
    Named(String),
}

/// A key of an object.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub is_required: bool,
    pub shape: Shape,
}

impl Reference {
    /// The operation with an id, and its group.
    pub fn operation(&self, id: &str) -> Option<(&Group, &Operation)> {
        let mut all = self.operations();
        all.find(|(_, operation)| operation.id == id)
    }

    /// All operations with their groups.
    pub fn operations(&self) -> impl Iterator<Item = (&Group, &Operation)> {
        self.groups.iter().flat_map(|group| group.operations.iter().map(move |it| (group, it)))
    }

    /// The keys of a shape: its own, or those of the first type that it names and that has keys.
    pub fn members<'r>(&'r self, shape: &'r Shape) -> &'r [Member] {
        if !shape.members.is_empty() {
            return &shape.members;
        }
        let known = shape.names().filter_map(|name| self.types.get(name));
        known.map(|named| self.members(named)).find(|it| !it.is_empty()).unwrap_or_default()
    }
}

impl Operation {
    pub fn is_reading(&self) -> bool {
        self.method == "GET"
    }

    /// Whether a form can send the request without a script: it has values only in the query.
    pub fn is_plain_form(&self) -> bool {
        let is_in_query = |it: &Parameter| it.place == Place::Query;
        self.is_reading() && !self.needs_key && self.parameters.iter().all(is_in_query)
    }

    /// The types that the bodies of the operation name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let requests = self.body.iter().flat_map(|body| &body.contents);
        let responses = self.responses.iter().flat_map(|response| &response.contents);
        requests.chain(responses).filter_map(|it| it.shape.as_ref()).flat_map(Shape::names)
    }

    /// The responses of requests that succeeded.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.status < 300)
    }

    /// The responses without a result: redirects and problems.
    pub fn other_responses(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.status >= 300)
    }

    /// The media types that a client can choose between.
    pub fn formats(&self) -> Vec<&str> {
        let contents = self.successes().next().map(|response| response.contents.as_slice());
        let types = contents.unwrap_or_default().iter().map(|it| it.media_type.as_str());
        let types: Vec<&str> = types.collect();
        if types.len() > 1 { types } else { Vec::new() }
    }
}

impl Parameter {
    /// The word of the form for the part of the request.
    pub fn place_name(&self) -> &'static str {
        match self.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        }
    }

    /// The value with which a form begins: only what the request cannot do without.
    pub fn first_value(&self) -> &str {
        let example = self.shape.example.as_deref().filter(|_| self.is_required);
        example.unwrap_or_default()
    }
}

impl Shape {
    /// The types that the shape names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.type_name.iter().filter_map(|part| match part {
            TypePart::Named(name) => Some(name.as_str()),
            TypePart::Words(_) => None,
        })
    }
}

impl TypePart {
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Named(text) => text,
        }
    }

    pub fn is_named(&self) -> bool {
        matches!(self, Self::Named(_))
    }
}
