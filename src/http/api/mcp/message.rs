//! JSON-RPC 2.0 messages: one request or notification in a body.

use serde_json::{Map, Value, json};

use crate::domain::{MAX_DEPTH, abbreviate};

/// A message of a client.
pub enum Message {
    Request(Request),
    /// It gets no response.
    Notification,
}

/// A request, which has an id and gets one response.
pub struct Request {
    /// A string or a whole number.
    pub id: Value,
    pub method: String,
    pub params: Map<String, Value>,
}

/// The errors that this server sends, with their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The body is not JSON.
    Parse,
    /// The JSON is not a request or notification.
    InvalidRequest,
    /// There is no such method.
    UnknownMethod,
    /// A parameter of the method is missing or wrong, or there is no such tool.
    InvalidParams,
    /// A header differs from the body, or is missing.
    HeaderMismatch,
    /// The server does not support the version of the protocol.
    UnsupportedVersion,
}

/// A refused message.
#[derive(Debug)]
pub struct RpcError {
    pub kind: ErrorKind,
    pub message: String,
    pub data: Option<Value>,
}

impl ErrorKind {
    /// The code of JSON-RPC, or of MCP (revision 2026-07-28, Error Codes).
    pub fn code(self) -> i32 {
        match self {
            Self::Parse => -32700,
            Self::InvalidRequest => -32600,
            Self::UnknownMethod => -32601,
            Self::InvalidParams => -32602,
            Self::HeaderMismatch => -32020,
            Self::UnsupportedVersion => -32022,
        }
    }
}

impl RpcError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), data: None }
    }

    pub fn with_data(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }

    /// The response; `id` is that of the request, or null if it is not known.
    pub fn to_json(&self, id: &Value) -> Value {
        let mut error = json!({"code": self.kind.code(), "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({"jsonrpc": "2.0", "id": id, "error": error})
    }
}

/// Reads the message in a body. The error has the id of the request, if it could be read.
pub fn read(body: &[u8]) -> Result<Message, (RpcError, Value)> {
    let value: Value = serde_json::from_slice(body).map_err(|err| {
        (RpcError::new(ErrorKind::Parse, format!("the body is not JSON: {err}")), Value::Null)
    })?;
    let refused = |id: &Value, kind, message: &str| (RpcError::new(kind, message), id.clone());
    let invalid = |message| refused(&Value::Null, ErrorKind::InvalidRequest, message);
    if depth(&value) > MAX_DEPTH {
        let message = format!("arrays and objects must be nested at most {MAX_DEPTH} levels deep");
        return Err(invalid(&message));
    }
    let Value::Object(mut members) = value else {
        return Err(invalid(match value {
            Value::Array(_) => "batches are not supported; send one message per request",
            _ => "send one JSON-RPC request or notification",
        }));
    };
    let id = match members.remove("id") {
        Some(id) if id.is_string() || id.is_i64() || id.is_u64() => Some(id),
        Some(_) => return Err(invalid("`id` must be a string or a whole number")),
        None => None,
    };
    let known_id = id.clone().unwrap_or_default();
    let invalid = |message| refused(&known_id, ErrorKind::InvalidRequest, message);
    if members.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err(invalid("`jsonrpc` must be `2.0`"));
    }
    let Some(Value::String(method)) = members.remove("method") else {
        return Err(invalid(
            "`method` is missing; the server sends no requests, so it expects no responses",
        ));
    };
    let params = match members.remove("params") {
        Some(Value::Object(params)) => params,
        None => Map::new(),
        Some(_) => {
            let message = "`params` must be an object";
            return Err(refused(&known_id, ErrorKind::InvalidParams, message));
        }
    };
    Ok(match id {
        Some(id) => Message::Request(Request { id, method, params }),
        None => Message::Notification,
    })
}

impl Request {
    /// The error for a method that the server does not have.
    pub fn unknown_method(&self) -> RpcError {
        let message = format!("there is no method `{}` here", abbreviate(&self.method));
        RpcError::new(ErrorKind::UnknownMethod, message)
    }
}

/// The nesting depth of arrays and objects; 0 for a scalar.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_or_notification_is_read_and_everything_else_refused() {
        use ErrorKind::{InvalidParams, InvalidRequest, Parse};
        let deep = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"a","params":{}1{}}}"#,
            r#"{"a":"#.repeat(40),
            "}".repeat(40)
        );
        for (body, expected) in [
            (r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, None),
            (r#"{"jsonrpc":"2.0","id":"a","method":"ping","params":{}}"#, None),
            (r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, None),
            ("", Some((Parse, Value::Null))),
            ("{", Some((Parse, Value::Null))),
            ("[]", Some((InvalidRequest, Value::Null))),
            ("7", Some((InvalidRequest, Value::Null))),
            (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, Some((InvalidRequest, Value::Null))),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, Some((InvalidRequest, Value::Null))),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, Some((InvalidRequest, Value::Null))),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, Some((InvalidRequest, 1.into()))),
            (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, Some((InvalidRequest, 1.into()))),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[]}"#,
                Some((InvalidParams, 1.into())),
            ),
            (&deep, Some((InvalidRequest, Value::Null))),
        ] {
            let refused = read(body.as_bytes()).err().map(|(error, id)| (error.kind, id));
            assert_eq!(refused, expected, "{body}");
        }
    }

    #[test]
    fn a_message_without_an_id_is_a_notification() {
        let read = read(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);

        assert!(matches!(read, Ok(Message::Notification)));
    }
}
