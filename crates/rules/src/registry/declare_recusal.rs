//! Declares why a person keeps away from a unit or a jurisdiction. Holds kind, body and period, never a relative's name.

use crate::{command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    DeclareRecusal { person: PersonId, against: Against, rule: RecusalRule, fact: Personal, from: Day, until: Option<Day> }
}

impl Verb for DeclareRecusal {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { person: Some(self.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        facts.person(self.person)?;
        match self.against {
            Against::Jurisdiction(j) => drop(facts.jurisdiction(j)?),
            Against::Unit(u) => drop(facts.unit(u)?),
        }
        check_personal("fact", &self.fact)?;
        ensure(self.until.is_none_or(|u| u >= self.from), || Refusal::new(Code::PeriodReversed).field("until").with("from", self.from))?;
        let (against, rule, fact, from, until) = (self.against, self.rule, self.fact.clone(), self.from, self.until);
        ctx.emit(StreamKey::Person(self.person), RecusalDeclared { against, rule, fact, from, until });
        Ok(())
    }
}
