//! `POST /mcp`: the tools for assistants, as each version of the protocol calls them.

mod answers;
mod protocol;

use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};

const PATH: &str = "/mcp";
const VERSION: &str = "2026-07-28";

/// The client that sends the requests.
const PEER: &str = "192.0.2.1:4711";

/// Sends a body to the tools.
async fn post(directory: &TestDirectory, headers: &[(&str, &str)], body: String) -> Answer {
    let length = body.len().to_string();
    let own = [
        ("host", "directory.example"),
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
        ("content-length", length.as_str()),
    ];
    directory.exchange(PEER, "POST", PATH, &[&own, headers].concat(), body).await
}

/// A request of the version without a handshake.
fn request(method: &str, params: Value) -> Value {
    let mut params = params;
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

/// Sends a request of the version without a handshake, with the headers that repeat its parts.
async fn stateless(directory: &TestDirectory, method: &str, params: Value) -> Answer {
    let name = params["name"].as_str().unwrap_or_default().to_owned();
    let mut headers = vec![("mcp-protocol-version", VERSION), ("mcp-method", method)];
    if !name.is_empty() {
        headers.push(("mcp-name", name.as_str()));
    }
    post(directory, &headers, request(method, params).to_string()).await
}

/// Sends a request of a version with a handshake.
async fn with_handshake(
    directory: &TestDirectory,
    version: &str,
    method: &str,
    params: Value,
) -> Answer {
    let body = json!({"jsonrpc": "2.0", "id": "a", "method": method, "params": params});
    post(directory, &[("mcp-protocol-version", version)], body.to_string()).await
}

/// The result of a tool.
async fn call(directory: &TestDirectory, tool: &str, arguments: Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments});
    let answer = stateless(directory, "tools/call", params).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["result"].take()
}

/// The text of a result.
fn text(result: &Value) -> &str {
    let [content] = result["content"].as_array().unwrap().as_slice() else { panic!("{result}") };
    assert_eq!(content["type"], "text");
    content["text"].as_str().unwrap()
}
