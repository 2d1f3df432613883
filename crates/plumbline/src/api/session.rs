//! Set-up, signing in and out, seats, passwords and tokens.

use super::{command, respond};
use crate::{
    app::App,
    caller::{COOKIE, Caller, same, session_cookie},
    problem::Problem,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rules::{
    StreamKey,
    act::Actor,
    id::{AccountId, ErasureId},
    registry::found_authority::FoundAuthority,
    stream::Seat,
    value::Personal,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Request, read::registry::SeatRow, session::SignIn};

/// Shortest password, Unicode scalars.
pub const PASSWORD_MIN: usize = 12;
/// Longest password, Unicode scalars.
pub const PASSWORD_MAX: usize = 200;

/// Reads a JSON body, naming what is wrong.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    crate::malformed::from_json(body)
}

/// Refuses a password that is too short or too long.
pub fn check_password(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if (PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        return Ok(());
    }
    Err(Problem::PasswordLength { min: PASSWORD_MIN, max: PASSWORD_MAX })
}

/// What the first account is made of.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The one-time code that the server printed.
    pub code: String,
    pub authority: String,
    /// IANA time zone.
    pub time_zone: String,
    pub person: String,
    pub post_title: String,
    /// First day in that post; today where none is named.
    #[serde(default)]
    pub from: Option<rules::value::Date>,
    pub login: String,
    pub password: String,
}

/// `POST /api/set-up`.
pub async fn set_up(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let outcome = async {
        let receipt = found(&app, read(&body)?).await?;
        Ok::<_, Problem>(command::answer(&receipt))
    };
    respond(&headers, outcome.await)
}

/// Makes the authority and the first office account, once.
pub async fn found(app: &App, s: SetUp) -> Result<store::Receipt, Problem> {
    let code = app.setup_code().ok_or(Problem::SetUpClosed)?;
    if !same(s.code.trim(), &code) {
        return Err(Problem::SetUpClosed);
    }
    check_password(&s.password)?;
    let command = FoundAuthority {
        name: s.authority,
        time_zone: s.time_zone,
        person: Personal::Known(s.person),
        post_title: s.post_title,
        from: s.from,
        login: Personal::Known(s.login),
    };
    let password = s.password;
    let receipt = app
        .work(move |store| {
            let receipt = store.execute(Request::new(Actor { account: None, seat: Seat::SetUp }, command))?;
            let (Some(StreamKey::Account(account)), Some(StreamKey::Post(post))) = (receipt.stream("account"), receipt.stream("post"))
            else {
                return Err(Problem::broken());
            };
            store.set_password(Actor { account: Some(account), seat: Seat::Post(post) }, account, &password, None)?;
            Ok(receipt)
        })
        .await??;
    *app.setup.lock().unwrap_or_else(|e| e.into_inner()) = None;
    Ok(receipt)
}

/// A login and its password.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub login: String,
    pub password: String,
}

/// Who is signed in, and what they may act as.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    pub account: AccountId,
    pub person: rules::id::PersonId,
    pub seat: Option<Seat>,
    /// To be sent in `x-csrf-token` with changing requests of this session.
    pub csrf: Option<String>,
    pub seats: Vec<SeatRow>,
}

/// Signs in and returns the session's cookie value.
pub async fn open(app: &App, c: Credentials) -> Result<String, Problem> {
    match app.work(move |store| store.sign_in(&c.login, &c.password)).await?? {
        Ok(token) => Ok(token),
        Err(SignIn::Wrong) => Err(Problem::SignInWrong),
        Err(SignIn::Locked) => Err(Problem::SignInLocked),
    }
}

