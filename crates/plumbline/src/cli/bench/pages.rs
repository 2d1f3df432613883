//! A page of the register out of 10 k, 100 k and 1 M items over loopback HTTP with session and permission, never
//! cached, beside the same bytes from memory; then start to first answer, and memory at rest.

use super::{Failure, Figure, data, probe::quantile};
use crate::{app::App, router};
use axum::{Router, routing::get};
use rules::testing::World;
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Settings, Store, clock::SystemClock};
use tokio::runtime::Runtime;

/// Requests of one slice. Slices of all sizes alternate, so that what disturbs the machine disturbs every size alike.
const SLICE: usize = 50;
/// Slices of each size that are timed, after those that warm up.
const SLICES: usize = 20;
/// Slices before the timed ones.
const WARM_UP: usize = 4;

/// Loads and measures every size. `say` gets the figures as soon as they are known, for a large register takes minutes.
pub fn measure(dir: &Path, sizes: &[u64], say: fn(Vec<Figure>)) -> Result<(), Failure> {
    let world = data::world();
    for size in sizes {
        let started = Instant::now();
        let entries = data::load(&place_of(dir, *size), &world, *size)?;
        let speed = entries as f64 / started.elapsed().as_secs_f64();
        say(vec![Figure::new(format!("loading {size} items through project"), speed, "entries/s")]);
    }
    say(timed_pages(dir, sizes, &world)?);
    if let Some(size) = sizes.last() {
        say(rest(&place_of(dir, *size))?);
    }
    for size in sizes {
        let store = Store::open_reading(Settings::folder(&place_of(dir, *size)), Arc::new(SystemClock))?;
        let started = Instant::now();
        let report = store.verify(false, &mut |_, _| {}).map_err(|e| e.to_string())?;
        say(vec![Figure::new(
            format!("verify the folder: {} entries, {} rows", report.entries, report.rows),
            started.elapsed().as_secs_f64(),
            "s",
        )]);
    }
    Ok(())
}

fn place_of(dir: &Path, size: u64) -> PathBuf {
    dir.join(format!("items-{size}"))
}

/// A register that is being served, and what was measured of it.
struct Served {
    size: u64,
    page: String,
    memory: String,
    cookie: String,
    bytes: usize,
    pages: Vec<f64>,
    memories: Vec<f64>,
    statements: f64,
}

impl Served {
    fn start(runtime: &Runtime, place: &Path, world: &World, size: u64) -> Result<Served, Failure> {
        let store = Store::open(Settings::folder(place), Arc::new(SystemClock))?;
        let office = world.cast.office_head;
        store.set_password(office.actor(), office.account, data::PASSWORD, None)?;
        let login = store.login_of(office.account)?.ok_or("the office has no login")?;
        let cookie = store.sign_in(&login, data::PASSWORD)?.map_err(|_| "the office cannot sign in")?;
        let cookie = format!("{}={cookie}", crate::caller::COOKIE);
        let page = format!("http://{}/register", serve(runtime, router::router(App::new(store, false)?))?);
        let (_, bytes) = timed(&agent(), &page, &cookie, 1)?;
        let size_of_page = bytes.len();
        let bytes = axum::body::Bytes::from(bytes);
        let memory = format!("http://{}/", serve(runtime, Router::new().route("/", get(move || std::future::ready(bytes.clone()))))?);
        let (pages, memories) = (Vec::new(), Vec::new());
        Ok(Served { size, page, memory, cookie, bytes: size_of_page, pages, memories, statements: 0.0 })
    }

    fn slice(&mut self, agent: &ureq::Agent, counts: bool) -> Result<(), Failure> {
        let before = store::db::statements();
        let (pages, _) = timed(agent, &self.page, &self.cookie, SLICE)?;
        self.statements = (store::db::statements() - before) as f64 / SLICE as f64;
        let (memories, _) = timed(agent, &self.memory, &self.cookie, SLICE)?;
        if counts {
            self.pages.extend(pages);
            self.memories.extend(memories);
        }
        Ok(())
    }

