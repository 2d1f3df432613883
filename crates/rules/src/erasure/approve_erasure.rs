//! Approves an erasure: another administrator, of another line. The store replaces the body in the same transaction.

use crate::{
    command::*,
    erasure::propose_erasure::ensure_settled,
    event::*,
    facts::Facts,
    id::*,
    parts::order,
    permit::Resource,
    refusal::*,
    role::Role,
    stream::{Seat, StreamKey},
    value::*,
};

order! {
    ApproveErasure {
        erasure: ErasureId,
        /// Commitment of the replacement body, hexadecimal; made by the store.
        commit: Digest,
    }
}

impl Verb for ApproveErasure {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Erasure(self.erasure))
    }

    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let e = facts.erasure(self.erasure)?;
        ensure(!e.approved, || Refusal::new(Code::ErasureStep).field("erasure"))?;
        let proposer = match e.proposer_seat {
            Seat::Post(p) => Some(facts.post(p)?.role),
            _ => None,
        };
        let second = ctx.standing.person != e.proposed_by && proposer != Some(ctx.standing.role);
        let lines = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
        ensure(second, || Refusal::new(Code::SecondPerson).field("erasure").by(&lines))?;
        ensure_settled(facts, e.of)?;
        let (position, fields, commit) = (e.position, e.fields.clone(), self.commit.as_str().to_owned());
        ctx.emit(StreamKey::Erasure(self.erasure), ErasureApproved { position, fields, commit });
        ctx.emit(StreamKey::Authority, ErasureCounted { erasure: self.erasure });
        Ok(())
    }
}
