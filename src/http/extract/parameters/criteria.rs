//! The filters and the order of lists, exports and statistics.

use jiff::Timestamp;

use super::ParameterSet;
use super::choices::{choice_text, roles_text};
use super::due::{DueChoice, due_text};
use super::keys::{KeyList, sample};
use super::meant::meant_among;
use super::reader::Reader;
use super::values::{Number, range_text};
use crate::catalog::{Choice, CountryRoles, DueLimits, Facet, Filter, Sample, Sort, YearRange};
use crate::domain::{Date, TermScheme};
use crate::http::protocol::limits::{DUE_MONTHS_MAX, DUE_YEARS_MAX, SAMPLE_MAX, SEED_MAX};
use crate::text::SearchQuery;

parameters! {
    /// The filters.
    pub struct FilterParameters {
        /// The search query. An identifier in a register ranks first, with or without the register
        /// and in any spelling, then names, then the text of the profiles, the labels of their
        /// terms and the countries where they work. Every word must match, in any form; typing
        /// errors are tolerated. Words that are close together rank higher; the last word may be
        /// incomplete. In scripts without spaces, letters match anywhere in a text. `"quoted
        /// words"` match as a phrase, `-word` excludes. At most 256 characters and 16 words.
        #[param(example = "debt bondage")]
        q: Option<SearchQuery> as String,
        /// Works against one of these: slugs of focus areas, repeated or separated by commas. A
        /// term includes the terms below it. `!slug` excludes. `a+b` is against both; in a URL, a
        /// `+` or a space.
        #[param(example = "bonded-labour")]
        focus_area: Choice as String,
        /// Works in one of these ways: slugs of approaches, like `focus_area`.
        #[param(example = "legal-support")]
        approach: Choice as String,
        /// Works for one of these groups of people: slugs of populations, like `focus_area`.
        #[param(example = "children")]
        population: Choice as String,
        /// Works on exploitation in one of these kinds of work: slugs of sectors, like
        /// `focus_area`.
        #[param(example = "fishing")]
        sector: Choice as String,
        /// Is one of these kinds of organization: slugs of kinds, like `focus_area`.
        #[param(example = "service-provider")]
        kind: Choice as String,
        /// Sees the problem in one of these ways: slugs of lenses, like `focus_area`.
        #[param(example = "impunity")]
        lens: Choice as String,
        /// Works in one of these countries: ISO 3166-1 alpha-2 codes, like `focus_area`.
        #[param(example = "IN")]
        country: Choice as String,
        /// Which roles of countries the filter `country` and the counts of countries include:
        /// `programmes`, `office`, `partners`, `research`, `advocacy`; repeated or separated by
        /// commas. Default: `programmes` and `partners`, the countries where an organization works.
        #[param(example = "programmes")]
        country_role: CountryRoles as String,
        /// Offers one of these ways to help: `give`, `fundraise`, `volunteer`, `advocate`, `shop`,
        /// `learn`, `pray`, `work`, `report`, `partner`; like `focus_area`.
        #[param(example = "volunteer")]
        way_to_help: Choice as String,
        /// Has one of these affiliations: `faith-based`, `secular`; like `focus_area`.
        #[param(example = "faith-based")]
        affiliation: Choice as String,
        /// Has one of these statuses: `active`, `inactive`, `unknown`, `withdrawn`; like
        /// `focus_area`. Default: only active organizations.
        #[param(example = "active,inactive")]
        status: Choice as String,
        /// Founded in this year or range: `1990`, `1990-2005`, `1990-`, `-2005`.
        #[param(example = "1990-2005")]
        founded: Option<YearRange> as String,
        /// Changed at this time (RFC 3339) or later; a day begins at 00:00 UTC.
        #[param(example = "2026-01-01")]
        updated_since: Option<Timestamp> as String,
        /// Last verified before this day (RFC 3339). Profiles that were never verified are
        /// excluded.
        #[param(example = "2030-01-01")]
        verified_before: Option<Date> as String,
        /// Is due for review: `true` for any reason, or some of the reasons `never_verified`,
        /// `verified_long_ago`, `sources_without_date`, `old_way_to_help` and `status_unknown`;
        /// repeated or separated by commas, `!` excludes. Each row of the list then has its reasons
        /// in `due`. Unless `status` says otherwise, all but withdrawn organizations are listed;
        /// those are never due.
        #[param(example = "true")]
        due: DueChoice as String,
        /// Number of months after which a verification is too long ago, for `due` and the counts of
        /// statistics; by default 12.
        #[param(minimum = 0, maximum = 1200, example = 6)]
        due_months: Number<0, DUE_MONTHS_MAX> as u32,
        /// Number of years after which what is known of a way to help is too old, for `due` and the
        /// counts of statistics; by default 3.
        #[param(minimum = 0, maximum = 100, example = 5)]
        due_years: Number<0, DUE_YEARS_MAX> as u32,
        /// Only these organizations: up to 100 slugs, former slugs or identifiers, repeated or
        /// separated by commas. Without `q` and `sort` they come in this order, and without
        /// `per_page` up to 100 at once. Unless `status` says otherwise, all but withdrawn ones are
        /// listed.
        #[param(example = "international-justice-mission,anti-slavery-international")]
        key: KeyList as String,
        /// Only a random sample of this number of the organizations that match, at most 1000.
        #[param(minimum = 1, maximum = 1000, example = 10)]
        sample: Number<1, SAMPLE_MAX> as u32,
        /// The seed of the sample, without effect if there is none: with the same seed, the same state
        /// of the directory gives the same sample. Without it, each response has another sample;
        /// lists and statistics name its seed.
        #[param(minimum = 0, maximum = 9_007_199_254_740_991_u64, example = 7)]
        seed: Number<0, SEED_MAX> as u64,
    }
}

