//! `plumbline read` and `plumbline strip`: an official paper to a tree or a proposal, with an account for people on
//! stderr. Nothing is entered anywhere: a person confirms what the account lists.

mod account;

use crate::text::{Lang, text, text_with};
use papers::{
    doc::Doc,
    paper::Paper,
    propose::{Genre, Proposal, propose},
    read::{FILE_BYTES_MAX, ReadError, Tools},
    tree::{Tree, TreeOut},
};
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(clap::Args)]
pub struct Args {
    /// Paper to read: docx, xlsx, PDF, doc, text, web page; `-` for standard input
    file: PathBuf,
    /// What to make of it
    #[arg(long = "as", value_enum, default_value = "proposal")]
    form: Form,
    /// File to write; standard output where it is left out, or `-`
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Add the place of every heading and paragraph to the tree
    #[arg(long)]
    places: bool,
    /// Run no other program, neither for old files nor for scans
    #[arg(long)]
    no_tools: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Tree,
    Proposal,
}

/// What stops the command.
enum Stop {
    Read(ReadError),
    World(std::io::Error, String),
}

pub fn run(args: Args, lang: Lang) -> ExitCode {
    match read(&args, lang) {
        Ok(code) => code,
        Err(stop) => {
            let why = match stop {
                Stop::Read(e) => text_with(lang, &format!("read-error-{}", e.code()), &[("detail", detail(lang, &e))]),
                // The message begins with the file's name already.
                Stop::World(e, path) if Path::new(&path) == args.file => text(lang, world(&e)),
                Stop::World(e, path) => text_with(lang, "read-error-world", &[("path", path), ("why", text(lang, world(&e)))]),
            };
            eprintln!("{}", text_with(lang, "read-refused", &[("file", args.file.display().to_string()), ("why", why)]));
            ExitCode::from(super::BAD)
        }
    }
}

/// What is broken or unknown, in words where the reader's own code for it says nothing to people.
fn detail(lang: Lang, e: &ReadError) -> String {
    let code = e.detail();
    match code.as_str() {
        "binary" | "ole" | "pages" | "parser" | "pdf-fonts" => text(lang, &format!("read-detail-{code}")),
        _ => code,
    }
}

/// Wording of what the system refused; its own message speaks one language only.
fn world(e: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match e.kind() {
        ErrorKind::NotFound => "read-world-not-found",
        ErrorKind::PermissionDenied => "read-world-denied",
        ErrorKind::IsADirectory => "read-world-folder",
        ErrorKind::NotADirectory => "read-world-no-folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "read-world-full",
        ErrorKind::BrokenPipe => "read-world-pipe",
        _ => "read-world-other",
    }
}

fn read(args: &Args, lang: Lang) -> Result<ExitCode, Stop> {
    let bytes = input(&args.file)?;
    let name = args.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let tools = if args.no_tools { Tools::none() } else { Tools::default() };
    let paper = papers::read::read(&bytes, &name, &tools).map_err(Stop::Read)?;
    match args.form {
        Form::Tree => {
            let tree = tree(&paper, args.places);
            output(args.output.as_deref(), &tree)?;
            eprint!("{}", account::tree(lang, &paper, &tree));
            Ok(ExitCode::SUCCESS)
        }
        Form::Proposal => {
            let proposal: Proposal = propose(&paper);
            output(args.output.as_deref(), &proposal)?;
            eprint!("{}", account::proposal(lang, &proposal));
            // A paper of no known kind yields a tree and facts, and the answer whether it can be proposed is no.
            Ok(if proposal.genre == Genre::None { ExitCode::from(super::NO) } else { ExitCode::SUCCESS })
        }
    }
}

fn tree(paper: &Paper, places: bool) -> TreeOut {
    let doc = Doc::new(paper);
    Tree::new(&doc).out(&doc, places)
}

fn input(path: &Path) -> Result<Vec<u8>, Stop> {
    let world = |e| Stop::World(e, path.display().to_string());
    let mut bytes = Vec::new();
    let limit = FILE_BYTES_MAX as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(world)?;
    } else {
        std::fs::File::open(path).map_err(world)?.take(limit).read_to_end(&mut bytes).map_err(world)?;
    }
    Ok(bytes)
}

/// Writes JSON to a file, which is replaced as a whole or not at all, or to standard output.
fn output(path: Option<&Path>, value: &impl serde::Serialize) -> Result<(), Stop> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|e| Stop::World(e.into(), "json".to_owned()))?;
    json.push(b'\n');
    // As for what is read, a dash is no name of a file.
    let Some(path) = path.filter(|p| *p != Path::new("-")) else {
        return std::io::stdout().lock().write_all(&json).map_err(|e| Stop::World(e, "-".to_owned()));
    };
    let world = |e| Stop::World(e, path.display().to_string());
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&beside).and_then(|mut f| f.write_all(&json).and_then(|()| f.sync_all()));
    let replaced = written.and_then(|()| std::fs::rename(&beside, path));
    if replaced.is_err() {
        // Half a file must not stay behind; whether it could be removed changes nothing about the failure.
        let _ = std::fs::remove_file(&beside);
    }
    replaced.map_err(world)
}

/// Strips readings from standard input, line by line as it comes.
pub fn strip(lang: Lang) -> ExitCode {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(FILE_BYTES_MAX as u64).read_to_end(&mut bytes);
    let Ok(input) = read.and_then(|_| String::from_utf8(bytes).map_err(std::io::Error::other)) else {
        eprintln!("{}", text(lang, "strip-no-text"));
        return ExitCode::from(super::BAD);
    };
    let out = papers::strip::strip(&input);
    match std::io::stdout().lock().write_all(out.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(super::BAD),
    }
}
