//! Requests as signed-in persons send them: one agent with its own cookies for each person. Revisions are those that
//! earlier answers showed.

use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// The way to the server.
pub struct Door {
    pub address: String,
    /// BCP 47 tag of the language that problems are told in.
    pub tag: &'static str,
    revisions: Mutex<HashMap<String, u64>>,
    sent: AtomicU64,
}

/// Someone who is signed in.
pub struct Session {
    agent: ureq::Agent,
    /// The session's cookie, name and value.
    cookie: String,
    pub csrf: String,
    pub login: String,
    pub password: String,
}

/// A person in a seat.
#[derive(Clone)]
pub struct Hand {
    pub who: Arc<Session>,
    pub seat: String,
}

/// An answer of the API.
pub struct Answer {
    pub status: u16,
    /// The cookie that it sets, name and value.
    cookie: String,
    pub body: Value,
}

impl Answer {
    /// The code of a problem, empty for a success.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// What a problem says.
    pub fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }

    /// The id in the first stream of a noun that was written.
    pub fn id(&self, noun: &str) -> Result<String, String> {
        let streams = self.body["streams"].as_array().into_iter().flatten();
        let mut named = streams.filter_map(|s| s[0].as_str()).filter_map(|s| s.split_once('/'));
        named.find(|(n, _)| *n == noun).map(|(_, id)| id.to_owned()).ok_or_else(|| format!("{noun}: {}", self.body))
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn password() -> Result<String, String> {
    let mut bytes = [0u8; 9];
    getrandom::fill(&mut bytes).map_err(|e| e.to_string())?;
    Ok(hex::encode(bytes))
}

impl Door {
    pub fn new(address: String, tag: &'static str) -> Door {
        Door { address, tag, revisions: Mutex::default(), sent: AtomicU64::new(0) }
    }

    /// Requests sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn post(&self, agent: &ureq::Agent, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, String> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut request = agent.post(format!("{}/api/{path}", self.address)).header("accept-language", self.tag);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send(body))
    }

    /// Makes the authority and its first account, and signs in.
    pub fn set_up(&self, order: Value, login: &str) -> Result<(Session, Answer), String> {
        let password = password()?;
        let mut order = order;
        order["login"] = json!(login);
        order["password"] = json!(password);
        let done = self.good("set-up", self.post(&agent(), "set-up", &[], order.to_string().as_bytes())?)?;
        Ok((self.sign_in(login, password)?, done))
    }

    /// Signs in.
    pub fn sign_in(&self, login: &str, password: String) -> Result<Session, String> {
        let agent = agent();
        let sent = json!({ "login": login, "password": password }).to_string();
        let me = self.good("session", self.post(&agent, "session", &[], sent.as_bytes())?)?;
        let csrf = me.body["csrf"].as_str().unwrap_or_default().to_owned();
        Ok(Session { agent, cookie: me.cookie, csrf, login: login.to_owned(), password })
    }

    /// Opens an account, sets a random password and signs in with it.
    pub fn enrol(&self, by: &Hand, person: &str, login: &str) -> Result<Session, String> {
        let account =
            self.order(by, "account/open_account", None, Value::Null, json!({ "person": person, "login": login }))?.id("account")?;
        let password = password()?;
        let path = format!("account/{account}/password");
        let sent = json!({ "password": password }).to_string();
        self.good(&path, self.post(&by.who.agent, &path, &by.headers(), sent.as_bytes())?)?;
        self.sign_in(login, password)
    }

    /// Sends an order, whatever the answer.
    pub fn try_order(&self, by: &Hand, verb: &str, about: Option<&str>, act: Value, order: Value) -> Result<Answer, String> {
        let mut headers = by.headers();
        let tag = about.map(|stream| self.revision(by, stream)).transpose()?.map(|r| format!("\"{r}\""));
        if let Some(tag) = &tag {
            headers.push(("if-match", tag));
        }
        let answer = self.post(&by.who.agent, verb, &headers, json!({ "act": act, "order": order }).to_string().as_bytes())?;
        let mut seen = self.revisions.lock().unwrap_or_else(|e| e.into_inner());
        for s in answer.body["streams"].as_array().into_iter().flatten() {
            if let (Some(stream), Some(revision)) = (s[0].as_str(), s[1].as_u64()) {
                seen.insert(stream.to_owned(), revision);
            }
        }
        drop(seen);
        Ok(answer)
    }

    /// Sends an order that has to be accepted.
    pub fn order(&self, by: &Hand, verb: &str, about: Option<&str>, act: Value, order: Value) -> Result<Answer, String> {
        let answer = self.try_order(by, verb, about, act, order)?;
        self.good(verb, answer)
    }

    /// The revision of a stream that the latest answer showed.
    pub fn revision(&self, by: &Hand, stream: &str) -> Result<u64, String> {
        if let Some(known) = self.revisions.lock().unwrap_or_else(|e| e.into_inner()).get(stream) {
            return Ok(*known);
        }
        let answer = self.get(by, &format!("revision?stream={stream}"))?;
        answer["revision"].as_u64().ok_or_else(|| stream.to_owned())
    }

    /// Hands a file in and returns its digest.
    pub fn upload(&self, by: &Hand, media: &str, bytes: &[u8]) -> Result<String, String> {
        let mut headers = by.headers();
        headers.push(("content-type", media));
        let answer = self.good("file", self.post(&by.who.agent, "file", &headers, bytes)?)?;
        Ok(answer.body["digest"].as_str().unwrap_or_default().to_owned())
    }

    /// Asks a question that has to be answered.
    pub fn get(&self, by: &Hand, path: &str) -> Result<Value, String> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let request = by.who.agent.get(format!("{}/api/{path}", self.address)).header("accept-language", self.tag);
        let answer = read(request.header("cookie", by.who.cookie.as_str()).header("plumbline-seat", by.seat.as_str()).call())?;
        self.good(path, answer).map(|a| a.body)
    }

    /// A token of the person's own, for requests without a browser.
    pub fn token(&self, by: &Hand) -> Result<String, String> {
        let me = self.get(by, "session")?;
        let path = format!("account/{}/token", me["account"].as_str().unwrap_or_default());
        let issued = self.good(&path, self.post(&by.who.agent, &path, &by.headers(), br#"{"label": "try"}"#)?)?;
        issued.body["token"].as_str().map(str::to_owned).ok_or(path)
    }

    fn good(&self, path: &str, answer: Answer) -> Result<Answer, String> {
        if (200..300).contains(&answer.status) { Ok(answer) } else { Err(format!("{path}: {} {}", answer.status, answer.body)) }
    }
}

fn read(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, String> {
    let mut response = sent.map_err(|e| e.to_string())?;
    let set = response.headers().get("set-cookie").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let bytes = response.body_mut().read_to_vec().map_err(|e| e.to_string())?;
    Ok(Answer { cookie, status: response.status().as_u16(), body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
}

impl Hand {
    fn headers(&self) -> Vec<(&str, &str)> {
        vec![("cookie", self.who.cookie.as_str()), ("x-csrf-token", self.who.csrf.as_str()), ("plumbline-seat", self.seat.as_str())]
    }
}
