//! Revokes a password or token.

use crate::{
    account::ensure_in_person, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    RevokeCredential { account: AccountId, credential: CredentialId, reason: String }
}

impl Verb for RevokeCredential {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Account(self.account))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { person: Some(facts.account(self.account)?.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("reason", &self.reason)?;
        ensure_in_person(ctx, facts)?;
        let account = facts.account(self.account)?;
        ensure(account.credentials.iter().any(|c| c.id == self.credential && !c.revoked), || {
            Refusal::new(Code::CredentialUnknown).field("credential").with("id", self.credential)
        })?;
        ctx.emit(StreamKey::Account(self.account), CredentialRevoked { credential: self.credential, reason: self.reason.clone() });
        Ok(())
    }
}
