//! Cross-inspection assignment: units to teams and people to teams in one plan, lawful first, then cheap, with a bound below which
//! nothing can be, reasons for every place, and the rules and facts that conflict where there is no plan.
//!
//! The crate is pure: it reads no clock (a [`Budget`] is handed in), draws no chance but from a [`Seed`], counts cost in integers
//! and depends on no order of hashing. With a number of iterations the same round gives the same plan on every machine and with
//! every number of threads.

mod anneal;
mod assign;
mod bound;
mod budget;
mod conflict;
mod crew;
mod draw;
mod element;
mod exact;
mod explain;
mod fault;
mod forbidden;
mod ground;
mod heat;
mod ids;
mod instance;
mod json;
mod lawful;
mod mend;
mod model;
mod pack;
mod plan;
mod read;
mod recusal;
mod repair;
mod rng;
mod score;
mod solve;
mod staff;
mod state;
mod what_if;

pub use crate::assign::{Outcome, Progress, Solved, assign};
pub use bound::lower_bound;
pub use budget::{Budget, Unlimited};
pub use conflict::{Conflict, Conflicts, Witness, explain as explain_conflict};
pub use draw::{Drawn, FRAME_MAX, draw};
pub use element::Element;
pub use explain::{Elsewhere, Explanation, explain};
pub use fault::{Fault, InputError};
pub use forbidden::{Against, Forbidden, Period};
pub use ground::{Ground, faults};
pub use ids::{CountyId, InspectorId, OrgId, TeamId, UnitId};
pub use instance::{Employment, Home, Inspector, Instance, Placed, Placement, Rules, Span, Unit, Weights};
pub use model::Model;
pub use plan::{Cost, Plan, TeamPlan, read_plan};
pub use read::{placement, read_instance};
pub use recusal::{Reason, reasons};
pub use repair::{Change, Late, Repair, Repaired, read_late, repair, with_late};
pub use rng::Seed;
pub use solve::Options;
pub use state::State;
pub use what_if::{WhatIf, read_what_if, what_if, wish};
