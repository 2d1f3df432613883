//! What a serving process holds: the store, and the one-time code that makes the first account. No other state.

use std::sync::{Arc, Mutex};
use store::Store;

/// Shared by all requests.
#[derive(Clone)]
pub struct App {
    pub store: Arc<Store>,
    /// The set-up code of a fresh folder; gone once it was used.
    pub setup: Arc<Mutex<Option<String>>>,
    /// Whether cookies are sent over TLS only.
    pub secure: bool,
}

impl App {
    /// Wraps an open store; a store without an authority gets a set-up code.
    pub fn new(store: Store, secure: bool) -> Result<App, store::StoreError> {
        let fresh = matches!(store.folded(rules::StreamKey::Authority)?.state, rules::State::Absent);
        let code = if fresh { Some(store::session::setup_code()?) } else { None };
        Ok(App { store: Arc::new(store), setup: Arc::new(Mutex::new(code)), secure })
    }

    /// The set-up code, while the installation has no account.
    pub fn setup_code(&self) -> Option<String> {
        self.setup.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// Runs work that blocks (SQL, hashing, a command that waits to be durable) outside the event loop.
    pub async fn work<T: Send + 'static>(&self, job: impl FnOnce(&Store) -> T + Send + 'static) -> Result<T, crate::problem::Problem> {
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || job(&store)).await.map_err(|_| crate::problem::Problem::broken())
    }
}
