//! The words of closed lists, with their names for people.

use super::schema::Word;

pub const STATUSES: &[Word] = &[
    ("active", "Active"),
    ("inactive", "Inactive: it has closed or paused its work"),
    ("unknown", "Unknown: it could not be found out"),
];

pub const NAME_KINDS: &[Word] = &[
    ("alias", "Another name"),
    ("former", "Former name"),
    ("legal", "Legal name"),
    ("translation", "Translation"),
    ("programme", "Programme known by its own name"),
];

pub const AFFILIATIONS: &[Word] = &[("faith-based", "Faith-based"), ("secular", "Secular")];

pub const RELATIONSHIPS: &[Word] = &[
    ("founded_by", "The other one founded this one"),
    ("founder_of", "This one founded the other one"),
    ("member_of", "This one is a member of the other one"),
    ("partner", "They are partners"),
    ("successor", "The other one continues the work of this one"),
    ("hosted_by", "The other one hosts this one"),
];

pub const SCOPES: &[Word] = &[
    ("local", "Local"),
    ("national", "National"),
    ("regional", "Regional: several countries"),
    ("worldwide", "Worldwide"),
];

pub const COUNTRY_ROLES: &[Word] = &[
    ("programmes", "It runs programmes there"),
    ("office", "It has an office there"),
    ("partners", "Its partners work there"),
    ("research", "It studies the country"),
    ("advocacy", "Its campaigns address the country"),
];

pub const OUTCOME_KINDS: &[Word] = &[
    ("reach", "Reach: people or things that were reached"),
    ("output", "Output: work that was done or produced"),
    ("outcome", "Outcome: a change in the world"),
    ("finding", "Finding of a study"),
    ("recognition", "Recognition: an award, or the size of the organization"),
];

pub const CAVEAT_KINDS: &[Word] = &[
    ("disputed", "Disputed: critics or sources contradict a claim"),
    ("data", "Data: limits of what this profile says"),
];

pub const CAVEAT_TOPICS: &[Word] = &[
    ("name", "Name"),
    ("acronym", "Acronym"),
    ("other_names", "Other names"),
    ("status", "Status"),
    ("founded", "Year of founding"),
    ("founders", "Founders"),
    ("headquarters", "Headquarters"),
    ("website", "Website"),
    ("identifiers", "Identifiers"),
    ("affiliation", "Faith"),
    ("parent", "Parent organization"),
    ("related", "Related organizations"),
    ("kinds", "Kinds of organization"),
    ("summary", "Summary"),
    ("framing", "How it frames the problem"),
    ("method", "How it fights the problem"),
    ("focus_areas", "Focus areas"),
    ("approaches", "Approaches"),
    ("populations", "Populations"),
    ("sectors", "Sectors"),
    ("scope", "How far its work reaches"),
    ("countries", "Where it works"),
    ("outcomes", "Results"),
    ("research", "Research"),
    ("ways_to_help", "Ways to help"),
    ("media", "Media"),
    ("sources", "Sources"),
    ("governance", "How it is led: money, leadership, safeguarding"),
];

pub const RESEARCH_KINDS: &[Word] = &[
    ("report", "Report"),
    ("book", "Book"),
    ("video", "Video"),
    ("talk", "Talk"),
    ("dataset", "Dataset"),
    ("toolkit", "Toolkit"),
    ("article", "Article"),
    ("webpage", "Web page"),
];

pub const WAY_KINDS: &[Word] = &[
    ("give", "Give money or goods"),
    ("fundraise", "Raise funds"),
    ("volunteer", "Volunteer"),
    ("advocate", "Speak up: petitions, campaigns"),
    ("shop", "Buy"),
    ("learn", "Learn"),
    ("pray", "Pray"),
    ("work", "Work for it"),
    ("report", "Report slavery or ask for help"),
    ("partner", "Become a partner"),
];

pub const MEDIA_KINDS: &[Word] = &[("video", "Video"), ("podcast", "Podcast"), ("image", "Image")];

/// The facts that can be withheld: the keys of a profile that name people or places, and others.
pub const WITHHELD_KEYS: &[Word] = &[
    ("name", "Name"),
    ("acronym", "Acronym"),
    ("other_names", "Other names"),
    ("founded", "Year of founding"),
    ("founders", "Founders"),
    ("headquarters", "Headquarters"),
    ("website", "Website"),
    ("identifiers", "Identifiers"),
    ("affiliation", "Faith"),
    ("parent", "Parent organization"),
    ("related", "Related organizations"),
    ("kinds", "Kinds of organization"),
    ("summary", "Summary"),
    ("framing", "How it frames the problem"),
    ("method", "How it fights the problem"),
    ("focus_areas", "Focus areas"),
    ("approaches", "Approaches"),
    ("populations", "Populations"),
    ("sectors", "Sectors"),
    ("scope", "How far its work reaches"),
    ("countries", "Where it works"),
    ("outcomes", "Results"),
    ("research", "Research"),
    ("ways_to_help", "Ways to help"),
    ("media", "Media"),
    ("caveats", "Caveats"),
    ("sources", "Sources"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AffiliationKind, CaveatKind, CaveatTopic, CountryRole, Keyword, MediaKind, NameKind,
        OutcomeKind, Profile, Relationship, ResearchKind, Scope, Status, WayToHelpKind,
    };

    /// Checks that the names cover the words of an enumeration, in its order.
    fn check<K: Keyword>(words: &[Word], left_out: &[&str]) {
        let named: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let all: Vec<&str> =
            K::ALL.iter().map(|it| it.as_str()).filter(|it| !left_out.contains(it)).collect();
        assert_eq!(named, all);
    }

    #[test]
    fn every_word_of_a_closed_list_has_a_name() {
        check::<Status>(STATUSES, &["withdrawn"]);
        check::<NameKind>(NAME_KINDS, &[]);
        check::<AffiliationKind>(AFFILIATIONS, &[]);
        check::<Relationship>(RELATIONSHIPS, &[]);
        check::<Scope>(SCOPES, &[]);
        check::<CountryRole>(COUNTRY_ROLES, &[]);
        check::<OutcomeKind>(OUTCOME_KINDS, &[]);
        check::<CaveatKind>(CAVEAT_KINDS, &[]);
        check::<CaveatTopic>(CAVEAT_TOPICS, &[]);
        check::<ResearchKind>(RESEARCH_KINDS, &[]);
        check::<WayToHelpKind>(WAY_KINDS, &[]);
        check::<MediaKind>(MEDIA_KINDS, &[]);
        for (key, _) in WITHHELD_KEYS {
            assert!(Profile::KEYS.contains(key), "{key}");
        }
    }
}
