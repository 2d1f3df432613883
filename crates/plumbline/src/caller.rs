//! Who sends a request: a session cookie with its CSRF value, or an API token; as which seat; in which language.

use crate::{app::App, malformed::Wrong, problem::Problem, text::Lang};
use axum::http::{HeaderMap, Method, header};
use axum_extra::extract::CookieJar;
use rules::{
    act::{Actor, Standing, standing},
    facts::{Facts, Source},
    id::{AccountId, PersonId},
    permit::{self, Scope},
    refusal::Halt,
    stream::Seat,
    value::Date,
};
use std::{cell::RefCell, collections::HashMap};
use store::{Store, facts::Folded};

/// Name of the session cookie.
pub const COOKIE: &str = "plumbline_session";
/// Name of the cookie that keeps the chosen language.
pub const LANG_COOKIE: &str = "plumbline_lang";
/// Header that names the seat of a request.
pub const SEAT_HEADER: &str = "plumbline-seat";
/// Header that carries the CSRF value of a session.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Someone who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    pub account: AccountId,
    pub person: PersonId,
    /// The seat chosen for this request, if one is.
    pub seat: Option<Seat>,
    /// CSRF value of the session; `None` for API tokens, which no browser sends by itself.
    pub csrf: Option<String>,
}

impl Caller {
    /// Finds who sends a request. Changing requests with a cookie must carry the CSRF value in a header.
    pub async fn of(app: &App, method: &Method, headers: &HeaderMap) -> Result<Caller, Problem> {
        let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
        let safe = matches!(*method, Method::GET | Method::HEAD);
        if let (false, Some(csrf)) = (safe, &caller.csrf) {
            let sent = headers.get(CSRF_HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default();
            if !same(sent, csrf) {
                return Err(Problem::CsrfWrong);
            }
        }
        Ok(caller)
    }

    /// Finds who sends a request, without the check against cross-site requests: for reading, and for forms, which
    /// carry the value in a field.
    pub async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
        let named = match headers.get(SEAT_HEADER).map(|v| v.to_str().unwrap_or_default()) {
            None => None,
            Some(sent) => Some(sent.parse::<Seat>().map_err(|_| Problem::malformed(SEAT_HEADER, Wrong::Value(sent.to_owned())))?),
        };
        let bearer =
            headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer ")).map(str::to_owned);
        let cookie = session_cookie(headers);
        app.work(move |store| find(store, bearer, cookie, named)).await?
    }

    /// The actor of a command.
    pub fn actor(&self) -> Result<Actor, Problem> {
        Ok(Actor { account: Some(self.account), seat: self.seat.ok_or(Problem::SeatNeeded)? })
    }

    /// What the caller amounts to today, and may see. Each refusal to sit there is a refusal of the request.
    pub fn standing(&self, store: &Store) -> Result<(Standing, Scope), Problem> {
        let seat = self.seat.ok_or(Problem::SeatNeeded)?;
        let today = store.today()?;
        with_facts(store, |facts| {
            let s = standing(facts, seat, Some(self.person), today)?;
            Ok((s, permit::scope(facts, &s)?))
        })
    }
}

fn find(store: &Store, bearer: Option<String>, cookie: Option<String>, named: Option<Seat>) -> Result<Option<Caller>, Problem> {
    if let Some(token) = bearer {
        let Some(account) = store.account_of_token(&token)? else { return Ok(None) };
        let person = store.read(|c, a| store::read::registry::person_of_account(c, a, account))?;
        return match person {
            Some(person) => Ok(Some(Caller { account, person, seat: seat_or_only(store, person, named)?, csrf: None })),
            None => Ok(None),
        };
    }
    let Some(token) = cookie else { return Ok(None) };
    match store.session(&token)? {
        Some(s) => {
            let seat = seat_or_only(store, s.person, named.or(s.seat))?;
            Ok(Some(Caller { account: s.account, person: s.person, seat, csrf: Some(s.csrf) }))
        }
        None => Ok(None),
    }
}

/// Who has one seat need not choose.
fn seat_or_only(store: &Store, person: PersonId, chosen: Option<Seat>) -> Result<Option<Seat>, Problem> {
    if chosen.is_some() {
        return Ok(chosen);
    }
    let today: Date = store.today()?;
    let seats = store.read(|c, a| store::read::registry::seats_of(c, a, person, today))?;
    Ok(if seats.len() == 1 { Some(seats[0].seat) } else { None })
}

/// The value of the session cookie.
pub fn session_cookie(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|c| c.value().to_owned())
}

/// The language of a request: the chosen one, else what the browser prefers.
pub fn lang_of(headers: &HeaderMap) -> Lang {
    let jar = CookieJar::from_headers(headers);
    let chosen = jar.get(LANG_COOKIE).map(|c| c.value().to_owned());
    let preferred = || headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    Lang::of_locale(&chosen.unwrap_or_else(preferred))
}

/// Compares two secrets in a time that does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0u8, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// Folded states that a query needs, loaded one after the other as the question asks for them.
struct Loaded<'a>(&'a Store, RefCell<HashMap<rules::StreamKey, Folded>>);

impl Source for Loaded<'_> {
    fn state(&self, key: &rules::StreamKey) -> Option<rules::State> {
        self.1.borrow().get(key).map(|f| f.state.clone())
    }
}

/// Answers a pure question on folded facts.
pub fn with_facts<T>(store: &Store, question: impl Fn(&Facts) -> Result<T, Halt>) -> Result<T, Problem> {
    with_facts_at(store, None, question)
}

/// As [`with_facts`], on what had been recorded up to a position where one is named.
pub fn with_facts_at<T>(store: &Store, at: Option<u64>, question: impl Fn(&Facts) -> Result<T, Halt>) -> Result<T, Problem> {
    let loaded = Loaded(store, RefCell::default());
    loop {
        match question(&Facts::new(&loaded)) {
            Ok(answer) => return Ok(answer),
            Err(Halt::Refused(r)) => return Err(Problem::Refused(Box::new(r))),
            Err(Halt::Needs(key)) => {
                let folded = match at {
                    None => loaded.0.folded(key)?,
                    Some(position) => folded_at(store, key, position)?,
                };
                loaded.1.borrow_mut().insert(key, folded);
            }
        }
    }
}

fn folded_at(store: &Store, key: rules::StreamKey, position: u64) -> Result<Folded, Problem> {
    let mut folded = Folded::default();
    for fact in store.read(|c, a| store::read::record::of_stream(c, a, key))?.iter().filter(|f| f.position <= position) {
        folded.apply(fact)?;
    }
    Ok(folded)
}
