//! `list_vocabulary`: the terms of a vocabulary, or one of them.

use serde_json::{Value, json};

use super::answer::{ToolAnswer, nothing_found};
use super::{Tool, ToolCall};
use crate::domain::{Keyword, Term, TermScheme};
use crate::http::api::mcp::schemas::InputSchema;
use crate::http::api::rows::Rows;
use crate::http::api::terms::answers::TermAnswer;
use crate::http::extract::parameters::meant::{meant_among, meant_term};
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::values::words;
use crate::http::extract::parameters::{ParameterSet, ParameterValue};
use crate::http::problem::Problem;
use crate::http::protocol::reply::json as json_body;

pub const TOOL: Tool = Tool {
    name: "list_vocabulary",
    title: "List a vocabulary",
    description: "The terms by which organizations are described and can be filtered, with \
                  definitions, synonyms, the terms above and below, and the number of active \
                  organizations. With `term`, only that term.",
    input,
    answer: "TermList",
    is_nullable: false,
    call,
};

const VOCABULARY: &str = "vocabulary";
const TERM: &str = "term";

/// A vocabulary, and perhaps one of its terms.
struct VocabularyArguments {
    /// `None` after a mistake.
    scheme: Option<TermScheme>,
    term: Option<String>,
}

impl ParameterSet for VocabularyArguments {
    fn names() -> impl Iterator<Item = &'static str> {
        [VOCABULARY, TERM].into_iter()
    }

    fn read(reader: &mut Reader) -> Self {
        let scheme = match reader.one(VOCABULARY) {
            Some(word) => scheme(reader, &word),
            None => {
                let names = words::<TermScheme>().join("`, `");
                reader.invalid(VOCABULARY, format!("send the name of a vocabulary: `{names}`"));
                None
            }
        };
        Self { scheme, term: ParameterValue::read(reader, TERM) }
    }
}

/// The vocabulary with this name, in the singular or in the plural.
fn scheme(reader: &mut Reader, word: &str) -> Option<TermScheme> {
    let plurals = TermScheme::ALL.iter().map(|scheme| scheme.plural().to_owned()).collect();
    let plural = meant_among(word, plurals);
    let by_plural = || TermScheme::ALL.iter().find(|it| Some(it.plural()) == plural.as_deref());
    let meant = meant_among(word, words::<TermScheme>());
    let found = meant.and_then(|word| TermScheme::from_word(&word));
    let found = found.or_else(|| by_plural().copied());
    if found.is_none() {
        reader.unknown_value(VOCABULARY, word, "is not a vocabulary", words::<TermScheme>);
    }
    found
}

fn input() -> Value {
    let vocabulary = json!({
        "type": "string",
        "enum": words::<TermScheme>(),
        "description": "`focus_area`: forms of slavery. `approach`: ways to work. `population`: \
                        for whom. `sector`: in which kinds of work. `kind`: kinds of \
                        organization. `lens`: ways to see the problem.",
    });
    let term = json!({
        "type": ["string", "null"],
        "description": "The slug or a label of one term.",
    });
    let schema = InputSchema::new().with_schema(VOCABULARY, vocabulary, true);
    schema.with_schema(TERM, term, false).build()
}

fn call(tool: &ToolCall<'_>) -> Result<ToolAnswer, Problem> {
    let arguments: VocabularyArguments = tool.arguments()?;
    let scheme = arguments.scheme.unwrap_or(TermScheme::FocusArea);
    let snapshot = tool.call.snapshot();
    let vocabulary = snapshot.vocabulary();
    let (terms, page): (Vec<&Term>, String) = match &arguments.term {
        None => (vocabulary.terms(scheme).iter().collect(), scheme.path().to_owned()),
        Some(given) => {
            let term = vocabulary.term(scheme, given);
            let term = term.or_else(|| meant_term(vocabulary, scheme, given));
            let slug = term.map(|term| format!("/{}", term.slug)).unwrap_or_default();
            (term.into_iter().collect(), format!("{}{slug}", scheme.path()))
        }
    };
    let mut text = vec![format!("{} terms:", terms.len())];
    text.extend(terms.iter().map(|term| {
        let count = snapshot.term_count(scheme, &term.slug);
        format!("- {} ({}): {count} organizations", term.label, term.slug)
    }));
    if let [term] = terms[..] {
        text.push(term.definition.to_string());
    }
    let notes = if terms.is_empty() { vec![nothing_found(scheme.singular())] } else { Vec::new() };
    let rows = terms.iter().map(|term| TermAnswer::new(snapshot, scheme, term));
    let answer = Some(json_body(&Rows::new(snapshot, rows)));
    Ok(ToolAnswer { answer, page, organizations: Vec::new(), notes, text })
}