parameters! {
    /// The order.
    pub struct OrderParameter {
        /// The order: `relevance` (default with `q`), `name` (default without), `founded`,
        /// `updated_at`, `verified_at` or `due`, with `-` before it for descending; `key` (default
        /// with `key`) is the order of the keys. `due` is the order by risk in which profiles should
        /// be reviewed: first those with a helpline, then those with a way to report, then all
        /// others; among these, first those that were never verified, then the longest ago; among
        /// these, those with the most sources without a date of reading. Equal values are ordered by slug; organizations without
        /// a value come last.
        #[param(example = "-founded")]
        sort: Option<String> as String,
    }
}

/// The query, filters and order of a list of organizations.
pub struct Criteria {
    /// `None` without a search query.
    pub query: Option<SearchQuery>,
    pub filter: Filter,
    pub sort: Sort,
    /// The limits of [`Filter::due`], and of the counts of profiles that are due.
    pub due_limits: DueLimits,
    /// The values of `key` for which the list has no organization.
    pub not_found: Vec<String>,
}

/// [`Criteria`] without an order, for operations that do not list organizations.
pub struct UnorderedCriteria(pub Criteria);

impl ParameterSet for Criteria {
    fn names() -> impl Iterator<Item = &'static str> {
        FilterParameters::names().chain(OrderParameter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let mut criteria = Self::unordered(reader);
        criteria.sort = sort(reader, Orders::of(&criteria));
        criteria
    }
}

impl ParameterSet for UnorderedCriteria {
    fn names() -> impl Iterator<Item = &'static str> {
        FilterParameters::names()
    }

    fn read(reader: &mut Reader) -> Self {
        Self(Criteria::unordered(reader))
    }
}

impl Criteria {
    fn unordered(reader: &mut Reader) -> Self {
        let parameters = FilterParameters::read(reader);
        let with_withdrawn = parameters.status.any.iter().any(|it| it == "withdrawn");
        let (keys, not_found) = parameters.key.sorted_out(with_withdrawn);
        let due_limits = due_limits(reader.today(), parameters.due_months, parameters.due_years);
        let mut filter = Filter {
            choices: Default::default(),
            country_roles: parameters.country_role,
            founded: parameters.founded,
            updated_since: parameters.updated_since,
            verified_before: parameters.verified_before,
            due: parameters.due.with(due_limits),
            keys,
            sample: sample(reader, parameters.sample, parameters.seed),
        };
        for (facet, choice) in [
            (Facet::Term(TermScheme::FocusArea), parameters.focus_area),
            (Facet::Term(TermScheme::Approach), parameters.approach),
            (Facet::Term(TermScheme::Population), parameters.population),
            (Facet::Term(TermScheme::Sector), parameters.sector),
            (Facet::Term(TermScheme::Kind), parameters.kind),
            (Facet::Term(TermScheme::Lens), parameters.lens),
            (Facet::Country, parameters.country),
            (Facet::WayToHelp, parameters.way_to_help),
            (Facet::Affiliation, parameters.affiliation),
            (Facet::Status, parameters.status),
        ] {
            filter.set_choice(facet, choice);
        }
        Self { query: parameters.q, filter, sort: Sort::NAME, due_limits, not_found }
    }

