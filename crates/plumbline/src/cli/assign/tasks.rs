//! What the command does with a round: solve it, draw, price wishes, repair a plan; each ends in one JSON line.

use super::{Failure, Job, files, report, words};
use crate::text::text_with;
use assign::{Conflicts, InputError, Instance, Model, Outcome, Plan, Progress, Repaired, Solved, State, WhatIf};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};

/// Does what the arguments ask; false where there is no lawful plan.
pub fn run(job: &Job) -> Result<bool, Failure> {
    if let Some(path) = &job.args.repair {
        return repair(job, path);
    }
    let clock = job.clock();
    let lawful = Cell::new(None);
    let outcome = assign::assign(&job.instance, job.from.as_ref(), &job.options(), &clock, &mut progress(job, &lawful));
    clear_progress();
    let solved = match outcome {
        Outcome::Plan(solved) => solved,
        Outcome::Conflict(found) => return no_plan(job, &job.instance, &found),
        Outcome::Open { broken } => return open(job, broken),
    };
    let mut line = report::summary(job, &solved.cost, solved.bound);
    line.insert("iterations".into(), json!(solved.iterations));
    line.insert("lawful_seconds".into(), json!(lawful.get()));
    let (mut plan, mut state) = (solved.plan.clone(), solved.state.clone());
    if let Some(tolerance) = job.args.tolerance
        && let Some(drawn) = draw(job, &solved, i64::from(tolerance), &mut line)?
    {
        (plan, state) = drawn;
    }
    keep(job, &plan, &mut line)?;
    explain(job, &job.instance, &state, &mut line);
    wishes(job, &solved, &mut line);
    finish(job, line)
}

/// Puts the plan where it was asked for, before anything else is searched for.
fn keep(job: &Job, plan: &Plan, line: &mut Map<String, Value>) -> Result<(), Failure> {
    match &job.args.output {
        Some(path) => files::replace(path, &format!("{}\n", json!(plan)))?,
        None => {
            line.insert("plan".into(), json!(plan));
        }
    }
    Ok(())
}

fn finish(job: &Job, mut line: Map<String, Value>) -> Result<bool, Failure> {
    line.insert("seconds".into(), report::seconds(job));
    print(&Value::Object(line))?;
    Ok(true)
}

fn print(value: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}").and_then(|()| out.flush()).map_err(|error| Failure::File { file: "stdout".into(), error })
}

/// Tells a terminal how far the search is, and notes when the first lawful plan was there.
fn progress(job: &Job, lawful: &Cell<Option<f64>>) -> impl FnMut(Progress) {
    let terminal = std::io::stderr().is_terminal();
    let (lang, started) = (job.lang, job.started);
    move |p| {
        if p.broken == 0 && lawful.get().is_none() {
            lawful.set(Some(report::rounded(started)));
        }
        if terminal {
            let seconds = started.elapsed().as_secs();
            let key = if p.broken == 0 { "assign-progress" } else { "assign-progress-broken" };
            let figures = [
                ("seconds", seconds.to_string()),
                ("objective", p.objective.to_string()),
                ("bound", p.bound.to_string()),
                ("broken", p.broken.to_string()),
            ];
            eprint!("\r\x1b[2K{}", text_with(lang, key, &figures));
        }
    }
}

fn clear_progress() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[2K");
    }
}

fn no_plan(job: &Job, instance: &Instance, found: &Conflicts) -> Result<bool, Failure> {
    if let Some(path) = &job.args.witnesses {
        files::replace(path, &format!("{}\n", report::witnesses(job, instance, found)))?;
    }
    let said = report::conflicts_in_words(job, instance, found);
    let mut line = report::conflicts(job, instance, found);
    line.insert("words".into(), json!(said));
    print(&Value::Object(line))?;
    eprintln!("{said}");
    Ok(false)
}

fn open(job: &Job, broken: i64) -> Result<bool, Failure> {
    let said = text_with(job.lang, "assign-open", &[("broken", broken.to_string())]);
    let mut line = report::no_plan(job, false);
    line.insert("words".into(), json!(said));
    print(&Value::Object(line))?;
    eprintln!("{said}");
    Ok(false)
}

fn explain(job: &Job, instance: &Instance, state: &State, line: &mut Map<String, Value>) {
    if job.args.explain || !job.args.only.is_empty() {
        let model = Model::new(instance, &BTreeSet::new());
        let only = |name: &str| job.args.only.is_empty() || job.args.only.iter().any(|n| n == name);
        let list = assign::explain(instance, &model, state, &only);
        line.insert("reasons".into(), report::reasons(job, &list));
    }
}

