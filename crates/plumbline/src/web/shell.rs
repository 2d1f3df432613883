//! What surrounds every page: who is signed in and acts as what, the language, and how a problem is shown.
//! A page is a question to the store that yields a typed template.

use super::act::who::Deciders;
use crate::{
    app::App,
    caller::{Caller, lang_of},
    problem::{Names, Problem},
    text::{Lang, text, text_with},
};
use askama::Template;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use rules::{
    CommandKind,
    act::Standing,
    permit::{Resource, Scope},
    role::Level,
    value::Date,
};
use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Arc, Mutex},
};
use store::Store;

/// A seat that the top bar offers.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatChoice {
    pub seat: String,
    pub title: String,
    pub chosen: bool,
}

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Shell {
    pub lang: Lang,
    /// Empty where nobody is signed in.
    pub csrf: String,
    pub seats: Vec<SeatChoice>,
    /// Address of this page, to come back to.
    pub here: String,
    pub today: Date,
    /// Whether the seat sees no content of cases: an empty list then says so.
    pub blind: bool,
    /// A form that was refused, until a form of the page shows it.
    pub refused: Arc<Mutex<Option<Lost>>>,
}

/// What a refused form said and held.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    pub why: String,
    /// Label and text of what was typed.
    pub typed: Vec<(String, String)>,
}

impl Shell {
    /// A frame for nobody.
    pub fn bare(lang: Lang, here: &str) -> Shell {
        Shell {
            lang,
            csrf: String::new(),
            seats: Vec::new(),
            here: here.to_owned(),
            today: Date(jiff::civil::Date::ZERO),
            blind: false,
            refused: Arc::default(),
        }
    }

    /// A frame for the tests of templates.
    pub fn sample(lang: Lang) -> Shell {
        let seat = SeatChoice { seat: "post:x".to_owned(), title: "A post".to_owned(), chosen: true };
        let today = Date(jiff::civil::date(2022, 3, 1));
        Shell { lang, csrf: "c".to_owned(), seats: vec![seat], here: "/".to_owned(), today, blind: false, refused: Arc::default() }
    }

    /// A refused form that no form of the page has shown: its act is no longer open here.
    pub fn lost(&self) -> Option<Lost> {
        self.refused.lock().map(|held| held.clone()).unwrap_or_default()
    }

    /// The wording of a key.
    pub fn t(&self, key: &str) -> String {
        text(self.lang, key)
    }

    /// The wording of a key with one parameter.
    pub fn tn(&self, key: &str, name: &'static str, value: impl std::fmt::Display) -> String {
        text_with(self.lang, key, &[(name, value.to_string())])
    }

    /// The wording of a key that is made of a kind and a value of it.
    pub fn of(&self, kind: &str, value: &str) -> String {
        text(self.lang, &format!("{kind}-{value}"))
    }

    /// The language tag.
    pub fn tag(&self) -> &'static str {
        self.lang.tag()
    }

    /// A day in words.
    pub fn day(&self, day: &str) -> String {
        super::words::day(self.lang, day)
    }

    /// Working days that are left, in words.
    pub fn left(&self, due: &str) -> String {
        super::words::left(self.lang, self.today, due)
    }

    /// Whether a due date has passed.
    pub fn overdue(&self, due: &str) -> bool {
        due < self.today.to_string().as_str()
    }

    /// Whether this is the page that a link of the navigation leads to.
    pub fn at(&self, path: &str) -> bool {
        self.here.split('?').next() == Some(path)
    }

    /// What was recorded by the form that led here, in words.
    pub fn done(&self) -> Option<String> {
        let query = self.here.split_once('?')?.1;
        let name = query.split('&').find_map(|p| p.strip_prefix("done="))?;
        let kind = rules::CommandKind::ALL.iter().find(|k| k.name() == name)?;
        Some(self.tn("recorded-n", "what", self.of("command", kind.name())))
    }

    pub fn signed_in(&self) -> bool {
        !self.csrf.is_empty()
    }
}

