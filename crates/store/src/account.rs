//! Credentials: passwords as Argon2id, tokens as SHA-256 of 256 random bits. The secret never reaches the ledger; its
//! row is sealed there.

use crate::{
    ExecuteError, Receipt, Request, Store,
    db::Conn,
    error::StoreError,
    execute,
    keys::Keys,
    log, params, read,
    seal::{CredentialRow, Side},
};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rules::{
    Command, Event, StreamKey,
    account::set_credential::SetCredential,
    act::{ActInput, Actor},
    id::{AccountId, CredentialId},
    parts::CredentialKind,
    value::Digest,
};
use sha2::{Digest as _, Sha256};

/// SHA-256 of a secret of 256 random bits, hexadecimal: fast to look up, and nothing to guess.
pub(crate) fn secret_digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// 256 random bits, hexadecimal.
pub(crate) fn random_secret() -> Result<String, StoreError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Key(e.to_string()))?;
    Ok(hex::encode(bytes))
}

fn hash_password(password: &str) -> Result<String, StoreError> {
    Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|e| StoreError::Key(e.to_string()))
}

pub(crate) fn password_fits(password: &str, stored: &str) -> bool {
    argon2::PasswordHash::new(stored).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
}

impl Store {
    /// Sets the password of an account. A retry with the same key and the same password gets the first answer.
    pub fn set_password(&self, actor: Actor, account: AccountId, password: &str, key: Option<String>) -> Result<Receipt, ExecuteError> {
        let set = |credential: CredentialId, secret: String| {
            self.set_credential(actor, account, CredentialKind::Password, "password", (credential, secret), key.clone())
        };
        match set(self.new_credential()?, hash_password(password)?) {
            // Each hash has a salt of its own, so a retry never looks like the first: what was sent is held against
            // the row that the first one wrote, and where it fits, the first request is sent again as it was.
            Err(ExecuteError::KeyReused) => match self.set_before(actor, account, password, key.as_deref().unwrap_or_default())? {
                Some((credential, secret)) => set(credential, secret),
                None => Err(ExecuteError::KeyReused),
            },
            answer => answer,
        }
    }

    /// Issues an API token; the secret is returned once and cannot be read again.
    pub fn issue_token(&self, actor: Actor, account: AccountId, label: &str) -> Result<(Receipt, String), ExecuteError> {
        let secret = format!("pl_{}", random_secret()?);
        let row = (self.new_credential()?, secret_digest(&secret));
        let receipt = self.set_credential(actor, account, CredentialKind::Token, label, row, None)?;
        Ok((receipt, secret))
    }

    fn new_credential(&self) -> Result<CredentialId, StoreError> {
        let mut random = [0u8; 10];
        getrandom::fill(&mut random).map_err(|e| StoreError::Key(e.to_string()))?;
        let at = (self.clock().now().0 / 1000) as u64;
        Ok(CredentialId(uuid::Builder::from_unix_timestamp_millis(at, &random).into_uuid()))
    }

    /// Id and hash of the password that this actor set under this key; `None` where it is another password, or
    /// where it stands no longer and so cannot be compared.
    fn set_before(
        &self,
        actor: Actor,
        account: AccountId,
        password: &str,
        key: &str,
    ) -> Result<Option<(CredentialId, String)>, StoreError> {
        let row = self.read(|c, a| {
            let Some(first) = execute::answer_under(c, a, &actor, key)? else { return Ok(None) };
            let Some(fact) = read::record::fact(c, a, first.position)? else { return Ok(None) };
            let Event::CredentialSet(e) = &fact.event else { return Ok(None) };
            let sql = "SELECT credential, account, sort, secret FROM credential WHERE authority = $1 AND credential = $2 \
                       AND account = $3 AND sort = 'password'";
            let Some(row) = c.row(sql, params![a, e.credential.to_string(), account.to_string()])? else { return Ok(None) };
            Ok(Some((e.credential, CredentialRow::read(&row)?.secret)))
        })?;
        Ok(row.filter(|(_, stored)| password_fits(password, stored)))
    }

    fn set_credential(
        &self,
        actor: Actor,
        account: AccountId,
        sort: CredentialKind,
        label: &str,
        (credential, secret): (CredentialId, String),
        key: Option<String>,
    ) -> Result<Receipt, ExecuteError> {
        let row = CredentialRow { credential: credential.to_string(), account: account.to_string(), sort: sort.name().to_owned(), secret };
        let seal = Digest::parse(&row.seal(self.keys())).ok_or_else(|| StoreError::Key("a seal has another form".into()))?;
        let command = Command::from(SetCredential { account, credential, sort, label: label.to_owned(), seal });
        self.execute(Request { actor, act: ActInput::default(), command, expected: None, key, side: Side::Credential(row) })
    }

    /// Revokes a password or token; its row goes in the same transaction.
    pub fn revoke_credential(&self, request: Request) -> Result<Receipt, ExecuteError> {
        self.execute(request)
    }

    /// Account of an API token, whose row still bears its seal.
    pub fn account_of_token(&self, token: &str) -> Result<Option<AccountId>, StoreError> {
        self.read(|c, a| {
            let sql = "SELECT credential, account, sort, secret FROM credential WHERE authority = $1 AND secret = $2 AND sort = 'token'";
            let Some(row) = c.row(sql, params![a, secret_digest(token)])? else { return Ok(None) };
            let row = CredentialRow::read(&row)?;
            let account = row.account.parse().map_err(|_| StoreError::Damaged("a credential belongs to no account".into()))?;
            Ok(on_record(c, a, self.keys(), &row)?.then_some(account))
        })
    }
}

/// Whether the latest fact about a credential bears the seal of its row: a row that someone put into the table opens
/// no door.
pub(crate) fn on_record(c: &mut Conn, a: i64, keys: &Keys, row: &CredentialRow) -> Result<bool, StoreError> {
    let account = row.account.parse().map_err(|_| StoreError::Damaged("a credential belongs to no account".into()))?;
    let mut sealed = false;
    for fact in log::stream_facts(c, a, &StreamKey::Account(account))? {
        match &fact.event {
            Event::CredentialSet(e) if e.credential.to_string() == row.credential => sealed = e.seal == row.seal(keys),
            Event::CredentialSet(e) if e.sort == CredentialKind::Password && row.sort == e.sort.name() => sealed = false,
            Event::CredentialRevoked(e) if e.credential.to_string() == row.credential => sealed = false,
            _ => {}
        }
    }
    Ok(sealed)
}
