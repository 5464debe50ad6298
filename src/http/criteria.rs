//! Which organizations are listed, exported or counted, and in which order: the
//! parameters that these have in common.

use utoipa::IntoParams;

use super::choices::{choice, choice_text};
use super::params::Params;
use crate::catalog::{Facet, Filter, Snapshot, Sort, YearRange};
use crate::text::SearchQuery;

/// The parameters of [`Criteria`] but the order, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct CriteriaParameters {
    /// What to search for: names first, then what the profiles say, the labels of their terms and
    /// the countries where they work. All words must be met, in any form, with a typo if need be;
    /// words side by side count more, the last may be unfinished. `"quoted words"` are a phrase,
    /// `-word` leaves out. At most 256 characters and 16 words.
    #[param(example = "debt bondage")]
    q: Option<String>,
    /// Works against one of these: slugs of focus areas, repeated or with commas; a term stands
    /// for the terms below it too. `!slug` leaves out.
    #[param(example = "bonded-labour")]
    focus_area: Option<String>,
    /// Works in one of these ways: slugs of approaches, as `focus_area`.
    #[param(example = "legal-support")]
    approach: Option<String>,
    /// Works in one of these countries: ISO 3166-1 alpha-2 codes, as `focus_area`.
    #[param(example = "IN")]
    country: Option<String>,
    /// Offers one of these ways to help: `give`, `fundraise`, `volunteer`, `advocate`, `shop`,
    /// `learn`, `pray`, `work`, `report`, `partner`; as `focus_area`.
    #[param(example = "volunteer")]
    way_to_help: Option<String>,
    /// Is one of these: `faith-based`, `secular`, `governmental`, `academic`; as `focus_area`.
    #[param(example = "faith-based")]
    affiliation: Option<String>,
    /// Is one of these: `active`, `inactive`, `withdrawn`; as `focus_area`. Only active ones are
    /// listed unless this says otherwise.
    #[param(example = "active,inactive")]
    status: Option<String>,
    /// Began in this year or range: `1990`, `1990-2005`, `1990-`, `-2005`.
    #[param(example = "1990-2005")]
    founded: Option<String>,
    /// Changed at this time (RFC 3339) or later; a day begins at 00:00 UTC.
    #[param(example = "2026-01-01")]
    updated_since: Option<String>,
    /// Last verified before this day (RFC 3339). What was never verified is left out.
    #[param(example = "2030-01-01")]
    verified_before: Option<String>,
}

/// The parameter by which [`Criteria`] are ordered, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its field describes the parameter and is never read")]
pub struct OrderParameter {
    /// The order: `relevance` (usual with `q`), `name` (usual without), `founded`, `updated_at` or
    /// `verified_at`, with `-` in front for descending. Equal values are ordered by slug; what has
    /// no value comes last.
    #[param(example = "-founded")]
    sort: Option<String>,
}

/// Which organizations are asked for, in which order.
pub struct Criteria {
    /// What is searched for; `None` where nothing is asked.
    pub question: Option<SearchQuery>,
    pub filter: Filter,
    pub sort: Sort,
}

impl Criteria {
    /// The names of the parameters where nothing is ordered.
    pub const UNORDERED: [&str; 10] = [
        "q",
        "focus_area",
        "approach",
        "country",
        "way_to_help",
        "affiliation",
        "status",
        "founded",
        "updated_since",
        "verified_before",
    ];

    /// The names of the parameters.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::UNORDERED.into_iter().chain(["sort"])
    }

    /// Reads them, beside the vocabulary of the snapshot.
    pub fn read(params: &mut Params, snapshot: &Snapshot) -> Self {
        let question = question(params);
        let filter = filter(params, snapshot);
        let sort = sort(params, question.is_some());
        Self { question, filter, sort }
    }

    /// The parameters in one fixed form, for links and tags.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let question = self.question.iter().map(|it| ("q", it.canonical().to_owned()));
        let mut pairs: Vec<(&str, String)> = question.collect();
        let choices = Facet::ALL.into_iter().map(|facet| (facet, filter.choice(facet)));
        let choices = choices.filter(|(_, choice)| !choice.is_empty());
        pairs.extend(choices.map(|(facet, choice)| (facet.as_str(), choice_text(choice))));
        pairs.extend(filter.founded.map(|range| ("founded", range_text(range))));
        pairs.extend(filter.updated_since.map(|time| ("updated_since", time.to_string())));
        pairs.extend(filter.verified_before.map(|day| ("verified_before", day.to_string())));
        if self.sort != default_sort(self.question.is_some()) {
            pairs.push(("sort", self.sort.to_word()));
        }
        pairs
    }
}

