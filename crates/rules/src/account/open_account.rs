//! Opens an account for a person. That a login is used once only is kept by the store, which knows all of them.

use crate::{command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey, value::*};

order! {
    OpenAccount { person: PersonId, login: Personal }
}

impl Verb for OpenAccount {
    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { person: Some(self.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        facts.person(self.person)?;
        check_personal("login", &self.login)?;
        let id: AccountId = ctx.id();
        ctx.emit(StreamKey::Account(id), AccountOpened { person: self.person, login: self.login.clone() });
        Ok(())
    }
}
