//! What the story knows while it is told: the cast, the ids that came back, and how to say a step.

use super::{
    cast::Cast,
    wire::{Answer, Door, Hand},
};
use crate::text::{Lang, text, text_with};
use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};
use std::time::Instant;

/// Steps that the story prints.
pub const STEPS: usize = 29;

/// A finding with what came back for it.
#[derive(Clone, Default)]
pub struct Found {
    pub id: String,
    pub manifestations: Vec<String>,
}

/// The story so far.
pub struct Tale {
    pub lang: Lang,
    pub today: Date,
    pub door: Door,
    pub started: Instant,
    pub cast: Cast,
    pub round: String,
    pub topics: Vec<String>,
    /// Teams in order; team number `k` inspects county number `k`.
    pub teams: Vec<String>,
    pub hearing: String,
    pub next: super::next::Next,
    /// Findings by unit.
    pub findings: Vec<Vec<Found>>,
    /// Items by unit, in the order of the register.
    pub items: Vec<Vec<String>>,
    pub said: usize,
    /// Acts that were refused as they should be.
    pub refused: u64,
    /// Tally of the notice that was published last.
    pub tally: Value,
}

impl Tale {
    pub fn t(&self, key: &str) -> String {
        text(self.lang, key)
    }

    pub fn tw(&self, key: &str, params: &[(&'static str, String)]) -> String {
        text_with(self.lang, key, params)
    }

    /// Prints the next step.
    pub fn step(&mut self, key: &str, params: &[(&'static str, String)]) {
        self.said += 1;
        println!("[{:>2}/{STEPS}] {}", self.said, self.tw(key, params));
    }

    /// Prints something about the step.
    pub fn aside(&self, text: &str) {
        println!("        {text}");
    }

    /// The day that many days ago; negative for days to come.
    pub fn day(&self, ago: i64) -> String {
        self.today.saturating_sub(ago.days()).to_string()
    }

    /// An act that many days ago, as the books before the installation have it.
    pub fn act(&self, ago: i64) -> Value {
        if ago > 2 {
            json!({ "occurred_on": self.day(ago), "late_reason": self.t("demo-late") })
        } else {
            json!({ "occurred_on": self.day(ago) })
        }
    }

    /// Sends an order that has to be accepted.
    pub fn order(&self, by: &Hand, verb: &str, about: Option<&str>, ago: i64, order: Value) -> Result<Answer, String> {
        self.door.order(by, verb, about, self.act(ago), order)
    }

    /// Name of the round's stream.
    pub fn round_stream(&self) -> String {
        format!("round/{}", self.round)
    }

    /// A written paper handed in by someone, as evidence.
    pub fn paper(&self, by: &Hand, caption: &str, ago: Option<i64>) -> Result<Value, String> {
        let body = format!("{}\n{caption}\n{}\n", self.t("demo-paper"), ago.map(|d| self.day(d)).unwrap_or_default());
        let digest = self.door.upload(by, "text/plain; charset=utf-8", body.as_bytes())?;
        let mut evidence = json!({ "digest": digest, "name": format!("{}.txt", self.t("demo-file")), "caption": caption });
        if let Some(days) = ago {
            evidence["dated"] = json!(self.day(days));
        }
        Ok(evidence)
    }

    /// A picture handed in by someone, as evidence; each number makes another one.
    pub fn picture(&self, by: &Hand, caption: &str, number: u8) -> Result<Value, String> {
        let digest = self.door.upload(by, "image/png", &super::picture::png(number))?;
        Ok(json!({ "digest": digest, "name": format!("{}.png", self.t("demo-photo")), "caption": caption }))
    }
}

/// Does the same for many at a time, so that their commands share a commit.
pub fn together<T: Sync, R: Send>(list: &[T], each: impl Fn(usize, &T) -> Result<R, String> + Sync) -> Result<Vec<R>, String> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut out: Vec<(usize, Result<R, String>)> = std::thread::scope(|s| {
        let work = || {
            let mut mine = Vec::new();
            loop {
                let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(x) = list.get(i) else { return mine };
                mine.push((i, each(i, x)));
            }
        };
        let threads: Vec<_> = (0..8.min(list.len())).map(|_| s.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap_or_default()).collect()
    });
    out.sort_by_key(|r| r.0);
    let done: Vec<R> = out.into_iter().map(|r| r.1).collect::<Result<_, _>>()?;
    if done.len() == list.len() { Ok(done) } else { Err(format!("{} of {}", done.len(), list.len())) }
}
