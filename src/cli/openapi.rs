//! `openapi`: prints the OpenAPI document, for code generators and `openapi/openapi.json`.

use std::io::{self, Write};

use super::Failure;

/// Prints the OpenAPI document.
pub fn print() -> Result<(), Failure> {
    io::stdout().write_all(crate::http::document_json().as_bytes())?;
    Ok(())
}
