//! Authorises a round, once. Without it no team enters a unit.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    AuthoriseRound {
        round: RoundId,
        /// Number of the authorisation.
        document: String,
    }
}

impl Verb for AuthoriseRound {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(self.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_short("document", &self.document)?;
        ensure(round.authorised_on.is_none(), || Refusal::new(Code::AlreadyThere).field("round").with("noun", "authorisation"))?;
        ensure_not_before("occurred_on", ctx.day(), round.planned_on)?;
        ctx.emit(StreamKey::Round(self.round), RoundAuthorised { document: self.document.clone() });
        Ok(())
    }
}
