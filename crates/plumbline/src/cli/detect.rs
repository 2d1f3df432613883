//! `plumbline detect`: evidence in, signals out. Broken files are named on stderr and the rest goes on.

mod features;
mod files;
mod papers;
mod papers_check;
mod papers_read;
mod papers_record;
mod papers_words;
mod photos;
mod texts;

use crate::text::{Lang, text_with};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Copied text: {id, unit, county, text} a line → {a, b, score, spans} a line
    Copies(InOut),
    /// Perfunctory text: {id, unit, text} a line → {id, perfunctory, signal, score, sentences} a line
    Perfunctory(InOut),
    /// Reused photographs → {query, register, kind, score} a line
    Photos {
        register: PathBuf,
        query: PathBuf,
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Repeat findings (silent: false alarms not measured): [{id, text}] → {id: [ids, best first]}
    Repeats(InOut),
    /// Papers of a folder (a folder a unit, in it one an item): files, numbers, dates, texts → a signal a line
    Papers(papers::Args),
}

#[derive(clap::Args)]
struct InOut {
    input: PathBuf,
    #[arg(short, long)]
    output: PathBuf,
}

/// What stops a command.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("detect-err-read")]
    Read { path: String, source: std::io::Error },
    #[error("detect-err-write")]
    Write { path: String, source: std::io::Error },
    #[error("detect-err-json")]
    Json { path: String, source: serde_json::Error },
    #[error("detect-err-nothing")]
    Nothing { path: String },
}

impl Failure {
    /// Words the failure in a language.
    fn words(&self, lang: Lang) -> String {
        let (path, cause) = match self {
            Self::Read { path, source } | Self::Write { path, source } => (path, source.to_string()),
            Self::Json { path, source } => (path, source.to_string()),
            Self::Nothing { path } => (path, String::new()),
        };
        text_with(lang, &self.to_string(), &[("path", path.clone()), ("cause", cause)])
    }
}

/// Runs one detector.
pub fn run(args: Args, lang: Lang) -> ExitCode {
    let output = match &args.what {
        What::Copies(io) | What::Perfunctory(io) | What::Repeats(io) => &io.output,
        What::Photos { output, .. } => output,
        What::Papers(a) => a.output(),
    };
    let done = files::writable(output).and_then(|()| match args.what {
        What::Copies(io) => texts::copies(&io.input, &io.output, lang),
        What::Perfunctory(io) => texts::perfunctory(&io.input, &io.output, lang),
        What::Repeats(io) => texts::repeats(&io.input, &io.output, lang),
        What::Photos { register, query, output } => photos::photos(&register, &query, &output, lang),
        What::Papers(io) => papers::papers(&io, lang),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{}", e.words(lang));
            ExitCode::from(super::BAD)
        }
    }
}
