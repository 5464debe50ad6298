//! The requests that both services share.

use std::borrow::Cow;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::openapi::schema::OneOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::Service;
use super::candidates::{ResultAnswer, ResultBatch};
use super::cells::Extension;
use super::extend::{extension, read_extend};
use super::manifest::Manifest;
use super::queries::read_batch;
use super::suggestions::{EntitySuggestions, Proposal, beginning_with};
use crate::catalog::Snapshot;
use crate::domain::Code;
use crate::http::extract::call::{Call, Context};
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::problem::{INVALID_PARAMETER, Problem};
use crate::http::protocol::reply::{JSON, json, uncached};

/// The form of a request: exactly one of the two.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its documentation is used")]
pub struct ReconciliationRequest {
    /// A batch of queries as JSON: an object with at most 50 members. Each has a `query`, and may
    /// have a `type`, a `limit` (1 to 50) and `properties` as `{"pid": "country", "v": "IN"}`.
    queries: Option<String>,
    /// A request for values as JSON: `ids`, at most 200, and `properties` as `{"id": "founded"}`,
    /// each perhaps with `settings`.
    extend: Option<String>,
}

/// The response to a request with a form.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ReconciliationAnswer)]
pub enum Answer {
    Results(ResultBatch),
    Extension(Extension),
}

/// The response to a GET, for the OpenAPI document: the manifest if nothing is asked for.
pub struct ManifestOrAnswer;

impl PartialSchema for ManifestOrAnswer {
    fn schema() -> RefOr<Schema> {
        let shape = |name: &str| Ref::from_schema_name(name);
        OneOfBuilder::new()
            .description(Some("The manifest, the candidates or the values."))
            .item(shape("ReconciliationManifest"))
            .item(shape("ReconciliationResults"))
            .item(shape("ReconciliationExtension"))
            .into()
    }
}

impl ToSchema for ManifestOrAnswer {
    fn name() -> Cow<'static, str> {
        "ReconciliationManifestOrAnswer".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        add_schema::<Manifest>(schemas);
        add_schema::<ResultBatch>(schemas);
        add_schema::<Extension>(schemas);
    }
}

fn add_schema<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

/// The part of a request that says what to do.
enum Asked<'p> {
    Queries(&'p str),
    Extend(&'p str),
    Nothing,
}

fn asked(parameters: &OpenParameters) -> Result<Asked<'_>, Problem> {
    if let Some(name) = ["queries", "extend"].into_iter().find(|name| parameters.is_repeated(name))
    {
        let detail = format!("`{name}` is given more than once; send one batch in each request");
        return Err(Problem::of_parameter(
            &INVALID_PARAMETER,
            name,
            Code::RepeatedParameter,
            detail,
        ));
    }
    match (parameters.get("queries"), parameters.get("extend")) {
        (Some(_), Some(_)) => {
            let detail = "send either `queries` or `extend`, not both";
            Err(Problem::of_parameter(&INVALID_PARAMETER, "extend", Code::Contradiction, detail))
        }
        (Some(queries), None) => Ok(Asked::Queries(queries)),
        (None, Some(extend)) => Ok(Asked::Extend(extend)),
        (None, None) if parameters.has("extend") => {
            let detail = "`extend` is empty; send \
                `extend={\"ids\": [\"a21\"], \"properties\": [{\"id\": \"founded\"}]}`, percent-encoded";
            Err(Problem::of_parameter(&INVALID_PARAMETER, "extend", Code::MissingKey, detail))
        }
        (None, None) => Ok(Asked::Nothing),
    }
}

impl Answer {
    fn to_queries<S: Service>(snapshot: &Snapshot, text: &str) -> Result<Self, Problem> {
        let batch = read_batch(text)?.into_iter().map(|(key, query)| {
            let result = S::candidates(snapshot, &query);
            (key, ResultAnswer { result })
        });
        Ok(Self::Results(ResultBatch(batch.collect())))
    }

