//! The parameters of lists of organizations.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::limits::PER_PAGE_DEFAULT;
use super::paging::{self, PageAddress};
use super::params::Params;
use super::problem::Problem;
use super::view::View;
use crate::directory::{
    Choice, Cursor, Facet, Filter, ListRequest, Question, Snapshot, Sort, Start, YearRange,
};
use crate::domain::{
    AffiliationKind, Country, Keyword, Status, TermScheme, WayToHelpKind, countries,
};

const PARAMETERS: [&str; 17] = [
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
    "sort",
    "per_page",
    "page",
    "cursor",
    "fields",
    "include",
    "facets",
];

/// A list as it was asked for.
pub struct ListQuery {
    /// What is searched for; `None` where nothing is asked.
    pub question: Option<Question>,
    pub filter: Filter,
    pub sort: Sort,
    pub start: Start,
    /// The page from 1; `None` on a walk with a cursor.
    pub page: Option<usize>,
    pub per_page: usize,
    pub view: View,
    /// Which facets are counted beside the page, in their own order.
    pub facets: Vec<Facet>,
    /// The same request in one fixed form, without `page` and `cursor`.
    canonical: String,
}

impl ListQuery {
    /// Reads a query string, beside the vocabulary of the snapshot.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with it.
    pub fn parse(query: &str, snapshot: &Snapshot) -> Result<Self, Problem> {
        Self::read(Params::parse(query, &PARAMETERS), snapshot)
    }

    /// Reads the same parameters from a JSON object.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with them, or when it is no JSON object.
    pub fn of_json(body: &[u8], snapshot: &Snapshot) -> Result<Self, Problem> {
        Self::read(Params::of_json(body, &PARAMETERS)?, snapshot)
    }

    fn read(mut params: Params, snapshot: &Snapshot) -> Result<Self, Problem> {
        let question = question(&mut params);
        let filter = filter(&mut params, snapshot);
        let sort = sort(&mut params, question.is_some());
        let per_page = paging::per_page(&mut params);
        let view = View::read(&mut params);
        let facets = facets(&mut params);
        let decode = |text: &str| Cursor::decode(text, sort);
        let (start, page) = paging::start(&mut params, per_page, decode);
        params.finish()?;
        let mut this = Self {
            question,
            filter,
            sort,
            start,
            page,
            per_page,
            view,
            facets,
            canonical: String::new(),
        };
        this.canonical = this.to_canonical();
        Ok(this)
    }

    /// What is asked of the catalog.
    pub fn request(&self) -> ListRequest<'_> {
        ListRequest {
            filter: &self.filter,
            question: self.question.as_ref(),
            sort: self.sort,
            start: &self.start,
            size: self.per_page,
        }
    }

    /// The page of the list at `path` that is asked for.
    pub fn address(&self, path: &'static str) -> PageAddress<'_> {
        let Self { canonical, page, per_page, start, .. } = self;
        let cursor = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.encode()),
            _ => None,
        };
        PageAddress { path, query: canonical, page: *page, per_page: *per_page, cursor }
    }

    fn to_canonical(&self) -> String {
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
        if self.per_page != PER_PAGE_DEFAULT {
            pairs.push(("per_page", self.per_page.to_string()));
        }
        pairs.extend(self.view.fields.as_ref().map(|fields| ("fields", fields.join(","))));
        if self.view.labels {
            pairs.push(("include", "labels".to_owned()));
        }
        if !self.facets.is_empty() {
            let facets: Vec<&str> = self.facets.iter().map(|facet| facet.as_str()).collect();
            pairs.push(("facets", facets.join(",")));
        }
        query_string(&pairs)
    }
}

