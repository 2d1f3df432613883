//! Answers an objection. A sustained one sets a corrected wording beside the old; the old one stays.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*,
    round::enter_unit::team_resource, stream::StreamKey, value::*,
};

order! {
    AnswerObjection { finding: FindingId, objection: ObjectionId, sustained: Flag, reason: String, corrected: Option<String> }
}

impl Verb for AnswerObjection {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Finding(self.finding))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let f = facts.finding(self.finding)?;
        team_resource(facts, f.round, f.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("reason", &self.reason)?;
        let f = facts.finding(self.finding)?;
        let unknown = || Refusal::new(Code::Unknown).field("objection").with("noun", "objection").with("id", self.objection);
        let o = f.objections.get(&self.objection).ok_or_else(unknown)?;
        ensure(o.answered.is_none(), || Refusal::new(Code::AlreadyThere).field("objection").with("noun", "answer"))?;
        ensure_not_before("occurred_on", ctx.day(), o.raised_on)?;
        match (&self.corrected, self.sustained.yes()) {
            (Some(text), true) => check_long("corrected", text)?,
            (None, true) => return Err(Refusal::new(Code::TextMissing).field("corrected").into()),
            (Some(_), false) => return Err(Refusal::new(Code::WordingFrozen).field("corrected").into()),
            (None, false) => {}
        }
        let (objection, sustained, reason, corrected) = (self.objection, self.sustained, self.reason.clone(), self.corrected.clone());
        ctx.emit(StreamKey::Finding(self.finding), ObjectionAnswered { objection, sustained, reason, corrected });
        Ok(())
    }
}
