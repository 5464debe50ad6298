//! `schema`: prints the JSON Schema of a profile or a term, for editors without a network.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::Failure;
use crate::http::{SchemaOf, json_schema};

#[derive(Args)]
pub struct SchemaArgs {
    /// The kind of document.
    #[arg(value_enum)]
    document: Document,
}

#[derive(Clone, Copy, ValueEnum)]
enum Document {
    Profile,
    Term,
}

/// Prints the schema.
pub fn print(args: &SchemaArgs) -> Result<(), Failure> {
    let of = match args.document {
        Document::Profile => SchemaOf::Profile,
        Document::Term => SchemaOf::Term,
    };
    io::stdout().write_all(json_schema(of, None).as_bytes())?;
    Ok(())
}
