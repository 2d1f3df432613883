//! Takes a form: files stream into the store as they come, then the same order goes to the same door as by the API.
//! A refusal shows the page again, with everything that was typed; so does a session that ended meanwhile.

use super::{
    Arrived, Draft,
    order::{order, row_of},
    page::Place,
    rows::ROWS_MAX,
    specs::{Sort, specs},
    who,
};
use crate::{
    api::{command, file::FILE_BYTES_MAX, names_for},
    app::App,
    caller::{Caller, lang_of},
    malformed::{Wrong, from_value},
    problem::{Names, Problem},
    text::{Lang, text, text_with},
    web::{
        session::{resume, sign_out::signed_in},
        shell::{complain, lead_to},
    },
};
use axum::{
    extract::{Multipart, Path, State, multipart::Field},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use rules::{
    Command, CommandKind, StreamKey,
    act::{ActInput, PaperRef},
};
use store::{Request, seal::Side};

/// Longest values of a form together, bytes.
const VALUES_BYTES_MAX: usize = 1024 * 1024;
/// Most parts of a form.
const PARTS_MAX: usize = 4000;
/// What every form carries besides its fields.
const FRAME: [&str; 10] = ["page", "subject", "about", "seat", "revision", "key", "occurred_on", "late_reason", "decided_by", "act_paper"];
/// What a row of the evidence carries besides its files.
const PAPER: [&str; 4] = ["caption", "paper_number", "dated", "pre_existing"];

/// The act of a name that has a form.
pub fn act_of(name: &str) -> Option<CommandKind> {
    CommandKind::ALL.iter().copied().find(|k| k.name() == name && specs(*k).is_some())
}

/// `POST /do/{command}`.
pub async fn send(State(app): State<App>, Path(name): Path<String>, uri: Uri, headers: HeaderMap, form: Multipart) -> Response {
    let Some(kind) = act_of(&name) else { return complain(&app, &headers, &uri, &Problem::NotFound).await };
    let (who, mut draft) = match receive(&app, &headers, kind, form).await {
        Ok(received) => received,
        Err(problem) => return complain(&app, &headers, &uri, &problem).await,
    };
    draft.command = name;
    let place = Place::of(draft.values.get("page").map(String::as_str).unwrap_or_default());
    let outcome = match who {
        Ok(_) if !draft.more.is_empty() => return place.again(&app, &headers, StatusCode::OK, draft).await,
        Ok(caller) => execute(&app, kind, &caller, &draft).await,
        Err(Problem::SignInNeeded) => return resume::ask(&headers, &draft, &Problem::SignInNeeded, String::new()),
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(()) => lead_to(&format!("{}?done={}", place.path(), kind.name()), None),
        Err(problem) => {
            let names = if problem.ids().is_empty() { Names::new() } else { names_for(&app, &headers, &problem).await };
            draft.refused = told(kind, lang_of(&headers), &draft, &problem, &names);
            draft.field = problem.field().map(|f| form_field(kind, &f).to_owned());
            place.again(&app, &headers, problem.status(), draft).await
        }
    }
}

/// Whether a form of this act may carry a field of that name.
fn known(kind: CommandKind, name: &str) -> bool {
    FRAME.contains(&name)
        || specs(kind).unwrap_or_default().iter().any(|(field, sort, _)| match sort {
            Sort::Results => name.starts_with("result_"),
            Sort::Team => name.starts_with("member_"),
            Sort::Items => name.starts_with("item_"),
            Sort::Withheld => name.starts_with("withheld_"),
            Sort::Files => PAPER.contains(&name) || paper_row(name).is_some_and(|(begin, _)| PAPER.contains(&begin)),
            Sort::Demands(_) => name.strip_prefix(field).is_some_and(|rest| rest.starts_with('_')),
            _ => name == *field,
        })
}

fn many(kind: CommandKind, name: &str) -> bool {
    specs(kind).unwrap_or_default().iter().any(|s| match s.1 {
        Sort::Many => s.0 == name,
        Sort::Items => name.ends_with("_covers"),
        _ => false,
    })
}

/// Name and row of a field of the evidence after its first row.
fn paper_row(name: &str) -> Option<(&str, usize)> {
    let (begin, row) = name.rsplit_once('_')?;
    let row = row.parse().ok().filter(|n| (1..ROWS_MAX).contains(n))?;
    Some((begin, row))
}

/// The field of the form that stands for a field of the order: those of an item stand within the list of the items.
fn form_field(kind: CommandKind, field: &str) -> &str {
    let first = field.split(['.', '[']).next().unwrap_or_default();
    let named = specs(kind).unwrap_or_default();
    let within = named.iter().find(|s| s.1 == Sort::Items && !FRAME.contains(&first) && first != "unit");
    if named.iter().any(|s| s.0 == first) { first } else { within.map_or(first, |s| s.0) }
}

/// Reads a form part by part. The CSRF value stands first: no file is taken before it was checked. Who is not let in
/// still gets back what was typed.
async fn receive(
    app: &App,
    headers: &HeaderMap,
    kind: CommandKind,
    mut form: Multipart,
) -> Result<(Result<Caller, Problem>, Draft), Problem> {
    let mut draft = Draft::default();
    let mut caller = Err(Problem::CsrfWrong);
    let mut room = VALUES_BYTES_MAX;
    for n in 0.. {
        let next = form.next_field().await.map_err(|_| Problem::malformed("body", Wrong::HalfSent))?;
        let Some(part) = next else { break };
        let name = part.name().unwrap_or_default().to_owned();
        if n >= PARTS_MAX {
            return Err(Problem::TooLarge { max: VALUES_BYTES_MAX as u64 });
        } else if name == "csrf" {
            caller = signed_in(app, headers, &value(part, &mut room).await?).await;
        } else if let Some(row) = row_named(&name, "files") {
            if caller.is_ok()
                && let Some((digest, name)) = take(app, part).await?
            {
                draft.files.push(Arrived { row, digest, name });
            }
        } else if let Some(row) = row_named(&name, "kept") {
            let kept = value(part, &mut room).await?;
            draft.files.extend(kept.split_once(' ').map(|(d, n)| Arrived { row, digest: d.to_owned(), name: n.to_owned() }));
        } else if name == "more" {
            draft.more = value(part, &mut room).await?;
        } else if !known(kind, &name) {
            return Err(Problem::malformed(name.chars().take(60).collect::<String>(), Wrong::NoField));
        } else {
            let value = value(part, &mut room).await?;
            match draft.values.get_mut(&name) {
                None => drop(draft.values.insert(name, value)),
                Some(before) if many(kind, &name) => *before = format!("{before},{value}"),
                Some(_) => return Err(Problem::malformed(name, Wrong::Twice)),
            }
        }
    }
    let of = |name: &str| draft.values.get(name).cloned().unwrap_or_default();
    (draft.subject, draft.about) = (of("subject"), of("about"));
    if let (Ok(caller), Ok(seat)) = (&mut caller, of("seat").parse()) {
        caller.seat = Some(seat);
    }
    Ok((caller, draft))
}

/// The row of a field of that name, the first row without a number.
fn row_named(name: &str, begin: &str) -> Option<usize> {
    if name == begin { Some(0) } else { paper_row(name).filter(|p| p.0 == begin).map(|p| p.1) }
}

async fn value(mut part: Field<'_>, room: &mut usize) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| Problem::malformed("body", Wrong::HalfSent))? {
        *room = room.checked_sub(chunk.len()).ok_or(Problem::TooLarge { max: VALUES_BYTES_MAX as u64 })?;
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
    if let Some(chosen) = typed("decided_by") {
        let decider = who::read(chosen).ok_or_else(|| Problem::malformed("decided_by", Wrong::Value(chosen.clone())))?;
        (act.decided_by, act.decided_by_person) = (Some(decider.0), Some(decider.1));
    }
    act.paper = typed("act_paper").map(|number| PaperRef { number: number.clone(), scan: None });
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

/// What was wrong, in words: with the row where there are rows, and the name that people see where it cannot be read.
fn told(kind: CommandKind, lang: Lang, draft: &Draft, problem: &Problem, names: &Names) -> String {
    let row = |n: usize| text_with(lang, "row-n", &[("n", (row_of(kind, draft, n) + 1).to_string())]);
    if let Problem::Malformed { field, what: Wrong::Kind | Wrong::Missing | Wrong::Value(_) } = problem {
        let at = field.split_once('[').and_then(|(_, rest)| rest.split(']').next()?.parse::<usize>().ok());
        if let Some(label) = label_of(kind, lang, field, at.is_some()) {
            let place = at.map(row).unwrap_or_default();
            return text_with(lang, "unreadable", &[("place", place), ("label", label)]).trim().to_owned();
        }
    }
    let Problem::Refused(refusal) = problem else { return problem.detail(lang, names) };
    let at = refusal.params.iter().find(|p| p.0 == "row").and_then(|p| p.1.parse::<usize>().ok()?.checked_sub(1));
    let label = refusal.field.and_then(|f| label_of(kind, lang, f, true));
    let (Some(at), Some(label)) = (at, label) else { return problem.detail(lang, names) };
    let mut bare = refusal.clone();
    bare.params.retain(|p| p.0 != "row");
    let said = Problem::Refused(bare).detail(lang, names);
    text_with(lang, "in-cell", &[("place", row(at)), ("label", label), ("said", said)])
}

/// The name that people see for a field of an order.
fn label_of(kind: CommandKind, lang: Lang, field: &str, in_row: bool) -> Option<String> {
    let last = field.rsplit('.').next().unwrap_or(field).split('[').next().unwrap_or_default();
    let cell = match last {
        "addressee" => "cell-post".to_owned(),
        other if in_row => format!("cell-{}", other.trim_start_matches("responsible_")),
        other => format!("field-{}-{other}", kind.name()),
    };
    let known = |key: &str| Some(text(lang, key)).filter(|t| t != key);
    known(&cell).or_else(|| known(&format!("field-{last}"))).or_else(|| known(&format!("result-{last}")))
}
