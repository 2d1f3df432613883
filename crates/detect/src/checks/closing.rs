//! How items were closed: in a burst at the deadline, without a record from the site, within minutes, with nothing
//! opened. A timely "not yet" is never a failing.

use crate::signal::{Hint, Remark, Signal, Source};
use std::collections::BTreeMap;

/// The closing of one item; times in seconds since 1970-01-01 UTC, 0 where it did not happen.
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
    /// Somebody opened the evidence before approving.
    pub evidence_opened: bool,
}

const BURST_SECONDS: i64 = 6 * 3_600;
const BURST_ITEMS_MIN: usize = 10;
const BURST_SHARE_MIN: f32 = 0.8;
const QUICK_SECONDS: i64 = 5 * 60;

fn approved(items: &[Closing]) -> impl Iterator<Item = &Closing> {
    items.iter().filter(|c| c.approved_at > 0)
}

fn sorted(mut out: Vec<Remark>) -> Vec<Remark> {
    out.sort();
    out
}

/// Units that submitted nearly all their items within hours of the deadline. Of what was not submitted nothing is said.
pub fn closing_burst(items: &[Closing]) -> Vec<Remark> {
    let mut by: BTreeMap<(&str, i64), Vec<&Closing>> = BTreeMap::new();
    items.iter().filter(|c| c.submitted_at > 0 && c.deadline_at > 0).for_each(|c| by.entry((&c.unit, c.deadline_at)).or_default().push(c));
    let mut out = Vec::new();
    for ((unit, deadline), all) in by {
        let late: Vec<_> = all.iter().filter(|c| (deadline - BURST_SECONDS..=deadline).contains(&c.submitted_at)).collect();
        if late.len() >= BURST_ITEMS_MIN && late.len() as f32 >= BURST_SHARE_MIN * all.len() as f32 {
            let params = [("unit", unit.to_owned()), ("late", late.len().to_string()), ("all", all.len().to_string())];
            out.push(Signal::new(Hint::ClosingBurst, &params, late.iter().map(|c| Source::paper(&c.item)).collect()));
        }
    }
    sorted(out)
}

fn of_item(check: Hint, c: &Closing, more: &[(&'static str, String)]) -> Remark {
    let params: Vec<_> = std::iter::once(("item", c.item.clone())).chain(more.iter().cloned()).collect();
    Signal::new(check, &params, vec![Source::paper(&c.item)])
}

/// Items closed without a record from the site where the finding asks for one.
pub fn no_site_record(items: &[Closing]) -> Vec<Remark> {
    let bare = approved(items).filter(|c| c.needs_site && c.site_records == 0);
    sorted(bare.map(|c| of_item(Hint::NoSiteRecord, c, &[])).collect())
}

/// Items approved within minutes of their submission.
pub fn quick_approval(items: &[Closing]) -> Vec<Remark> {
    let quick = approved(items).filter(|c| c.submitted_at > 0 && (0..QUICK_SECONDS).contains(&(c.approved_at - c.submitted_at)));
    sorted(quick.map(|c| of_item(Hint::QuickApproval, c, &[("seconds", (c.approved_at - c.submitted_at).to_string())])).collect())
}

/// Items closed though nobody opened the evidence.
pub fn evidence_unopened(items: &[Closing]) -> Vec<Remark> {
    sorted(approved(items).filter(|c| !c.evidence_opened).map(|c| of_item(Hint::EvidenceUnopened, c, &[])).collect())
}
