//! `plumbline admin`: what the operator of a machine may do without signing in. Nothing of it touches case content.

use super::{BAD, place::PlaceArgs};
use crate::text::{Lang, text_with};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Print the public key under which the record is signed
    Key {
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Print the last signed checkpoint, to be kept in a second place
    Checkpoint {
        #[command(flatten)]
        place: PlaceArgs,
    },
}

pub fn run(args: Args, lang: Lang) -> ExitCode {
    let printed = match args.verb {
        Verb::Key { place } => place.settings(lang).and_then(|s| keys(&s, lang)).map(|k| k.verifier().to_text()),
        Verb::Checkpoint { place } => place.settings(lang).and_then(|s| last_checkpoint(&s, lang)),
    };
    match printed {
        Ok(text) => {
            println!("{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(BAD)
        }
    }
}

fn keys(s: &store::Settings, lang: Lang) -> Result<store::keys::Keys, String> {
    if !store::keys::Keys::exist(&s.keys) {
        return Err(text_with(lang, "cli-no-data", &[("place", s.keys.display().to_string())]));
    }
    store::keys::Keys::open(&s.keys, &s.name).map_err(|e| e.to_string())
}

fn last_checkpoint(s: &store::Settings, lang: Lang) -> Result<String, String> {
    let mut last = None;
    for archived in ledger::archive::read(keys(s, lang)?.checkpoints()).map_err(|e| e.to_string())? {
        last = Some(archived.map_err(|e| e.to_string())?.note);
    }
    last.ok_or_else(|| text_with(lang, "cli-no-data", &[("place", s.keys.display().to_string())]))
}
