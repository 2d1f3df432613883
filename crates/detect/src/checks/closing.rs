//! How items were closed: in a burst at the deadline, without a record from the site, within minutes. A timely "not yet"
//! is never a failing.

use crate::signal::{Signal, Source, signal};
use std::collections::BTreeMap;

/// The closing of one item; times in seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closing {
    pub item: String,
    pub unit: String,
    pub submitted_at: i64,
    pub approved_at: i64,
    pub deadline_at: i64,
    pub site_records: u32,
    /// The finding can only be checked on site.
    pub needs_site: bool,
    pub evidence_opened: bool,
}

const BURST_SECONDS: i64 = 6 * 3_600;
const BURST_ITEMS_MIN: usize = 10;
const BURST_SHARE_MIN: f32 = 0.8;
const QUICK_SECONDS: i64 = 5 * 60;

/// Units that submitted nearly all their items within hours of the deadline.
pub fn closing_burst(items: &[Closing]) -> Vec<Signal> {
    let mut by: BTreeMap<(&str, i64), Vec<&Closing>> = BTreeMap::new();
    items.iter().for_each(|c| by.entry((&c.unit, c.deadline_at)).or_default().push(c));
    let mut out = Vec::new();
    for ((unit, deadline), all) in by {
        let late = all.iter().filter(|c| (deadline - BURST_SECONDS..=deadline).contains(&c.submitted_at)).count();
        if late >= BURST_ITEMS_MIN && late as f32 >= BURST_SHARE_MIN * all.len() as f32 {
            let params = [("unit", unit.to_owned()), ("late", late.to_string()), ("all", all.len().to_string())];
            out.push(signal("closing-burst", &params, all.iter().map(|c| Source::paper(&c.item)).collect()));
        }
    }
    out.sort();
    out
}

/// Items closed without a record from the site where the finding asks for one.
pub fn no_site_record(items: &[Closing]) -> Vec<Signal> {
    let bare = items.iter().filter(|c| c.needs_site && c.site_records == 0 && c.approved_at > 0);
    let mut out: Vec<Signal> = bare.map(|c| signal("no-site-record", &[("item", c.item.clone())], vec![Source::paper(&c.item)])).collect();
    out.sort();
    out
}

/// Items approved within minutes of their submission, or closed with no evidence opened.
pub fn quick_approval(items: &[Closing]) -> Vec<Signal> {
    let mut out = Vec::new();
    for c in items.iter().filter(|c| c.approved_at > 0 && c.submitted_at > 0) {
        let seconds = c.approved_at - c.submitted_at;
        if (0..QUICK_SECONDS).contains(&seconds) && !c.evidence_opened {
            out.push(signal("quick-approval", &[("item", c.item.clone()), ("seconds", seconds.to_string())], vec![Source::paper(&c.item)]));
        }
    }
    out.sort();
    out
}
