//! Profiles that are due for review: why each is due, and which are the most urgent.
//!
//! The reasons depend on the present day, so a response with them has the day in its ETag. The order
//! by urgency does not: the profile that was verified first stays before the others.

use super::filter::Filter;
use super::selection::Selection;
use crate::catalog::columns::arrays::{Bits, Matches};
use crate::catalog::columns::{Columns, Numbers, WITHDRAWN};
use crate::catalog::rows::entry::AtRisk;
use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::{Date, DueReason, Keyword, Status};

/// The ages from which profiles are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueLimits {
    /// The present day (UTC).
    pub today: Date,
    /// Months after which a verification is too long ago.
    pub months: u16,
    /// Years after which what is known of a way to help is too old.
    pub years: u16,
}

impl DueLimits {
    pub const MONTHS: u16 = 12;
    pub const YEARS: u16 = 3;

    /// The usual limits.
    pub fn on(today: Date) -> Self {
        Self { today, months: Self::MONTHS, years: Self::YEARS }
    }
}

/// The condition that a profile is due: for at least one reason of `any`, unless it is empty, and
/// for none of `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCondition {
    pub any: Vec<DueReason>,
    pub none: Vec<DueReason>,
    pub limits: DueLimits,
}

impl DueCondition {
    /// Due for any reason.
    pub fn any(limits: DueLimits) -> Self {
        Self { any: DueReason::ALL.to_vec(), none: Vec::new(), limits }
    }
}

/// Number of profiles that are due, and for each reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueCounts {
    /// Each profile once.
    pub total: usize,
    /// In the order of [`DueReason::ALL`].
    pub by_reason: Vec<(DueReason, usize)>,
}

/// The reasons for which a profile is due, as bits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Reasons(u8);

impl Reasons {
    fn of(reasons: &[DueReason]) -> Self {
        reasons.iter().fold(Self::default(), |all, reason| all.with(*reason, true))
    }

    fn with(self, reason: DueReason, applies: bool) -> Self {
        Self(self.0 | (u8::from(applies) << (reason as u8)))
    }

    fn has(self, reason: DueReason) -> bool {
        self.0 & (1 << (reason as u8)) != 0
    }

    fn list(self) -> Vec<DueReason> {
        DueReason::ALL.iter().copied().filter(|reason| self.has(*reason)).collect()
    }
}

/// The limits as the numbers of profiles are compared with them.
pub(super) struct DueChecks<'c> {
    withdrawn: Option<&'c Bits>,
    unknown: Option<&'c Bits>,
    /// The first day that is not too long ago, in days since the epoch.
    first_day: i32,
    /// The first year that is not too old.
    first_year: i16,
}

impl<'c> DueChecks<'c> {
    pub fn new(columns: &'c Columns, limits: &DueLimits) -> Self {
        let DueLimits { today, months, years } = *limits;
        let first_day = today.months_before(months).days_since_epoch();
        let years = i16::try_from(years).unwrap_or(i16::MAX);
        let status = columns.facet(Facet::Status);
        Self {
            withdrawn: status.postings(WITHDRAWN),
            unknown: status.postings(Status::Unknown.as_str()),
            first_day,
            first_year: today.parts()[0].saturating_sub(years),
        }
    }

    fn reasons(&self, number: u32, numbers: &Numbers) -> Reasons {
        let has = |postings: Option<&Bits>| postings.is_some_and(|it| it.contains(number));
        if has(self.withdrawn) {
            return Reasons::default();
        }
        let is_long_ago = numbers.verified_at.is_some_and(|day| day < self.first_day);
        let is_old = numbers.oldest_way_to_help.is_some_and(|year| year < self.first_year);
        Reasons::default()
            .with(DueReason::NeverVerified, numbers.verified_at.is_none())
            .with(DueReason::VerifiedLongAgo, is_long_ago)
            .with(DueReason::SourcesWithoutDate, numbers.undated_sources > 0)
            .with(DueReason::OldWayToHelp, is_old)
            .with(DueReason::StatusUnknown, has(self.unknown))
    }

