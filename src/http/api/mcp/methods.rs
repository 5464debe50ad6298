//! The methods of the protocol.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::message::{ErrorKind, Request, RpcError};
use super::schemas::{AnswerSchemas, output_schema};
use super::tools::{TOOLS, Tool, ToolCall};
use super::versions::{Era, WITH_HANDSHAKE, supported};
use crate::catalog::json::{JsonObject, to_vec};
use crate::domain::abbreviate;
use crate::http::extract::call::{Call, Context};
use crate::http::problem::Problem;

/// Number of milliseconds for which a client may keep a list that only another version of this
/// program changes.
const TTL_MS: u64 = 3_600_000;

/// Guidance for the model that uses the tools.
const INSTRUCTIONS: &str = "A directory of organizations that work against slavery and human \
    trafficking: how each frames the problem, how it fights it, its research and the ways to help. \
    Search first, then read a profile. Cite the page, the revision and its day, which every answer \
    has. Outcomes are claims of their sources: say who reports them (`reported_by`). Never leave \
    out caveats and other notes. Do not look for or infer information that is withheld: it could \
    put people in danger. `null` and an empty list mean that the directory has no information. An \
    organization that is not in this directory may exist; say that the directory does not have it. \
    This is not an emergency service: a person in danger needs the local emergency number.";

/// A failed method.
pub enum Failure {
    Rpc(RpcError),
    /// The server cannot answer now.
    Http(Box<Problem>),
}

impl From<RpcError> for Failure {
    fn from(error: RpcError) -> Self {
        Self::Rpc(error)
    }
}

/// The result of a method, as JSON.
pub fn call(context: &Context, era: Era, request: &Request) -> Result<Vec<u8>, Failure> {
    match (request.method.as_str(), era) {
        ("tools/call", _) => call_tool(context, era, request),
        ("tools/list", _) => list_tools(context, era, request),
        ("server/discover", Era::Stateless) => Ok(discovery()),
        ("initialize", Era::Handshake) => Ok(initialization(request)),
        ("ping", Era::Handshake) => Ok(b"{}".to_vec()),
        _ => Err(request.unknown_method().into()),
    }
}

fn discovery() -> Vec<u8> {
    to_vec(&json!({
        "resultType": "complete",
        "supportedVersions": supported(),
        "capabilities": {"tools": {}},
        "instructions": INSTRUCTIONS,
        "ttlMs": TTL_MS,
        "cacheScope": "public",
        "_meta": meta(),
    }))
}

/// The result of `initialize`: the version of the client, or the newest with a handshake.
fn initialization(request: &Request) -> Vec<u8> {
    let asked = request.params.get("protocolVersion").and_then(Value::as_str);
    let version = WITH_HANDSHAKE.into_iter().find(|known| Some(*known) == asked);
    to_vec(&json!({
        "protocolVersion": version.unwrap_or(WITH_HANDSHAKE[0]),
        "capabilities": {"tools": {}},
        "serverInfo": server(),
        "instructions": INSTRUCTIONS,
    }))
}

fn server() -> Value {
    json!({
        "name": "antislavery-directory",
        "title": "Antislavery Directory",
        "version": env!("CARGO_PKG_VERSION"),
    })
}

fn meta() -> Value {
    json!({"io.modelcontextprotocol/serverInfo": server()})
}

fn list_tools(context: &Context, era: Era, request: &Request) -> Result<Vec<u8>, Failure> {
    if request.params.get("cursor").is_some_and(|cursor| !cursor.is_null()) {
        let message = "all tools are on the first page; leave out `cursor`";
        return Err(RpcError::new(ErrorKind::InvalidParams, message).into());
    }
    let schemas = context.request().app_data::<AnswerSchemas>();
    let schemas = schemas.expect("`routes` adds the schemas");
    static LIST: OnceLock<Value> = OnceLock::new();
    let tools = LIST.get_or_init(|| TOOLS.iter().map(|tool| description(tool, schemas)).collect());
    let mut result = Map::from_iter([("tools".to_owned(), tools.clone())]);
    if era == Era::Stateless {
        result.insert("resultType".to_owned(), "complete".into());
        result.insert("ttlMs".to_owned(), TTL_MS.into());
        result.insert("cacheScope".to_owned(), "public".into());
        result.insert("_meta".to_owned(), meta());
    }
    Ok(to_vec(&result))
}

fn description(tool: &Tool, schemas: &AnswerSchemas) -> Value {
    json!({
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": (tool.input)(),
        "outputSchema": output_schema(schemas, tool.answer, tool.is_nullable),
        "annotations": {
            "title": tool.title,
            "readOnlyHint": true,
            "destructiveHint": false,
            "idempotentHint": true,
            "openWorldHint": false,
        },
    })
}

fn call_tool(context: &Context, era: Era, request: &Request) -> Result<Vec<u8>, Failure> {
    let invalid = |message: String| RpcError::new(ErrorKind::InvalidParams, message);
    let Some(name) = request.params.get("name").and_then(Value::as_str) else {
        return Err(invalid("`params.name` must be the name of a tool".to_owned()).into());
    };
    let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else {
        let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
        let name = abbreviate(name);
        let message = format!("there is no tool `{name}`; there are {}", names.join(", "));
        return Err(invalid(message).into());
    };
    let arguments = match request.params.get("arguments") {
        Some(Value::Object(arguments)) => to_vec(arguments),
        None | Some(Value::Null) => b"{}".to_vec(),
        Some(_) => return Err(invalid("`params.arguments` must be an object".to_owned()).into()),
    };
    let call = Call::of(context.request()).map_err(|problem| Failure::Http(problem.into()))?;
    let mut buffer = Vec::new();
    let mut result = JsonObject::begin(&mut buffer);
    match (tool.call)(&ToolCall::new(&call, arguments)) {
        Ok(answer) => answer.write(&call, &mut result),
        // The assistant can correct its arguments.
        Err(problem) if problem.kind.status < 500 => {
            result.member("content", &json!([{"type": "text", "text": sentences(&problem)}]));
            result.member("isError", &true);
        }
        Err(problem) => return Err(Failure::Http(problem.into())),
    }
    if era == Era::Stateless {
        result.member("resultType", &"complete");
        result.member("_meta", &meta());
    }
    result.finish();
    Ok(buffer)
}

/// The mistakes of a problem as text, with the allowed values where they can be listed.
fn sentences(problem: &Problem) -> String {
    let mut lines = vec![problem.detail.clone()];
    for error in &problem.errors {
        let place = error.parameter.as_ref().map(|name| format!("`{name}`: ")).unwrap_or_default();
        let line = format!("{place}{}", error.message);
        if line != lines[0] {
            lines.push(line);
        }
        if !error.allowed.is_empty() {
            lines.push(format!("Allowed values: {}", error.allowed.join(", ")));
        }
    }
    lines.join("\n")
}
