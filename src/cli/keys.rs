//! `keys`: manages API keys, which writing over HTTP requires.

use std::collections::HashMap;
use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use super::Failure;
use super::database::DatabaseArgs;
use crate::directory::{self, ApiKey};
use crate::domain::{KeyName, KeyOrganization, KeyState, Keyword, Role, Slug};

#[derive(Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Create a key and print it. It cannot be shown again.
    Create(CreateArgs),
    /// List all keys, without their secrets.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Revoke a key. The server refuses it from the next request on.
    Revoke {
        /// The id or name of the key
        key: String,

        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Replace a key with a new one. The old key stays valid for a while.
    Rotate(RotateArgs),
}

#[derive(Args)]
struct CreateArgs {
    /// The name of the key. It is public in the history of everything the key writes, so
    /// name a task or a team, not a person
    #[arg(long)]
    name: KeyName,

    /// editor: may write profiles; admin: also the vocabulary and imports
    #[arg(long, value_parser = role())]
    role: Role,

    /// Time until the key expires: 12h, 90d, 52w, or never
    #[arg(long, default_value = "90d", value_name = "TIME", value_parser = lifetime)]
    expires: Lifetime,

    /// The slugs of the only organizations that the key may edit, for an organization's own editor.
    /// Such a key cannot add organizations [default: all]
    #[arg(long, value_delimiter = ',', value_name = "SLUG", value_parser = slug)]
    organizations: Vec<Slug>,

    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Args)]
struct RotateArgs {
    /// The id or name of the old key
    key: String,

    /// Time for which the old key stays valid: 0h, 12h, 7d
    #[arg(long, default_value = "1d", value_name = "TIME", value_parser = duration)]
    overlap: SignedDuration,

    /// Time until the new key expires: 12h, 90d, 52w, or never
    #[arg(long, default_value = "90d", value_name = "TIME", value_parser = lifetime)]
    expires: Lifetime,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// The lifetime of a key; `None` for ever.
#[derive(Clone, Copy, Debug)]
struct Lifetime(Option<SignedDuration>);

/// A slug of a list, which may have spaces after its commas.
fn slug(text: &str) -> Result<Slug, String> {
    text.trim().parse::<Slug>().map_err(|err| err.to_string())
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str()))
        .map(|word| Role::from_word(&word).expect("clap accepts only the names of roles"))
}

fn lifetime(text: &str) -> Result<Lifetime, String> {
    match text {
        "never" => Ok(Lifetime(None)),
        text => match duration(text)? {
            time if time.is_zero() => Err("must be more than 0, such as 12h or 90d".to_owned()),
            time => Ok(Lifetime(Some(time))),
        },
    }
}

/// A number of hours, days or weeks: `12h`, `90d`, `2w`.
fn duration(text: &str) -> Result<SignedDuration, String> {
    let unit = text.chars().next_back().and_then(|unit| match unit {
        'h' => Some(1),
        'd' => Some(24),
        'w' => Some(7 * 24),
        _ => None,
    });
    let number = text.get(..text.len().saturating_sub(1)).filter(|digits| {
        (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    let number = number.and_then(|digits| digits.parse::<i64>().ok());
    match (number, unit) {
        (Some(number), Some(hours)) => Ok(SignedDuration::from_hours(number * hours)),
        _ => Err("write a number and h, d or w (hours, days, weeks), such as 90d".to_owned()),
    }
}

/// Runs a subcommand of `keys`.
pub fn keys(args: KeysArgs) -> Result<(), Failure> {
    match args.command {
        KeysCommand::Create(args) => {
            let store = args.database.open()?;
            let (name, expires) = ((args.name, args.role), args.expires.0);
            let created =
                directory::create_limited_key(&store, name, expires, &args.organizations)?;
            print_key(&created)?;
            if store.position()?.change == 0 {
                // A key for the wrong directory would only be noticed when a server refuses it.
                let url = args.database.url()?;
                writeln!(io::stderr(), "it is a key of the directory in {url}, which is empty")?;
            }
            Ok(())
        }
        KeysCommand::List { database } => {
            let store = database.open()?;
            let changes = directory::changes_by_key_name(&store)?;
            Ok(list(&directory::list_keys(&store)?, &changes)?)
        }
        KeysCommand::Revoke { key, database } => {
            let revoked = directory::revoke_keys(&database.open()?, &key)?;
            let mut out = io::stdout().lock();
            for key in revoked {
                writeln!(out, "revoked {} ({})", key.id, key.name)?;
            }
            Ok(())
        }
        KeysCommand::Rotate(args) => {
            let store = args.database.open()?;
            let created = directory::rotate_key(&store, &args.key, args.overlap, args.expires.0)?;
            Ok(print_key(&created)?)
        }
    }
}

/// Prints only the key on standard output, for scripts, and its description on standard error.
fn print_key((key, state): &(ApiKey, KeyState)) -> io::Result<()> {
    writeln!(
        io::stderr(),
        "key {} ({}, {}) is valid {}; it cannot be shown again\n\
         {}for the API, send it as `Authorization: Bearer KEY`; to edit in a browser, sign in with \
         it at `/edit` on the server",
        state.id,
        state.name,
        state.role.as_str(),
        state.expires_at.map_or_else(
            || "until it is revoked".to_owned(),
            |end| format!("until {}", minute(end))
        ),
        state.organizations.as_ref().map_or_else(String::new, |allowed| {
            format!("it may edit only {}\n", slugs(allowed).join(", "))
        }),
    )?;
    writeln!(io::stdout(), "{}", key.reveal())
}

fn slugs(organizations: &[KeyOrganization]) -> Vec<&str> {
    organizations.iter().map(|it| it.slug.as_str()).collect()
}

fn list(keys: &[KeyState], changes: &HashMap<String, i64>) -> io::Result<()> {
    let now = Timestamp::now();
    let width = keys.iter().map(|key| key.name.as_str().len()).max().unwrap_or(0).max(4);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:8}  {:width$}  {:6}  {:17}  {:17}  {:10}  {:>7}  {:7}  organizations",
        "id", "name", "role", "created", "expires", "last used", "changes", "state"
    )?;
    for key in keys {
        let state = match key {
            key if key.revoked_at.is_some() => "revoked",
            key if key.is_valid_at(now) => "valid",
            _ => "expired",
        };
        writeln!(
            out,
            "{:8}  {:width$}  {:6}  {:17}  {:17}  {:10}  {:>7}  {state:7}  {}",
            key.id,
            key.name.as_str(),
            key.role.as_str(),
            minute(key.created_at),
            key.expires_at.map_or_else(|| "never".to_owned(), minute),
            key.last_used.map_or_else(|| "never".to_owned(), |day| day.to_string()),
            changes.get(key.name.as_str()).unwrap_or(&0),
            key.organizations
                .as_ref()
                .map_or_else(|| "all".to_owned(), |allowed| slugs(allowed).join(",")),
        )?;
    }
    Ok(())
}

/// Formats a time to the minute, in UTC.
fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, hours) in [
            ("12h", Some(12)),
            ("0h", Some(0)),
            ("90d", Some(2160)),
            ("2w", Some(336)),
            ("99999w", Some(99_999 * 168)),
            ("", None),
            ("d", None),
            ("-1d", None),
            ("1.5d", None),
            ("90", None),
            ("90 d", None),
            ("100000d", None),
            ("1é", None),
        ] {
            assert_eq!(duration(text).ok().map(|it| it.as_hours()), hours, "{text}");
        }
        assert!(lifetime("0d").is_err());
        assert!(lifetime("never").unwrap().0.is_none());
    }
}
