//! The rules of the loop. Pure: no clock, no random, no disk, no SQL, no HTTP. `decide` turns a command and folded
//! facts into events or a refusal, `evolve` folds an event into the state of its stream.

pub mod about;
pub mod account;
pub mod act;
pub mod calendar;
pub mod case;
pub mod command;
pub mod duty;
pub mod erasure;
pub mod event;
pub mod facts;
pub mod finding;
pub mod id;
pub mod item;
pub mod notice;
pub mod paper;
pub mod parts;
pub mod permit;
pub mod plan;
pub mod refusal;
pub mod registry;
pub mod role;
pub mod round;
pub mod signal;
pub mod state;
pub mod stream;
pub mod testing;
pub mod value;

pub use command::{Command, CommandKind, Ctx, Decided, Ids, Verb, decide};
pub use event::{Event, Fact};
pub use refusal::{Code, Halt, Refusal};
pub use state::{State, evolve};
pub use stream::{Seat, StreamKey};
