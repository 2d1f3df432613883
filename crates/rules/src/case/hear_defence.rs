//! Records the unit's defence. It may speak more than once, until the case is decided.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    HearDefence { case: CaseId, text: String, evidence: Vec<Evidence> }
}

/// What an act upon a case is about.
pub fn case_resource(facts: &Facts, id: CaseId) -> Result<Resource, Halt> {
    let case = facts.case(id)?;
    Ok(Resource { unit: Some(case.unit), round: Some(case.round), ..Resource::default() })
}

impl Verb for HearDefence {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Case(self.case))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        case_resource(facts, self.case)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("text", &self.text)?;
        check_evidence("evidence", &self.evidence)?;
        let case = facts.case(self.case)?;
        ensure(case.outcome.is_none(), || Refusal::new(Code::CaseStep).field("case"))?;
        ensure_not_before("occurred_on", ctx.day(), case.opened_on)?;
        ctx.emit(StreamKey::Case(self.case), DefenceHeard { text: self.text.clone(), evidence: self.evidence.clone() });
        Ok(())
    }
}
