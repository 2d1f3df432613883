//! What is written beside the facts and bound by them: credentials, whose entry holds the seal of their row, and
//! replacement bodies of erasures, whose entry holds their commitment.

use crate::{db::Conn, error::StoreError, keys::Keys, params};
use ledger::Salt;

/// A row of the sealed table of credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialRow {
    pub credential: String,
    pub account: String,
    pub sort: String,
    pub secret: String,
}

impl CredentialRow {
    /// The HMAC that binds the row.
    pub fn seal(&self, keys: &Keys) -> String {
        keys.seal(&[&self.credential, &self.account, &self.sort, &self.secret])
    }
}

/// A body that takes the place of one whose personal values are erased.
#[derive(Clone, Debug)]
pub struct ReplacementBody {
    pub position: u64,
    pub salt: Salt,
    pub body: String,
}

/// What a request writes beside its facts.
#[derive(Clone, Debug, Default)]
pub enum Side {
    #[default]
    Nothing,
    Credential(CredentialRow),
    Replace(ReplacementBody),
    /// The credential of a revocation; its row goes.
    Revoke(String),
}

impl Side {
    pub(crate) fn write(&self, conn: &mut Conn, authority: i64) -> Result<(), StoreError> {
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
            Side::Revoke(id) => {
                conn.run("DELETE FROM credential WHERE authority = $1 AND credential = $2", params![authority, id.as_str()])?;
            }
            Side::Replace(r) => {
                let changed = conn.run(
                    "UPDATE entry SET body = $3, salt = $4 WHERE authority = $1 AND position = $2",
                    params![authority, r.position, r.body.as_str(), r.salt.0.as_slice()],
                )?;
                if changed != 1 {
                    return Err(StoreError::Damaged(format!("entry {} to be erased is missing", r.position)));
                }
            }
        }
        Ok(())
    }
}
