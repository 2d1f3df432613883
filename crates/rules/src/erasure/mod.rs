//! Erasures: two administrators of different lines order that personal values of one entry be removed. The leaf stays,
//! the body is replaced, and how many there were is always stated.

pub mod approve_erasure;
pub mod propose_erasure;

use crate::{
    event::*,
    id::*,
    stream::{Seat, StreamKey},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Erasure {
    pub position: u64,
    pub of: StreamKey,
    pub fields: Vec<String>,
    pub proposed_by: PersonId,
    pub proposer_seat: Seat,
    pub approved: bool,
}

impl Erasure {
    pub(crate) fn create(fact: &Fact, e: &ErasureProposed) -> Self {
        Erasure {
            position: e.position,
            of: e.of,
            fields: e.fields.clone(),
            proposed_by: fact.act.decided_by.person,
            proposer_seat: fact.act.decided_by.seat,
            approved: false,
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::ErasureApproved(_) if !self.approved => {
                self.approved = true;
                true
            }
            _ => false,
        }
    }
}
