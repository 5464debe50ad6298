//! `/api/v1`: this API and its data.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::mcp;
use crate::catalog::API;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, StaticResponses};
use crate::http::protocol::reply::{JSON, json};
use crate::http::protocol::service_links::service_links;

/// This API and its data.
#[derive(Serialize, ToSchema)]
pub struct ApiInfo {
    #[schema(example = "Antislavery Directory")]
    name: &'static str,
    /// The version of the program.
    #[schema(example = "0.2.0")]
    version: &'static str,
    /// The path of the OpenAPI document.
    #[schema(example = "/api/v1/openapi.json")]
    openapi_url: String,
    /// The path of the tools for assistants (Model Context Protocol).
    #[schema(example = "/mcp")]
    mcp_url: &'static str,
    data: DataInfo,
}

/// The data of this directory.
#[derive(Serialize, ToSchema)]
pub struct DataInfo {
    /// Number of organizations that are not withdrawn.
    #[schema(example = 41)]
    organizations: usize,
    /// The number of the newest change.
    #[schema(example = 89)]
    change: i64,
    /// When the newest change was made.
    #[schema(example = "2026-11-25T10:00:00Z", format = DateTime)]
    updated_at: String,
    /// The licence of the data, as an SPDX identifier.
    #[schema(example = "CC0-1.0")]
    licence: &'static str,
    /// The path of the dataset, which has everything as files.
    #[schema(example = "/api/v1/dataset")]
    dataset_url: String,
}

/// Read about this API
///
/// Its name and version, the path of its description, and the state of its data.
#[utoipa::path(
    get,
    path = "/api/v1",
    tag = "service",
    responses((status = 200, description = "The API and its data", body = ApiInfo), StaticResponses),
)]
pub async fn read_api(call: Call, _: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let position = call.snapshot().position();
    let info = ApiInfo {
        name: "Antislavery Directory",
        version: env!("CARGO_PKG_VERSION"),
        openapi_url: format!("{API}/openapi.json"),
        mcp_url: mcp::PATH,
        data: DataInfo {
            organizations: call.snapshot().organization_count(),
            change: position.change,
            updated_at: position.updated_at.to_string(),
            licence: "CC0-1.0",
            dataset_url: format!("{API}/dataset"),
        },
    };
    let reply = call.reply("").with_link(service_links(&call.absolute_url("")));
    call.respond(reply, || Ok(json(&info)))
}