    fn to_extend<S: Service>(snapshot: &Snapshot, base: &str, text: &str) -> Result<Self, Problem> {
        Ok(Self::Extension(extension::<S>(snapshot, base, read_extend(text)?)))
    }
}

/// Answers a GET: the manifest, or what the query string asks for.
pub async fn get<S: Service>(
    context: Context,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    context.accepts(JSON)?;
    let base = context.absolute_url("");
    let asked = asked(&parameters)?;
    if let Asked::Nothing = asked {
        return context.respond(context.of_program(JSON), || Ok(json(&S::manifest(&base))));
    }
    let call = Call::of(context.request())?;
    let (name, text) = match asked {
        Asked::Extend(text) => ("extend", text),
        Asked::Queries(text) => ("queries", text),
        Asked::Nothing => ("", ""),
    };
    let reply = call.reply(&format!("{base}{}?{name}={text}", S::PATH));
    call.respond(reply, || answer::<S>(&call, &base, &asked).map(|answer| json(&answer)))
}

/// Answers a POST. No cache may store the response.
pub async fn post<S: Service>(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let base = call.absolute_url("");
    let answer = answer::<S>(&call, &base, &asked(&parameters)?)?;
    Ok(uncached(call.request(), JSON, json(&answer)))
}

fn answer<S: Service>(call: &Call, base: &str, asked: &Asked<'_>) -> Result<Answer, Problem> {
    match asked {
        Asked::Queries(text) => Answer::to_queries::<S>(call.snapshot(), text),
        Asked::Extend(text) => Answer::to_extend::<S>(call.snapshot(), base, text),
        Asked::Nothing => {
            let detail = "send a form with `queries` or `extend`: \
                `queries={\"q0\": {\"query\": \"A21\"}}`, percent-encoded";
            Err(Problem::of_parameter(&INVALID_PARAMETER, "queries", Code::MissingKey, detail))
        }
    }
}

/// Sends suggestions that depend on what a person has typed.
fn suggested<S: Service, T: Serialize>(
    call: &Call,
    parameters: &OpenParameters,
    service: &str,
    make: impl FnOnce(&str, usize) -> T,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let typed = parameters.get("prefix").unwrap_or_default();
    let cursor = parameters.get("cursor").and_then(|text| text.trim().parse::<f64>().ok());
    let skip = cursor.filter(|it| *it >= 0.0).map_or(0, |it| it as usize);
    let reply = call.reply(&format!("{}/suggest/{service}?{skip}&{typed}", S::PATH));
    call.respond(reply, || Ok(json(&make(typed, skip))))
}

/// Suggests things.
pub async fn suggest_entities<S: Service>(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    suggested::<S, _>(&call, &parameters, "entity", |typed, skip| EntitySuggestions {
        result: S::suggest(call.snapshot(), typed, skip),
    })
}

/// Suggests properties.
pub async fn suggest_properties<S: Service>(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    suggested::<S, _>(&call, &parameters, "property", |typed, skip| {
        beginning_with(S::properties(call.snapshot()), typed, skip)
    })
}

/// Suggests types.
pub async fn suggest_types<S: Service>(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    suggested::<S, _>(&call, &parameters, "type", |typed, skip| {
        beginning_with(S::types(), typed, skip)
    })
}

/// Proposes properties, whatever the type: all things of a service have the same.
pub async fn propose<S: Service>(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let kind =
        parameters.get("type").unwrap_or_default().chars().take(MAX_TYPE).collect::<String>();
    let limit = parameters.get("limit").and_then(|text| text.trim().parse::<f64>().ok());
    let limit = limit.filter(|it| *it >= 1.0).map_or(usize::MAX, |it| it.round() as usize);
    let reply = call.reply(&format!("{}/extend/propose?{limit}&{kind}", S::PATH));
    call.respond(reply, || {
        let mut properties = S::properties(call.snapshot());
        properties.truncate(limit);
        Ok(json(&Proposal { kind, properties }))
    })
}

/// Maximum number of characters of a type that is repeated in the response.
const MAX_TYPE: usize = 100;