    /// The parameters in their canonical form, for links and ETags.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Filter { country_roles, founded, updated_since, verified_before, due, sample, .. } =
            &self.filter;
        let query = self.query.iter().map(|query| ("q", query.canonical().to_owned()));
        let mut pairs: Vec<(&str, String)> = query.collect();
        let choices = Facet::ALL.into_iter().map(|facet| (facet, self.filter.choice(facet)));
        let choices = choices.filter(|(_, choice)| !choice.is_empty());
        pairs.extend(choices.map(|(facet, choice)| (facet.as_str(), choice_text(choice))));
        if !country_roles.is_default() {
            pairs.push(("country_role", roles_text(country_roles)));
        }
        pairs.extend(founded.map(|range| ("founded", range_text(range))));
        pairs.extend(updated_since.map(|time| ("updated_since", time.to_string())));
        pairs.extend(verified_before.map(|day| ("verified_before", day.to_string())));
        pairs.extend(due.as_ref().map(|due| ("due", due_text(due))));
        let DueLimits { months, years, .. } = self.due_limits;
        if months != DueLimits::MONTHS {
            pairs.push(("due_months", months.to_string()));
        }
        if years != DueLimits::YEARS {
            pairs.push(("due_years", years.to_string()));
        }
        if let Some(keys) = &self.filter.keys {
            let keys: Vec<&str> = keys.iter().chain(&self.not_found).map(String::as_str).collect();
            pairs.push(("key", keys.join(",")));
        }
        if let Some(Sample { size, seed }) = sample {
            pairs.push(("sample", size.to_string()));
            pairs.push(("seed", seed.to_string()));
        }
        if self.sort != Orders::of(self).sort() {
            pairs.push(("sort", self.sort.to_word()));
        }
        pairs
    }

    /// The present day, if the list depends on it; ETags must contain it.
    pub fn day(&self) -> Option<Date> {
        self.filter.due.as_ref().map(|due| due.limits.today)
    }
}

/// The ages from which profiles are due, with the usual ones where the client names none.
fn due_limits(
    today: Date,
    months: Number<0, DUE_MONTHS_MAX>,
    years: Number<0, DUE_YEARS_MAX>,
) -> DueLimits {
    let given = |number: Option<usize>, usual| {
        number.and_then(|number| u16::try_from(number).ok()).unwrap_or(usual)
    };
    let (months, years) = (given(months.0, DueLimits::MONTHS), given(years.0, DueLimits::YEARS));
    DueLimits { today, months, years }
}

/// The orders that a list can have only because of its other parameters. The first of them is its
/// default order.
#[derive(Clone, Copy)]
struct Orders {
    has_query: bool,
    has_keys: bool,
}

impl Orders {
    fn of(criteria: &Criteria) -> Self {
        Self { has_query: criteria.query.is_some(), has_keys: criteria.filter.keys.is_some() }
    }

    fn sort(self) -> Sort {
        match (self.has_query, self.has_keys) {
            (true, _) => Sort::RELEVANCE,
            (false, true) => Sort::KEY,
            (false, false) => Sort::NAME,
        }
    }
}

fn sort(reader: &mut Reader, possible: Orders) -> Sort {
    let (default, Orders { has_query, has_keys }) = (possible.sort(), possible);
    let Some(word) = OrderParameter::read(reader).sort else { return default };
    if word == Sort::RELEVANCE.to_word() && !has_query {
        // A form may send an empty `q` with it.
        if !reader.names("q") && !reader.is_page() {
            reader.invalid("sort", "`relevance` requires a query: send `q` too");
        }
        return default;
    }
    let by_key = || Some(Sort::KEY).filter(|_| has_keys);
    let known = |word: &str| {
        let mut known = Sort::all().chain([Sort::RELEVANCE]).chain(by_key());
        known.find(|sort| sort.to_word() == word)
    };
    let words =
        || Sort::all().chain([Sort::RELEVANCE]).chain(by_key()).map(Sort::to_word).collect();
    known(&word).unwrap_or_else(|| {
        let find = || meant_order(&word, words());
        let meant = reader.read_instead("sort", &word, find, words);
        // Without a query, `relevance` cannot order anything.
        let meant = meant.and_then(|word| known(&word));
        meant.filter(|sort| has_query || *sort != Sort::RELEVANCE).unwrap_or(default)
    })
}

/// The order that differs only in its case or punctuation; its sign stays.
fn meant_order(given: &str, words: Vec<String>) -> Option<String> {
    let is_descending = given.starts_with('-');
    meant_among(
        given,
        words.into_iter().filter(|it| it.starts_with('-') == is_descending).collect(),
    )
}

/// Parameters with the query as the user typed it: for the URLs of pages.
pub fn as_written(
    mut pairs: Vec<(&'static str, String)>,
    query: Option<&SearchQuery>,
) -> Vec<(&'static str, String)> {
    let words = pairs.iter_mut().find(|(name, _)| *name == "q");
    if let (Some((_, words)), Some(query)) = (words, query) {
        *words = query.as_typed().to_owned();
    }
    pairs
}