fn draw(job: &Job, solved: &Solved, tolerance: i64, line: &mut Map<String, Value>) -> Result<Option<(Plan, State)>, Failure> {
    let Some(seed) = job.args.seed else { return Ok(None) };
    let Some(drawn) = assign::draw(&job.instance, solved, tolerance, seed) else { return Ok(None) };
    let frame = format!("{}\n", json!(drawn.frame));
    let digest = hex::encode(Sha256::digest(frame.as_bytes()));
    if let Some(path) = &job.args.frame {
        files::replace(path, &frame)?;
    }
    line.extend(report::summary(job, &drawn.cost, solved.bound));
    let names: Map<String, Value> = drawn.names.iter().map(|(team, from)| (team.clone(), json!(from))).collect();
    let figures = json!({
        "tolerance": tolerance,
        "frame_size": drawn.frame.len(),
        "frame_full": drawn.frame.len() >= assign::FRAME_MAX,
        "frame_sha256": digest,
        "index": drawn.index,
        "names": names,
    });
    line.insert("draw".into(), figures);
    Ok(Some((drawn.plan, drawn.state)))
}

/// Reads one wish, and refuses a pin or ban that contradicts the round; a swap can be told only beside a plan.
pub fn read_wish(instance: &Instance, text: &str) -> Result<WhatIf, InputError> {
    let path = format!("--what-if {text}");
    let what = assign::read_what_if(instance, text, &path)?;
    if !matches!(what, WhatIf::Swap(..)) {
        assign::wish(instance, &Plan::default(), &what, &path)?;
    }
    Ok(what)
}

fn wishes(job: &Job, base: &Solved, line: &mut Map<String, Value>) {
    if job.wishes.is_empty() {
        return;
    }
    let one = |(text, what): (&String, &WhatIf)| {
        let mut answer = match assign::wish(&job.instance, &base.plan, what, &format!("--what-if {text}")) {
            Ok(with_wish) => answer(job, base, &with_wish),
            Err(error) => {
                let mut answer = report::no_plan(job, true);
                answer.insert("words".into(), json!(words::fault(job.lang, &error.fault)));
                answer
            }
        };
        answer.insert("wish".into(), json!(text));
        Value::Object(answer)
    };
    line.insert("what_if".into(), job.args.what_if.iter().zip(&job.wishes).map(one).collect());
}

fn answer(job: &Job, base: &Solved, with_wish: &Instance) -> Map<String, Value> {
    let clock = job.clock();
    match assign::what_if(with_wish, base, &job.options(), &clock) {
        Outcome::Plan(solved) => priced(job, base, &solved),
        Outcome::Conflict(found) => report::conflicts(job, with_wish, &found),
        Outcome::Open { .. } => report::no_plan(job, false),
    }
}

fn priced(job: &Job, base: &Solved, solved: &Solved) -> Map<String, Value> {
    let mut answer = report::summary(job, &solved.cost, solved.bound);
    let price = solved.cost.objective - base.cost.objective;
    let exact = solved.gap() == 0 && base.gap() == 0;
    answer.insert("price".into(), json!(price));
    answer.insert("price_exact".into(), json!(exact));
    answer.insert("plan".into(), json!(solved.plan));
    let key = if exact { "assign-price-exact" } else { "assign-price" };
    answer.insert("words".into(), json!(text_with(job.lang, key, &[("price", price.to_string())])));
    answer
}

fn repair(job: &Job, path: &std::path::Path) -> Result<bool, Failure> {
    let Some(before) = &job.from else { return Ok(false) };
    let input = |error| Failure::Input { file: path.display().to_string(), error };
    let late = assign::read_late(&files::read(path)?, &job.instance).map_err(input)?;
    let instance = assign::with_late(&job.instance, &late);
    let clock = job.clock();
    match assign::repair(&instance, before, &job.options(), &clock) {
        Repaired::Plan(repaired) => {
            let model = Model::new(&instance, &BTreeSet::new());
            let bound = assign::lower_bound(&model, Some(repaired.cost.objective));
            let mut line = report::summary(job, &repaired.cost, bound);
            line.insert("repair".into(), report::repair(job, &repaired));
            explain(job, &instance, &State::of_plan(&model, &repaired.plan), &mut line);
            keep(job, &repaired.plan, &mut line)?;
            finish(job, line)
        }
        Repaired::Conflict(found) => no_plan(job, &instance, &found),
        Repaired::Open { broken } => open(job, broken),
    }
}
