//! `/statistics`: the directory in numbers.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::query_match::QueryMatch;
use crate::catalog::{CrossCount, DueCounts, Interpretation, ListRequest, Start, Statistics};
use crate::domain::{Covered, DueReason, Keyword, TermScheme};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::criteria::{Criteria, FilterParameters, UnorderedCriteria};
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::reply::{JSON, json};
use crate::site::query_string;

const PATH: &str = "/api/v1/statistics";

/// Counts of the organizations that match.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub struct StatisticsAnswer<'s> {
    /// Number of organizations.
    #[schema(example = 41)]
    total: usize,
    /// Which words of `q` the results have: `all_words`, or `any_word` if nothing has all of them,
    /// or `no_words` if the query has no letters and no digits and so no results. Null without `q`.
    query_match: Option<QueryMatch>,
    /// The query that was searched instead, if words of `q` were misspelled; otherwise null. If a
    /// word has several corrections, all are searched, and this has the one of the best result.
    #[schema(example = "debt bondage")]
    corrected_query: Option<String>,
    /// With `key`: the keys of no counted organization, because no organization has them or it is
    /// withdrawn; otherwise `[]`.
    not_found: Vec<String>,
    /// With `sample`: the seed, to get the same sample again; otherwise null.
    #[schema(example = 7)]
    seed: Option<u64>,
    /// Number of organizations founded per decade, the earliest first, without empty decades.
    founded_by_decade: Vec<DecadeCount>,
    verified: VerifiedCounts,
    due: DueCountsAnswer,
    /// Numbers of statements of these profiles with and without a source.
    source_coverage: CoverageCounts,
    sources: SourceCountsAnswer,
    /// For each vocabulary (`focus_area`, `approach`, `population`, `sector`, `kind`, `lens`), the
    /// number of organizations with each term or a term below it, in the order of the vocabulary.
    terms: BTreeMap<&'static str, Vec<TermCount<'s>>>,
    /// Focus areas by approaches.
    focus_area_by_approach: CrossCounts<'s>,
    /// Focus areas by the countries where these organizations work.
    focus_area_by_country: CrossCounts<'s>,
    /// Lenses by approaches: how organizations that see the problem in one way fight it.
    lens_by_approach: CrossCounts<'s>,
}

/// Numbers of sources of these profiles.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceCounts)]
pub struct SourceCountsAnswer {
    #[schema(example = 480)]
    total: usize,
    /// Published by the organization itself or one of its founders, from the publisher, the author
    /// and the URL: the same rule by which pages of profiles count independent sources.
    #[schema(example = 210)]
    self_published: usize,
}

/// Numbers of statements with and without a source, by kind of statement.
#[derive(Serialize, ToSchema)]
pub struct CoverageCounts {
    /// Elements that carry their own sources: countries, outcomes, research, ways to help, media,
    /// caveats and related organizations.
    elements: CoveredCount,
    /// Plain fields with a value whose sources are in `fact_sources`, such as `founded`. Not
    /// counted: `name`, `status`, `withdrawal` and `verified_at`.
    plain_fields: CoveredCount,
    /// Terms of every vocabulary. A lens has the sources of `framing`.
    terms: CoveredCount,
}

/// A number of statements, and how many of them have a source.
#[derive(Serialize, ToSchema)]
pub struct CoveredCount {
    #[schema(example = 939)]
    with_source: u32,
    #[schema(example = 939)]
    total: u32,
}

/// The number of organizations with a term.
#[derive(Serialize, ToSchema)]
pub struct TermCount<'s> {
    /// The slug of the term.
    #[schema(example = "children")]
    id: &'s str,
    #[schema(example = 12)]
    count: usize,
}

/// Number of organizations founded in a decade.
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
    /// Within one year before the newest change of the directory.
    #[schema(example = 41)]
    within_year: usize,
    /// Earlier.
    #[schema(example = 0)]
    older: usize,
    /// Never.
    #[schema(example = 0)]
    never: usize,
}

/// Number of profiles that are due for review, in all and for each reason; `due_months` and
/// `due_years` set the ages. They are the totals of the list with `due` and the same filters: without
/// `status`, all organizations count here that are not withdrawn.
#[derive(Serialize, ToSchema)]
#[schema(as = DueCounts)]
pub struct DueCountsAnswer {
    /// Due for at least one reason.
    #[schema(example = 41)]
    total: usize,
    /// Never verified by a person.
    #[schema(example = 41)]
    never_verified: usize,
    /// Verified longer ago than `due_months`.
    #[schema(example = 0)]
    verified_long_ago: usize,
    /// With sources that do not say on which day they were read.
    #[schema(example = 17)]
    sources_without_date: usize,
    /// With a way to help that is older than `due_years`.
    #[schema(example = 12)]
    old_way_to_help: usize,
    /// Without knowing whether the organization still works.
    #[schema(example = 1)]
    status_unknown: usize,
}

