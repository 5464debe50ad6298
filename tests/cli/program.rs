//! Runs the binary: a command until it ends, or a server until it is dropped.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::TestDatabase;
use crate::support::profiles::seed_data;
use crate::support::wait::wait_for;

/// Maximum time for any single step, long enough for a busy machine.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);

pub const BINARY: &str = env!("CARGO_BIN_EXE_antislavery-directory");

/// Environment variables that set options.
pub const VARIABLES: [&str; 12] = [
    "CACHE_MIB",
    "CONNECTIONS_PER_CLIENT",
    "DATABASE_LINK_IS_SAFE",
    "DATABASE_URL",
    "DATA_DIR",
    "LISTEN",
    "MAX_AGE",
    "PERMALINK_BASE",
    "PUBLIC_URL",
    "RATE_LIMIT",
    "TRUSTED_PROXY",
    "WORKERS",
];

/// The binary with these arguments, without the environment variables that set options.
pub fn program<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    bare(BINARY, arguments)
}

/// The binary with a maximum size of `kib` KiB for each file. It ignores the signal, so that writes
/// fail as on a full disk.
pub fn program_with_file_limit(kib: u32, arguments: &[&str]) -> Command {
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"");
    bare("bash", ["-c", &script, BINARY].iter().chain(arguments))
}

fn bare<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    VARIABLES.iter().chain(&["RUST_LOG", "NO_COLOR"]).for_each(|name| {
        command.env_remove(name);
    });
    command
}

/// Result of a command.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    /// Asserts that the command failed with this exit code and one sentence; returns the sentence.
    pub fn sentence(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        let sentence = self.stderr.strip_suffix('\n').unwrap();
        assert!(sentence.starts_with("error: ") && !sentence.contains('\n'), "{sentence}");
        sentence
    }
}

/// Runs a command until it ends.
pub fn run(command: &mut Command) -> Outcome {
    run_with_input(command, "")
}

/// Runs a command until it ends, with `input` on its standard input.
pub fn run_with_input(command: &mut Command, input: &str) -> Outcome {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = Running(child.spawn().unwrap());
    let feeder = feed(child.0.stdin.take().unwrap(), input.to_owned());
    let (stdout, stderr) = (child.0.stdout.take().unwrap(), child.0.stderr.take().unwrap());
    let (out, out_reader) = collect(stdout);
    let (err, err_reader) = collect(stderr);
    let code = child.wait(TIME_LIMIT).code();
    for thread in [feeder, out_reader, err_reader] {
        thread.join().unwrap();
    }
    let (stdout, stderr) = (out.lock().unwrap().clone(), err.lock().unwrap().clone());
    Outcome { code, stdout, stderr }
}

fn feed(mut stdin: ChildStdin, input: String) -> JoinHandle<()> {
    // A command that fails early may not read its input.
    thread::spawn(move || drop(stdin.write_all(input.as_bytes())))
}

fn collect(from: impl Read + Send + 'static) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let text = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&text);
    let thread = thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = String::new();
        while from.read_line(&mut line).unwrap() > 0 {
            shared.lock().unwrap().push_str(&line);
            line.clear();
        }
    });
    (text, thread)
}

/// A process that is killed when dropped.
struct Running(Child);

