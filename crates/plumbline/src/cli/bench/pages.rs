//! A page of the register out of 10 k, 100 k and 1 M items over loopback HTTP with session and permission, never
//! cached, beside the same bytes from memory; then start to first answer, and memory at rest.

use super::{Failure, Figure, data, probe::quantile};
use crate::{app::App, router};
use axum::{Router, routing::get};
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Settings, Store, clock::SystemClock};

/// Requests that are timed for each size, after as many that warm up.
const REQUESTS: usize = 600;

/// Measures every size; `say` gets the figures of each as soon as they are known, for a large one takes minutes.
pub fn measure(dir: &Path, sizes: &[u64], say: fn(Vec<Figure>)) -> Result<(), Failure> {
    let mut medians = Vec::new();
    for size in sizes {
        let mut out = Vec::new();
        let place = dir.join(format!("items-{size}"));
        let world = data::world();
        let started = Instant::now();
        let entries = data::load(&place, &world, *size)?;
        out.push(Figure::new(
            format!("loading {size} items through project"),
            entries as f64 / started.elapsed().as_secs_f64(),
            "entries/s",
        ));
        let page = page_times(&place, &world)?;
        medians.push(page.median);
        out.push(Figure::new(format!("register page of 50 out of {size}, median"), page.median, "ms"));
        out.push(Figure::new(format!("register page of 50 out of {size}, p99"), page.p99, "ms").goal("<= 10 ms"));
        out.push(Figure::new(format!("statements of a register page out of {size}"), page.statements, ""));
        out.push(Figure::new(format!("same {} bytes from memory, median", page.bytes), page.memory, "ms"));
        out.push(Figure::new(format!("bytes from memory : page out of {size}"), page.memory / page.median, ""));
        if sizes.last() == Some(size) {
            out.extend(rest(&place)?);
        }
        say(std::mem::take(&mut out));
        let store = Store::open_reading(Settings::folder(&place), Arc::new(SystemClock))?;
        let started = Instant::now();
        let report = store.verify(false, &mut |_, _| {}).map_err(|e| e.to_string())?;
        out.push(Figure::new(
            format!("verify the folder: {} entries, {} rows", report.entries, report.rows),
            started.elapsed().as_secs_f64(),
            "s",
        ));
        say(out);
    }
    if let (Some(first), Some(last)) = (medians.first(), medians.last()) {
        say(vec![Figure::new("largest register : smallest, median", last / first, "").goal("<= 1.5")]);
    }
    Ok(())
}

struct Page {
    median: f64,
    p99: f64,
    memory: f64,
    bytes: usize,
    statements: f64,
}

fn page_times(place: &Path, world: &rules::testing::World) -> Result<Page, Failure> {
    let store = Store::open(Settings::folder(place), Arc::new(SystemClock))?;
    let office = world.cast.office_head;
    store.set_password(office.actor(), office.account, data::PASSWORD, None)?;
    let login = store.login_of(office.account)?.ok_or("the office has no login")?;
    let cookie = store.sign_in(&login, data::PASSWORD)?.map_err(|_| "the office cannot sign in")?;
    let app = App::new(store, false)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let server = router::router(app);
    let agent = agent();
    let cookie = format!("{}={cookie}", crate::caller::COOKIE);
    let _serving = runtime.spawn(async move { axum::serve(tokio::net::TcpListener::from_std(listener)?, server).await });
    let before = store::db::statements();
    let (mut times, bytes) = timed(&agent, &format!("http://{address}/register"), &cookie)?;
    let statements = (store::db::statements() - before) as f64 / (2 * REQUESTS) as f64;
    let size = bytes.len();
    let memory_listener = TcpListener::bind("127.0.0.1:0")?;
    let memory_address = memory_listener.local_addr()?;
    memory_listener.set_nonblocking(true)?;
    let bytes = axum::body::Bytes::from(bytes);
    let static_page = Router::new().route("/", get(move || std::future::ready(bytes.clone())));
    let _memory = runtime.spawn(async move { axum::serve(tokio::net::TcpListener::from_std(memory_listener)?, static_page).await });
    let (mut plain, _) = timed(&agent, &format!("http://{memory_address}/"), &cookie)?;
    runtime.shutdown_timeout(Duration::from_secs(5));
    let (median, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
    Ok(Page { median, p99, memory: quantile(&mut plain, 0.5), bytes: size, statements })
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

/// Milliseconds of each request, and the bytes of the last answer.
fn timed(agent: &ureq::Agent, url: &str, cookie: &str) -> Result<(Vec<f64>, Vec<u8>), Failure> {
    let mut times = Vec::new();
    let mut last = Vec::new();
    for n in 0..2 * REQUESTS {
        let started = Instant::now();
        let mut answer = agent.get(url).header("cookie", cookie).call()?;
        last = answer.body_mut().read_to_vec()?;
        if answer.status() != 200 {
            return Err(format!("{url} answered {}", answer.status()).into());
        }
        if n >= REQUESTS {
            times.push(started.elapsed().as_secs_f64() * 1e3);
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
