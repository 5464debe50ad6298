//! The words of error pages for visitors, by the slug of the problem type. The words of the API,
//! with paths and code, are under "Technical details".

use super::Mistake;

/// The title and the first sentences of an error page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub title: &'static str,
    pub lead: &'static str,
}

/// The words for a problem type; those of the status code for a type without words.
pub fn words(slug: &str, status: u16) -> Words {
    let (title, lead) = match slug {
        "unknown-organization" => ("Organization not found", "Check the address, or search."),
        "unknown-term" => ("Topic not found", "Check the address, or see all topics."),
        "unknown-country" => ("Country not found", "Check the address, or see all countries."),
        "unknown-revision" => (
            "Version not found",
            "This profile has no version with this number. Its history lists all versions.",
        ),
        "unknown-problem" | "unknown-route" | "unknown-import" => {
            ("Page not found", "Check the address, or search.")
        }
        "withdrawn" => (
            "This organization is no longer listed",
            "Its profile was withdrawn from this directory.",
        ),
        "invalid-parameter" => (
            "There is a problem with your search",
            "Part of it is not something that we can search for.",
        ),
        "key-in-url" => (
            "This address contains an API key",
            "Addresses are stored in histories and logs. Ask the operator of this site for a new key.",
        ),
        "too-many-requests" => {
            ("Too many requests", "This site received many requests from your connection.")
        }
        "not-acceptable" => (
            "This page has no such format",
            "Your browser or program asked for a format that this page does not have.",
        ),
        "method-not-allowed" => (
            "This page cannot do that",
            "The form or program that you used does not fit this page.",
        ),
        "uri-too-long" | "head-too-large" | "content-too-large" => {
            ("That is too long", "Use fewer words or fewer filters.")
        }
        "damaged" => (
            "Sorry, part of this page is damaged",
            "The operator of this site must repair it. All other pages still work.",
        ),
        "unavailable" | "insufficient-storage" => {
            ("Sorry, this site is busy", "Try again in a minute.")
        }
        _ if status >= 500 => (
            "Sorry, there is a problem with this site",
            "The operator can find the cause in the log. Try again later.",
        ),
        _ => ("There is a problem with your request", "Go back, or search."),
    };
    Words { title, lead }
}

/// The words for a problem of the editing pages, where the words of the API follow the title.
pub fn editing_words(slug: &str, status: u16) -> Words {
    let title = match (slug, status) {
        ("content-too-large", _) => "That form is too large",
        (_, 403) => "You may not do this",
        (_, 409 | 412) => "This was not changed",
        (_, 413) => "That form is too large",
        _ => return words(slug, status),
    };
    Words { title, lead: "" }
}

/// A mistake in a search, in words for a visitor. None for a mistake that only a program makes.
pub fn sentence(mistake: &Mistake<'_>) -> Option<String> {
    let name = mistake.parameter?;
    let field = match name {
        "page" => return Some("Page: enter a number from 1.".to_owned()),
        "per_page" => {
            return Some("Entries per page: enter a number from 1 to 100.".to_owned());
        }
        "founded" => {
            return Some("Founded: enter a year, like 1990, or years, like 1990-2005.".to_owned());
        }
        "year" => {
            return Some("Year: enter a year, like 2015, or years, like 2010-.".to_owned());
        }
        "updated_since" | "verified_before" => {
            return Some("Date: enter a day, like 2026-11-28.".to_owned());
        }
        "q" => return Some("Search words: use other or fewer words.".to_owned()),
        "organizations" => return Some("You can compare up to 5 organizations.".to_owned()),
        "sort" => "Sort by".to_owned(),
        "way_to_help" => "How to help".to_owned(),
        name => crate::site::capitalized(&name.replace('_', " ")),
    };
    if !mistake.is_known_parameter {
        return Some(format!("“{name}” is not a setting of this page."));
    }
    let meant = mistake.meant.map(|meant| format!(" Did you mean {}?", meant.replace('-', " ")));
    Some(format!("{field}: this value does not exist.{}", meant.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_explained_without_code() {
        for (parameter, meant, is_known, expected) in [
            (
                Some("focus_area"),
                Some("bonded-labour"),
                true,
                Some("Focus area: this value does not exist. Did you mean bonded labour?"),
            ),
            (Some("country"), None, true, Some("Country: this value does not exist.")),
            (
                Some("founded"),
                None,
                true,
                Some("Founded: enter a year, like 1990, or years, like 1990-2005."),
            ),
            (Some("color"), None, false, Some("“color” is not a setting of this page.")),
            (None, None, false, None),
        ] {
            let mistake = Mistake { parameter, meant, is_known_parameter: is_known, message: "x" };
            assert_eq!(sentence(&mistake).as_deref(), expected, "{parameter:?}");
        }
    }
}
