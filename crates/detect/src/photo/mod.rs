//! Reused and edited photographs: local features in an inverted index, geometry for the candidates, and a look at the
//! pixels after registration, which parts "the same photo" from "the same place on another day".
//!
//! Rotations are handled by canonical orientation of every feature, mirrors by a sampling pattern that is closed under
//! mirroring: the descriptor of a mirrored feature is a swap of neighbouring bits.

mod agree;
pub mod album;
pub mod compare;
mod contrary;
pub mod decode;
pub mod feature;
mod fine;
pub mod geometry;
pub mod index;
mod kept;
mod moved;
mod paper;
pub mod parallel;
pub mod plane;
mod spread;
mod whole;
mod written;

pub use album::{Album, PhotoPair};
pub use compare::{Asked, Kind, Match, compare};
pub use decode::{DecodeError, Limits, Picture, decode};
pub use feature::{Feature, Features};
pub use index::PhotoIndex;

/// Version of the detector.
pub const VERSION: u32 = 6;
