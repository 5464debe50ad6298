//! The options of every command that uses a database.

use std::env;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::store::{self, DatabaseUrl, HOST_VARIABLE, REDIRECTING_VARIABLES, Store};

#[derive(Args, Debug)]
pub struct DatabaseArgs {
    /// The database: `sqlite:<path>` or `postgres://user@host/database`
    /// [default: directory.db in the data folder]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,

    /// The folder for the database and the index; keep nothing else in it
    #[arg(long, env = "DATA_DIR", default_value = "./data", value_name = "FOLDER")]
    pub data_dir: PathBuf,

    /// Connect to a PostgreSQL on another machine without TLS, because the network
    /// between is safe (a private network, a tunnel)
    #[arg(long, env = "DATABASE_LINK_IS_SAFE")]
    database_link_is_safe: bool,
}

impl DatabaseArgs {
    /// Opens the database of an existing directory, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// If there is no directory: a wrong path must not look like an empty directory.
    pub fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open_existing(&self.safe_url()?)?)
    }

    /// Opens the database of a directory that has content.
    ///
    /// # Errors
    ///
    /// If there is no directory, or only what a failed load or restore left of one: an export must
    /// not replace a good file by nothing.
    pub fn open_filled(&self) -> Result<Store, Failure> {
        let store = self.open()?;
        if store.position()?.change == 0 {
            let url = self.safe_url()?;
            return Err(Failure::Blocked(format!(
                "the directory at {url} has never had any content; nothing was written. Load \
                 profiles first, or name another directory with --data-dir or --database-url"
            )));
        }
        Ok(store)
    }

    /// Opens the database and brings its schema up to date. Creates the directory if there is none.
    pub fn open_or_create(&self) -> Result<Store, Failure> {
        let url = self.safe_url()?;
        self.create_database_folder()?;
        Ok(Store::open(&url)?)
    }

    /// The database URL, if the connection is encrypted, local or declared safe.
    ///
    /// # Errors
    ///
    /// If data would cross a network unencrypted, or an environment variable would make
    /// libpq connect to another server.
    pub fn safe_url(&self) -> Result<DatabaseUrl, Failure> {
        let url = self.url()?;
        if matches!(url, DatabaseUrl::Postgres(_)) {
            refuse_redirection()?;
        }
        let environment = env::var(HOST_VARIABLE).ok();
        if url.crosses_network_in_clear(environment.as_deref()) && !self.database_link_is_safe {
            return Err(Failure::Usage(format!(
                "{url} is on another machine and the connection would not be encrypted; use a \
                 build with the feature postgres-tls and sslmode=verify-full, or declare the \
                 network safe with --database-link-is-safe (the host comes from the URL, or \
                 from {HOST_VARIABLE} if the URL names none)"
            )));
        }
        Ok(url)
    }

    /// The database URL, not checked for safety.
    pub fn url(&self) -> Result<DatabaseUrl, Failure> {
        match self.configured_url() {
            Some(url) => Ok(url.parse()?),
            None => Ok(DatabaseUrl::Sqlite(self.data_dir.join("directory.db"))),
        }
    }

    /// Creates the folder of the default database; a configured URL needs an existing one.
    pub fn create_database_folder(&self) -> Result<(), Failure> {
        if self.configured_url().is_none() { self.create_data_dir() } else { Ok(()) }
    }

    fn configured_url(&self) -> Option<&String> {
        // Compose files set unused variables to the empty string.
        self.database_url.as_ref().filter(|url| !url.is_empty())
    }

    /// Creates the data folder if it is missing, with access for its owner only. If root creates
    /// it, it belongs to the owner of the folder above.
    pub fn create_data_dir(&self) -> Result<(), Failure> {
        if self.data_dir.is_dir() {
            return Ok(());
        }
        let created = DirBuilder::new().recursive(true).mode(0o700).create(&self.data_dir);
        created.map_err(|reason| Failure::Folder {
            folder: self.data_dir.display().to_string(),
            reason,
        })?;
        store::give_to_owner_of_folder(&self.data_dir);
        Ok(())
    }

    /// Warns about files that other users of this machine can access. The modes are left
    /// as they are: an earlier version created them so, or an operator did on purpose.
    pub fn warn_about_permissions(&self) {
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
                    "other users of this machine can access {} (mode {found:o}); `chmod {mode}` it",
                    path.display()
                );
            }
        }
    }
}

/// Refuses environment variables that would make libpq connect to another server than the
/// URL names.
fn refuse_redirection() -> Result<(), Failure> {
    let is_set = |name: &&&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match REDIRECTING_VARIABLES.iter().find(is_set) {
        None => Ok(()),
        Some(name) => Err(Failure::Usage(format!(
            "the environment variable {name} would override the server of the database URL; \
             unset it and name the server in the URL"
        ))),
    }
}
