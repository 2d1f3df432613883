//! Reads official papers into trees and proposals: a reader makes a [`paper::Paper`] of a file, [`tree::Tree`] finds
//! its headings, and a proposal says what the register could take over, with the place of every field in the source.

#[macro_use]
pub mod lexicon;

pub mod clause;
pub mod doc;
pub mod facts;
pub mod paper;
pub mod propose;
pub mod read;
pub mod script;
pub mod strip;
pub mod tree;
