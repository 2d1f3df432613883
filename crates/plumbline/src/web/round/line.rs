//! The plumb line: knots of steps and gates. Filled: done; ring: now; gap: a later step has begun without it.

use crate::web::shell::Shell;
use rules::round::Round;
use store::read::unit_progress::UnitRow;

/// A knot.
#[derive(Clone, Debug)]
pub struct Knot {
    /// `done`, `now`, `gap` or `later`.
    pub state: &'static str,
    /// Green is for this alone: closed after verification.
    pub closed: bool,
    pub title: String,
    pub on: String,
    pub note: String,
    pub href: String,
}

impl Knot {
    /// A knot for the tests of templates.
    pub fn sample() -> Knot {
        let text = || "x".to_owned();
        Knot { state: "now", closed: false, title: text(), on: text(), note: text(), href: "#x".to_owned() }
    }
}

/// A step as counted: key, place on the page, how many are done, of how many, day of the latest, whether it is due yet.
struct Step(&'static str, &'static str, usize, usize, Option<String>, bool);

fn counted<'a>(units: &'a [UnitRow], day: impl Fn(&'a UnitRow) -> Option<&'a String>) -> (usize, Option<String>) {
    let days: Vec<&String> = units.iter().filter_map(day).collect();
    (days.len(), days.into_iter().max().cloned())
}

/// The line of a round as a seat sees it. `items` is the number of closed items and of all.
pub fn of_round(w: &Shell, round: &Round, units: &[UnitRow], items: (i64, i64), notice: Option<&String>) -> Vec<Knot> {
    let all = units.len();
    let mut steps = vec![
        Step("knot-round-planned", "#plan", 1, 1, Some(round.planned_on.to_string()), true),
        Step("knot-authorised", "#plan", usize::from(round.authorised_on.is_some()), 1, round.authorised_on.map(|d| d.to_string()), true),
    ];
    let mut add = |key, place, (n, day): (usize, Option<String>)| steps.push(Step(key, place, n, all, day, true));
    add("knot-teams", "#teams", (units.iter().filter(|u| u.team.is_some()).count(), None));
    add("knot-entered", "#teams", counted(units, |u| u.entered_on.as_ref()));
    add("knot-reported", "#findings", counted(units, |u| u.reported_on.as_ref()));
    add("knot-heard", "#hearings", counted(units, |u| u.heard_on.as_ref()));
    if round.settings.secretary_meeting.yes() {
        add("knot-met", "#hearings", counted(units, |u| u.met_on.as_ref()));
    }
    if round.settings.jurisdiction_channel.yes() {
        add("knot-fed-jurisdiction", "#feedback", counted(units, |u| u.jurisdiction_on.as_ref()));
    }
    add("knot-fed-unit", "#feedback", counted(units, |u| u.feedback_on.as_ref()));
    add("knot-plans", "#statistics", counted(units, |u| u.approved_on.as_ref()));
    // What is not due yet is no gap, whatever has begun after it.
    let due = units.iter().any(|u| u.reports_due.as_deref().is_some_and(|d| w.overdue(d)));
    steps.push(Step("knot-reports", "#statistics", units.iter().filter(|u| u.reports >= 2).count(), all, None, due));
    steps.push(Step("knot-closed", "#statistics", items.0 as usize, items.1.max(1) as usize, None, true));
    steps.push(Step("knot-notice", "#notices", usize::from(notice.is_some()), 1, notice.cloned(), true));
    knots(w, &steps)
}

fn knots(w: &Shell, steps: &[Step]) -> Vec<Knot> {
    let begun = steps.iter().rposition(|s| s.2 > 0).unwrap_or_default();
    let first_open = steps.iter().position(|s| s.2 < s.3).unwrap_or(steps.len());
    let one = |(i, s): (usize, &Step)| {
        let state = match (s.2 >= s.3, i) {
            (true, _) => "done",
            (_, i) if i == first_open || s.2 > 0 => "now",
            (_, i) if i < begun && s.5 => "gap",
            _ => "later",
        };
        Knot {
            state,
            closed: s.0 == "knot-closed" && state == "done",
            title: w.t(s.0),
            on: s.4.as_deref().map(|d| w.day(d)).unwrap_or_default(),
            note: if s.3 > 1 { format!("{}/{}", s.2, s.3) } else { String::new() },
            href: s.1.to_owned(),
        }
    };
    steps.iter().enumerate().map(one).collect()
}
