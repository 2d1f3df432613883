//! Probes of the machine: SHA-256 on one core, a durable write, a loopback echo.

use super::{Failure, Figure};
use sha2::{Digest, Sha256};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    time::Instant,
};

/// All three probes.
pub fn all(dir: &Path) -> Result<Vec<Figure>, Failure> {
    Ok(vec![
        Figure::new("probe: SHA-256 on one core", sha256(), "MB/s"),
        Figure::new("probe: fdatasync of 4 KiB, median", fdatasync(dir)?, "us"),
        Figure::new("probe: loopback echo, median", echo()?, "us"),
    ])
}

fn sha256() -> f64 {
    let block = vec![7u8; 1 << 20];
    let started = Instant::now();
    let mut hash = Sha256::new();
    for _ in 0..128 {
        hash.update(&block);
    }
    std::hint::black_box(hash.finalize());
    128.0 * 1.048_576 / started.elapsed().as_secs_f64()
}

/// The middle of the values, which are sorted in place.
pub fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 - 1.0) * q).round();
    values.get(at as usize).copied().unwrap_or_default()
}

fn fdatasync(dir: &Path) -> Result<f64, Failure> {
    let path = dir.join("probe");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        file.write_all(&[1u8; 4096])?;
        let started = Instant::now();
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    std::fs::remove_file(path)?;
    Ok(quantile(&mut times, 0.5))
}

fn echo() -> Result<f64, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut s, _) = listener.accept()?;
        let mut b = [0u8; 64];
        while s.read_exact(&mut b).is_ok() {
            s.write_all(&b)?;
        }
        Ok(())
    });
    let mut client = TcpStream::connect(address)?;
    client.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut b = [3u8; 64];
    for _ in 0..2_000 {
        let started = Instant::now();
        client.write_all(&b)?;
        client.read_exact(&mut b)?;
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    drop(client);
    server.join().map_err(|_| "the echo ended badly")??;
    Ok(quantile(&mut times, 0.5))
}