/// The cookie that carries a session; an empty token ends it.
pub fn cookie(app: &App, token: &str) -> HeaderValue {
    let secure = if app.secure { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// `POST /api/session`.
pub async fn sign_in(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let outcome = async {
        let token = open(&app, read(&body)?).await?;
        let mut own = HeaderMap::new();
        if let Ok(v) = HeaderValue::from_str(&format!("{COOKIE}={token}")) {
            own.insert(header::COOKIE, v);
        }
        let me = describe(&app, &own).await?;
        let mut response = Json(me).into_response();
        response.headers_mut().insert(header::SET_COOKIE, cookie(&app, &token));
        Ok::<_, Problem>(response)
    };
    respond(&headers, outcome.await)
}

async fn describe(app: &App, headers: &HeaderMap) -> Result<Me, Problem> {
    let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
    let person = caller.person;
    let seats = app
        .work(move |store| {
            let today = store.today()?;
            store.read(|c, a| store::read::registry::seats_of(c, a, person, today))
        })
        .await??;
    Ok(Me { account: caller.account, person, seat: caller.seat, csrf: caller.csrf, seats })
}

/// `GET /api/session`.
pub async fn me(State(app): State<App>, headers: HeaderMap) -> Response {
    respond(&headers, describe(&app, &headers).await.map(Json))
}

/// `DELETE /api/session`.
pub async fn sign_out(State(app): State<App>, method: Method, headers: HeaderMap) -> Response {
    let outcome = async {
        Caller::of(&app, &method, &headers).await?;
        if let Some(token) = session_cookie(&headers) {
            app.work(move |store| store.sign_out(&token)).await??;
        }
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert(header::SET_COOKIE, cookie(&app, ""));
        Ok::<_, Problem>(response)
    };
    respond(&headers, outcome.await)
}

/// The seat to act as.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub seat: Seat,
}

/// `POST /api/session/seat`.
pub async fn choose_seat(State(app): State<App>, method: Method, headers: HeaderMap, body: Bytes) -> Response {
    let outcome = async {
        Caller::of(&app, &method, &headers).await?;
        let Choice { seat } = read(&body)?;
        choose(&app, &headers, seat).await?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    };
    respond(&headers, outcome.await)
}

/// Keeps the seat of a session, if the person holds it today.
pub async fn choose(app: &App, headers: &HeaderMap, seat: Seat) -> Result<(), Problem> {
    let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
    let token = session_cookie(headers).ok_or(Problem::SignInNeeded)?;
    app.work(move |store| {
        Caller { seat: Some(seat), ..caller }.standing(store)?;
        Ok::<_, Problem>(store.choose_seat(&token, seat)?)
    })
    .await?
}

/// A new password.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    pub password: String,
}

/// `POST /api/account/{account}/password`.
pub async fn set_password(
    State(app): State<App>,
    Path(account): Path<AccountId>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let outcome = async {
        let actor = Caller::of(&app, &method, &headers).await?.actor()?;
        let NewPassword { password } = read(&body)?;
        check_password(&password)?;
        let key = command::idempotency_key(&headers)?;
        let receipt = app.work(move |store| store.set_password(actor, account, &password, key)).await??;
        Ok::<_, Problem>(command::answer(&receipt))
    };
    respond(&headers, outcome.await)
}

/// A label for a new token.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    pub label: String,
}

/// A token, shown once.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Issued {
    pub token: String,
}

/// `POST /api/account/{account}/token`.
pub async fn issue_token(
    State(app): State<App>,
    Path(account): Path<AccountId>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let outcome = async {
        let actor = Caller::of(&app, &method, &headers).await?.actor()?;
        let NewToken { label } = read(&body)?;
        let (_, token) = app.work(move |store| store.issue_token(actor, account, &label)).await??;
        Ok::<_, Problem>(Json(Issued { token }))
    };
    respond(&headers, outcome.await)
}

/// `POST /api/erasure/{erasure}/approve`.
pub async fn approve_erasure(State(app): State<App>, Path(erasure): Path<ErasureId>, method: Method, headers: HeaderMap) -> Response {
    let outcome = async {
        let actor = Caller::of(&app, &method, &headers).await?.actor()?;
        let receipt = app.work(move |store| store.approve_erasure(actor, erasure)).await??;
        Ok::<_, Problem>(command::answer(&receipt))
    };
    respond(&headers, outcome.await)
}