impl Running {
    fn wait(&mut self, limit: Duration) -> ExitStatus {
        let mut status = None;
        wait_for(limit, "the process to end", || {
            status = self.0.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A separate database and data folder for one test.
pub struct Place {
    pub database: TestDatabase,
}

impl Place {
    /// With an empty database.
    pub fn new() -> Self {
        Self { database: TestDatabase::new() }
    }

    /// With an empty directory in the database.
    pub fn empty() -> Self {
        let place = Self::new();
        drop(place.database.open_store());
        place
    }

    /// With the profiles of `seed_data`.
    pub fn seeded() -> Self {
        let place = Self::new();
        let loaded = place.load(&seed_data(), &[]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        place
    }

    pub fn data_dir(&self) -> PathBuf {
        self.database.folder().join("data")
    }

    /// The binary with this database and data folder.
    pub fn program<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        self.at(program(arguments))
    }

    /// Sets the database, the data folder and a free port for a command.
    pub fn at(&self, mut command: Command) -> Command {
        command.env("DATABASE_URL", self.database.url()).env("DATA_DIR", self.data_dir());
        command.env("LISTEN", "127.0.0.1:0").env("RATE_LIMIT", "off");
        command
    }

    pub fn load(&self, path: &Path, options: &[&str]) -> Outcome {
        run(self.program(["load"]).arg(path).args(options))
    }

    pub fn serve(&self) -> Server {
        Server::start(&mut self.program(["serve"]))
    }

    /// The directory's last change.
    pub fn change(&self) -> i64 {
        self.database.open_store().position().unwrap().change
    }

    pub fn execute(&self, sql: &str) {
        self.database.execute(sql);
    }
}

/// A running server.
pub struct Server {
    process: Running,
    pub address: SocketAddr,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

impl Server {
    /// Starts the server and waits until it is ready.
    pub fn start(command: &mut Command) -> Self {
        let server = Self::start_unready(command);
        wait_for(TIME_LIMIT, "the server to be ready", || server.get("/readyz").status == 200);
        server
    }

    /// Starts the server and waits until it prints its URL.
    pub fn start_unready(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = Running(command.spawn().unwrap());
        let (stdout, _) = collect(process.0.stdout.take().unwrap());
        let (stderr, _) = collect(process.0.stderr.take().unwrap());
        let mut address = None;
        wait_for(TIME_LIMIT, "the server to print its URL", || {
            if process.0.try_wait().unwrap().is_some() {
                panic!("the server ended: {}", stderr.lock().unwrap());
            }
            let said = stdout.lock().unwrap();
            let place = said.split_once("Look at http://").and_then(|(_, it)| it.split_once("/\n"));
            address = place.map(|(address, _)| address.parse().unwrap());
            address.is_some()
        });
        Self { process, address: address.unwrap(), stdout, stderr }
    }

    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    pub fn stdout(&self) -> String {
        self.stdout.lock().unwrap().clone()
    }

    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[])
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        exchange(self.address, method, path, headers, "")
    }

    /// Sends a request with a JSON body.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Response {
        exchange(self.address, method, path, headers, &body.to_string())
    }

    /// Sends a request with any text as its body.
    pub fn send_text(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response {
        exchange(self.address, method, path, headers, body)
    }

    /// The ETag of a path, which must return 200.
    pub fn etag(&self, path: &str) -> String {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        response.header("etag").unwrap().to_owned()
    }

    /// Sends a signal (`TERM`, `INT`).
    pub fn send_signal(&self, signal: &str) {
        send_signal(self.pid(), signal);
    }

    /// Sends a signal and waits for the end; returns the exit status and the time.
    pub fn stop_by(&mut self, signal: &str) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        self.send_signal(signal);
        (self.process.wait(TIME_LIMIT), begun.elapsed())
    }

    /// Stops the server with SIGTERM; it must exit with 0.
    pub fn stop(mut self) {
        assert_eq!(self.stop_by("TERM").0.code(), Some(0), "{}", self.stderr());
    }
}

/// Sends a signal to a process.
pub fn send_signal(process: u32, signal: &str) {
    let sent = Command::new("kill").args(["-s", signal, &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// An HTTP response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
    /// The client's port.
    pub client_port: u16,
}

impl Response {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|err| panic!("{err}: {}", self.body))
    }
}

fn exchange(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TIME_LIMIT)).unwrap();
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let client_port = stream.local_addr().unwrap().port();
    Response { status, headers, body: body.to_owned(), client_port }
}

/// Copies a folder and its content.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to)
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A copy of `seed_data` that a test may modify.
pub fn copy_of_seed_data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&seed_data(), folder.path());
    folder
}

/// Replaces the first `from` in a file, which must contain it.
pub fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from:?} is not in {}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}
