//! `plumbline serve`: the server. A fresh folder prints the one-time code with which the first account is made.

use super::{BAD, place::PlaceArgs};
use crate::{
    app::App,
    router,
    text::{Lang, text_with},
};
use std::{net::SocketAddr, process::ExitCode};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: PlaceArgs,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8021")]
    listen: SocketAddr,
    /// The site is reached over TLS: cookies are sent over nothing else
    #[arg(long)]
    secure: bool,
}

pub fn run(args: Args, lang: Lang) -> ExitCode {
    log_to_stderr();
    let served = args.place.open(lang).and_then(|store| {
        let app = App::new(store, args.secure).map_err(|e| e.to_string())?;
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        runtime.block_on(serve(app, args.listen, lang)).map_err(|e| text_with(lang, "cli-listen-failed", &[("why", e.to_string())]))
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(BAD)
        }
    }
}

/// Logs to stderr; `RUST_LOG` narrows.
pub fn log_to_stderr() {
    use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};
    let asked: Option<Targets> = std::env::var("RUST_LOG").ok().and_then(|s| s.parse().ok());
    let filter = asked.unwrap_or_else(|| Targets::new().with_default(tracing::Level::WARN));
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(std::io::stderr);
    // A second call within one process keeps the first.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}

async fn serve(app: App, listen: SocketAddr, lang: Lang) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let address = format!("http://{}", listener.local_addr()?);
    eprintln!("{}", text_with(lang, "cli-listening", &[("address", address)]));
    if let Some(code) = app.setup_code() {
        eprintln!("{}", text_with(lang, "cli-setup-code", &[("code", code)]));
    }
    axum::serve(listener, router::router(app)).with_graceful_shutdown(stop()).await
}

/// Ends on SIGINT and SIGTERM, letting requests under way finish.
pub(super) async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        // Without a handler the signal ends the process by itself; nothing acknowledged is lost by that.
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}
