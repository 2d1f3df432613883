//! The only place where something that went wrong becomes a response: RFC 9457 for the API, the same words for pages.

use crate::{
    malformed::Wrong,
    text::{Lang, text, text_with},
};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rules::{Refusal, StreamKey};
use serde::Serialize;
use store::{ExecuteError, StoreError};

/// What went wrong, for whoever asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The rules say no.
    Refused(Box<Refusal>),
    /// The sender saw another revision than the one that is there.
    Conflict {
        stream: StreamKey,
        expected: u64,
        actual: u64,
    },
    /// A changing request did not say which revision it saw.
    PreconditionMissing(StreamKey),
    KeyReused,
    /// What was sent cannot be read: what, and where.
    Malformed {
        field: String,
        what: Wrong,
    },
    TooLarge {
        max: u64,
    },
    NotFound,
    /// The address is right, the method is not.
    MethodWrong,
    TooSlow,
    SignInNeeded,
    SignInWrong,
    SignInLocked,
    SeatNeeded,
    CsrfWrong,
    SetUpClosed,
    PasswordLength {
        min: usize,
        max: usize,
    },
    /// The world failed; the cause is in the log.
    Unavailable,
    /// An erasure stands, but its bytes are not purged yet; the same request, or the next start, purges them.
    Unpurged,
    Broken,
}

/// The body of a problem, as RFC 9457 names its members.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// `urn:plumbline:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What is missing, in the caller's language.
    pub detail: String,
    pub code: String,
    /// Place in the command that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Parameters of the code.
    pub params: std::collections::BTreeMap<String, String>,
    /// Roles of the posts that can supply what is missing.
    pub supplied_by: Vec<String>,
}

impl Problem {
    /// Our own bug; nothing was half written.
    pub fn broken() -> Problem {
        Problem::Broken
    }

