//! The table of the API: each row makes a route and its entry in the OpenAPI document, so neither can lack the other.
//! The orders are not here: their one route takes them all, and the document has them from `CommandKind`.

use super::{file, query, session};
use crate::app::App;
use axum::routing::{MethodRouter, get, post};
use store::read::{duty::DutyRow, finding::*, item_part::PartRow, outcome::*, record::EntryRow, registry::Named, round::RoundRow};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// Types by name, for the components of the document.
pub type Types = Vec<(String, RefOr<Schema>)>;

/// What a route answers with.
#[derive(Clone, Copy)]
pub enum Answer {
    /// One object of a type.
    One(fn(&mut Types) -> String),
    /// A list of objects of a type.
    List(fn(&mut Types) -> String),
    /// Text or bytes of this media type.
    Raw(&'static str),
    /// Nothing but the status 204.
    Nothing,
}

/// Registers a type with all that it is made of, and returns its name.
fn of<T: ToSchema + PartialSchema>(types: &mut Types) -> String {
    types.push((T::name().into_owned(), T::schema()));
    T::schemas(types);
    T::name().into_owned()
}

/// A question: `GET`.
pub struct Question {
    /// Below `/api`.
    pub path: &'static str,
    pub route: fn() -> MethodRouter<App>,
    pub summary: &'static str,
    /// Names in the query.
    pub asks: &'static [&'static str],
    pub answer: Answer,
}

/// What a door does by one method.
pub struct Way {
    pub method: &'static str,
    pub summary: &'static str,
    pub takes: Option<Answer>,
    pub answer: Answer,
}

/// A door that takes a secret, a choice or raw bytes.
pub struct Door {
    /// Below `/api`.
    pub path: &'static str,
    pub route: fn() -> MethodRouter<App>,
    pub ways: &'static [Way],
}

const fn ask(
    path: &'static str,
    route: fn() -> MethodRouter<App>,
    summary: &'static str,
    asks: &'static [&'static str],
    answer: Answer,
) -> Question {
    Question { path, route, summary, asks, answer }
}

use Answer::*;

const OUTCOMES: &[&str] = &["round", "item", "open"];
const REGISTER: &[&str] = &["round", "jurisdiction", "unit", "step", "overdue", "after"];

/// Every question.
pub const QUESTIONS: &[Question] = &[
    ask("/directory/{noun}", || get(query::registry), "jurisdictions, units, posts or persons", &[], List(of::<Named>)),
    ask("/rounds", || get(query::rounds), "all rounds", &[], List(of::<RoundRow>)),
    ask("/rounds/{round}", || get(query::round), "a round with its units, gates and counts", &[], One(of::<query::RoundView>)),
    ask("/rounds/{round}/findings", || get(query::findings), "findings with manifestations", &["unit"], List(of::<FindingRow>)),
    ask("/rounds/{round}/papers", || get(query::papers), "working papers", &[], List(of::<PaperRow>)),
    ask("/rounds/{round}/duties", || get(query::duties), "duties", &[], List(of::<DutyRow>)),
    ask("/rounds/{round}/notices", || get(query::notices), "notices", &[], List(of::<NoticeRow>)),
    ask("/rounds/{round}/tally", || get(query::tally), "lines and totals folded from the record", &[], One(of::<query::RoundTally>)),
    ask("/findings/{finding}/objections", || get(query::objections), "objections and answers", &[], List(of::<query::ShownFact>)),
    ask("/duties", || get(query::my_duties), "open duties of the seat", &[], List(of::<DutyRow>)),
    ask("/parts", || get(query::parts), "parts that the seat's unit owes in items led by others", &[], List(of::<PartRow>)),
    ask("/items", || get(query::items), "a page of the rectification register", REGISTER, One(of::<query::Register>)),
    ask("/items/{item}", || get(query::item), "an item with its record", &[], One(of::<query::ItemView>)),
    ask("/signals", || get(query::signals), "signals", OUTCOMES, List(of::<SignalRow>)),
    ask("/cases", || get(query::cases), "accountability cases", OUTCOMES, List(of::<CaseRow>)),
    ask("/revision", || get(query::revision), "revision of a stream", &["stream"], One(of::<query::Revision>)),
    ask("/entries/{position}", || get(query::entry), "the leaf of an entry", &[], One(of::<EntryRow>)),
    ask("/entries/{position}/proof", || get(query::proof), "its proof, C2SP tlog-proof", &[], Raw("text/plain")),
    ask("/evidence/{position}/{digest}", || get(file::download), "a file that a fact names", &[], Raw("application/octet-stream")),
];

const fn way(method: &'static str, summary: &'static str, takes: Option<Answer>, answer: Answer) -> Way {
    Way { method, summary, takes, answer }
}

const fn door(path: &'static str, route: fn() -> MethodRouter<App>, ways: &'static [Way]) -> Door {
    Door { path, route, ways }
}

const RECEIPT: Answer = One(of::<store::Receipt>);

/// Every door of its own.
pub const DOORS: &[Door] = &[
    door(
        "/set-up",
        || post(session::set_up),
        &[way("post", "the first account, by the one-time code", Some(One(of::<session::SetUp>)), RECEIPT)],
    ),
    door(
        "/session",
        || post(session::sign_in).get(session::me).delete(session::sign_out),
        &[
            way("post", "sign in", Some(One(of::<session::Credentials>)), One(of::<session::Me>)),
            way("get", "who is signed in", None, One(of::<session::Me>)),
            way("delete", "sign out", None, Nothing),
        ],
    ),
    door(
        "/session/seat",
        || post(session::choose_seat),
        &[way("post", "choose as what to act", Some(One(of::<session::Choice>)), Nothing)],
    ),
    door(
        "/account/{account}/password",
        || post(session::set_password),
        &[way("post", "set a password", Some(One(of::<session::NewPassword>)), RECEIPT)],
    ),
    door(
        "/account/{account}/token",
        || post(session::issue_token),
        &[way("post", "issue an API token", Some(One(of::<session::NewToken>)), One(of::<session::Issued>))],
    ),
    door(
        "/erasure/{erasure}/approve",
        || post(session::approve_erasure),
        &[way("post", "approve an erasure and carry it out", None, RECEIPT)],
    ),
];

/// Files stream, so their door has no limit of the body but that of a file; see [`crate::router`].
pub const FILE: Door = door(
    "/file",
    || post(file::upload),
    &[way("post", "hand in a file", Some(Raw("application/octet-stream")), One(of::<store::files::Staged>))],
);
