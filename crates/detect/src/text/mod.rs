//! Texts made comparable: characters folded with their offsets kept, numbers and dates read as typed facts.

pub mod class;
pub mod fact;
pub mod normal;
pub mod plain;
pub mod sentence;
pub mod token;

pub use fact::{Fact, FactKind};
pub use normal::{Normal, normalize};