/// Parameters as a query string.
pub(super) fn query_string(pairs: &[(&str, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The order where none is asked for: the best first where something is asked.
fn default_sort(has_question: bool) -> Sort {
    if has_question { Sort::RELEVANCE } else { Sort::NAME }
}

pub(super) fn question(params: &mut Params) -> Option<Question> {
    let text = params.one("q")?;
    match Question::parse(&text) {
        Ok(question) => (!question.is_empty()).then_some(question),
        Err(invalid) => {
            params.invalid("q", invalid.to_string());
            None
        }
    }
}

pub(super) fn filter(params: &mut Params, snapshot: &Snapshot) -> Filter {
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

/// The facets asked for, each once.
fn facets(params: &mut Params) -> Vec<Facet> {
    let asked = params.many("facets");
    for word in &asked {
        if !Facet::ALL.iter().any(|facet| facet.as_str() == word) {
            let allowed = Facet::ALL.iter().map(|facet| facet.as_str().to_owned()).collect();
            params.unknown_value("facets", word, "is not a facet", allowed);
        }
    }
    let is_asked = |facet: &Facet| asked.iter().any(|word| word == facet.as_str());
    Facet::ALL.into_iter().filter(is_asked).collect()
}

/// Every value that can be chosen.
fn values(facet: Facet, snapshot: &Snapshot) -> Vec<String> {
    let terms = |scheme: TermScheme| {
        snapshot.vocabulary().terms(scheme).iter().map(|term| term.slug.to_string()).collect()
    };
    match facet {
        Facet::FocusArea => terms(TermScheme::FocusArea),
        Facet::Approach => terms(TermScheme::Approach),
        Facet::Country => countries().map(|country| country.to_string()).collect(),
        Facet::WayToHelp => words::<WayToHelpKind>(),
        Facet::Affiliation => words::<AffiliationKind>(),
        Facet::Status => words::<Status>(),
    }
}

pub(super) fn words<K: Keyword>() -> Vec<String> {
    K::ALL.iter().map(|keyword| keyword.as_str().to_owned()).collect()
}

/// Whether a value can be chosen.
fn is_value(facet: Facet, value: &str, snapshot: &Snapshot) -> bool {
    let is_term = |scheme: TermScheme| snapshot.vocabulary().term(scheme, value).is_some();
    match facet {
        Facet::FocusArea => is_term(TermScheme::FocusArea),
        Facet::Approach => is_term(TermScheme::Approach),
        Facet::Country => value.parse::<Country>().is_ok(),
        Facet::WayToHelp => WayToHelpKind::from_word(value).is_some(),
        Facet::Affiliation => AffiliationKind::from_word(value).is_some(),
        Facet::Status => Status::from_word(value).is_some(),
    }
}

pub(super) fn choice(params: &mut Params, facet: Facet, snapshot: &Snapshot) -> Choice {
    let is_value = |value: &str| is_value(facet, value, snapshot);
    chosen(params, facet.as_str(), is_value, |_| values(facet, snapshot))
}

/// Values of which one is enough; with `!` in front, values that must not be.
/// `allowed` gives those that a wrong one is compared with.
pub(super) fn chosen(
    params: &mut Params,
    name: &str,
    is_value: impl Fn(&str) -> bool,
    allowed: impl Fn(&str) -> Vec<String>,
) -> Choice {
    let mut choice = Choice::default();
    for given in params.many(name) {
        let (chosen, value) = match given.strip_prefix('!') {
            Some(value) => (&mut choice.none, value),
            None => (&mut choice.any, given.as_str()),
        };
        if !is_value(value) {
            let reason = format!("is not a value of `{name}`");
            params.unknown_value(name, value, &reason, allowed(value));
        } else if !chosen.iter().any(|known| known == value) {
            chosen.push(value.to_owned());
        }
    }
    choice.any.sort_unstable();
    choice.none.sort_unstable();
    choice
}

pub(super) fn sort(params: &mut Params, has_question: bool) -> Sort {
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
        let allowed = Sort::all().chain([Sort::RELEVANCE]).map(Sort::to_word).collect();
        params.unknown_value("sort", &word, "is not an order", allowed);
        default
    })
}

/// Years: one, or a range with both ends included.
pub(super) fn years(params: &mut Params, name: &str) -> Option<YearRange> {
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

pub(super) fn choice_text(choice: &Choice) -> String {
    let none = choice.none.iter().map(|value| format!("!{value}"));
    choice.any.iter().cloned().chain(none).collect::<Vec<_>>().join(",")
}

pub(super) fn range_text(range: YearRange) -> String {
    let year = |year: Option<i16>| year.map_or_else(String::new, |year| format!("{year:04}"));
    match range {
        YearRange { first, last } if first == last => year(first),
        YearRange { first, last } => format!("{}-{}", year(first), year(last)),
    }
}

/// Percent-encodes a value; commas and the like stay readable.
fn encode(value: &str) -> String {
    const ENCODED: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b',')
        .remove(b'!')
        .remove(b':');
    utf8_percent_encode(value, &ENCODED).to_string()
}