    /// A malformed part of a request.
    pub fn malformed(field: impl Into<String>, what: Wrong) -> Problem {
        Problem::Malformed { field: field.into(), what }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Refused(r) => match r.code {
                rules::Code::NotPermitted | rules::Code::EntryForOther => StatusCode::FORBIDDEN,
                rules::Code::SeatNotHeld => StatusCode::FORBIDDEN,
                rules::Code::Unknown if r.field.is_some_and(rules_noun) => StatusCode::NOT_FOUND,
                rules::Code::AlreadyThere
                | rules::Code::ItemStep
                | rules::Code::PlanStep
                | rules::Code::CaseStep
                | rules::Code::SignalStep
                | rules::Code::NoticeStep
                | rules::Code::ErasureStep
                | rules::Code::DutyDone
                | rules::Code::SignedAlready => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Problem::Conflict { .. } => StatusCode::PRECONDITION_FAILED,
            Problem::PreconditionMissing(_) => StatusCode::PRECONDITION_REQUIRED,
            Problem::KeyReused | Problem::PasswordLength { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Malformed { .. } => StatusCode::BAD_REQUEST,
            Problem::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::MethodWrong => StatusCode::METHOD_NOT_ALLOWED,
            Problem::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::SignInNeeded | Problem::SignInWrong => StatusCode::UNAUTHORIZED,
            Problem::SignInLocked => StatusCode::TOO_MANY_REQUESTS,
            Problem::SeatNeeded | Problem::CsrfWrong | Problem::SetUpClosed => StatusCode::FORBIDDEN,
            Problem::Unavailable | Problem::Unpurged => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The code of the wording.
    pub fn code(&self) -> String {
        match self {
            Problem::Refused(r) => r.code.name().to_owned(),
            other => other.own_code().to_owned(),
        }
    }

    fn own_code(&self) -> &'static str {
        match self {
            Problem::Refused(_) => "refused",
            Problem::Conflict { .. } => "conflict",
            Problem::PreconditionMissing(_) => "precondition-missing",
            Problem::KeyReused => "key-reused",
            Problem::Malformed { .. } => "malformed",
            Problem::TooLarge { .. } => "too-large",
            Problem::NotFound => "not-found",
            Problem::MethodWrong => "method-wrong",
            Problem::TooSlow => "too-slow",
            Problem::SignInNeeded => "sign-in-needed",
            Problem::SignInWrong => "sign-in-wrong",
            Problem::SignInLocked => "sign-in-locked",
            Problem::SeatNeeded => "seat-needed",
            Problem::CsrfWrong => "csrf-wrong",
            Problem::SetUpClosed => "set-up-closed",
            Problem::PasswordLength { .. } => "password-length",
            Problem::Unavailable => "unavailable",
            Problem::Unpurged => "unpurged",
            Problem::Broken => "broken",
        }
    }

    /// Every code that is not a refusal's, for the test of the wordings.
    pub const OWN_CODES: [&'static str; 18] = [
        "conflict",
        "precondition-missing",
        "key-reused",
        "malformed",
        "too-large",
        "not-found",
        "method-wrong",
        "too-slow",
        "sign-in-needed",
        "sign-in-wrong",
        "sign-in-locked",
        "seat-needed",
        "csrf-wrong",
        "set-up-closed",
        "password-length",
        "unavailable",
        "unpurged",
        "broken",
    ];

    /// The field that caused it, where one did.
    pub fn field(&self) -> Option<String> {
        match self {
            Problem::Refused(r) => r.field.map(str::to_owned),
            Problem::Malformed { field, .. } => Some(field.clone()),
            Problem::PasswordLength { .. } => Some("password".to_owned()),
            _ => None,
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Problem::Refused(r) => r.params.clone(),
            Problem::Conflict { stream, expected, actual } => {
                vec![("stream", stream.to_string()), ("expected", expected.to_string()), ("actual", actual.to_string())]
            }
            Problem::PreconditionMissing(s) => vec![("stream", s.to_string())],
            Problem::Malformed { field, what } => vec![("field", field.clone()), ("what", what.name().to_owned())],
            Problem::TooLarge { max } => vec![("max", max.to_string())],
            Problem::PasswordLength { min, max } => vec![("min", min.to_string()), ("max", max.to_string())],
            _ => Vec::new(),
        }
    }

    /// What is missing and who can supply it, in words. Ids are shown as the names that `names` knows.
    pub fn detail(&self, lang: Lang, names: &Names) -> String {
        let mut params: Vec<(&'static str, String)> = self.params().into_iter().map(|(k, v)| (k, shown_param(lang, k, v, names))).collect();
        if let (Problem::Malformed { what, .. }, Some(said)) = (self, params.iter_mut().find(|p| p.0 == "what")) {
            said.1 = what.words(lang);
        }
        if let Problem::TooLarge { max } = self {
            params.push(("size", crate::web::words::bytes(*max)));
        }
        // Wordings may name any parameter; one that a case lacks is left blank rather than shown as a key.
        for blank in ["unit", "person", "until", "seat", "sort", "size"] {
            if !params.iter().any(|p| p.0 == blank) {
                params.push((blank, String::new()));
            }
        }
        let key = match self {
            Problem::Refused(r) if r.code == rules::Code::EvidenceMissing && r.params.iter().any(|p| p.0 == "sort") => {
                "refusal-evidence-missing-of".to_owned()
            }
            Problem::Refused(r) => format!("refusal-{}", r.code.name()),
            _ => format!("problem-{}", self.own_code()),
        };
        let mut said = text_with(lang, &key, &params);
        if let Some((_, n)) = params.iter().find(|p| p.0 == "row") {
            let place = text_with(lang, "row-n", &[("n", n.clone())]);
            said = text_with(lang, "in-row", &[("place", place), ("said", said)]);
        }
        match self {
            Problem::Refused(r) if !r.supplied_by.is_empty() => {
                let roles: Vec<String> = r.supplied_by.iter().map(|r| text(lang, &format!("role-{}", r.name()))).collect();
                let key = if r.by_sender { "refusal-by-sender" } else { "refusal-supplied-by" };
                let by = text_with(lang, key, &[("roles", roles.join(&text(lang, "list-separator")))]);
                format!("{said} {by}")
            }
            _ => said,
        }
    }

    /// The body for the API.
    pub fn body(&self, lang: Lang, names: &Names) -> ProblemBody {
        let supplied_by = match self {
            Problem::Refused(r) => r.supplied_by.iter().map(|r| r.name().to_owned()).collect(),
            _ => Vec::new(),
        };
        ProblemBody {
            kind: format!("urn:plumbline:problem:{}", self.code()),
            title: text(
                lang,
                match self {
                    Problem::Refused(_) => "problem-refused",
                    Problem::NotFound => "problem-nothing",
                    _ => "problem-title",
                },
            ),
            status: self.status().as_u16(),
            detail: self.detail(lang, names),
            code: self.code(),
            field: self.field(),
            params: self.params().into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
            supplied_by,
        }
    }

    /// Ids that the wording would show where names are meant.
    pub fn ids(&self) -> Vec<String> {
        self.params().iter().filter_map(|(_, v)| id_in(v)).map(str::to_owned).collect()
    }

    /// The response of the API.
    pub fn json(&self, lang: Lang, names: &Names) -> Response {
        let mut response = (self.status(), Json(self.body(lang, names))).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

fn rules_noun(field: &str) -> bool {
    matches!(field, "round" | "item" | "plan" | "finding" | "paper" | "duty" | "signal" | "case" | "notice" | "erasure" | "account")
}

/// Names by id, as far as the one who reads may know them.
pub type Names = std::collections::HashMap<String, String>;

/// The last id in a value such as `post:0190…` or `plan/0190…/0191…`.
fn id_in(value: &str) -> Option<&str> {
    let last = value.rsplit([':', '/']).next().unwrap_or(value);
    (last.len() == 36 && uuid::Uuid::parse_str(last).is_ok()).then_some(last)
}

/// Parameters that are wire names or ids are shown in words.
fn shown_param(lang: Lang, name: &str, value: String, names: &Names) -> String {
    if name == "until" && value.is_empty() {
        return text(lang, "until-open");
    }
    if value.len() == 10 && value.parse::<rules::value::Date>().is_ok() {
        return crate::web::words::day(lang, &value);
    }
    if let Some(id) = id_in(&value) {
        let known = names.get(id).filter(|n| !n.is_empty()).cloned();
        return known.unwrap_or_else(|| text(lang, if name == "person" { "some-one" } else { "some-thing" }));
    }
    let prefix = match name {
        "role" | "for" => "role",
        "step" | "needed" => "step",
        "rule" => "recusal",
        "gate" => "gate",
        "noun" => "noun",
        "command" => "command",
        "figure" if value.parse::<i64>().is_err() => "tally",
        "sort" => "result",
        _ => return value,
    };
    let parts: Vec<String> = value.split(',').map(|v| text(lang, &format!("{prefix}-{v}"))).collect();
    parts.join(&text(lang, "list-separator"))
}

impl From<ExecuteError> for Problem {
    fn from(e: ExecuteError) -> Problem {
        match e {
            ExecuteError::Refused(r) => Problem::Refused(Box::new(r)),
            ExecuteError::Conflict { stream, expected, actual } => Problem::Conflict { stream, expected, actual },
            ExecuteError::KeyReused => Problem::KeyReused,
            ExecuteError::Store(e) => e.into(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(e: StoreError) -> Problem {
        tracing::error!(error = %e, "the store failed");
        if matches!(e, StoreError::Unpurged(_)) { Problem::Unpurged } else { Problem::Unavailable }
    }
}
