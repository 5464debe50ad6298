//! The response to a batch of queries.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A type of things.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationType)]
pub struct TypeAnswer {
    #[schema(example = "NGO")]
    pub id: &'static str,
    #[schema(example = "Organization against slavery")]
    pub name: String,
}

/// A thing that a query may mean.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationCandidate)]
pub struct CandidateAnswer {
    #[schema(example = "international-justice-mission")]
    pub id: String,
    #[schema(example = "International Justice Mission")]
    pub name: String,
    /// A few facts that tell it from others of the same name.
    #[schema(example = "IJM · Washington, D.C., United States · founded 1997")]
    pub description: String,
    #[serde(rename = "type")]
    pub types: Vec<TypeAnswer>,
    /// From 0 to 100: 100 for an identifier or the name, from 95 for another name, from 80 for a
    /// close name. The other facts move it by at most 15.
    #[schema(example = 100.0)]
    pub score: f64,
    /// Whether the name or an identifier is equal, only this thing has it, and nothing that is
    /// known contradicts.
    #[serde(rename = "match")]
    #[schema(example = true)]
    pub is_match: bool,
    /// How well each part of the query agrees.
    pub features: Vec<Feature>,
}

/// How well a part of the query agrees: the name as a number, a property as true or false.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationFeature)]
pub struct Feature {
    /// `name` for the score by the name only, `identifier` and `exact_name` for how it was found;
    /// otherwise the id of a property.
    #[schema(example = "name")]
    pub id: String,
    pub value: FeatureValue,
}

/// A number or a boolean.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ReconciliationFeatureValue)]
pub enum FeatureValue {
    Flag(bool),
    Number(f64),
}

impl Feature {
    pub fn flag(id: &str, value: bool) -> Self {
        Self { id: id.to_owned(), value: FeatureValue::Flag(value) }
    }

    pub fn number(id: &str, value: f64) -> Self {
        Self { id: id.to_owned(), value: FeatureValue::Number(value) }
    }
}

/// The candidates for one query, the best first.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationResult)]
pub struct ResultAnswer {
    pub result: Vec<CandidateAnswer>,
}

/// The candidates for each query of a batch, by its key, in the order of the batch.
pub struct ResultBatch(pub Vec<(String, ResultAnswer)>);

impl Serialize for ResultBatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, result)| (key, result)))
    }
}

impl PartialSchema for ResultBatch {
    fn schema() -> RefOr<Schema> {
        let result: RefOr<Schema> = RefOr::Ref(Ref::from_schema_name("ReconciliationResult"));
        ObjectBuilder::new()
            .description(Some("The candidates for each query of a batch, by its key."))
            .additional_properties(Some(result))
            .into()
    }
}

impl ToSchema for ResultBatch {
    fn name() -> Cow<'static, str> {
        "ReconciliationResults".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ResultAnswer::name().into_owned(), ResultAnswer::schema()));
        ResultAnswer::schemas(schemas);
    }
}
