//! Proposes to erase personal values of one entry, with ground and retention class.

use crate::{
    command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    ProposeErasure {
        /// Number of the entry on the record.
        position: u64,
        /// Stream of that entry.
        of: StreamKey,
        /// Names of its personal fields.
        fields: Vec<String>,
        ground: String,
        retention: String,
    }
}

/// Fields that an erasure may name.
pub const ERASABLE: [&str; 5] = ["name", "login", "fact", "responsible_person", "evidence"];

/// Refuses while the entry belongs to an item under a signal, or to a case or signal that is not decided.
pub fn ensure_settled(facts: &Facts, of: StreamKey) -> Result<(), Halt> {
    let open = match of {
        StreamKey::Item(id) => !facts.item(id)?.signals_open.is_empty(),
        StreamKey::Signal(id) => !facts.item(facts.signal(id)?.item)?.signals_open.is_empty(),
        StreamKey::Case(id) => facts.case(id)?.outcome.is_none(),
        StreamKey::Finding(id) => facts.finding(id)?.objections.values().any(|o| o.answered.is_none()),
        _ => false,
    };
    ensure(!open, || Refusal::new(Code::ErasureOpenCase).field("of").with("of", of).by(&[Role::ExecutiveDeputyHead]))
}

impl Verb for ProposeErasure {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource::default())
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("ground", &self.ground)?;
        check_short("retention", &self.retention)?;
        check_list("fields", &self.fields)?;
        if let Some(f) = self.fields.iter().find(|f| !ERASABLE.contains(&f.as_str())) {
            return Err(Refusal::new(Code::ErasureField).field("fields").with("name", f).into());
        }
        ensure_settled(facts, self.of)?;
        let erasure: ErasureId = ctx.id();
        let (position, of, fields) = (self.position, self.of, self.fields.clone());
        let (ground, retention) = (self.ground.clone(), self.retention.clone());
        ctx.emit(StreamKey::Erasure(erasure), ErasureProposed { position, of, fields, ground, retention });
        Ok(())
    }
}
