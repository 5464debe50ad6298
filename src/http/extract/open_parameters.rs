//! Parameters of protocols that others specify: unknown ones are ignored, and so is percent-encoding
//! that is not valid. Everywhere else in the API, both are mistakes (see `parameters`).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;

use crate::http::problem::Problem;
use crate::http::protocol::body::{FORM, read_body};

/// Parameters by name: those in the query string, and of a POST those in its form.
pub struct OpenParameters(Vec<(String, String)>);

impl OpenParameters {
    /// The first value of a parameter, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(other, _)| other == name);
        values.next().map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// Whether a parameter is there, perhaps empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// Whether a parameter is there more than once.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(other, _)| other == name).count() > 1
    }

    fn of(text: &str) -> impl Iterator<Item = (String, String)> {
        text.split('&').filter(|pair| !pair.is_empty()).take(MAX_PARAMETERS).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
    }
}

/// Maximum number of parameters that are read; the others are ignored.
const MAX_PARAMETERS: usize = 100;

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

async fn read(request: HttpRequest) -> Result<OpenParameters, Problem> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    if request.method() == Method::POST {
        let body = read_body(&request, FORM).await?;
        parameters.extend(OpenParameters::of(&String::from_utf8_lossy(&body)));
    }
    parameters.extend(OpenParameters::of(request.query_string()));
    Ok(OpenParameters(parameters))
}

impl FromRequest for OpenParameters {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(read(request.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_parameters_and_wrong_encodings_are_ignored() {
        let text = "queries=%7B%7D&a=%zz&prefix=a+b%20c&prefix=d&cursor=&&%ff=1";
        let parameters = OpenParameters(OpenParameters::of(text).collect());
        for (name, value) in [
            ("queries", Some("{}")),
            ("a", Some("%zz")),
            ("prefix", Some("a b c")),
            ("cursor", None),
            ("extend", None),
        ] {
            assert_eq!(parameters.get(name), value, "{name}");
        }
    }
}
