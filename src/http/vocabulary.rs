//! Writing the vocabulary: `PUT` and `DELETE` of focus areas and approaches.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::Service;
use super::absolute::absolute;
use super::problem::{
    MAX_ERRORS, PRECONDITION_FAILED, Problem, ProblemBody, ProblemError, TERM_IN_USE, UNKNOWN_TERM,
    named,
};
use super::reply::JSON;
use super::terms::not_found;
use super::writing::{X_CHANGE, author, document, precondition, shown};
use crate::directory::{EditError, Outcome, Precondition};
use crate::domain::{Code, Pointer, Role, Slug, Term, TermScheme, Violation, terms_path};

macro_rules! term_operations {
    ($scheme:ident, $path:literal, $put:ident $put_summary:literal, $remove:ident $remove_summary:literal) => {
        #[doc = $put_summary]
        ///
        /// Adds a term, behind the others of its kind, or makes this its newest revision. Where it
        /// stands so already, no revision is made. The slug in the body is that of the address. A
        /// term that profiles name cannot become a group. `If-None-Match: *`, if it is sent, asks
        /// that there be no such term.
        #[utoipa::path(
            put,
            path = $path,
            tag = "editing",
            security(("key" = [])),
            params(
                ("slug" = Slug, Path, description = "The slug of the term", example = "bonded-labour"),
                ("If-None-Match" = Option<String>, Header, description = "`*`: there must be no such term"),
            ),
            request_body(content = Term, description = "The term"),
            responses(
                (status = 200, description = "It stands so now", body = Term),
                (status = 201, description = "It was added", body = Term, headers(("Location" = String, description = "The address of the term"))),
                (status = 403, description = "The key is no admin's", body = ProblemBody, content_type = "application/problem+json"),
                (status = 404, description = "No term can have this slug", body = ProblemBody, content_type = "application/problem+json"),
                (status = 412, description = "There is such a term", body = ProblemBody, content_type = "application/problem+json"),
                (status = 422, description = "The term breaks rules: all of them are named", body = ProblemBody, content_type = "application/problem+json"),
            ),
        )]
        pub async fn $put(
            request: HttpRequest,
            service: Data<Service>,
        ) -> Result<HttpResponse, Problem> {
            put(&request, &service, TermScheme::$scheme).await
        }

        #[doc = $remove_summary]
        ///
        /// Its history stays. A term that organizations name, withdrawn ones included, or under
        /// which others stand cannot go.
        #[utoipa::path(
            delete,
            path = $path,
            tag = "editing",
            security(("key" = [])),
            params(
                ("slug" = Slug, Path, description = "The slug of the term", example = "bonded-labour"),
            ),
            responses(
                (status = 204, description = "It is gone"),
                (status = 403, description = "The key is no admin's", body = ProblemBody, content_type = "application/problem+json"),
                (status = 404, description = "There is no such term", body = ProblemBody, content_type = "application/problem+json"),
                (status = 409, description = "It is in use: `errors` names by whom", body = ProblemBody, content_type = "application/problem+json"),
            ),
        )]
        pub async fn $remove(
            request: HttpRequest,
            service: Data<Service>,
        ) -> Result<HttpResponse, Problem> {
            remove(&request, &service, TermScheme::$scheme).await
        }
    };
}

term_operations!(
    FocusArea,
    "/api/v1/focus-areas/{slug}",
    put_focus_area "Add or replace a focus area",
    remove_focus_area "Remove a focus area"
);
term_operations!(
    Approach,
    "/api/v1/approaches/{slug}",
    put_approach "Add or replace an approach",
    remove_approach "Remove an approach"
);

async fn put(
    request: &HttpRequest,
    service: &Data<Service>,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    let author = author(request, service, Role::Admin).await?;
    let slug: Slug = request
        .match_info()
        .query("slug")
        .parse()
        .map_err(|err| Problem::new(&UNKNOWN_TERM, format!("{err}")))?;
    let only_new = precondition(request)? == Precondition::Absent;
    let term: Term = document(request).await?;
    if term.slug != slug {
        let message = format!("the slug is `{slug}`, as the address says: it does not change");
        let at = Pointer::Root.key("slug");
        let violation = Violation::new(&at, Code::Contradiction, message);
        return Err(Problem::of_violations(vec![violation.suggesting(Some(slug.to_string()))]));
    }
    let edited = service
        .ask(move |directory| directory.put_term(scheme, &term, only_new, &author))
        .await?
        .map_err(|err| problem(request, service, scheme, err))?;
    shown(service, edited.change).await;
    let is_created = edited.outcome == Outcome::Created;
    let mut response =
        HttpResponse::build(if is_created { StatusCode::CREATED } else { StatusCode::OK });
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((X_CHANGE, edited.change));
    if is_created {
        let path = format!("{}/{slug}", terms_path(scheme));
        response.insert_header((header::LOCATION, absolute(request, service, &path)));
    }
    Ok(response.body(edited.state.document))
}

async fn remove(
    request: &HttpRequest,
    service: &Data<Service>,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    let author = author(request, service, Role::Admin).await?;
    let slug: Slug = request
        .match_info()
        .query("slug")
        .parse()
        .map_err(|_| problem(request, service, scheme, EditError::Unknown))?;
    let edited = service
        .ask(move |directory| directory.remove_term(scheme, &slug, &author))
        .await?
        .map_err(|err| problem(request, service, scheme, err))?;
    shown(service, edited.change).await;
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((X_CHANGE, edited.change));
    Ok(response.finish())
}

fn problem(
    request: &HttpRequest,
    service: &Service,
    scheme: TermScheme,
    err: EditError,
) -> Problem {
    match err {
        EditError::Unknown => match service.snapshot() {
            Ok(snapshot) => not_found(&snapshot, scheme, request.match_info().query("slug")),
            Err(problem) => problem,
        },
        EditError::TermExists => Problem::new(&PRECONDITION_FAILED, "there is such a term already"),
        EditError::TermInUse { count, first } => {
            in_use(count, "one organization names", "organizations name", &first)
        }
        EditError::HasNarrower(terms) => {
            in_use(terms.len(), "one term stands below", "terms stand below", &terms)
        }
        EditError::Rejected(violations) => Problem::of_violations(violations),
        EditError::Store(err) => Problem::of_store(err),
        err => Problem::internal(&err),
    }
}

/// 409, with the first of those that use a term.
fn in_use(count: usize, one: &str, many: &str, users: &[Slug]) -> Problem {
    let detail = match count {
        1 => format!("{one} this term"),
        _ => format!("{count} {many} this term"),
    };
    let errors =
        users.iter().map(|user| ProblemError::new(&Code::TermInUse.word(), format!("`{user}`")));
    Problem::new(&TERM_IN_USE, detail).with_errors(named(errors, MAX_ERRORS))
}