/// What a page may ask of.
pub struct Visit<'a> {
    pub store: &'a Store,
    pub standing: Standing,
    pub scope: Scope,
    pub shell: Shell,
    names: RefCell<Names>,
    /// Whose act what may be, as far as the page has asked.
    pub deciders: RefCell<Vec<(CommandKind, Resource, Rc<Deciders>)>>,
}

impl Visit<'_> {
    /// Keeps what a refused form said and held, in case that no form of the page shows it again.
    pub fn hold(&self, lost: Lost) {
        if let Ok(mut held) = self.shell.refused.lock() {
            *held = Some(lost).filter(|l| !l.why.is_empty());
        }
    }

    /// Says that a form of the page shows what was refused.
    pub fn shown(&self) {
        self.hold(Lost::default());
    }

    /// Loads the names of those whom the page is about to tell of, in one statement.
    pub fn learn(&self, ids: impl IntoIterator<Item = impl std::fmt::Display>) -> Result<(), Problem> {
        let mut known = self.names.borrow_mut();
        let mut new: Vec<String> = ids.into_iter().map(|id| id.to_string()).filter(|id| !known.contains_key(id)).collect();
        new.sort();
        new.dedup();
        // Names of persons are for those within the authority.
        let inside = self.standing.role.level() == Level::Authority;
        let found = self.store.read(|c, a| store::read::registry::names(c, a, &new, inside))?;
        known.extend(new.into_iter().map(|id| (id, String::new())));
        known.extend(found);
        Ok(())
    }

    /// As [`Visit::learn`], for every id that is named anywhere in what was read.
    pub fn learn_in(&self, read: &impl serde::Serialize) -> Result<(), Problem> {
        let mut ids = Vec::new();
        ids_in(&serde_json::to_value(read).map_err(|_| Problem::broken())?, &mut ids);
        self.learn(ids)
    }

    /// The name of an id that was learnt; a person whom the reader may not know is "a person".
    pub fn name(&self, id: impl std::fmt::Display) -> String {
        self.known(id).unwrap_or_else(|| self.shell.t("some-one"))
    }

    /// The name of an id that was learnt, where the reader may know it.
    pub fn known(&self, id: impl std::fmt::Display) -> Option<String> {
        let (names, id) = (self.names.borrow(), id.to_string());
        debug_assert!(names.contains_key(&id), "{id} was not learnt");
        names.get(&id).filter(|n| !n.is_empty()).cloned()
    }
}

/// Collects whatever has the form of an id, also within the names of seats and streams.
pub fn ids_in(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.len() < 128 => {
            out.extend(text.split([':', '/']).filter(|part| uuid::Uuid::try_parse(part).is_ok()).map(str::to_owned));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|v| ids_in(v, out)),
        serde_json::Value::Object(map) => map.values().for_each(|v| ids_in(v, out)),
        _ => {}
    }
}

/// Renders a template with a status.
pub fn render(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(e) => {
            tracing::error!(error = %e, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    pub w: Shell,
    pub title: String,
    pub detail: String,
}

#[derive(Template)]
#[template(path = "seats.html")]
pub struct SeatsPage {
    pub w: Shell,
}

/// The page of a problem that came before the question of any page; with the frame of who is signed in.
pub async fn complain(app: &App, headers: &HeaderMap, uri: &Uri, problem: &Problem) -> Response {
    let mut shell = Shell::bare(lang_of(headers), uri.path());
    let names = crate::api::names_for(app, headers, problem).await;
    if let Ok(Some(caller)) = Caller::find(app, headers).await {
        let bare = shell.clone();
        let framed = app.work(move |store| frame(store, &caller, &mut shell).map(|()| shell)).await;
        shell = framed.ok().and_then(Result::ok).unwrap_or(bare);
    }
    complain_in(shell, problem, &names)
}

fn complain_in(w: Shell, problem: &Problem, names: &Names) -> Response {
    let body = problem.body(w.lang, names);
    render(problem.status(), &ProblemPage { w, title: body.title, detail: body.detail })
}

/// Answers a GET with a page, or leads to set-up, sign-in or the choice of a seat.
pub async fn show<T: Template + Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    uri: &Uri,
    question: impl FnOnce(&mut Visit) -> Result<T, Problem> + Send + 'static,
) -> Response {
    let here = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    show_as(app, headers, here, StatusCode::OK, question).await
}

/// As [`show`], for the page at `here` and with a status: a form that was refused shows its page again.
pub async fn show_as<T: Template + Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    here: String,
    status: StatusCode,
    question: impl FnOnce(&mut Visit) -> Result<T, Problem> + Send + 'static,
) -> Response {
    let lang = lang_of(headers);
    let caller = match Caller::find(app, headers).await {
        Ok(Some(caller)) => caller,
        Ok(None) if app.setup_code().is_some() => return Redirect::to("/set-up").into_response(),
        Ok(None) => {
            let next: String = as_query(&here);
            return Redirect::to(&format!("/sign-in?next={next}")).into_response();
        }
        Err(problem) => return complain_in(Shell::bare(lang, &here), &problem, &Names::new()),
    };
    let answered = app.work(move |store| answer(store, caller, lang, here, status, question)).await;
    answered.unwrap_or_else(|problem| complain_in(Shell::bare(lang, "/"), &problem, &Names::new()))
}

