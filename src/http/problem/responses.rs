//! Sets of responses that many operations share, for the OpenAPI document.
//!
//! `openapi` adds the responses that every operation may have.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// A problem as the response of an operation.
pub fn problem_response(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
}

/// A response without a body.
fn empty_response(description: &str) -> Response {
    ResponseBuilder::new().description(description).build()
}

macro_rules! response_sets {
    ($( $(#[$doc:meta])* $name:ident { $( $status:literal $description:literal; )* } )*) => { $(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$( ($status, $description) ),*].into_iter().map(response).collect()
            }
        }
    )* };
}

fn response((status, description): (u16, &str)) -> (String, RefOr<Response>) {
    let response = match status {
        400.. => problem_response(description),
        _ => empty_response(description),
    };
    (status.to_string(), response.into())
}

response_sets! {
    /// Reading from the catalog.
    ReadResponses {
        304 "The client already has this version";
        400 "A parameter is not valid";
        503 "The catalog is being built";
    }

    /// Reading from the store.
    HistoryResponses {
        304 "The client already has this version";
        400 "A parameter is not valid";
        503 "The catalog is being built, or the database does not respond";
    }

    /// Reading data that depends only on the program and its settings.
    StaticResponses {
        304 "The client already has this version";
        400 "A parameter was sent; this operation takes none";
    }

    /// Reading with a query in the body.
    QueryResponses {
        400 "A parameter is not valid, or the body is not JSON";
        408 "The body did not arrive in time";
        415 "The body has another media type";
        503 "The catalog is being built";
    }

    /// Reading with a query in a form.
    FormResponses {
        400 "A parameter is not valid";
        408 "The body did not arrive in time";
        415 "The body is not a form";
        503 "The catalog is being built";
    }

    /// Finding an organization by its key.
    KeyResponses {
        308 "The key is a former slug, an identifier or a slug in another case: `Location` is the URL of the profile";
        404 "No organization has this key";
    }

    /// Editing one organization.
    EditResponses {
        308 "The key is a former slug, an identifier or a slug in another case: `Location` is the URL of the profile";
        403 "The key is limited to other organizations";
        404 "No organization has this slug";
        412 "The profile has a newer revision: `ETag` and `revision` name it";
        422 "The document breaks rules: `errors` names all of them";
        428 "`If-Match` was not sent";
    }

    /// Operations that require the role `admin`.
    AdminResponses {
        403 "The key does not have the role `admin`";
    }
}
