//! `plumbline assign`.

use crate::text::Lang;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: Args, _lang: Lang) -> ExitCode {
    ExitCode::from(super::BAD)
}