    /// Whether an organization meets a condition.
    pub fn passes(&self, number: u32, numbers: &Numbers, condition: &DueCondition) -> bool {
        let reasons = self.reasons(number, numbers);
        let (any, none) = (Reasons::of(&condition.any), Reasons::of(&condition.none));
        (condition.any.is_empty() || reasons.0 & any.0 != 0) && reasons.0 & none.0 == 0
    }
}

impl Snapshot {
    /// Counts the profiles that are due among the organizations that pass a filter with no condition
    /// on reviews; without statuses, among all that are not withdrawn.
    pub fn due(&self, filter: &Filter, limits: &DueLimits) -> DueCounts {
        let due = Some(DueCondition::any(*limits));
        self.count_due(&self.matches_but(&Filter { due, ..filter.clone() }, None), limits)
    }

    fn count_due(&self, matches: &Matches, limits: &DueLimits) -> DueCounts {
        let columns = self.columns();
        let checks = DueChecks::new(columns, limits);
        let mut counts = DueCounts {
            total: 0,
            by_reason: DueReason::ALL.iter().map(|reason| (*reason, 0)).collect(),
        };
        for number in matches.iter() {
            let Some(numbers) = columns.numbers_of(number) else { continue };
            let reasons = checks.reasons(number, numbers);
            counts.total += usize::from(reasons != Reasons::default());
            for (reason, count) in &mut counts.by_reason {
                *count += usize::from(reasons.has(*reason));
            }
        }
        counts
    }

    /// The reasons for which the profile of an organization is due; none for a withdrawn one.
    pub fn due_reasons(&self, entry: &Entry<'_>, limits: &DueLimits) -> Vec<DueReason> {
        let (columns, number) = (self.columns(), entry.number());
        let numbers = columns.numbers_of(number);
        let checks = DueChecks::new(columns, limits);
        numbers.map_or_else(Vec::new, |numbers| checks.reasons(number, numbers).list())
    }
}

impl Selection<'_> {
    /// Counts the profiles that are due: as many as the list with the same filter and `due` has. So
    /// without a choice of status, all organizations are counted that are not withdrawn.
    pub fn due(&self, limits: &DueLimits) -> DueCounts {
        let filter = self.filter();
        let widened = filter.due.is_none()
            && filter.sample.is_none()
            && filter.choice(Facet::Status).is_empty();
        if !widened {
            return self.snapshot.count_due(&self.matches, limits);
        }
        let due = Some(DueCondition::any(*limits));
        self.snapshot.count_due(&self.matches_of(&Filter { due, ..filter.clone() }), limits)
    }
}

/// The sort key of an organization by urgency: smaller is more urgent. People at risk count first,
/// then a profile that was never verified, then the day of its verification, then the number of
/// sources without a date.
pub fn urgency(at_risk: AtRisk, verified_at: Option<i32>, undated_sources: u16) -> i64 {
    // Days of four-digit years are far above this one.
    const NEVER: i32 = i32::MIN;
    let day = i64::from(verified_at.unwrap_or(NEVER)) - i64::from(NEVER);
    let undated = i64::from(u16::MAX - undated_sources);
    ((at_risk as i64) << 48) | (day << 16) | undated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_at_risk_come_first_then_the_oldest_verification_then_undated_sources() {
        let ordered = [
            (AtRisk::Helpline, None, 9),
            (AtRisk::Helpline, None, 0),
            (AtRisk::Helpline, Some(20_000), 500),
            (AtRisk::Helpline, Some(20_001), 0),
            (AtRisk::Report, None, 0),
            (AtRisk::Report, Some(-1), 0),
            (AtRisk::Nothing, None, u16::MAX),
            (AtRisk::Nothing, None, 3),
            (AtRisk::Nothing, Some(-171_000), 3),
            (AtRisk::Nothing, Some(0), 3),
            (AtRisk::Nothing, Some(0), 2),
            (AtRisk::Nothing, Some(1), 2),
        ];
        let keys: Vec<i64> = ordered.map(|(risk, day, undated)| urgency(risk, day, undated)).into();
        assert!(keys.is_sorted_by(|one, other| one < other), "{keys:?}");
        assert!(keys.iter().all(|key| *key >= 0));
    }
}
