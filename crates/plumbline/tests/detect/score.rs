//! What the signals over a made folder are worth: recall of every cheat, false alarms of every detector.

use super::folder::Item;
use std::collections::{BTreeMap, BTreeSet};

/// Counts of one detector.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Count {
    pub cheats: usize,
    pub found: usize,
    /// False alarms: signals that name honest items alone.
    pub accused: usize,
    /// What it said of some of them.
    pub examples: Vec<String>,
}

/// Counts by detector, and the number of honest items. A signal that names a cheated item beside an honest one is
/// no false alarm: other cheats leave marks of more than one kind, and who cheated is no honest item.
pub fn score(items: &[Item], signals: &[serde_json::Value]) -> (BTreeMap<String, Count>, usize) {
    let cheat: BTreeMap<&str, Option<&str>> = items.iter().map(|i| (i.path.as_str(), i.cheat)).collect();
    let mut out: BTreeMap<String, Count> = BTreeMap::new();
    items.iter().filter_map(|i| i.cheat).for_each(|c| out.entry(c.to_owned()).or_default().cheats += 1);
    let mut hit = BTreeSet::new();
    for s in signals {
        let detector = s["detector"].as_str().unwrap();
        let of = |source: &serde_json::Value| {
            let parts: Vec<&str> = source["paper"].as_str().unwrap().split('/').take(2).collect();
            parts.join("/")
        };
        let named: BTreeSet<String> = s["sources"].as_array().unwrap().iter().map(of).filter(|p| cheat.contains_key(p.as_str())).collect();
        let guilty: Vec<&String> = named.iter().filter(|p| cheat[p.as_str()] == Some(detector)).collect();
        hit.extend(guilty.iter().map(|p| ((*p).clone(), detector.to_owned())));
        if named.iter().all(|p| cheat[p.as_str()].is_none()) {
            let count = out.entry(detector.to_owned()).or_default();
            count.accused += 1;
            if count.examples.len() < 12 {
                count.examples.push(format!("{} {}", s["text"], s["sources"]));
            }
        }
    }
    hit.into_iter().for_each(|(_, d)| out.entry(d).or_default().found += 1);
    (out, items.iter().filter(|i| i.cheat.is_none()).count())
}
