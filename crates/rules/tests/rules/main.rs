//! The rules, tried without I/O: the story, every refusal, every right, odd sequences, wire forms, the calendar, sight.
#![allow(clippy::unwrap_used)]

mod about;
mod calendar;
mod edges;
mod matrix;
mod odd;
mod refusals;
mod scope;
mod story;
mod wire;
