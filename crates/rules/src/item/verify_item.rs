//! Verifies a claim. The verifier is a person who neither drafted, reported nor claimed, and has no post in the unit.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::*, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    VerifyItem {
        item: ItemId,
        means: VerificationMeans,
        /// What was seen, and whom one asked.
        record: String,
        evidence: Vec<Evidence>,
    }
}

impl Verb for VerifyItem {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("record", &self.record)?;
        check_evidence("evidence", &self.evidence)?;
        ensure_step(&item, &[ItemStep::ClaimedDone], &[Role::PrincipalLeader, Role::BodyMember])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ensure_independent(facts, &item, ctx.standing.person)?;
        let (means, record, evidence) = (self.means, self.record.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Item(self.item), ItemVerified { means, record: record.clone(), evidence });
        // A long-term item keeps a follow-up date, which only a close-out of its own can name.
        if !facts.round(item.round)?.settings.two_signatures.yes() && !item.long_term.yes() {
            ensure_no_signal(&item)?;
            ctx.emit(StreamKey::Item(self.item), ItemClosed { opinion: record, follow_up: None });
        }
        Ok(())
    }
}

/// Refuses while a signal upon the item waits for people to decide.
pub fn ensure_no_signal(item: &Item) -> Result<(), Halt> {
    ensure(item.signals_open.is_empty(), || {
        Refusal::new(Code::SignalOpen)
            .field("item")
            .with("signals", item.signals_open.len())
            .by(&[Role::OfficeHead, Role::ExecutiveDeputyHead])
    })
}

/// Refuses a person who took part in the item, or has or had a post in its unit.
pub fn ensure_independent(facts: &Facts, item: &Item, person: PersonId) -> Result<(), Halt> {
    let no = || {
        Refusal::new(Code::VerifierNotIndependent)
            .field("item")
            .with("person", person)
            .by(&[Role::Supervisor, Role::CountyDisciplineSecretary])
    };
    ensure(!item.involved.contains(&person), no)?;
    let p = facts.person(person)?;
    ensure(p.home_unit != Some(item.unit), no)?;
    for (post, _, _, _) in &p.seats {
        ensure(facts.post(*post)?.unit != Some(item.unit), no)?;
    }
    Ok(())
}
