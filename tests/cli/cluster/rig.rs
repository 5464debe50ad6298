//! A cluster that `scripts/cluster` starts, and that runs until it is dropped.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;
use tempfile::TempDir;

use crate::kill::wire::{Connection, Reply};
use crate::program::{BINARY, TIME_LIMIT, VARIABLES, run};
use crate::support::wait::wait_for;

pub struct Cluster {
    process: Child,
    /// Closing it stops the cluster, even if this process is killed.
    stdin: Option<ChildStdin>,
    folder: PathBuf,
    _around: TempDir,
    /// Host and port of each node.
    pub nodes: Vec<SocketAddr>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Cluster {
    /// Starts a cluster with these options, and waits until every node is ready.
    pub fn start(options: &[&str]) -> Self {
        // Not in TMPDIR: the path of a socket has at most 107 bytes, and PostgreSQL's user needs
        // access.
        let around = tempfile::Builder::new().prefix("cluster-").tempdir_in("/tmp").unwrap();
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(around.path(), open).unwrap();
        let folder = around.path().join("c");
        let mut command = script(&["start", "--port", "0", "--until-eof", "--binary", BINARY]);
        command.arg("--folder").arg(&folder).args(options);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let stdin = process.stdin.take();
        wait_for(2 * TIME_LIMIT, "the cluster to run", || {
            assert!(process.try_wait().unwrap().is_none(), "the cluster ended");
            folder.join("running").exists()
        });
        let mut cluster = Self { process, stdin, folder, _around: around, nodes: Vec::new() };
        let numbers = (1..).take_while(|number| cluster.node_folder(*number).exists());
        cluster.nodes =
            numbers.map(|number| address(&cluster.node_folder(number).join("address"))).collect();
        cluster
    }

    pub fn nginx(&self) -> SocketAddr {
        address(&self.folder.join("nginx/address"))
    }

    fn node_folder(&self, number: usize) -> PathBuf {
        self.folder.join(format!("node-{number}"))
    }

    /// The log of a node, counted from 1.
    pub fn log(&self, number: usize) -> String {
        fs::read_to_string(self.node_folder(number).join("log")).unwrap()
    }

    /// Runs a command of the script, which must succeed.
    pub fn control(&self, arguments: &[&str]) {
        let done = run(script(arguments).arg("--folder").arg(&self.folder));
        assert_eq!(done.code, Some(0), "{arguments:?}: {done:?}");
    }

    /// Creates an editor's key.
    pub fn key(&self) -> String {
        let mut command = Command::new(BINARY);
        command.args(["keys", "create", "--name", "cluster", "--role", "editor"]);
        let made = run(command.env("DATABASE_URL", self.database_url()));
        assert_eq!(made.code, Some(0), "{made:?}");
        made.last_line().to_owned()
    }

    /// Names both databases; libpq connects to the one that accepts writes.
    fn database_url(&self) -> String {
        let socket = self.folder.join("socket");
        let socket = socket.display();
        format!(
            "postgres://directory@/postgres?host={socket},{socket}&port=5432,5433\
             &target_session_attrs=read-write"
        )
    }

    /// The result of a query on the primary with one text column, called `line`.
    pub fn lines(&self, query: &str) -> Vec<String> {
        let mut primary = PgConnection::establish(&self.database_url()).unwrap();
        let lines: Vec<Line> = sql_query(query).load(&mut primary).unwrap();
        lines.into_iter().map(|it| it.line).collect()
    }

    /// The `/readyz` response of each node.
    pub fn readiness(&self) -> Vec<(u16, Value)> {
        let asked = self.nodes.iter().map(|node| get(*node, "/readyz"));
        asked.map(|reply| (reply.status, reply.json())).collect()
    }

    /// Waits until every node reports this status.
    pub fn wait_until_all(&self, status: &str) {
        wait_for(TIME_LIMIT, &format!("every node to be {status}"), || {
            self.readiness().iter().all(|(code, body)| *code == 200 && body["status"] == status)
        });
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // The script stops everything it started; its exit code does not matter here.
        let _ = self.process.wait();
    }
}

/// Sends one request on a new connection.
pub fn get(node: SocketAddr, path: &str) -> Reply {
    Connection::open(node, None).and_then(|mut it| it.get(path)).unwrap()
}

fn address(file: &Path) -> SocketAddr {
    fs::read_to_string(file).unwrap().trim().parse().unwrap()
}

/// `scripts/cluster` without the environment variables that set options of a node.
fn script(arguments: &[&str]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/cluster");
    let mut command = Command::new(script);
    command.args(arguments);
    VARIABLES.iter().chain(&["RUST_LOG"]).for_each(|name| {
        command.env_remove(name);
    });
    command
}
