//! The protocol: versions, headers, errors, and what a request may be.

use antislavery_directory::http::Settings;
use serde_json::json;

use super::{PATH, PEER, VERSION, post, request, stateless, with_handshake};
use crate::harness::{Answer, TestDirectory};

const TOOLS: [&str; 5] = [
    "search_organizations",
    "get_organization",
    "compare_organizations",
    "find_ways_to_help",
    "list_vocabulary",
];

/// Status and code of an error.
fn refusal(answer: &Answer) -> (u16, i64) {
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let json = answer.json();
    assert!(json["error"]["message"].is_string(), "{json}");
    (answer.status, json["error"]["code"].as_i64().unwrap())
}

#[actix_web::test]
async fn a_client_without_a_handshake_discovers_the_server_and_its_tools() {
    let directory = TestDirectory::seeded().await;

    let discovered = stateless(&directory, "server/discover", json!({})).await;

    assert_eq!(discovered.status, 200);
    assert_eq!(discovered.header("cache-control"), Some("no-store"));
    let json = discovered.json();
    assert_eq!((&json["jsonrpc"], &json["id"]), (&json!("2.0"), &json!(1)));
    let result = &json["result"];
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["supportedVersions"][0], VERSION);
    assert_eq!(result["capabilities"], json!({"tools": {}}));
    assert!(result["ttlMs"].is_u64() && result["cacheScope"] == "public");
    let server = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(server["name"], "antislavery-directory");

    let listed = stateless(&directory, "tools/list", json!({})).await.json();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, TOOLS);
    for tool in tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        for key in ["inputSchema", "outputSchema"] {
            let schema = &tool[key];
            assert_eq!(schema["type"], "object", "{key}");
            jsonschema::draft202012::meta::validate(schema).unwrap();
            jsonschema::draft202012::new(schema).unwrap();
            assert!(!schema.to_string().contains("#/components/"), "{key}");
        }
        for (name, argument) in tool["inputSchema"]["properties"].as_object().unwrap() {
            assert!(argument["description"].is_string(), "{name}");
        }
    }
}

#[actix_web::test]
async fn clients_of_former_versions_initialize_without_a_session() {
    let directory = TestDirectory::seeded().await;
    for (asked, answered) in [
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2024-11-05", "2025-11-25"),
        ("2099-01-01", "2025-11-25"),
    ] {
        let params = json!({"protocolVersion": asked, "capabilities": {}, "clientInfo": {}});
        let body = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params});
        let initialized = post(&directory, &[], body.to_string()).await;
        assert_eq!(initialized.status, 200, "{asked}");
        assert_eq!(initialized.header("mcp-session-id"), None);
        let result = &initialized.json()["result"];
        assert_eq!(result["protocolVersion"], answered);
        assert_eq!(result["serverInfo"]["title"], "Antislavery Directory");

        let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let headers = [("mcp-protocol-version", answered)];
        let accepted = post(&directory, &headers, notification.to_string()).await;
        assert_eq!((accepted.status, accepted.body.len()), (202, 0));

        let listed = with_handshake(&directory, answered, "tools/list", json!({})).await.json();
        assert_eq!(listed["id"], "a");
        assert_eq!(listed["result"]["tools"].as_array().unwrap().len(), TOOLS.len());
        assert!(listed["result"].get("resultType").is_none());
        let pinged = with_handshake(&directory, answered, "ping", json!({})).await.json();
        assert_eq!(pinged["result"], json!({}));
        let params = json!({"name": "list_vocabulary", "arguments": {"vocabulary": "lens"}});
        let called = with_handshake(&directory, answered, "tools/call", params).await.json();
        assert_eq!(called["result"]["isError"], false);
    }
}