/// The order where none is asked for: the best first where something is asked.
fn default_sort(has_question: bool) -> Sort {
    if has_question { Sort::RELEVANCE } else { Sort::NAME }
}

/// What is searched for, as `q` says.
pub fn question(params: &mut Params) -> Option<SearchQuery> {
    let text = params.one("q")?;
    match SearchQuery::parse(&text) {
        Ok(question) => (!question.is_empty()).then_some(question),
        Err(invalid) => {
            params.invalid("q", invalid.to_string());
            None
        }
    }
}

fn filter(params: &mut Params, snapshot: &Snapshot) -> Filter {
    let mut filter = Filter {
        choices: Default::default(),
        founded: years(params, "founded"),
        updated_since: updated_since(params),
        verified_before: verified_before(params),
    };
    for facet in Facet::ALL {
        if params.has(facet.as_str()) {
            filter.set_choice(facet, choice(params, facet, snapshot));
        }
    }
    filter
}

fn sort(params: &mut Params, has_question: bool) -> Sort {
    let default = default_sort(has_question);
    let Some(word) = params.one("sort") else { return default };
    if word == Sort::RELEVANCE.to_word() && !has_question {
        // An empty `q` asks nothing: the form that sent it need not know.
        if !params.has("q") {
            params.invalid("sort", "`relevance` is to a question: give `q` too");
        }
        return default;
    }
    let mut known = Sort::all().chain([Sort::RELEVANCE]);
    known.find(|sort| sort.to_word() == word).unwrap_or_else(|| {
        let allowed = || Sort::all().chain([Sort::RELEVANCE]).map(Sort::to_word).collect();
        params.unknown_value("sort", &word, "is not an order", allowed);
        default
    })
}

/// Years: one, or a range with both ends included.
pub fn years(params: &mut Params, name: &str) -> Option<YearRange> {
    let text = params.one(name)?;
    let year = |text: &str| {
        let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        is_year.then(|| text.parse::<i16>().ok()).flatten()
    };
    let range = match text.split_once('-') {
        None => year(&text).map(|year| YearRange { first: Some(year), last: Some(year) }),
        Some((first, "")) => year(first).map(|first| YearRange { first: Some(first), last: None }),
        Some(("", last)) => year(last).map(|last| YearRange { first: None, last: Some(last) }),
        Some((first, last)) => year(first).zip(year(last)).and_then(|(first, last)| {
            (first <= last).then_some(YearRange { first: Some(first), last: Some(last) })
        }),
    };
    if range.is_none() {
        params.invalid(name, "write a year or a range: `1990`, `1990-2005`, `1990-`, `-2005`");
    }
    range
}

fn updated_since(params: &mut Params) -> Option<jiff::Timestamp> {
    let text = params.one("updated_since")?;
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text };
    let time = whole.parse().ok();
    if time.is_none() {
        let message = "write a day or a time (RFC 3339): `2026-01-31`, `2026-01-31T12:00:00Z`";
        params.invalid("updated_since", message);
    }
    time
}

fn verified_before(params: &mut Params) -> Option<crate::domain::Date> {
    let date = params.one("verified_before")?.parse().ok();
    if date.is_none() {
        params.invalid("verified_before", "write a day (RFC 3339): `2026-01-31`");
    }
    date
}

/// Years as their parameter is written.
pub fn range_text(range: YearRange) -> String {
    let year = |year: Option<i16>| year.map_or_else(String::new, |year| format!("{year:04}"));
    match range {
        YearRange { first, last } if first == last => year(first),
        YearRange { first, last } => format!("{}-{}", year(first), year(last)),
    }
}

/// Parameters with the words as they were typed: for the addresses of pages.
pub fn as_written(
    mut pairs: Vec<(&'static str, String)>,
    question: Option<&SearchQuery>,
) -> Vec<(&'static str, String)> {
    let words = pairs.iter_mut().find(|(name, _)| *name == "q");
    if let (Some((_, words)), Some(question)) = (words, question) {
        *words = question.as_typed().to_owned();
    }
    pairs
}