fn answer<T: Template>(
    store: &Store,
    caller: Caller,
    lang: Lang,
    here: String,
    status: StatusCode,
    question: impl FnOnce(&mut Visit) -> Result<T, Problem>,
) -> Response {
    let mut shell = Shell::bare(lang, &here);
    let framed = frame(store, &caller, &mut shell);
    if let Err(problem) = framed {
        return complain_in(shell, &problem, &Names::new());
    }
    let (standing, scope) = match caller.standing(store) {
        Ok(s) => s,
        Err(Problem::SeatNeeded) => return render(StatusCode::OK, &SeatsPage { w: shell }),
        Err(problem) => return complain_in(shell, &problem, &Names::new()),
    };
    shell.blind = !scope.cases;
    let mut visit = Visit { store, standing, scope, shell, names: RefCell::default(), deciders: RefCell::default() };
    match question(&mut visit) {
        Ok(page) => render(status, &page),
        Err(problem) => {
            // Where even the names cannot be read, the problem is told without them.
            let names = visit.learn(problem.ids()).map(|()| visit.names.take()).unwrap_or_default();
            complain_in(visit.shell, &problem, &names)
        }
    }
}

fn frame(store: &Store, caller: &Caller, shell: &mut Shell) -> Result<(), Problem> {
    let today = store.today()?;
    let held = store.read(|c, a| store::read::registry::seats_of(c, a, caller.person, today))?;
    let title = |s: &store::read::registry::SeatRow| match s.seat {
        rules::Seat::Team(..) => format!("{} · {}", s.title, text(shell.lang, &format!("role-{}", s.role.name()))),
        _ => s.title.clone(),
    };
    let choice =
        |s: &store::read::registry::SeatRow| SeatChoice { seat: s.seat.to_string(), title: title(s), chosen: Some(s.seat) == caller.seat };
    let seats = held.iter().map(choice).collect();
    shell.seats = seats;
    shell.today = today;
    shell.csrf = caller.csrf.clone().unwrap_or_default();
    Ok(())
}

/// A path of this site as a query value. Only a path of our own is ever led back to.
fn as_query(path: &str) -> String {
    path.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"/-_.".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A path of this site, or the first page: nothing leads away from here.
pub fn own_path(path: &str) -> &str {
    if path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']) { path } else { "/" }
}

/// Refuses a form that another site sent: browsers name the origin of every form.
pub fn same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (origin, host) = (text(header::ORIGIN), text(header::HOST));
    let fits = origin.split_once("://").is_some_and(|(_, rest)| rest == host) && !host.is_empty();
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if fits || site == Some("same-origin") { Ok(()) } else { Err(Problem::CsrfWrong) }
}

/// Leads on after a form was taken, with a cookie where one is set.
pub fn lead_to(path: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = Redirect::to(own_path(path)).into_response();
    if let Some(value) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
