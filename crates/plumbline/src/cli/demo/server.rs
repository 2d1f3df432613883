//! Starts the server of the demo and reads the set-up code, as the person at the machine would. The only file of the
//! demo that knows the inside of the product; the story itself goes through HTTP.

use crate::{app::App, cli::serve, router};
use jiff::civil::Date;
use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    sync::{Arc, mpsc},
    thread::JoinHandle,
};
use store::{
    Settings, Store,
    clock::{Clock, SystemClock},
};

/// The server, on a thread of its own.
pub struct Server {
    /// `http://127.0.0.1:<port>`.
    pub address: String,
    /// The one-time code of a fresh folder.
    pub code: String,
    /// Today in the time zone of the demo's authority.
    pub today: Date,
    store: Arc<Store>,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: JoinHandle<std::io::Result<()>>,
}

/// What was verified: entries, rows, files.
pub struct Whole {
    pub entries: u64,
    pub rows: u64,
    pub files: u64,
}

/// The clock of a server.
pub type SharedClock = Arc<dyn Clock>;

/// The clock of this machine.
pub fn clock() -> SharedClock {
    Arc::new(SystemClock)
}

/// A clock that begins at noon of a day, in Shanghai, and goes on from there.
#[cfg(test)]
pub fn clock_on(day: &str) -> SharedClock {
    struct Shifted(i64);
    impl Clock for Shifted {
        fn now(&self) -> rules::value::Instant {
            rules::value::Instant(SystemClock.now().0 + self.0)
        }
    }
    let noon: jiff::Timestamp = format!("{day}T12:00:00+08:00").parse().expect("a day");
    Arc::new(Shifted(noon.as_microsecond() - SystemClock.now().0))
}

/// Listens on loopback only; port 0 takes any free one.
pub fn listen(port: u16) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Makes the installation in `dir` and serves it.
pub fn start(dir: &Path, listener: TcpListener, clock: SharedClock) -> Result<Server, String> {
    let store = Store::open(Settings::folder(dir), clock).map_err(|e| e.to_string())?;
    let today = store.today().map_err(|e| e.to_string())?.0;
    let app = App::new(store, false).map_err(|e| e.to_string())?;
    let (code, store) = (app.setup_code().unwrap_or_default(), app.store.clone());
    let address = format!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let (told, ready) = mpsc::channel();
    let thread = std::thread::Builder::new().name("server".into()).spawn(move || {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // Whoever started the server waits for this; if it is gone, nobody needs to know.
            let _ = told.send(());
            let end = async {
                tokio::select! {
                    _ = stopped => {}
                    () = serve::stop() => {}
                }
            };
            axum::serve(listener, router::router(app)).with_graceful_shutdown(end).await
        })
    });
    let thread = thread.map_err(|e| e.to_string())?;
    ready.recv().map_err(|e| e.to_string())?;
    Ok(Server { address, code, today, store, stop, thread })
}

impl Server {
    /// Verifies the whole record, with every file.
    pub fn verify(&self) -> Result<Whole, String> {
        let report = self.store.verify(true, &mut |_, _| ()).map_err(|e| e.to_string())?;
        Ok(Whole { entries: report.entries, rows: report.rows, files: report.files })
    }

    /// Ends the server.
    pub fn stop(self) -> Result<(), String> {
        // It may have ended already, by a signal.
        let _ = self.stop.send(());
        join(self.thread)
    }

    /// Serves until Ctrl-C.
    pub fn serve(self) -> Result<(), String> {
        let _open = self.stop;
        join(self.thread)
    }
}

fn join(thread: JoinHandle<std::io::Result<()>>) -> Result<(), String> {
    thread.join().map_err(|_| "server".to_owned())?.map_err(|e| e.to_string())
}
