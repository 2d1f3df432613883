//! Creates a post. Its role fixes whether it belongs to the authority, a jurisdiction or a unit.

use crate::{
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::order,
    permit::Resource,
    refusal::*,
    role::{Level, Role},
    stream::StreamKey,
    value::*,
};

order! {
    CreatePost { role: Role, title: String, jurisdiction: Option<JurisdictionId>, unit: Option<UnitId> }
}

impl Verb for CreatePost {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { jurisdiction: self.jurisdiction, unit: self.unit, ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_short("title", &self.title)?;
        let placed = match self.role.level() {
            Level::Authority => self.role != Role::SetUp && self.jurisdiction.is_none() && self.unit.is_none(),
            Level::Jurisdiction => self.jurisdiction.is_some() && self.unit.is_none(),
            Level::Unit => self.unit.is_some(),
            Level::Team => false,
        };
        ensure(placed, || Refusal::new(Code::PostLevel).field("role").with("role", self.role.name()))?;
        if let Some(j) = self.jurisdiction {
            facts.jurisdiction(j)?;
        }
        let jurisdiction = match self.unit {
            None => self.jurisdiction,
            Some(u) => {
                let home = facts.unit(u)?.jurisdiction;
                ensure(self.jurisdiction.is_none_or(|j| j == home), || {
                    Refusal::new(Code::PostLevel).field("jurisdiction").with("role", self.role.name())
                })?;
                Some(home)
            }
        };
        let id: PostId = ctx.id();
        ctx.emit(StreamKey::Post(id), PostCreated { role: self.role, title: self.title.clone(), jurisdiction, unit: self.unit });
        Ok(())
    }
}
