//! `keys`: who may write.

use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use super::Failure;
use super::database::DatabaseArgs;
use crate::directory::{self, ApiKey};
use crate::domain::{KeyName, KeyState, Keyword, Role};

#[derive(Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make a key and print it: the only time it is shown.
    Create(CreateArgs),
    /// List all keys, without the keys themselves.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Take back a key: it is refused from the next request on.
    Revoke {
        /// The id or the name of the key
        key: String,

        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Make a key in the place of another, which serves on for a while.
    Rotate(RotateArgs),
}

#[derive(Args)]
struct CreateArgs {
    /// What it is called: this stands in the public history of what it writes, so name a task
    /// or a team, not a person
    #[arg(long)]
    name: KeyName,

    /// editor: writes profiles; admin: also the vocabulary and imports
    #[arg(long, value_parser = role())]
    role: Role,

    /// How long it serves: 12h, 90d, 52w, or never
    #[arg(long, default_value = "90d", value_name = "TIME", value_parser = lifetime)]
    expires: Lifetime,

    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Args)]
struct RotateArgs {
    /// The id or the name of the key
    key: String,

    /// How long the old key serves on: 0h, 12h, 7d
    #[arg(long, default_value = "1d", value_name = "TIME", value_parser = duration)]
    overlap: SignedDuration,

    /// How long the new key serves: 12h, 90d, 52w, or never
    #[arg(long, default_value = "90d", value_name = "TIME", value_parser = lifetime)]
    expires: Lifetime,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// How long a key serves; `None` for ever.
#[derive(Clone, Copy, Debug)]
struct Lifetime(Option<SignedDuration>);

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str()))
        .map(|word| Role::from_word(&word).expect("clap allows the words of roles alone"))
}

fn lifetime(text: &str) -> Result<Lifetime, String> {
    match text {
        "never" => Ok(Lifetime(None)),
        text => match duration(text)? {
            none if none.is_zero() => Err("a key serves for some time: 12h, 90d".to_owned()),
            some => Ok(Lifetime(Some(some))),
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

/// Runs one of the commands.
pub fn keys(args: KeysArgs) -> Result<(), Failure> {
    match args.command {
        KeysCommand::Create(args) => {
            let store = args.database.open()?;
            let made = directory::create_key(&store, args.name, args.role, args.expires.0)?;
            Ok(show(&made)?)
        }
        KeysCommand::List { database } => Ok(list(&directory::list_keys(&database.open()?)?)?),
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
            let made = directory::rotate_key(&store, &args.key, args.overlap, args.expires.0)?;
            Ok(show(&made)?)
        }
    }
}

/// The key alone on standard output, for scripts; what it is beside it.
fn show((key, state): &(ApiKey, KeyState)) -> io::Result<()> {
    writeln!(
        io::stderr(),
        "key {} ({}, {}) serves {}; it is not shown again",
        state.id,
        state.name,
        state.role.as_str(),
        state.expires_at.map_or_else(
            || "until it is revoked".to_owned(),
            |end| format!("until {}", minute(end))
        ),
    )?;
    writeln!(io::stdout(), "{}", key.reveal())
}

fn list(keys: &[KeyState]) -> io::Result<()> {
    let now = Timestamp::now();
    let width = keys.iter().map(|key| key.name.as_str().len()).max().unwrap_or(0).max(4);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:8}  {:width$}  {:6}  {:17}  {:17}  {:10}  state",
        "id", "name", "role", "created", "expires", "last used"
    )?;
    for key in keys {
        let state = match key {
            key if key.revoked_at.is_some() => "revoked",
            key if key.is_valid_at(now) => "serves",
            _ => "expired",
        };
        writeln!(
            out,
            "{:8}  {:width$}  {:6}  {:17}  {:17}  {:10}  {state}",
            key.id,
            key.name.as_str(),
            key.role.as_str(),
            minute(key.created_at),
            key.expires_at.map_or_else(|| "never".to_owned(), minute),
            key.last_used.map_or_else(|| "never".to_owned(), |day| day.to_string()),
        )?;
    }
    Ok(())
}

/// A time to the minute, in UTC.
fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_numbers_with_a_unit() {
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
