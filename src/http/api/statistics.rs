//! `/statistics`: the directory in numbers.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::meta::{json, list_reply};
use crate::catalog::{CrossCount, ListRequest, Sort, Start, Statistics};
use crate::domain::query_string;
use crate::http::Service;
use crate::http::extract::parameters::criteria::{Criteria, CriteriaParameters};
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::JSON;

const PATH: &str = "/api/v1/statistics";

/// The organizations that pass every filter, counted.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub struct StatisticsAnswer<'s> {
    /// How many there are.
    #[schema(example = 41)]
    total: usize,
    /// How many began in which decade, the earliest first; only decades in which somebody began.
    founded_by_decade: Vec<DecadeCount>,
    verified: VerifiedCounts,
    /// Focus areas beside approaches.
    focus_area_by_approach: CrossCounts<'s>,
    /// Focus areas beside the countries where these organizations work.
    focus_area_by_country: CrossCounts<'s>,
}

/// How many organizations began in a decade.
#[derive(Serialize, ToSchema)]
pub struct DecadeCount {
    /// Its first year.
    #[schema(example = 1990)]
    decade: i64,
    #[schema(example = 7)]
    count: usize,
}

/// When profiles were last verified.
#[derive(Serialize, ToSchema)]
pub struct VerifiedCounts {
    /// In the year before the last change of the directory.
    #[schema(example = 41)]
    within_year: usize,
    /// Earlier.
    #[schema(example = 0)]
    older: usize,
    /// Never.
    #[schema(example = 0)]
    never: usize,
}

/// How many organizations have both: a value of the rows and one of the columns.
#[derive(Serialize, ToSchema)]
pub struct CrossCounts<'s> {
    /// The focus areas, in the order of the vocabulary; a term stands for those below it too.
    rows: Vec<&'s str>,
    /// The values beside them: approaches in the order of the vocabulary, countries by code.
    columns: Vec<&'s str>,
    /// For each row, how many there are in each column.
    counts: Vec<Vec<usize>>,
}

/// Read the statistics
///
/// How many organizations pass every filter, by focus area and approach, focus area and country,
/// the decade in which they began, and how recently their profiles were verified. The filters are
/// those of the list; without any the active organizations are counted.
#[utoipa::path(
    get,
    path = "/api/v1/statistics",
    tag = "organizations",
    params(CriteriaParameters),
    responses(
        (status = 200, description = "The directory in numbers", body = StatisticsAnswer),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_statistics(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let mut params = Params::parse(request.query_string(), &Criteria::UNORDERED);
    let criteria = Criteria::read(&mut params, &snapshot);
    params.finish()?;
    let reply = list_reply(&snapshot, &canonical(&criteria));
    reply.made(&request, &service, || {
        let all = ListRequest {
            filter: &criteria.filter,
            question: criteria.question.as_ref(),
            // Nobody is shown, so nobody need be ranked.
            sort: Sort::NAME,
            start: &Start::Offset(0),
            size: 0,
        };
        let selection = snapshot.select(&all).map_err(|err| Problem::internal(&err))?;
        json(&StatisticsAnswer::from(selection.statistics()))
    })
}

/// The request in its one fixed form.
fn canonical(criteria: &Criteria) -> String {
    match query_string(&criteria.pairs()) {
        query if query.is_empty() => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}

impl<'s> From<Statistics<'s>> for StatisticsAnswer<'s> {
    fn from(statistics: Statistics<'s>) -> Self {
        let decades = statistics.founded_by_decade.into_iter();
        Self {
            total: statistics.total,
            founded_by_decade: decades
                .map(|(decade, count)| DecadeCount { decade, count })
                .collect(),
            verified: VerifiedCounts {
                within_year: statistics.verified.within_year,
                older: statistics.verified.older,
                never: statistics.verified.never,
            },
            focus_area_by_approach: statistics.focus_area_by_approach.into(),
            focus_area_by_country: statistics.focus_area_by_country.into(),
        }
    }
}

impl<'s> From<CrossCount<'s>> for CrossCounts<'s> {
    fn from(CrossCount { rows, columns, counts }: CrossCount<'s>) -> Self {
        Self { rows, columns, counts }
    }
}
