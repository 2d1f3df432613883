//! The one binary: server and command line. Everything is in the library, so that tests reach it too.

fn main() -> std::process::ExitCode {
    plumbline::cli::run()
}