#[actix_web::test]
async fn errors_have_the_code_and_status_of_their_version() {
    let directory = TestDirectory::seeded().await;

    let unknown = stateless(&directory, "resources/list", json!({})).await;
    assert_eq!(refusal(&unknown), (404, -32601));
    let unknown = with_handshake(&directory, "2025-06-18", "resources/list", json!({})).await;
    assert_eq!(refusal(&unknown), (200, -32601));
    // The stateless version has no handshake, and the others no discovery.
    assert_eq!(refusal(&stateless(&directory, "initialize", json!({})).await), (404, -32601));
    let discover = with_handshake(&directory, "2025-11-25", "server/discover", json!({})).await;
    assert_eq!(refusal(&discover), (200, -32601));

    let params = json!({"name": "no_such_tool", "arguments": {}});
    let unknown = stateless(&directory, "tools/call", params.clone()).await;
    assert_eq!(refusal(&unknown), (400, -32602));
    assert!(unknown.text().contains("search_organizations"));
    let unknown = with_handshake(&directory, "2025-11-25", "tools/call", params).await;
    assert_eq!(refusal(&unknown), (200, -32602));
    let params = json!({"name": "get_organization", "arguments": ["unseen"]});
    assert_eq!(refusal(&stateless(&directory, "tools/call", params).await), (400, -32602));
    assert_eq!(refusal(&stateless(&directory, "tools/call", json!({})).await), (400, -32602));
    let cursor = json!({"cursor": "x"});
    assert_eq!(refusal(&stateless(&directory, "tools/list", cursor).await), (400, -32602));
}

#[actix_web::test]
async fn headers_must_repeat_the_body() {
    let directory = TestDirectory::seeded().await;
    let params = json!({"name": "list_vocabulary", "arguments": {"vocabulary": "kind"}});
    let body = request("tools/call", params).to_string();
    let (version, method) = (("mcp-protocol-version", VERSION), ("mcp-method", "tools/call"));
    let name = ("mcp-name", "list_vocabulary");
    let encoded = ("mcp-name", "=?base64?bGlzdF92b2NhYnVsYXJ5?=");
    for (headers, expected) in [
        (vec![version, method, name], None),
        (vec![version, method, encoded], None),
        (vec![version, method], Some(-32020)),
        (vec![version, name], Some(-32020)),
        (vec![method, name], Some(-32020)),
        (vec![version, method, ("mcp-name", "get_organization")], Some(-32020)),
        (vec![version, method, ("mcp-name", "=?base64?bGlzdF92b2NhYnVsYXJ5")], Some(-32020)),
        (vec![version, ("mcp-method", "tools/list"), name], Some(-32020)),
        (vec![("mcp-protocol-version", "2026-01-01"), method, name], Some(-32020)),
        (vec![version, version, method, name], Some(-32020)),
        (vec![version, method, name, name], Some(-32020)),
    ] {
        let answer = post(&directory, &headers, body.clone()).await;
        match expected {
            None => assert_eq!(answer.status, 200, "{headers:?}: {}", answer.text()),
            Some(code) => {
                assert_eq!(refusal(&answer), (400, code), "{headers:?}: {}", answer.text());
                assert_eq!(answer.json()["id"], 1);
            }
        }
    }
}

