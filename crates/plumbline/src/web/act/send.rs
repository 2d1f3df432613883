//! Takes a form: files stream into the store as they come, then the same order goes to the same door as by the API.
//! A refusal shows the page again, with everything that was typed.

use super::{Draft, Sort, specs};
use crate::{
    api::{command, file::FILE_BYTES_MAX, names_for},
    app::App,
    caller::{Caller, lang_of},
    malformed::{Wrong, from_value},
    problem::Problem,
    web::{
        item, notice,
        session::sign_out::signed_in,
        shell::{complain, lead_to, show_as},
        work,
    },
};
use axum::{
    extract::{Multipart, Path, State, multipart::Field},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use rules::{
    Command, CommandKind, StreamKey,
    act::ActInput,
    id::{ItemId, NoticeId},
    parts::ResultKind,
};
use serde_json::{Map, Value, json};
use store::{Request, seal::Side};

/// Longest single value of a form, bytes.
const VALUE_BYTES_MAX: usize = 256 * 1024;
/// Most parts of a form.
const PARTS_MAX: usize = 200;

/// `POST /do/{command}`.
pub async fn send(State(app): State<App>, Path(name): Path<String>, uri: Uri, headers: HeaderMap, form: Multipart) -> Response {
    let kind = CommandKind::ALL.iter().copied().find(|k| k.name() == name && specs(*k).is_some());
    let Some(kind) = kind else { return complain(&app, &headers, &uri, &Problem::NotFound).await };
    let (caller, mut draft) = match receive(&app, &headers, form).await {
        Ok(received) => received,
        Err(problem) => return complain(&app, &headers, &uri, &problem).await,
    };
    draft.command = name;
    let from = From::of(draft.values.get("page").map(String::as_str).unwrap_or_default());
    match execute(&app, kind, &caller, &draft).await {
        Ok(()) => lead_to(&format!("{}?done={}", from.path(), kind.name()), None),
        Err(problem) => {
            draft.refused = problem.detail(lang_of(&headers), &names_for(&app, &headers, &problem).await);
            draft.field = problem.field();
            from.again(&app, &headers, problem.status(), draft).await
        }
    }
}

/// A page that bears forms.
#[derive(Clone, Copy)]
enum From {
    Work,
    Item(ItemId),
    Notice(NoticeId),
}

impl From {
    /// The page that a form names; a name that is none is that of the work list.
    fn of(page: &str) -> From {
        match page.parse() {
            Ok(StreamKey::Item(id)) => From::Item(id),
            Ok(StreamKey::Notice(id)) => From::Notice(id),
            _ => From::Work,
        }
    }

    fn path(self) -> String {
        match self {
            From::Work => "/".to_owned(),
            From::Item(id) => format!("/items/{id}"),
            From::Notice(id) => format!("/notices/{id}"),
        }
    }

    /// Shows the page again with what was typed.
    async fn again(self, app: &App, headers: &HeaderMap, status: StatusCode, draft: Draft) -> Response {
        let here = self.path();
        match self {
            From::Work => show_as(app, headers, here, status, move |v| work::mine::build(v, Some(&draft))).await,
            From::Item(id) => show_as(app, headers, here, status, move |v| item::view::build(v, id, Some(&draft))).await,
            From::Notice(id) => show_as(app, headers, here, status, move |v| notice::view::build(v, id, Some(&draft))).await,
        }
    }
}

/// Reads a form part by part. The CSRF value stands first: no file is taken before it was checked.
async fn receive(app: &App, headers: &HeaderMap, mut form: Multipart) -> Result<(Caller, Draft), Problem> {
    let mut draft = Draft::default();
    let mut caller = None;
    for _ in 0..PARTS_MAX {
        let next = form.next_field().await.map_err(|_| Problem::malformed("body", Wrong::HalfSent))?;
        let Some(part) = next else { break };
        let name = part.name().unwrap_or_default().to_owned();
        if name == "csrf" {
            caller = Some(signed_in(app, headers, &value(part).await?).await?);
        } else if caller.is_none() {
            return Err(Problem::CsrfWrong);
        } else if name == "files" {
            if let Some(file) = take(app, part).await? {
                draft.files.push(file);
            }
        } else if name == "kept" {
            let kept = value(part).await?;
            draft.files.extend(kept.split_once(' ').map(|(d, n)| (d.to_owned(), n.to_owned())));
        } else {
            draft.values.insert(name, value(part).await?);
        }
    }
    draft.subject = draft.values.get("subject").cloned().unwrap_or_default();
    Ok((caller.ok_or(Problem::CsrfWrong)?, draft))
}

async fn value(mut part: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| Problem::malformed("body", Wrong::HalfSent))? {
        if bytes.len() + chunk.len() > VALUE_BYTES_MAX {
            return Err(Problem::TooLarge { max: VALUE_BYTES_MAX as u64 });
        }
        bytes.extend_from_slice(&chunk);
    }
    // Browsers end lines with CR LF; the record knows LF only.
    let text = String::from_utf8(bytes).map_err(|_| Problem::malformed("body", Wrong::NotUtf8))?;
    Ok(text.replace("\r\n", "\n").trim().to_owned())
}

