//! Accounts: how a person signs in. Secrets never come here; a credential is known by its name and by the seal of
//! the row in which the store keeps its hash.

pub mod open_account;
pub mod revoke_credential;
pub mod set_credential;

use crate::{act::standing, command::Ctx, event::*, facts::Facts, id::*, parts::CredentialKind, refusal::*, value::Personal};

/// Refuses what a clerk typed for another: whoever may set a secret for others may act as them.
pub fn ensure_in_person(ctx: &Ctx, facts: &Facts) -> Result<(), Halt> {
    let (entrant, decider) = (ctx.act.entered_by, ctx.act.decided_by);
    if entrant.person == decider.person && entrant.seat == decider.seat {
        return Ok(());
    }
    let (role, able) = (standing(facts, entrant.seat, Some(entrant.person), ctx.now.today)?.role, ctx.standing.role);
    Err(Refusal::new(Code::EntryForOther).field("decided_by").with("role", role.name()).with("for", able.name()).by(&[able]).into())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    pub id: CredentialId,
    pub kind: CredentialKind,
    pub label: String,
    pub revoked: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub person: PersonId,
    pub login: Personal,
    pub credentials: Vec<Credential>,
}

impl Account {
    pub(crate) fn create(_: &Fact, e: &AccountOpened) -> Self {
        Account { person: e.person, login: e.login.clone(), credentials: Vec::new() }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::CredentialSet(e) => {
                // A new password replaces the old one; tokens live side by side.
                for old in self.credentials.iter_mut().filter(|c| e.sort == CredentialKind::Password && c.kind == e.sort) {
                    old.revoked = true;
                }
                self.credentials.push(Credential { id: e.credential, kind: e.sort, label: e.label.clone(), revoked: false });
                true
            }
            Event::CredentialRevoked(e) => match self.credentials.iter_mut().find(|c| c.id == e.credential && !c.revoked) {
                Some(c) => {
                    c.revoked = true;
                    true
                }
                None => false,
            },
            _ => false,
        }
    }
}
