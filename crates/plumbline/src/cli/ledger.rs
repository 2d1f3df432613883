//! `plumbline verify`, `export-log` and `rebuild`: the record, checked, taken out, replayed.

use super::{BAD, NO, place::PlaceArgs};
use crate::text::{Lang, text, text_with};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::verify::VerifyError;

#[derive(clap::Args)]
pub struct VerifyArgs {
    /// A folder that `export-log` made; without it the installation itself is verified
    export: Option<PathBuf>,
    /// Public key under which the export was signed: its text, or a file that holds it
    #[arg(long)]
    key: Option<String>,
    /// Rehash every file that a fact names
    #[arg(long = "rehash")]
    rehash: bool,
    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(clap::Args)]
pub struct ExportArgs {
    /// Folder to write to; new or empty
    dir: PathBuf,
    /// Also write bodies and salts, which hold names and texts
    #[arg(long)]
    bodies: bool,
    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(clap::Args)]
pub struct RebuildArgs {
    #[command(flatten)]
    place: PlaceArgs,
}

/// A bar on a terminal, silence elsewhere.
pub fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn moved(bar: &ProgressBar, done: u64, all: u64) {
    bar.set_length(all);
    bar.set_position(done);
}

fn fail(why: String) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(BAD)
}

/// Verifies, prints the report as JSON on stdout and in words on stderr.
pub fn verify(args: VerifyArgs, lang: Lang) -> ExitCode {
    if let Some(dir) = &args.export {
        return verify_export(dir, args.key.as_deref(), lang);
    }
    let store = match args.place.open_reading(lang) {
        Ok(s) => s,
        Err(why) => return fail(why),
    };
    let progress = bar();
    let outcome = store.verify(args.rehash, &mut |done, all| moved(&progress, done, all));
    progress.finish_and_clear();
    match outcome {
        Ok(report) => {
            println!("{}", serde_json::to_string(&report).unwrap_or_default());
            let params =
                [("entries", report.entries.to_string()), ("rows", report.rows.to_string()), ("erasures", report.erasures.to_string())];
            eprintln!("{}", text_with(lang, "verify-whole", &params));
            if report.unpurged > 0 {
                eprintln!("{}", text_with(lang, "verify-unpurged", &[("n", report.unpurged.to_string())]));
            }
            ExitCode::SUCCESS
        }
        Err(VerifyError::Differs { place, what }) => {
            println!("{}", serde_json::json!({ "differs": place, "what": what }));
            eprintln!("{}", text_with(lang, "verify-differs", &[("place", place), ("what", what)]));
            ExitCode::from(NO)
        }
        Err(VerifyError::Store(e)) => fail(e.to_string()),
    }
}

/// An export is one folder, or one a year.
fn year_folders(dir: &Path) -> Vec<PathBuf> {
    if dir.join("checkpoint").exists() {
        return vec![dir.to_owned()];
    }
    let mut out: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.join("checkpoint").exists()).collect();
    out.sort();
    out
}

fn verify_export(dir: &Path, key: Option<&str>, lang: Lang) -> ExitCode {
    let key = match key.map(read_key).transpose() {
        Ok(k) => k,
        Err(why) => return fail(text_with(lang, "verify-bad-key", &[("why", why)])),
    };
    let folders = year_folders(dir);
    if folders.is_empty() {
        return fail(text_with(lang, "verify-no-export", &[("place", dir.display().to_string())]));
    }
    let progress = bar();
    let outcome = ledger::export::verify_years(&folders, key.as_ref(), None, &mut |done, all| moved(&progress, done, all));
    progress.finish_and_clear();
    match outcome {
        Ok(reports) => {
            let entries: u64 = reports.iter().map(|r| r.size).sum();
            let signed = reports.iter().all(|r| r.signed);
            println!("{}", serde_json::json!({ "entries": entries, "years": reports.len(), "signed": signed }));
            let said = if signed { "verify-export-signed" } else { "verify-export-unsigned" };
            eprintln!("{}", text_with(lang, said, &[("entries", entries.to_string())]));
            ExitCode::SUCCESS
        }
        Err(e) => {
            println!("{}", serde_json::json!({ "differs": e.to_string() }));
            eprintln!("{}", text_with(lang, "verify-differs", &[("place", dir.display().to_string()), ("what", e.to_string())]));
            ExitCode::from(NO)
        }
    }
}

fn read_key(key: &str) -> Result<ledger::VerifierKey, String> {
    let text = if Path::new(key).is_file() { std::fs::read_to_string(key).map_err(|e| e.to_string())? } else { key.to_owned() };
    ledger::VerifierKey::from_text(text.trim()).map_err(|e| e.to_string())
}

/// Exports every year's log.
pub fn export(args: ExportArgs, lang: Lang) -> ExitCode {
    let store = match args.place.open_reading(lang) {
        Ok(s) => s,
        Err(why) => return fail(why),
    };
    let progress = bar();
    let outcome = store.export_log(&args.dir, args.bodies, &mut |done, all| moved(&progress, done, all));
    progress.finish_and_clear();
    match outcome {
        Ok(done) => {
            println!("{}", serde_json::to_string(&done).unwrap_or_default());
            let params = [("entries", done.entries.to_string()), ("place", args.dir.display().to_string())];
            eprintln!("{}", text_with(lang, "export-done", &params));
            ExitCode::SUCCESS
        }
        Err(e) => fail(text_with(lang, "export-failed", &[("why", e.to_string())])),
    }
}

/// Drops and replays the read models.
pub fn rebuild(args: RebuildArgs, lang: Lang) -> ExitCode {
    let store = match args.place.open_existing(lang) {
        Ok(s) => s,
        Err(why) => return fail(why),
    };
    let progress = bar();
    let outcome = store.rebuild(&mut |done, all| moved(&progress, done, all));
    progress.finish_and_clear();
    match outcome {
        Ok(entries) => {
            println!("{}", serde_json::json!({ "entries": entries }));
            eprintln!("{}", text(lang, "rebuild-done"));
            ExitCode::SUCCESS
        }
        Err(e) => fail(e.to_string()),
    }
}
