//! Claimed money against the vouchers that prove it.

use crate::signal::{Signal, Source, signal};
use std::collections::{BTreeMap, BTreeSet};

/// Money that an item says was returned, recovered or saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub item: String,
    /// One of the verbs of money; sums of two verbs are never added.
    pub verb: String,
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
    pub fen: i64,
    pub paper: String,
}

/// Claims above the sum of their vouchers, and one voucher under two items.
pub fn money_above_vouchers(claims: &[Claim], vouchers: &[Voucher]) -> Vec<Signal> {
    let mut sums: BTreeMap<(&str, &str), (i64, BTreeSet<&str>)> = BTreeMap::new();
    let distinct: BTreeSet<&Voucher> = vouchers.iter().collect();
    for v in &distinct {
        let e = sums.entry((&v.item, &v.verb)).or_default();
        e.0 = e.0.saturating_add(v.fen);
        e.1.insert(&v.paper);
    }
    let mut out = Vec::new();
    for c in claims {
        let (sum, papers) = sums.get(&(c.item.as_str(), c.verb.as_str())).cloned().unwrap_or_default();
        if c.fen > sum {
            let params =
                [("item", c.item.clone()), ("verb", c.verb.clone()), ("claimed_fen", c.fen.to_string()), ("vouchers_fen", sum.to_string())];
            let sources = std::iter::once(c.source.clone()).chain(papers.into_iter().map(Source::paper)).collect();
            out.push(signal("money-above-vouchers", &params, sources));
        }
    }
    let mut by_number: BTreeMap<(&str, i64), BTreeMap<&str, &str>> = BTreeMap::new();
    for v in distinct.iter().filter(|v| !v.number.is_empty()) {
        by_number.entry((&v.number, v.fen)).or_default().insert(&v.item, &v.paper);
    }
    for ((number, fen), items) in by_number.into_iter().filter(|(_, items)| items.len() > 1) {
        let params =
            [("number", number.to_owned()), ("fen", fen.to_string()), ("items", items.keys().copied().collect::<Vec<_>>().join(", "))];
        out.push(signal("same-receipt", &params, items.values().map(|p| Source::paper(p)).collect()));
    }
    out.sort();
    out
}
