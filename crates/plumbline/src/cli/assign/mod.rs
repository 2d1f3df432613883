//! `plumbline assign`: reads a round, hands the solver a clock, writes the plan and prints one JSON line. No lawful plan is status
//! 2, with the conflict; bad input is status 1, with its place.

mod files;
mod report;
mod tasks;
mod words;

use crate::text::{Lang, text_with};
use assign::{InputError, Instance, Options, Plan, Seed, WhatIf};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Seconds of a search that was given no limit.
const SECONDS: f64 = 10.0;
/// Moves of a draw that was given no limit: everyone who repeats it must do the same.
const DRAW_ITERATIONS: u64 = 4_000_000;

#[derive(clap::Args)]
pub struct Args {
    /// The round
    #[arg(value_name = "INSTANCE.json")]
    instance: PathBuf,
    /// Where the plan goes
    #[arg(short, long, value_name = "SOLUTION.json")]
    output: Option<PathBuf>,
    /// Search for at most so long (10 where neither this nor --iterations is given)
    #[arg(long, value_name = "N", value_parser = positive)]
    seconds: Option<f64>,
    /// Search for so many moves; the same plan on every machine
    #[arg(long, value_name = "N")]
    iterations: Option<u64>,
    /// A number, or the 64 hexadecimal digits of a draw
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: Option<Seed>,
    /// Threads to use; never changes the plan
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: usize,
    /// Fix an inspector or a unit to a team
    #[arg(long, value_name = "P=T", value_parser = placed)]
    pin: Vec<(String, String)>,
    /// Keep an inspector or a unit from a team
    #[arg(long, value_name = "P=T", value_parser = placed)]
    ban: Vec<(String, String)>,
    /// Give the reasons for every place
    #[arg(long)]
    explain: bool,
    /// Give the reasons for these inspectors and units alone
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Price of a wish: pin=P:T, ban=P:T or swap=P:Q
    #[arg(long, value_name = "WISH")]
    what_if: Vec<String>,
    /// A plan to start from, or to repair
    #[arg(long, value_name = "SOLUTION.json")]
    from: Option<PathBuf>,
    /// What became known late; repairs the plan given with --from
    #[arg(long, value_name = "LATE.json", requires = "from", conflicts_with_all = ["what_if", "tolerance"])]
    repair: Option<PathBuf>,
    /// Draw with --seed among the plans that cost at most so many points more
    #[arg(long, value_name = "POINTS", requires = "seed")]
    tolerance: Option<u32>,
    /// Where the plans to draw from go
    #[arg(long, value_name = "FRAME.json", requires = "tolerance")]
    frame: Option<PathBuf>,
    /// Where the plans without each element of a conflict go
    #[arg(long, value_name = "WITNESSES.json")]
    witnesses: Option<PathBuf>,
}

fn positive(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|s: &f64| s.is_finite() && *s > 0.0).ok_or_else(|| "> 0".to_owned())
}

fn seed(text: &str) -> Result<Seed, String> {
    Seed::parse(text).ok_or_else(|| "0..2^64, [0-9a-f]{64}".to_owned())
}

fn placed(text: &str) -> Result<(String, String), String> {
    let (who, team) = text.split_once('=').ok_or_else(|| "P=T".to_owned())?;
    Ok((who.to_owned(), team.to_owned()))
}

/// Why the command ends without an answer.
enum Failure {
    Input { file: String, error: InputError },
    File { file: String, error: std::io::Error },
}

/// All that the tasks of the command share.
struct Job {
    args: Args,
    lang: Lang,
    instance: Instance,
    /// What `--what-if` asks, in the order given.
    wishes: Vec<WhatIf>,
    from: Option<Plan>,
    started: Instant,
}

impl Job {
    /// A stop signal for one search that starts now.
    fn clock(&self) -> impl Fn() -> bool + Sync + use<> {
        let drawing = self.args.tolerance.is_some();
        let seconds = self.args.seconds.or((self.args.iterations.is_none() && !drawing).then_some(SECONDS));
        let end = seconds.and_then(|s| Instant::now().checked_add(Duration::from_secs_f64(s.min(1e9))));
        move || end.is_some_and(|end| Instant::now() >= end)
    }

    fn options(&self) -> Options {
        let drawing = self.args.tolerance.is_some();
        Options {
            // The frame of a draw must not depend on the seed that draws from it.
            seed: self.args.seed.filter(|_| !drawing).unwrap_or(Seed::from(1)),
            iterations: self.args.iterations.or((drawing && self.args.seconds.is_none()).then_some(DRAW_ITERATIONS)),
            threads: self.args.threads.max(1),
            until_lawful: false,
        }
    }
}

pub fn run(args: Args, lang: Lang) -> ExitCode {
    match start(args, lang).and_then(|job| tasks::run(&job)) {
        Ok(lawful) => ExitCode::from(if lawful { 0 } else { super::NO }),
        Err(failure) => {
            let line = match failure {
                Failure::Input { file, error } => {
                    let what = words::fault(lang, &error.fault);
                    text_with(lang, "assign-bad-input", &[("file", file), ("path", error.path), ("what", what)])
                }
                Failure::File { file, error } => {
                    let what = words::file(lang, &error);
                    text_with(lang, "assign-bad-file", &[("file", file), ("what", what)])
                }
            };
            eprintln!("{line}");
            ExitCode::from(super::BAD)
        }
    }
}

fn start(args: Args, lang: Lang) -> Result<Job, Failure> {
    let started = Instant::now();
    let file = args.instance.display().to_string();
    let input = |error| Failure::Input { file: file.clone(), error };
    let mut instance = assign::read_instance(&files::read(&args.instance)?).map_err(input)?;
    for (option, list) in [("--pin", &args.pin), ("--ban", &args.ban)] {
        for (who, team) in list {
            let path = format!("{option} {who}={team}");
            let placement = assign::placement(&instance, who, team, &path).map_err(input)?;
            let rules = &mut instance.rules;
            if option == "--pin" { rules.pin(placement, &path) } else { rules.ban(placement, &path) }.map_err(input)?;
        }
    }
    let wishes = args.what_if.iter().map(|wish| tasks::read_wish(&instance, wish)).collect::<Result<_, _>>().map_err(input)?;
    if let Some(name) = args.only.iter().find(|name| instance.placed(name).is_none()) {
        let fault = assign::Fault::Unknown { name: name.clone() };
        return Err(input(InputError { path: "--only".to_owned(), fault }));
    }
    let from = match &args.from {
        None => None,
        Some(path) => {
            let input = |error| Failure::Input { file: path.display().to_string(), error };
            Some(assign::read_plan(&files::read(path)?, &instance).map_err(input)?)
        }
    };
    for path in [&args.output, &args.frame, &args.witnesses].into_iter().flatten() {
        files::place(path)?;
    }
    Ok(Job { args, lang, instance, wishes, from, started })
}