/// Number of organizations that have both a value of the rows and a value of the columns.
#[derive(Serialize, ToSchema)]
pub struct CrossCounts<'s> {
    /// Focus areas or lenses, in the order of the vocabulary. A term includes the terms below it.
    rows: Vec<&'s str>,
    /// Approaches in the order of the vocabulary, or countries by code.
    columns: Vec<&'s str>,
    /// For each row, the number of organizations in each column.
    counts: Vec<Vec<usize>>,
}

/// Read the statistics
///
/// Number of organizations by term of each vocabulary, by focus area and approach, by focus area and
/// country, by lens and approach, by the decade in which they were founded, and by how recently
/// their profiles were verified; how many statements of their profiles have a source, and how many
/// of these sources the organizations published themselves; and how many profiles are due for review
/// today. The
/// filters are those of the list; without any, the active organizations are counted, and with `key`
/// all that are not withdrawn.
#[utoipa::path(
    get,
    path = "/api/v1/statistics",
    tag = "organizations",
    params(FilterParameters),
    responses(
        (status = 200, description = "The directory in numbers", body = StatisticsAnswer),
        ReadResponses,
    ),
)]
pub async fn read_statistics(
    call: Call,
    Parameters(UnorderedCriteria(criteria)): Parameters<UnorderedCriteria>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    // The number of profiles that are due depends on the present day.
    let reply = call.reply_on(&canonical(&criteria), Some(criteria.due_limits.today));
    call.respond(reply, || {
        let all = ListRequest {
            filter: &criteria.filter,
            query: criteria.query.as_ref(),
            sort: criteria.sort,
            start: &Start::Offset(0),
            size: 0,
        };
        let selection = call.snapshot().select(&all).map_err(|err| Problem::internal(&err))?;
        let interpretation = selection.interpretation.as_ref();
        let due = selection.due(&criteria.due_limits);
        Ok(json(&StatisticsAnswer::new(&criteria, selection.statistics(), &due, interpretation)))
    })
}

/// The request in its canonical form.
fn canonical(criteria: &Criteria) -> String {
    match query_string(&criteria.pairs()) {
        query if query.is_empty() => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}

impl<'s> StatisticsAnswer<'s> {
    fn new(
        criteria: &Criteria,
        statistics: Statistics<'s>,
        due: &DueCounts,
        interpretation: Option<&Interpretation>,
    ) -> Self {
        let decades = statistics.founded_by_decade.into_iter();
        Self {
            total: statistics.total,
            query_match: interpretation.map(|found| found.query_match.into()),
            corrected_query: interpretation.and_then(|found| found.corrected_query.clone()),
            not_found: criteria.not_found.clone(),
            seed: criteria.filter.sample.map(|sample| sample.seed),
            founded_by_decade: decades
                .map(|(decade, count)| DecadeCount { decade, count })
                .collect(),
            verified: VerifiedCounts {
                within_year: statistics.verified.within_year,
                older: statistics.verified.older,
                never: statistics.verified.never,
            },
            due: due.into(),
            source_coverage: CoverageCounts {
                elements: statistics.source_coverage.elements.into(),
                plain_fields: statistics.source_coverage.plain_fields.into(),
                terms: statistics.source_coverage.terms.into(),
            },
            sources: SourceCountsAnswer {
                total: statistics.sources.total,
                self_published: statistics.sources.self_published,
            },
            terms: statistics.terms.into_iter().map(term_counts).collect(),
            focus_area_by_approach: statistics.focus_area_by_approach.into(),
            focus_area_by_country: statistics.focus_area_by_country.into(),
            lens_by_approach: statistics.lens_by_approach.into(),
        }
    }
}

/// The name of a vocabulary with the counts of its terms.
fn term_counts<'s>(
    (scheme, counts): (TermScheme, Vec<(&'s str, usize)>),
) -> (&'static str, Vec<TermCount<'s>>) {
    let counts = counts.into_iter().map(|(id, count)| TermCount { id, count });
    (scheme.as_str(), counts.collect())
}

impl From<&DueCounts> for DueCountsAnswer {
    fn from(counts: &DueCounts) -> Self {
        let of = |reason: DueReason| {
            let found = counts.by_reason.iter().find(|(other, _)| *other == reason);
            found.map_or(0, |(_, count)| *count)
        };
        Self {
            total: counts.total,
            never_verified: of(DueReason::NeverVerified),
            verified_long_ago: of(DueReason::VerifiedLongAgo),
            sources_without_date: of(DueReason::SourcesWithoutDate),
            old_way_to_help: of(DueReason::OldWayToHelp),
            status_unknown: of(DueReason::StatusUnknown),
        }
    }
}

impl From<Covered> for CoveredCount {
    fn from(Covered { with_source, total }: Covered) -> Self {
        Self { with_source, total }
    }
}

impl<'s> From<CrossCount<'s>> for CrossCounts<'s> {
    fn from(CrossCount { rows, columns, counts }: CrossCount<'s>) -> Self {
        Self { rows, columns, counts }
    }
}
