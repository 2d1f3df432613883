//! The command line: one file a verb. Results go to stdout, progress and complaints to stderr.
//! Exit status: 0 done; 1 bad input or usage, or the world failed; 2 the answer is no.

mod admin;
mod assign;
mod bench;
mod demo;
mod detect;
mod ledger;
pub mod place;
mod read;
mod serve;
mod usage;

use crate::text::Lang;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::{io::Write, process::ExitCode};

/// The answer is no: refused, differs, no lawful plan.
pub const NO: u8 = 2;
/// Bad input or usage, or the world failed.
pub const BAD: u8 = 1;

#[derive(Parser)]
#[command(name = "plumbline", version, about)]
struct Cli {
    /// Language of everything that is printed: zh or en
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve pages and API
    Serve(serve::Args),
    /// Carry an invented round from plan to notice, and serve it
    Demo(demo::Args),
    /// Verify the record: the installation, or an exported log
    Verify(ledger::VerifyArgs),
    /// Take the log out, in the form of tlog-tiles
    ExportLog(ledger::ExportArgs),
    /// Drop the read models and replay the record into them
    Rebuild(ledger::RebuildArgs),
    /// Measure this machine: durable commands, pages, verification
    Bench(bench::Args),
    /// Keys and checkpoints of this machine
    Admin(admin::Args),
    /// Draw teams and units under recusal: plan, bound, reasons
    Assign(Box<assign::Args>),
    /// Read an official paper into a tree or a proposal
    Read(read::Args),
    /// Strip readings and noise from scraped text (stdin to stdout)
    Strip,
    /// Look for signs of false or perfunctory rectification
    Detect(detect::Args),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let lang = usage::lang_of_arguments(&arguments).unwrap_or_else(lang_of_environment);
    let parsed = usage::in_language(Cli::command(), lang).try_get_matches().and_then(|m| Cli::from_arg_matches(&m));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            let said = usage::said(lang, &e);
            // The terminal may be gone; there is nobody left to tell.
            let _ =
                if e.use_stderr() { std::io::stderr().write_all(said.as_bytes()) } else { std::io::stdout().write_all(said.as_bytes()) };
            return if e.use_stderr() { ExitCode::from(BAD) } else { ExitCode::SUCCESS };
        }
    };
    match cli.verb {
        Verb::Serve(args) => serve::run(args, lang),
        Verb::Demo(args) => demo::run(args, lang),
        Verb::Verify(args) => ledger::verify(args, lang),
        Verb::ExportLog(args) => ledger::export(args, lang),
        Verb::Rebuild(args) => ledger::rebuild(args, lang),
        Verb::Bench(args) => bench::run(args, lang),
        Verb::Admin(args) => admin::run(args, lang),
        Verb::Assign(args) => assign::run(*args, lang),
        Verb::Read(args) => read::run(args, lang),
        Verb::Strip => read::strip(lang),
        Verb::Detect(args) => detect::run(args, lang),
    }
}

fn lang_of_environment() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|k| std::env::var(k).ok().filter(|v| !v.is_empty()));
    Lang::of_locale(&set.unwrap_or_default())
}
