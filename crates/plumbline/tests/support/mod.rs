//! A site in a temporary folder with the story told up to a stage, asked in-process.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode},
};
use plumbline::{app::App, router::router};
use rules::testing::{Player, Stage, World};
use serde_json::Value;
use std::sync::Arc;
use store::{Settings, Store, clock::SystemClock};
use tower::ServiceExt;

pub struct Site {
    pub world: World,
    pub app: App,
    pub router: Router,
    _dir: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Site {
    /// A site at a stage of the story.
    pub fn at(stage: Stage) -> Site {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::folder(dir.path());
        let world = World::at(stage);
        let mut facts = world.record().iter().map(|f| (f.stream, f.act.clone(), f.event.clone()));
        store::bulk::load(&settings, &SystemClock, 2026, &mut facts, &mut |_| {}).unwrap();
        let store = Store::open(settings, Arc::new(SystemClock)).unwrap();
        let app = App::new(store, false).unwrap();
        Site { world, router: router(app.clone()), app, _dir: dir }
    }

    /// A site on a fresh folder.
    pub fn fresh() -> Site {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(Settings::folder(dir.path()), Arc::new(SystemClock)).unwrap();
        let app = App::new(store, false).unwrap();
        Site { world: World::empty(rules::testing::day("2026-01-01")), router: router(app.clone()), app, _dir: dir }
    }

    /// An API token of a player.
    pub fn token(&self, player: Player) -> String {
        self.app.store.issue_token(player.actor(), player.account, "test").unwrap().1
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, token: &str, player: Player, path: &str) -> Answer {
        let request =
            Request::get(path).header("authorization", format!("Bearer {token}")).header("plumbline-seat", player.seat().to_string());
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, token: &str, player: Player, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request =
            Request::post(path).header("authorization", format!("Bearer {token}")).header("plumbline-seat", player.seat().to_string());
        for (k, v) in headers {
            request = request.header(*k, *v);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }
}
