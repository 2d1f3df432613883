//! What is written beside the facts and bound by them: credentials, whose entry holds the seal of their row.

use crate::{
    db::{Conn, Row},
    error::{ExecuteError, StoreError},
    keys::Keys,
    params,
};
use rules::{Code, Command, Refusal};

/// A row of the sealed table of credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRow {
    pub credential: String,
    pub account: String,
    pub sort: String,
    pub secret: String,
}

impl CredentialRow {
    /// Reads columns credential, account, sort, secret.
    pub fn read(row: &Row) -> Result<CredentialRow, StoreError> {
        let text = |at: usize| row.text(at).map(str::to_owned);
        Ok(CredentialRow { credential: text(0)?, account: text(1)?, sort: text(2)?, secret: text(3)? })
    }

    /// The HMAC that binds the row.
    pub fn seal(&self, keys: &Keys) -> String {
        keys.seal(&[&self.credential, &self.account, &self.sort, &self.secret])
    }
}

/// What a request writes beside its facts.
#[derive(Clone, Debug, Default)]
pub enum Side {
    #[default]
    Nothing,
    Credential(CredentialRow),
}

impl Side {
    /// Refuses a credential without the row that its seal is of: it could never be used, and no row would fit it.
    pub(crate) fn ensure_fits(&self, keys: &Keys, command: &Command) -> Result<(), ExecuteError> {
        let fits = match (command, self) {
            (Command::SetCredential(c), Side::Credential(row)) => {
                row.credential == c.credential.to_string()
                    && row.account == c.account.to_string()
                    && row.sort == c.sort.name()
                    && row.seal(keys) == c.seal.as_str()
            }
            (_, Side::Nothing) => !matches!(command, Command::SetCredential(_)),
            _ => false,
        };
        if fits { Ok(()) } else { Err(ExecuteError::Refused(Refusal::new(Code::CredentialUnknown).field("seal"))) }
    }

    pub(crate) fn write(&self, conn: &mut Conn, authority: i64, command: &Command) -> Result<(), StoreError> {
        if let Command::RevokeCredential(c) = command {
            conn.run("DELETE FROM credential WHERE authority = $1 AND credential = $2", params![authority, c.credential.to_string()])?;
        }
        match self {
            Side::Nothing => {}
            Side::Credential(c) => {
                if c.sort == "password" {
                    let sql = "DELETE FROM credential WHERE authority = $1 AND account = $2 AND sort = $3";
                    conn.run(sql, params![authority, c.account.as_str(), c.sort.as_str()])?;
                }
                conn.run(
                    "INSERT INTO credential (authority, credential, account, sort, secret) VALUES ($1, $2, $3, $4, $5)",
                    params![authority, c.credential.as_str(), c.account.as_str(), c.sort.as_str(), c.secret.as_str()],
                )?;
            }
        }
        Ok(())
    }
}
