//! Servers that are killed: this test program, started once more.

use super::Home;
use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread::JoinHandle,
    time::Duration,
};
use store::{Settings, db::Place};

/// A running child, and what it says.
pub struct Server {
    pub child: Child,
    /// What the child said and nobody has taken yet.
    pub said: mpsc::Receiver<String>,
    reader: JoinHandle<()>,
}

impl Server {
    /// Starts the test `name` of this program on an installation, and waits until it has opened it.
    pub fn start(home: &Home, name: &str, actor: &str) -> Server {
        let url = match &home.settings.place {
            Place::Postgres(url) => url.as_str(),
            Place::Sqlite(_) => "",
        };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--ignored", "--nocapture", "--test-threads", "1"])
            .envs([("KILL_DIR", home.dir.path().to_str().unwrap()), ("KILL_PG", url), ("KILL_ACTOR", actor)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (tell, said) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some(line) = line.strip_prefix('@').and_then(|l| l.strip_suffix(';')) {
                    // The rest is of no use once the test has failed.
                    let _ = tell.send(line.to_owned());
                }
            }
        });
        let ready = said.recv_timeout(Duration::from_secs(60)).expect("the child opens the store");
        assert_eq!(ready, "READY");
        Server { child, said, reader }
    }

    /// Kills it, and returns what it had said up to then.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.reader.join().unwrap();
        self.said.try_iter().collect()
    }
}

/// In the child: where it works and as whom. `None` where the program was not started as a child.
pub fn ordered() -> Option<(Settings, String)> {
    let mut settings = Settings::folder(&PathBuf::from(std::env::var("KILL_DIR").ok()?));
    let url = std::env::var("KILL_PG").unwrap();
    if !url.is_empty() {
        settings.place = Place::Postgres(url);
    }
    Some((settings, std::env::var("KILL_ACTOR").unwrap()))
}

/// In the child: says a line. One write a line: a kill may cut the last line short, never mix two.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n@{line};\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A moment for a kill, below `most`, another for each seed.
pub fn moment(seed: u64, most: Duration) -> Duration {
    let z = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Duration::from_micros((z ^ (z >> 29)) % most.as_micros() as u64)
}