#[actix_web::test]
async fn an_unsupported_version_gets_the_supported_ones() {
    let directory = TestDirectory::seeded().await;
    let supported = json!([VERSION, "2025-11-25", "2025-06-18"]);
    let mut modern = request("tools/list", json!({}));
    modern["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2099-01-01".into();
    let plain = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    for body in [modern, plain, notification] {
        let headers = [("mcp-protocol-version", "2099-01-01"), ("mcp-method", "tools/list")];
        let answer = post(&directory, &headers, body.to_string()).await;
        assert_eq!(refusal(&answer), (400, -32022), "{body}");
        let data = &answer.json()["error"]["data"];
        assert_eq!(data, &json!({"supported": supported, "requested": "2099-01-01"}));
    }
    for key in ["protocolVersion", "clientCapabilities"] {
        let mut body = request("tools/list", json!({}));
        let meta = body["params"]["_meta"].as_object_mut().unwrap();
        meta.remove(&format!("io.modelcontextprotocol/{key}"));
        let headers = [("mcp-protocol-version", VERSION), ("mcp-method", "tools/list")];
        let answer = post(&directory, &headers, body.to_string()).await;
        assert_eq!(refusal(&answer), (400, -32602), "{key}");
    }
}

#[actix_web::test]
async fn a_body_is_one_message() {
    let directory = TestDirectory::seeded().await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    let nested = "[".repeat(100) + &"]".repeat(100);
    let nested = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{nested}}}}}"#);
    for (body, code) in [
        (String::new(), -32700),
        ("{".to_owned(), -32700),
        ("[".repeat(5_000), -32700),
        (json!([ping, ping]).to_string(), -32600),
        (json!([]).to_string(), -32600),
        (json!({"jsonrpc": "2.0", "id": 1, "result": {}}).to_string(), -32600),
        (nested, -32600),
    ] {
        let answer = post(&directory, &[("mcp-protocol-version", "2025-11-25")], body).await;
        assert_eq!(refusal(&answer), (400, code));
    }
}

#[actix_web::test]
async fn a_request_must_be_a_short_json_message_of_a_program() {
    let directory = TestDirectory::seeded().await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string();
    for (method, path) in [("GET", PATH), ("HEAD", PATH), ("DELETE", PATH), ("PUT", PATH)] {
        let answer = directory.request(method, path, &[("accept", "text/event-stream")]).await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
    }
    let answer = directory.send_text("POST", PATH, "text/plain", ping.clone()).await;
    assert_eq!(answer.status, 415);
    let answer = post(&directory, &[], format!("{ping}{}", " ".repeat(64 << 10))).await;
    assert_eq!(answer.status, 413);
    let answer = post(&directory, &[], format!("{ping}{}", " ".repeat(60 << 10))).await;
    assert_eq!(answer.status, 200);
    let length = ping.len().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
        ("content-length", length.as_str()),
    ];
    let answer = directory.exchange(PEER, "POST", PATH, &headers, ping).await;
    assert_eq!(answer.status, 406);
    let answer = directory.send_text("POST", "/mcp?a=b", "application/json", "{}").await;
    assert_eq!(answer.status, 400);
}

#[actix_web::test]
async fn pages_of_other_sites_are_refused() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string();
    for (origin, status) in [
        ("https://directory.example", 200),
        ("https://evil.example", 403),
        ("http://localhost:8080", 403),
        ("null", 403),
    ] {
        let answer = post(&directory, &[("origin", origin)], ping.clone()).await;
        assert_eq!(answer.status, status, "{origin}");
        if status == 403 {
            assert_eq!(answer.json()["type"], "/problems/foreign-origin");
        }
    }
    let preflight = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
    let answer = directory.request("OPTIONS", PATH, &preflight).await;
    assert_eq!(answer.header("access-control-allow-methods"), Some(""));
}

#[actix_web::test]
async fn the_rate_limit_counts_calls() {
    let rate_limit = Some("2".parse().unwrap());
    let settings = Settings { rate_limit, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let peer = "198.51.100.1:9";
        let length = ping.len().to_string();
        let headers = [("content-type", "application/json"), ("content-length", length.as_str())];
        let answer = directory.exchange(peer, "POST", PATH, &headers, ping.clone()).await;
        statuses.push(answer.status);
    }

    assert_eq!(statuses, [200, 200, 429]);
}

#[actix_web::test]
async fn the_api_and_the_guide_for_models_name_the_tools() {
    let directory = TestDirectory::seeded().await;

    assert_eq!(directory.get("/api/v1").await.json()["mcp_url"], PATH);
    assert_eq!(directory.get("/api/v1/limits").await.json()["message_bytes"], 64 << 10);
    let guide = directory.get("/llms.txt").await.text();
    assert!(guide.contains("/mcp") && TOOLS.iter().all(|tool| guide.contains(tool)), "{guide}");
}
