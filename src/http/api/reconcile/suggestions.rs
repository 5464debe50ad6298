//! The responses for a person who types or chooses: things, types and properties.

use serde::Serialize;
use utoipa::ToSchema;

use crate::text::folded_words;

/// Maximum number of suggestions in one response.
pub const MAX: usize = 10;

/// A thing that a person may mean.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationEntity)]
pub struct EntitySuggestion {
    #[schema(example = "free-the-slaves")]
    pub id: String,
    #[schema(example = "Free the Slaves")]
    pub name: String,
    /// A few facts that tell it from others of the same name.
    #[schema(example = "FTS · Washington, D.C., United States · founded 2000")]
    pub description: String,
    /// The ids of its types.
    #[schema(example = json!(["NGO"]))]
    pub notable: Vec<&'static str>,
}

/// A type or a property.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationThing)]
pub struct NamedThing {
    #[schema(example = "founded")]
    pub id: String,
    #[schema(example = "Founded")]
    pub name: String,
    #[schema(example = "The year in which it began")]
    pub description: String,
}

/// Suggested things.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationEntities)]
pub struct EntitySuggestions {
    pub result: Vec<EntitySuggestion>,
}

/// Suggested types or properties.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationThings)]
pub struct ThingSuggestions {
    pub result: Vec<NamedThing>,
}

/// The properties that a client may ask for.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationProposal)]
pub struct Proposal {
    /// The type that was asked for.
    #[serde(rename = "type")]
    #[schema(example = "NGO")]
    pub kind: String,
    pub properties: Vec<NamedThing>,
}

/// The types or properties whose id or name has a word that begins with the typed text, those that
/// begin with it first. Without a text, all of them.
pub fn beginning_with(things: Vec<NamedThing>, typed: &str, skip: usize) -> ThingSuggestions {
    let typed = folded_words(&typed.chars().take(100).collect::<String>());
    let place = |thing: &NamedThing| {
        let names = [folded_words(&thing.id), folded_words(&thing.name)];
        if names.iter().any(|name| name.starts_with(&typed)) {
            return Some(0);
        }
        let inside = format!(" {typed}");
        names.iter().any(|name| name.contains(&inside)).then_some(1)
    };
    let mut found: Vec<(u8, NamedThing)> =
        things.into_iter().filter_map(|thing| Some((place(&thing)?, thing))).collect();
    found.sort_by_key(|(place, _)| *place);
    let result = found.into_iter().map(|(_, thing)| thing).skip(skip).take(MAX).collect();
    ThingSuggestions { result }
}
