//! Adds a county, city or district.

use crate::{command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    AddJurisdiction { name: String }
}

impl Verb for AddJurisdiction {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, _: &Facts) -> Result<(), Halt> {
        check_short("name", &self.name)?;
        let id: JurisdictionId = ctx.id();
        ctx.emit(StreamKey::Jurisdiction(id), JurisdictionAdded { name: self.name.clone() });
        Ok(())
    }
}
