//! A client in a closed loop: each connection asks, reads the whole answer, and asks again. It speaks just enough HTTP/1.1
//! to keep a connection open, so that what it measures is the server.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde_json::{Value, json};

#[derive(Args)]
pub struct Options {
    /// Host and port
    server: String,
    /// The paths to ask for, one a line; they are asked for in turn
    paths: PathBuf,
    /// How many connections ask at once
    #[arg(long, default_value_t = 1)]
    connections: usize,
    /// How long, in seconds; 0 means each path once
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Requests before the clock starts, by each connection
    #[arg(long, default_value_t = 20)]
    warm_up: usize,
    /// The server's process, to tell its CPU time
    #[arg(long)]
    pid: Option<u32>,
    /// Sent with every request
    #[arg(long)]
    cookie: Option<String>,
}

struct Sample {
    latency: Duration,
    bytes: usize,
}

struct Connection {
    stream: BufReader<TcpStream>,
    head: String,
}

pub fn run(options: &Options) -> Result<()> {
    let text = fs::read_to_string(&options.paths).context("reading the paths")?;
    let paths: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    ensure!(!paths.is_empty(), "no paths to ask for");
    let mut connections = Vec::new();
    for _ in 0..options.connections {
        let mut connection = Connection::open(options)?;
        for path in paths.iter().cycle().take(options.warm_up) {
            connection.get(path)?;
        }
        connections.push(connection);
    }
    let turn = AtomicUsize::new(0);
    let cpu_before = options.pid.map(cpu_seconds).transpose()?;
    let start = Instant::now();
    let ask = |connection| ask(connection, options, &paths, &turn, start);
    let all: Vec<Result<Vec<Sample>>> = thread::scope(|scope| {
        let asking: Vec<_> = connections.into_iter().map(|it| scope.spawn(|| ask(it))).collect();
        asking.into_iter().map(|it| it.join().expect("a client does not panic")).collect()
    });
    let elapsed = start.elapsed();
    let cpu_after = options.pid.map(cpu_seconds).transpose()?;
    let samples = all.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let cpu = cpu_before.zip(cpu_after).map(|(before, after)| after - before);
    println!("{}", report(samples, elapsed, cpu));
    Ok(())
}

fn ask(
    mut connection: Connection,
    options: &Options,
    paths: &[&str],
    turn: &AtomicUsize,
    start: Instant,
) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    loop {
        let number = turn.fetch_add(1, Ordering::Relaxed);
        let is_over = match options.seconds {
            0.0 => number >= paths.len(),
            seconds => start.elapsed().as_secs_f64() >= seconds,
        };
        if is_over {
            return Ok(samples);
        }
        samples.push(connection.get(paths[number % paths.len()])?);
    }
}

impl Connection {
    fn open(options: &Options) -> Result<Self> {
        let stream = TcpStream::connect(&options.server).context("connecting")?;
        stream.set_nodelay(true)?;
        let cookie = match &options.cookie {
            Some(cookie) if !cookie.is_empty() => format!("cookie: {cookie}\r\n"),
            _ => String::new(),
        };
        let head = format!("host: {}\r\naccept: text/html\r\n{cookie}\r\n", options.server);
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream), head })
    }

    fn get(&mut self, path: &str) -> Result<Sample> {
        let start = Instant::now();
        let request = format!("GET {path} HTTP/1.1\r\n{}", self.head);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        ensure!(line.starts_with("HTTP/1.1 200"), "{path}: {}", line.trim());
        let (mut length, mut is_chunked) = (None, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end().to_ascii_lowercase();
            match header.split_once(": ") {
                Some(("content-length", value)) => length = Some(value.parse()?),
                Some(("transfer-encoding", "chunked")) => is_chunked = true,
                Some(_) => {}
                None if header.is_empty() => break,
                None => bail!("{path}: not a header: {header}"),
            }
        }
        let bytes = match length {
            Some(length) => self.skip(length)?,
            None if is_chunked => self.skip_chunks()?,
            None => bail!("{path}: an answer without a length"),
        };
        Ok(Sample { latency: start.elapsed(), bytes })
    }

    fn skip(&mut self, length: usize) -> Result<usize> {
        let mut left = length;
        while left > 0 {
            let there = self.stream.fill_buf()?.len().min(left);
            ensure!(there > 0, "the answer ends early");
            self.stream.consume(there);
            left -= there;
        }
        Ok(length)
    }

    fn skip_chunks(&mut self) -> Result<usize> {
        let mut bytes = 0;
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let length = usize::from_str_radix(size.trim_end(), 16)?;
            bytes += self.skip(length)?;
            self.stream.read_exact(&mut [0; 2])?;
            if length == 0 {
                return Ok(bytes);
            }
        }
    }
}

/// CPU time of a process so far, its threads included: fields 14 and 15 of its `stat`, in hundredths of a second.
fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the server's process")?;
    // The name in parentheses may hold blanks; field 3 is the first after it.
    let (_, after_name) = stat.rsplit_once(')').context("an unknown form of stat")?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    Ok(ticks / 100.0)
}

fn report(mut samples: Vec<Sample>, elapsed: Duration, cpu: Option<f64>) -> Value {
    samples.sort_by_key(|sample| sample.latency);
    let count = samples.len();
    let percentile = |hundredths: usize| {
        let sample = &samples[(count * hundredths / 100).min(count - 1)];
        sample.latency.as_secs_f64() * 1e3
    };
    let requests = f64::from(u32::try_from(count).expect("a run is short"));
    // Of a run in which each path was asked for once, all of them; of a run by the clock, the percentiles are enough.
    let each = samples.iter().map(|sample| sample.latency.as_secs_f64() * 1e3);
    let each = (count <= 1000).then(|| each.collect::<Vec<_>>());
    json!({
        "samples_ms": each,
        "requests": count,
        "bytes": samples.iter().map(|sample| sample.bytes).sum::<usize>() / count,
        "per_second": requests / elapsed.as_secs_f64(),
        "p50_ms": percentile(50),
        "p95_ms": percentile(95),
        "p99_ms": percentile(99),
        "cpu_ms": cpu.map(|seconds| seconds * 1e3 / requests),
    })
}
