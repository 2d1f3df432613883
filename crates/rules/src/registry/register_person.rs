//! Registers a person. Nobody holds a right by being registered; rights come with a post.

use crate::{command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    RegisterPerson {
        name: Personal,
        /// Jurisdiction that the person comes from, and must not inspect.
        home: Option<JurisdictionId>,
        home_unit: Option<UnitId>,
    }
}

impl Verb for RegisterPerson {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_personal("name", &self.name)?;
        if let Some(j) = self.home {
            facts.jurisdiction(j)?;
        }
        if let Some(u) = self.home_unit {
            facts.unit(u)?;
        }
        let id: PersonId = ctx.id();
        ctx.emit(StreamKey::Person(id), PersonRegistered { name: self.name.clone(), home: self.home, home_unit: self.home_unit });
        Ok(())
    }
}
