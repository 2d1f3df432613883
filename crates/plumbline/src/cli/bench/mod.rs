//! `plumbline bench`: figures for people who size a machine. Every run prints probes of the machine beside them, for
//! speeds swing with the neighbours and only ratios mean something.

mod commands;
mod data;
mod pages;
mod probe;
mod record;

use super::BAD;
use crate::text::Lang;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub struct Args {
    /// Folder for the data of the bench; new or empty, and left in place. Default: a temporary one, removed at the end
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Largest register that is measured, items
    #[arg(long, default_value_t = 1_000_000)]
    items: u64,
    /// Entries of the exported log that is verified
    #[arg(long, default_value_t = 1_000_000)]
    entries: u64,
    /// Clients that send commands, each waiting for its answer
    #[arg(long, default_value_t = 64)]
    clients: usize,
}

/// One figure: name, value, unit, and what it is held against.
#[derive(serde::Serialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<&'static str>,
}

impl Figure {
    fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Figure {
        Figure { name: name.into(), value, unit, goal: None }
    }

    fn goal(mut self, goal: &'static str) -> Figure {
        self.goal = Some(goal);
        self
    }
}

/// Why a bench ended early: the world failed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

pub fn run(args: Args, lang: Lang) -> ExitCode {
    match measure(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{}", crate::text::text_with(lang, "cli-bench-failed", &[("why", e.to_string())]));
            ExitCode::from(BAD)
        }
    }
}

/// Prints each figure as a JSON line as soon as it is known.
fn say(figures: Vec<Figure>) {
    for f in figures {
        println!("{}", serde_json::to_string(&f).unwrap_or_default());
    }
}

fn measure(args: &Args) -> Result<(), Failure> {
    let own = args.dir.is_none();
    let dir = args.dir.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("plumbline-bench-{}", std::process::id())));
    std::fs::create_dir_all(&dir)?;
    let outcome = (|| {
        say(probe::all(&dir)?);
        say(commands::measure(&dir, args.clients)?);
        let sizes: Vec<u64> = [10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= args.items).collect();
        pages::measure(&dir, &sizes, say)?;
        say(record::measure(&dir, args.entries)?);
        say(probe::all(&dir)?);
        Ok(())
    })();
    if own {
        std::fs::remove_dir_all(&dir)?;
    }
    outcome
}
