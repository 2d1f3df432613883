//! Adds a unit that may be inspected, under its jurisdiction.

use crate::{command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    AddUnit { name: String, jurisdiction: JurisdictionId, sector: String }
}

impl Verb for AddUnit {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { jurisdiction: Some(self.jurisdiction), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_short("name", &self.name)?;
        check_short("sector", &self.sector)?;
        facts.jurisdiction(self.jurisdiction)?;
        let id: UnitId = ctx.id();
        ctx.emit(StreamKey::Unit(id), UnitAdded { name: self.name.clone(), jurisdiction: self.jurisdiction, sector: self.sector.clone() });
        Ok(())
    }
}
