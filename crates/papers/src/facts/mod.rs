//! Typed facts of a text: dates, money with its verb, counts, persons by kind, each with its place in the source.

mod date;
mod figure;

use crate::{doc::Doc, paper::Place};
use serde::Serialize;
use std::{collections::HashSet, ops::Range};

pub use date::{Date, dates};
pub use figure::{Count, Money, Persons, number};

/// A value read from the source. `quote` is the source at `place`, unchanged; `value` is the same wording without
/// scraped readings and line ends, in simplified Chinese, or the typed reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The value.
    pub value: String,
    /// The source at that place.
    pub quote: String,
    /// The place.
    pub place: Place,
    /// Confidence in per cent.
    pub confidence: u8,
}

/// Builds fields of one paper.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The working text.
    pub doc: &'a Doc,
    /// The source text.
    pub text: &'a [char],
    /// Highest confidence of a field, in per cent: text that was recognised from pictures is never sure.
    pub most: u8,
}

impl Source<'_> {
    /// Field whose value is the wording of a range.
    pub fn field(&self, range: &Range<usize>, confidence: u8) -> Field {
        self.typed(range, self.doc.wording(range), confidence)
    }

    /// Field of a range with a value of its own.
    pub fn typed(&self, range: &Range<usize>, value: String, confidence: u8) -> Field {
        let place = self.doc.place(range);
        let quote = self.text.get(place.start..place.end).unwrap_or_default().iter().collect();
        Field { value, quote, place, confidence: confidence.min(self.most) }
    }
}

/// Facts of a stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Dates.
    pub dates: Vec<Date>,
    /// Amounts of money, each with its verb; verbs are never added into one.
    pub money: Vec<Money>,
    /// Counts of things.
    pub counts: Vec<Count>,
    /// People by kind of handling.
    pub persons: Vec<Persons>,
}

impl Facts {
    /// Adds the facts of `range`.
    pub fn add(&mut self, source: &Source, range: &Range<usize>) {
        self.dates.extend(date::dates(source, range));
        let money = figure::money(source, range);
        let persons = figure::persons(source, range);
        let taken: Vec<Place> = money.iter().map(|m| m.field.place).chain(persons.iter().map(|p| p.field.place)).collect();
        let free = |c: &Count| !taken.iter().any(|t| t.start < c.field.place.end && c.field.place.start < t.end);
        self.counts.extend(figure::counts(source, range).into_iter().filter(free));
        self.money.extend(money);
        self.persons.extend(persons);
    }

    /// Drops what stands at a place of `seen` and adds the other places to it: nothing is counted twice.
    pub fn keep_new(&mut self, seen: &mut HashSet<Place>) {
        self.dates.retain(|d| seen.insert(d.field.place));
        self.money.retain(|m| seen.insert(m.field.place));
        self.counts.retain(|c| seen.insert(c.field.place));
        self.persons.retain(|p| seen.insert(p.field.place));
    }
}
