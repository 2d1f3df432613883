//! Working days, deadline profiles and the arithmetic of due dates. Profiles and statutory holidays are data files;
//! a year without published holidays counts weekends only and is provisional.

use crate::{
    parts::{PlanDates, ProfileRef},
    value::{Date, Flag},
};
use jiff::civil::Weekday;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Deadlines in months after the feedback; `None` where the profile sets none.
#[derive(Clone, Debug, Deserialize)]
pub struct DeadlineProfile {
    pub id: String,
    pub version: i64,
    pub plan_months: Option<i64>,
    pub rectification_months: i64,
    /// Reports fall due with the end of concentrated rectification.
    pub reports_months: i64,
    pub leads_months: i64,
}

#[derive(Deserialize)]
struct Year {
    /// Weekdays that are statutory holidays.
    rest: Vec<Date>,
    /// Weekend days that are worked.
    work: Vec<Date>,
}

static PROFILES: LazyLock<Vec<DeadlineProfile>> = LazyLock::new(|| parse(include_str!("../data/profiles.json")));
static HOLIDAYS: LazyLock<BTreeMap<i16, Year>> = LazyLock::new(|| parse(include_str!("../data/holidays.json")));

/// Version of the holiday data, stored with every due date that was computed by it.
pub const CALENDAR_VERSION: &str = "cn-2026.1";

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> T {
    // INVARIANT: both files are part of the binary and read by a test.
    serde_json::from_str(text).unwrap_or_else(|e| panic!("calendar data: {e}"))
}

/// All profiles.
pub fn profiles() -> &'static [DeadlineProfile] {
    &PROFILES
}

/// The profile of that name.
pub fn profile(id: &str) -> Option<&'static DeadlineProfile> {
    PROFILES.iter().find(|p| p.id == id)
}

fn weekend(day: Date) -> bool {
    matches!(day.0.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Whether people work on that day, and whether that is known rather than provisional.
pub fn working_day(day: Date) -> (bool, bool) {
    match HOLIDAYS.get(&day.year()) {
        None => (!weekend(day), false),
        Some(y) => (if weekend(day) { y.work.contains(&day) } else { !y.rest.contains(&day) }, true),
    }
}

/// The day itself, or the next working day; the flag says whether the calendar of every day looked at was published.
pub fn next_working_day(day: Date) -> (Date, bool) {
    let mut known = true;
    let mut d = day;
    // No run of rest days comes near this bound; it only guards the end of the calendar.
    for _ in 0..60 {
        let (works, published) = working_day(d);
        known &= published;
        if works {
            return (d, known);
        }
        d = d.plus_days(1);
    }
    (d, known)
}

/// `months` after `start`, the start day not counted; a day that the month lacks becomes its last day.
pub fn months_after(start: Date, months: i64) -> Date {
    Date(start.0.saturating_add(jiff::Span::new().months(months.clamp(0, 1200))))
}

/// Working days after `from` up to and including `to`; negative where `to` lies before `from`. The week is counted by
/// arithmetic, then corrected by the published days that lie between, so a span of years costs no more than its holidays.
pub fn working_days_between(from: Date, to: Date) -> i64 {
    if from > to {
        return -working_days_between(to, from);
    }
    let days = to.days_since(from);
    let rest = (days / 7 * 7 + 1..=days).filter(|n| !weekend(from.plus_days(*n))).count() as i64;
    let between = |d: &&Date| from < **d && **d <= to;
    let corrected: i64 = HOLIDAYS
        .range(from.year()..=to.year())
        .map(|(_, y)| {
            let worked = y.work.iter().filter(between).filter(|d| weekend(**d)).count() as i64;
            worked - y.rest.iter().filter(between).filter(|d| !weekend(**d)).count() as i64
        })
        .sum();
    days / 7 * 5 + rest + corrected
}

/// Due dates of a unit whose feedback was delivered on `feedback`.
pub fn plan_dates(profile: &ProfileRef, feedback: Date, objection_days: i64) -> Option<PlanDates> {
    let p = self::profile(&profile.id)?;
    let mut known = true;
    let mut due = |months: i64| {
        let (day, published) = next_working_day(months_after(feedback, months));
        known &= published;
        day
    };
    let rectification = due(p.rectification_months);
    let plan = p.plan_months.map_or(rectification, &mut due);
    let reports = due(p.reports_months);
    Some(PlanDates {
        plan,
        rectification,
        reports,
        objections: feedback.plus_days(objection_days),
        profile: profile.clone(),
        calendar: CALENDAR_VERSION.to_owned(),
        provisional: Flag::from(!known),
    })
}
