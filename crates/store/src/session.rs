//! Signing in, sessions, and the lock after too many failures. Nothing of this is a fact of record.

use crate::{
    Store,
    account::{on_record, password_fits, random_secret, secret_digest},
    error::StoreError,
    params, read,
    seal::CredentialRow,
};
use rules::{
    id::{AccountId, PersonId},
    stream::Seat,
};

/// A session ends after this long without a request, microseconds.
pub const IDLE_US: i64 = 8 * 3_600 * 1_000_000;
/// A session ends after this long in any case, microseconds.
pub const WHOLE_US: i64 = 24 * 3_600 * 1_000_000;
/// Failures after which a login is locked.
pub const FAILURES_MAX: i64 = 10;
/// How long it stays locked, microseconds.
pub const LOCK_US: i64 = 15 * 60 * 1_000_000;

/// A session that was found by its cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub account: AccountId,
    pub person: PersonId,
    pub seat: Option<Seat>,
    /// Value that forms carry against cross-site requests.
    pub csrf: String,
}

/// Why a sign-in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Login unknown or password wrong; which, is not said.
    Wrong,
    /// Too many failures; try again later.
    Locked,
}

impl Store {
    /// Signs in and returns the cookie's value.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<Result<String, SignIn>, StoreError> {
        let now = self.clock().now().0;
        let (account, stored, locked) = self.read(|c, a| {
            let account = read::registry::account_by_login(c, a, login)?;
            let stored = match &account {
                Some((id, _)) => {
                    let sql = "SELECT credential, account, sort, secret FROM credential WHERE authority = $1 AND account = $2 AND sort = 'password'";
                    let row = c.row(sql, params![a, id.to_string()])?.map(|r| CredentialRow::read(&r)).transpose()?;
                    match row {
                        Some(row) if on_record(c, a, self.keys(), &row)? => Some(row.secret),
                        _ => None,
                    }
                }
                None => None,
            };
            let sql = "SELECT failures FROM attempt WHERE authority = $1 AND login = $2 AND last_at > $3";
            let failures = c.row(sql, params![a, login, now - LOCK_US])?.map_or(Ok(0), |r| r.int(0))?;
            Ok((account, stored, failures >= FAILURES_MAX))
        })?;
        if locked {
            return Ok(Err(SignIn::Locked));
        }
        // An unknown login costs as much as a known one, so that time does not tell them apart.
        let fits = password_fits(password, stored.as_deref().unwrap_or(NOBODY_HASH));
        match (account, fits && stored.is_some()) {
            (Some((account, _)), true) => self.open_session(login, account, now).map(Ok),
            _ => {
                self.note_failure(login, now)?;
                Ok(Err(SignIn::Wrong))
            }
        }
    }

    fn open_session(&self, login: &str, account: AccountId, now: i64) -> Result<String, StoreError> {
        let (token, csrf) = (random_secret()?, random_secret()?);
        self.read(|c, a| {
            c.run("DELETE FROM attempt WHERE authority = $1 AND login = $2", params![a, login])?;
            c.run(
                "DELETE FROM session WHERE authority = $1 AND (seen_at < $2 OR opened_at < $3)",
                params![a, now - IDLE_US, now - WHOLE_US],
            )?;
            c.run(
                "INSERT INTO session (authority, token, account, csrf, opened_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)",
                params![a, secret_digest(&token), account.to_string(), csrf, now],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    fn note_failure(&self, login: &str, now: i64) -> Result<(), StoreError> {
        let login: String = login.chars().take(200).collect();
        self.read(|c, a| {
            c.run(
                "INSERT INTO attempt (authority, login, failures, last_at) VALUES ($1, $2, 1, $3) ON CONFLICT (authority, login) DO UPDATE SET \
                 failures = CASE WHEN attempt.last_at < $4 THEN 1 ELSE attempt.failures + 1 END, last_at = $3",
                params![a, login, now, now - LOCK_US],
            )?;
            Ok(())
        })
    }

    /// Finds the session of a cookie; `None` once it has ended.
    pub fn session(&self, token: &str) -> Result<Option<Session>, StoreError> {
        let now = self.clock().now().0;
        self.read(|c, a| {
            let sql = "SELECT s.account, k.person, s.seat, s.csrf, s.seen_at FROM session s JOIN account k ON k.authority = s.authority \
                       AND k.account = s.account WHERE s.authority = $1 AND s.token = $2 AND s.seen_at > $3 AND s.opened_at > $4";
            let digest = secret_digest(token);
            let Some(row) = c.row(sql, params![a, digest.as_str(), now - IDLE_US, now - WHOLE_US])? else { return Ok(None) };
            // Written once a minute at most: reading a page must not cost a durable write.
            if now - row.int(4)? > 60_000_000 {
                c.run("UPDATE session SET seen_at = $3 WHERE authority = $1 AND token = $2", params![a, digest.as_str(), now])?;
            }
            Ok(Some(Session { account: row.parse(0)?, person: row.parse(1)?, seat: row.parse_if(2)?, csrf: row.text(3)?.to_owned() }))
        })
    }

    /// Chooses as what the session acts. Whether the person holds the seat is checked at every act.
    pub fn choose_seat(&self, token: &str, seat: Seat) -> Result<(), StoreError> {
        self.read(|c, a| {
            c.run("UPDATE session SET seat = $3 WHERE authority = $1 AND token = $2", params![a, secret_digest(token), seat.to_string()])?;
            Ok(())
        })
    }

    /// Ends a session.
    pub fn sign_out(&self, token: &str) -> Result<(), StoreError> {
        self.read(|c, a| {
            c.run("DELETE FROM session WHERE authority = $1 AND token = $2", params![a, secret_digest(token)])?;
            Ok(())
        })
    }
}

/// Argon2id of no password, with the costs of a real one.
const NOBODY_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$3vXq7yQf0Zb1r0dYk6hZbS0m6hW4m7c8Ykq0v8o1Z2A";

/// A code of 80 random bits in groups of four, to be typed once.
pub fn setup_code() -> Result<String, StoreError> {
    let secret = random_secret()?;
    let groups: Vec<&str> = (0..5).map(|i| &secret[i * 4..i * 4 + 4]).collect();
    Ok(groups.join("-"))
}

impl Store {
    /// The login of an account, until it is erased.
    pub fn login_of(&self, account: AccountId) -> Result<Option<String>, StoreError> {
        self.read(|c, a| {
            let row = c.row("SELECT login FROM account WHERE authority = $1 AND account = $2", params![a, account.to_string()])?;
            Ok(row.and_then(|r| r.text_if(0).ok().flatten().map(str::to_owned)))
        })
    }
}
