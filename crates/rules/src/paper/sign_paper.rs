//! Signs a working paper as re-checking deputy, then as leader: three signatures of three persons, each dated after the one before.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role,
    round::enter_unit::team_resource, stream::StreamKey,
};

order! {
    SignPaper { paper: PaperId }
}

impl Verb for SignPaper {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Paper(self.paper))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let paper = facts.paper(self.paper)?;
        team_resource(facts, paper.round, paper.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let paper = facts.paper(self.paper)?;
        let step = paper.next_step().ok_or_else(|| Refusal::new(Code::SignedAlready).field("paper"))?;
        let signer = match step {
            SigningStep::Recheck => Role::TeamDeputy,
            SigningStep::Leader => Role::TeamLeader,
        };
        ensure(ctx.standing.role == signer, || {
            Refusal::new(Code::SignatureOrder).field("paper").with("step", step.name()).with("role", signer.name()).by(&[signer])
        })?;
        ensure(paper.signed.iter().all(|s| s.0 != ctx.standing.person), || Refusal::new(Code::SecondPerson).field("paper").by(&[signer]))?;
        if let Some(last) = paper.signed_on() {
            ensure_not_before("occurred_on", ctx.day(), last)?;
        }
        ctx.emit(StreamKey::Paper(self.paper), PaperSigned { step });
        Ok(())
    }
}