    fn figures(&mut self) -> Vec<Figure> {
        let (size, median) = (self.size, quantile(&mut self.pages, 0.5));
        let memory = quantile(&mut self.memories, 0.5);
        vec![
            Figure::new(format!("register page of 50 out of {size}, median"), median, "ms"),
            Figure::new(format!("register page of 50 out of {size}, p99"), quantile(&mut self.pages, 0.99), "ms").goal("<= 10 ms"),
            Figure::new(format!("statements of a register page out of {size}"), self.statements, ""),
            Figure::new(format!("same {} bytes from memory, median", self.bytes), memory, "ms"),
            Figure::new(format!("bytes from memory : page out of {size}"), memory / median, ""),
        ]
    }
}

fn timed_pages(dir: &Path, sizes: &[u64], world: &World) -> Result<Vec<Figure>, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = |size: &u64| Served::start(&runtime, &place_of(dir, *size), world, *size);
    let mut all = sizes.iter().map(served).collect::<Result<Vec<_>, _>>()?;
    let agent = agent();
    for n in 0..WARM_UP + SLICES {
        for s in &mut all {
            s.slice(&agent, n >= WARM_UP)?;
        }
    }
    runtime.shutdown_timeout(Duration::from_secs(5));
    let mut out: Vec<Figure> = all.iter_mut().flat_map(Served::figures).collect();
    if let [first, .., last] = all.as_mut_slice() {
        let ratio = quantile(&mut last.pages, 0.5) / quantile(&mut first.pages, 0.5);
        out.push(Figure::new("largest register : smallest, median", ratio, "").goal("<= 1.5"));
    }
    Ok(out)
}

/// Serves on a free port of the loopback until the runtime ends.
fn serve(runtime: &Runtime, router: Router) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    runtime.spawn(async move { axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await });
    Ok(address)
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

/// Milliseconds of each of `count` requests, and the bytes of the last answer.
fn timed(agent: &ureq::Agent, url: &str, cookie: &str, count: usize) -> Result<(Vec<f64>, Vec<u8>), Failure> {
    let mut times = Vec::with_capacity(count);
    let mut last = Vec::new();
    for _ in 0..count {
        let started = Instant::now();
        let mut answer = agent.get(url).header("cookie", cookie).call()?;
        last = answer.body_mut().read_to_vec()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        if answer.status() != 200 {
            return Err(format!("{url} answered {}", answer.status()).into());
        }
    }
    Ok((times, last))
}

/// Starts this program as a server on the folder: time to its first answer, then memory at rest.
fn rest(place: &Path) -> Result<Vec<Figure>, Failure> {
    let mut times = Vec::new();
    let mut memory = 0.0;
    for n in 0..5 {
        let listen = free_address()?;
        let started = Instant::now();
        let mut child = server(place, listen)?;
        let outcome = first_answer(listen, started);
        if n == 4 && outcome.is_ok() {
            memory = resident_mb(child.id())?;
        }
        child.kill()?;
        child.wait()?;
        times.push(outcome?);
    }
    Ok(vec![
        Figure::new("start to first answer, median", quantile(&mut times, 0.5), "s").goal("<= 0.1 s"),
        Figure::new("memory at rest", memory, "MB").goal("<= 50 MB"),
    ])
}

fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn server(place: &Path, listen: SocketAddr) -> Result<Child, Failure> {
    let own = std::env::current_exe()?;
    let listen = listen.to_string();
    let child = Command::new(own)
        .arg("serve")
        .arg("--data")
        .arg(place)
        .args(["--listen", &listen])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(child)
}

fn first_answer(listen: SocketAddr, started: Instant) -> Result<f64, Failure> {
    let agent = agent();
    while started.elapsed() < Duration::from_secs(30) {
        if let Ok(answer) = agent.get(format!("http://{listen}/api/session")).call()
            && answer.status() == 401
        {
            return Ok(started.elapsed().as_secs_f64());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Err("the server gave no answer".into())
}

fn resident_mb(pid: u32) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kb: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kb / 1024.0)
}
