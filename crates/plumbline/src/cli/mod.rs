//! The command line: one file a verb. Results go to stdout, progress and complaints to stderr.
//! Exit status: 0 done; 1 bad input or usage, or the world failed; 2 the answer is no.

mod assign;
mod detect;
mod read;

use crate::text::Lang;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let bad = e.use_stderr();
            // The terminal may be gone; there is nobody left to tell.
            let _ = e.print();
            return if bad { ExitCode::from(BAD) } else { ExitCode::SUCCESS };
        }
    };
    let lang = cli.lang.unwrap_or_else(lang_of_environment);
    match cli.verb {
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
