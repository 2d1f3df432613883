//! Claimed money against the vouchers that prove it, and one voucher under two items.

use crate::lexicon::RECORDS;
use crate::signal::{Blocking, Hint, Remark, Signal, Sound, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Money that an item says was returned, recovered or saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub item: String,
    /// One of the verbs of money; sums of two verbs are never added, but verbs that say one thing are one.
    pub verb: String,
    /// In fen.
    pub fen: i64,
    pub source: Source,
}

/// A voucher under an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voucher {
    pub item: String,
    pub verb: String,
    /// Number printed on it; empty where it has none.
    pub number: String,
    /// In fen; below 0 where it takes money back.
    pub fen: i64,
    pub paper: String,
}

/// Verbs that say one thing stand on a line; the first stands for all.
fn verb_class(verb: &str) -> &str {
    let line = RECORDS.lines("claims").iter().find(|l| l.contains(&verb));
    line.and_then(|l| l.first()).copied().unwrap_or(verb)
}

/// Claims above the sum of their vouchers. One numbered voucher that was scanned twice counts once.
pub fn money_above_vouchers(claims: &[Claim], vouchers: &[Voucher]) -> Vec<Blocking> {
    let mut sums: BTreeMap<(&str, &str), (i64, BTreeSet<&str>)> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, &str, &str, i64)> = BTreeSet::new();
    for v in vouchers {
        let verb = verb_class(&v.verb);
        let key = (v.item.as_str(), verb, if v.number.is_empty() { v.paper.as_str() } else { v.number.as_str() }, v.fen);
        let e = sums.entry((&v.item, verb)).or_default();
        e.1.insert(&v.paper);
        if seen.insert(key) {
            e.0 = e.0.saturating_add(v.fen);
        }
    }
    let mut out = Vec::new();
    for c in claims {
        let (sum, papers) = sums.get(&(c.item.as_str(), verb_class(&c.verb))).cloned().unwrap_or_default();
        if c.fen > sum {
            let params =
                [("item", c.item.clone()), ("verb", c.verb.clone()), ("claimed_fen", c.fen.to_string()), ("vouchers_fen", sum.to_string())];
            let sources = std::iter::once(c.source.clone()).chain(papers.into_iter().map(Source::paper)).collect();
            out.push(Signal::new(Sound::MoneyAboveVouchers, &params, sources));
        }
    }
    out.sort();
    out
}

/// One voucher, by its number and sum, under two items.
pub fn same_receipt(vouchers: &[Voucher]) -> Vec<Remark> {
    let mut by: BTreeMap<(&str, i64), BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for v in vouchers.iter().filter(|v| !v.number.is_empty()) {
        by.entry((&v.number, v.fen)).or_default().entry(&v.item).or_default().insert(&v.paper);
    }
    let mut out = Vec::new();
    for ((number, fen), items) in by.into_iter().filter(|(_, items)| items.len() > 1) {
        let named = items.keys().copied().collect::<Vec<_>>().join(", ");
        let params = [("number", number.to_owned()), ("fen", fen.to_string()), ("items", named)];
        out.push(Signal::new(Hint::SameReceipt, &params, items.values().flatten().map(|p| Source::paper(p)).collect()));
    }
    out.sort();
    out
}
