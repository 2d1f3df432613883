//! Sets a password or adds an API token. The edge has hashed the secret already; `seal` binds the stored row.

use crate::{
    account::ensure_in_person, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    SetCredential {
        account: AccountId,
        credential: CredentialId,
        sort: CredentialKind,
        label: String,
        /// HMAC of the stored row, hexadecimal.
        seal: Digest,
    }
}

impl Verb for SetCredential {
    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { person: Some(facts.account(self.account)?.person), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        ensure_in_person(ctx, facts)?;
        let account = facts.account(self.account)?;
        check_short("label", &self.label)?;
        ensure(account.credentials.iter().all(|c| c.id != self.credential), || {
            Refusal::new(Code::AlreadyThere).field("credential").with("noun", "credential")
        })?;
        let (credential, sort, label, seal) = (self.credential, self.sort, self.label.clone(), self.seal.as_str().to_owned());
        ctx.emit(StreamKey::Account(self.account), CredentialSet { credential, sort, label, seal });
        Ok(())
    }
}