/// Streams a file in; `None` where none was chosen.
async fn take(app: &App, mut part: Field<'_>) -> Result<Option<(String, String)>, Problem> {
    let name: String = part.file_name().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect();
    let media: String = part.content_type().unwrap_or("application/octet-stream").chars().take(100).collect();
    let mut incoming = app.work(|store| store.files().begin()).await??;
    while let Some(chunk) = part.chunk().await.map_err(|_| Problem::malformed("body", Wrong::HalfSent))? {
        if incoming.bytes() + chunk.len() as u64 > FILE_BYTES_MAX {
            return Err(Problem::TooLarge { max: FILE_BYTES_MAX });
        }
        incoming = app.work(move |_| incoming.write(&chunk).map(|()| incoming)).await??;
    }
    if incoming.bytes() == 0 || name.is_empty() {
        return Ok(None);
    }
    let staged = app
        .work(move |store| {
            let staged = incoming.finish()?;
            store.stage(&staged, &media)?;
            Ok::<_, Problem>(staged)
        })
        .await??;
    Ok(Some((staged.digest.as_str().to_owned(), name)))
}

async fn execute(app: &App, kind: CommandKind, caller: &Caller, draft: &Draft) -> Result<(), Problem> {
    let subject: StreamKey = draft.subject.parse().map_err(|_| Problem::malformed("subject", Wrong::Value(draft.subject.clone())))?;
    let order = order(kind, subject, draft)?;
    let command = from_value("", |track| Command::read(kind, serde_path_to_error::Deserializer::new(order, track)))?;
    let typed = |name: &str| draft.values.get(name).filter(|v| !v.is_empty());
    let mut act = ActInput::default();
    if let Some(day) = typed("occurred_on") {
        act.occurred_on = Some(day.parse().map_err(|_| Problem::malformed("occurred_on", Wrong::Value(day.clone())))?);
    }
    act.late_reason = typed("late_reason").cloned();
    let expected = match command.subject() {
        None => None,
        Some(stream) => {
            let seen = typed("revision").and_then(|r| r.parse().ok());
            Some(seen.ok_or(Problem::PreconditionMissing(stream))?)
        }
    };
    let key = typed("key").filter(|k| k.len() <= 200 && k.bytes().all(|b| b.is_ascii_graphic())).cloned();
    let request = Request { actor: caller.actor()?, act, command, expected, key, side: Side::Nothing };
    app.work(move |store| command::run(store, request)).await?.map(drop)
}

/// The order as the API would take it.
fn order(kind: CommandKind, subject: StreamKey, draft: &Draft) -> Result<Value, Problem> {
    let mut order = Map::new();
    match subject {
        StreamKey::Plan(round, unit) => {
            order.insert("round".to_owned(), json!(round));
            order.insert("unit".to_owned(), json!(unit));
        }
        other => {
            let id = draft.subject.rsplit('/').next().unwrap_or_default();
            order.insert(other.noun().to_owned(), json!(id));
        }
    }
    for (name, sort, _) in specs(kind).unwrap_or_default() {
        let typed = draft.values.get(*name).map(String::as_str).unwrap_or_default();
        let value = match sort {
            Sort::Lines => json!(typed.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>()),
            Sort::Files => evidence(draft),
            Sort::Results => results(draft)?,
            // An empty text goes to the rules, whose refusal says what is missing; an empty choice is left out.
            Sort::Text if *name != "intent" => json!(typed),
            _ if typed.is_empty() => continue,
            _ => json!(typed),
        };
        order.insert((*name).to_owned(), value);
    }
    Ok(Value::Object(order))
}

fn evidence(draft: &Draft) -> Value {
    let caption = draft.values.get("caption").filter(|c| !c.is_empty());
    let older = if draft.values.contains_key("pre_existing") { "yes" } else { "no" };
    let one = |(digest, name): &(String, String)| json!({"digest": digest, "name": name, "caption": caption.unwrap_or(name), "pre_existing": older});
    Value::Array(draft.files.iter().map(one).collect())
}

/// Figures that were filled in; money is typed in yuan and recorded in fen. Every file of the claim proves them.
fn results(draft: &Draft) -> Result<Value, Problem> {
    let digests: Vec<&String> = draft.files.iter().map(|f| &f.0).collect();
    let mut out = Vec::new();
    for kind in ResultKind::ALL {
        let Some(typed) = draft.values.get(&format!("result_{}", kind.name())).filter(|v| !v.is_empty()) else { continue };
        let figure = if kind.money() { fen(typed) } else { typed.replace(',', "").parse().ok() };
        let figure = figure.ok_or_else(|| Problem::malformed("results", Wrong::Value(typed.clone())))?;
        out.push(json!({"sort": kind.name(), "figure": figure, "evidence": digests}));
    }
    Ok(Value::Array(out))
}

fn fen(yuan: &str) -> Option<i64> {
    let plain = yuan.replace(',', "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let cents = format!("{part:0<2}");
    if cents.len() != 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
}
