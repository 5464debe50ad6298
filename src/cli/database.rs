//! Where the data is: the options that every command with a database has.

use std::env;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::store::{DatabaseUrl, HOST_VARIABLE, REDIRECTING_VARIABLES, Store};

#[derive(Args, Debug)]
pub struct DatabaseArgs {
    /// The database: `sqlite:<path>` or `postgres://user@host/database`
    /// [default: directory.db in the data folder]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,

    /// The folder for the database and the index, and nothing else
    #[arg(long, env = "DATA_DIR", default_value = "./data", value_name = "FOLDER")]
    pub data_dir: PathBuf,

    /// The way to a PostgreSQL on another machine is safe without TLS (a private
    /// network, a tunnel)
    #[arg(long, env = "DATABASE_LINK_IS_SAFE")]
    database_link_is_safe: bool,
}

impl DatabaseArgs {
    /// Opens the database and brings its schema up to date.
    pub fn open(&self) -> Result<Store, Failure> {
        let url = self.safe_url()?;
        self.make_place()?;
        Ok(Store::open(&url)?)
    }

    /// Which database it is, if the way there is encrypted or declared safe.
    pub fn safe_url(&self) -> Result<DatabaseUrl, Failure> {
        let url = self.url()?;
        if matches!(url, DatabaseUrl::Postgres(_)) {
            refuse_redirection()?;
        }
        let environment = env::var(HOST_VARIABLE).ok();
        if url.crosses_network_in_clear(environment.as_deref()) && !self.database_link_is_safe {
            return Err(Failure::Usage(format!(
                "{url} is on another machine and the way there would not be encrypted; use a \
                 build with the feature postgres-tls and sslmode=verify-full, or say that the \
                 way is safe with --database-link-is-safe (the host is judged from the URL, and \
                 from {HOST_VARIABLE} where the URL names none)"
            )));
        }
        Ok(url)
    }

    /// Which database it is.
    pub fn url(&self) -> Result<DatabaseUrl, Failure> {
        match self.named_url() {
            Some(url) => Ok(url.parse()?),
            None => Ok(DatabaseUrl::Sqlite(self.data_dir.join("directory.db"))),
        }
    }

    /// Makes the folder for a database that is not named.
    pub fn make_place(&self) -> Result<(), Failure> {
        if self.named_url().is_none() { self.make_data_dir() } else { Ok(()) }
    }

    fn named_url(&self) -> Option<&String> {
        // Set but empty, as in a compose file, is as good as not set.
        self.database_url.as_ref().filter(|url| !url.is_empty())
    }

    /// Makes the data folder if it is missing, for its owner alone.
    pub fn make_data_dir(&self) -> Result<(), Failure> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.data_dir);
        made.map_err(|reason| Failure::Folder {
            folder: self.data_dir.display().to_string(),
            reason,
        })
    }

    /// Logs which files other users of this machine may read. An earlier version made
    /// them so, or an operator did on purpose: they are left as they are.
    pub fn remark_modes(&self) {
        let database = match self.url() {
            Ok(DatabaseUrl::Sqlite(path)) => Some(path),
            _ => None,
        };
        for (path, mode) in std::iter::once((self.data_dir.clone(), "700"))
            .chain(database.map(|path| (path, "600")))
        {
            let Ok(metadata) = fs::metadata(&path) else { continue };
            let found = metadata.permissions().mode() & 0o777;
            if found & 0o077 != 0 {
                log::warn!(
                    "other users of this machine may use {} (mode {found:o}); `chmod {mode}` it",
                    path.display()
                );
            }
        }
    }
}

/// Refuses environment variables by which libpq would connect elsewhere than the URL says.
fn refuse_redirection() -> Result<(), Failure> {
    let is_set = |name: &&&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match REDIRECTING_VARIABLES.iter().find(is_set) {
        None => Ok(()),
        Some(name) => Err(Failure::Usage(format!(
            "the environment variable {name} would lead to another server than the database URL \
             names; unset it and name the server in the URL"
        ))),
    }
}
