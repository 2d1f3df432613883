//! Duties: every requirement and commitment becomes one, of a post, with a due date and a proof.

pub mod fulfil_duty;
pub mod hand_over_duty;

use crate::{event::*, id::*, parts::*};

#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    pub source: DutySource,
    pub post: PostId,
    pub due: Day,
    pub arose_on: Day,
    pub done: bool,
    /// Posts that had it before.
    pub former: Vec<PostId>,
}

impl Duty {
    pub(crate) fn create(fact: &Fact, e: &DutyArisen) -> Self {
        Duty { source: e.source, post: e.post, due: e.due, arose_on: fact.act.occurred_on, done: false, former: Vec::new() }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::DutyHandedOver(e) if !self.done => {
                self.former.push(self.post);
                self.post = e.to;
                true
            }
            Event::DutyFulfilled(_) if !self.done => {
                self.done = true;
                true
            }
            _ => false,
        }
    }
}
