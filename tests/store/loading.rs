//! Loads: what they write, what they refuse, how they number changes.

use antislavery_directory::directory::{
    Batch, EditPolicy, Incoming, Item, LoadError, LoadOptions, LoadReport, load,
};
use antislavery_directory::domain::{
    Author, Code, Draft, Node, Organization, Status, Term, TermScheme, Vocabulary, parse,
};
use antislavery_directory::store::{StateUpdate, Store, StoreError};
use serde_json::{Value, json};

use crate::support::{TestDatabase, profiles};

/// A store with a small vocabulary: a focus area, a group of focus areas and an approach.
pub struct Fixture {
    pub store: Store,
    vocabulary: Vocabulary,
    pub database: TestDatabase,
}

/// The options of a load that keeps all edits and reports nothing.
fn options(dry_run: bool, prune: bool) -> LoadOptions<'static> {
    LoadOptions {
        dry_run,
        prune,
        edits: EditPolicy::default(),
        source: "a test",
        // Closures without captures are leaked without cost.
        progress: Box::leak(Box::new(|_| {})),
        before_commit: Box::leak(Box::new(|| {})),
    }
}

impl Fixture {
    pub fn new() -> Self {
        let database = TestDatabase::new();
        let mut vocabulary = Vocabulary::default();
        vocabulary.insert(TermScheme::FocusArea, term("area", false));
        vocabulary.insert(TermScheme::FocusArea, term("areas", true));
        vocabulary.insert(TermScheme::Approach, term("way", false));
        Self { store: database.open_store(), vocabulary, database }
    }

    pub fn load(&self, profiles: &[Value]) -> Result<LoadReport, LoadError<usize>> {
        self.load_with(profiles, false, false)
    }

    fn load_with(
        &self,
        profiles: &[Value],
        dry_run: bool,
        prune: bool,
    ) -> Result<LoadReport, LoadError<usize>> {
        self.load_all(profiles.iter().map(organization), options(dry_run, prune))
    }

    fn load_all(
        &self,
        profiles: impl Iterator<Item = Organization>,
        options: LoadOptions<'_>,
    ) -> Result<LoadReport, LoadError<usize>> {
        self.load_incoming(profiles.enumerate().map(|(at, it)| Incoming::Profile(at, it)), options)
    }

    fn load_incoming(
        &self,
        organizations: impl Iterator<Item = Incoming<usize>>,
        options: LoadOptions<'_>,
    ) -> Result<LoadReport, LoadError<usize>> {
        let batch = Batch {
            terms: Vec::new(),
            has_unreadable_terms: false,
            organizations,
            default_vocabulary: &self.vocabulary,
        };
        load(&self.store, batch, options, &Author::command("test"))
    }

    pub fn change(&self) -> i64 {
        self.store.position().unwrap().change
    }

    /// The slug, revision, change and status of every organization, in order of change.
    fn organizations(&self) -> Vec<(String, i32, i64, Status)> {
        let mut found = Vec::new();
        self.store
            .updates_after(0, |news| {
                if let StateUpdate::Organizations(states) = news {
                    found.extend(states.into_iter().map(|state| {
                        (state.slug.to_string(), state.revision, state.change, state.status)
                    }));
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        found
    }

    /// The item, code and pointer of each rejection.
    fn rejections(&self, profiles: &[Value]) -> Vec<(Item<usize>, Code, String)> {
        let profiles = profiles.iter().map(organization).enumerate();
        self.rejections_of(profiles.map(|(at, it)| Incoming::Profile(at, it)))
    }

    fn rejections_of(
        &self,
        organizations: impl IntoIterator<Item = Incoming<usize>>,
    ) -> Vec<(Item<usize>, Code, String)> {
        let before = self.change();
        let loaded = self.load_incoming(organizations.into_iter(), options(false, false));
        let Err(LoadError::Rejected(rejections)) = loaded else {
            panic!("the load was not rejected");
        };
        assert_eq!(self.change(), before, "the rejected load wrote something");
        rejections
            .kept
            .into_iter()
            .map(|rejection| {
                (rejection.item, rejection.violation.code, rejection.violation.pointer)
            })
            .collect()
    }
}

fn read<T: antislavery_directory::domain::Read>(value: &Value) -> T {
    let text = value.to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    parse(&node).unwrap()
}

fn term(slug: &str, group: bool) -> Term {
    read(&json!({"slug": slug, "label": slug, "definition": "A term.", "group": group}))
}

fn organization(profile: &Value) -> Organization {
    read(profile)
}

/// A short profile with terms of the fixture's vocabulary.
fn profile(slug: &str) -> Value {
    profiles::profile(slug, json!({"focus_areas": ["area"], "approaches": ["way"]}))
}

pub fn profile_with(slug: &str, key: &str, value: Value) -> Value {
    let mut profile = profile(slug);
    profile[key] = value;
    profile
}

#[test]
fn changes_are_numbered_without_gaps() {
    let fixture = Fixture::new();

    fixture.load(&[profile("a"), profile("b")]).unwrap();
    assert_eq!(fixture.change(), 5, "three terms and two profiles");

    fixture.load(&[profile("a"), profile_with("b", "acronym", json!("B"))]).unwrap();
    assert_eq!(
        fixture.organizations(),
        [("a".to_owned(), 1, 4, Status::Active), ("b".to_owned(), 2, 6, Status::Active)]
    );
}

#[test]
fn a_second_load_changes_nothing() {
    let fixture = Fixture::new();
    fixture.load(&[profile("a"), profile("b")]).unwrap();
    let before = fixture.store.position().unwrap();

    let report = fixture.load(&[profile("a"), profile("b")]).unwrap();

    assert_eq!((report.added.len(), report.updated.len(), report.unchanged), (0, 0, 2));
    assert_eq!(fixture.store.position().unwrap(), before);
}

#[test]
fn a_dry_run_reports_and_changes_nothing() {
    let fixture = Fixture::new();
    fixture.load(&[profile("a"), profile("b")]).unwrap();
    let before = fixture.store.position().unwrap();
    let changed = [profile_with("a", "acronym", json!("A")), profile("c")];

    let dry = fixture.load_with(&changed, true, true).unwrap();
    assert_eq!(fixture.store.position().unwrap(), before);
    let real = fixture.load_with(&changed, false, true).unwrap();

    assert_eq!((dry.id.is_some(), real.id.is_some()), (false, true));
    let mut expected = real.clone();
    expected.id = None;
    assert_eq!(dry, expected);
    assert_eq!(real.updated[0].changed, ["acronym"]);
    assert_eq!(real.added[0].as_str(), "c");
    assert_eq!(real.withdrawn[0].as_str(), "b");
}

#[test]
fn loading_a_withdrawn_organization_restores_it() {
    let fixture = Fixture::new();
    fixture.load(&[profile("a"), profile("b")]).unwrap();

    fixture.load_with(&[profile("a")], false, true).unwrap();
    assert_eq!(fixture.organizations()[1].3, Status::Withdrawn);
    fixture.load(&[profile("b")]).unwrap();

    let (slug, revision, _, status) = fixture.organizations().remove(1);
    assert_eq!((slug.as_str(), revision, status), ("b", 3, Status::Active));
}

#[test]
fn pruning_with_an_empty_load_is_refused() {
    let fixture = Fixture::new();
    fixture.load(&[profile("a")]).unwrap();

    assert!(matches!(fixture.load_with(&[], false, true), Err(LoadError::PruneAll)));
    assert_eq!(fixture.organizations()[0].3, Status::Active);
}

#[test]
fn a_load_reports_every_mistake_and_writes_nothing() {
    let fixture = Fixture::new();
    let ein = |value: &str| json!([{"scheme": "US-EIN", "value": value}]);
    fixture.load(&[profile_with("owner", "identifiers", ein("123456789"))]).unwrap();
    let organization = Item::Organization;
    for (profiles, expected) in [
        (
            vec![profile_with("a", "focus_areas", json!(["aera"]))],
            vec![(organization(0), Code::UnknownTerm, "/focus_areas/0")],
        ),
        (
            vec![profile("a"), profile_with("b", "focus_areas", json!(["area", "areas"]))],
            vec![(organization(1), Code::GroupTerm, "/focus_areas/1")],
        ),
        (vec![profile("a"), profile("a")], vec![(organization(1), Code::Duplicate, "/slug")]),
        (
            vec![profile_with("a", "identifiers", ein("12-3456789"))],
            vec![(organization(0), Code::IdentifierTaken, "/identifiers/0/value")],
        ),
        (
            vec![
                profile_with("a", "identifiers", ein("111111111")),
                profile_with("b", "identifiers", ein("111111111")),
            ],
            vec![(organization(1), Code::IdentifierTaken, "/identifiers/0/value")],
        ),
        (
            vec![profile_with("a", "parent", json!({"name": "Unknown", "slug": "unknown"}))],
            vec![(organization(0), Code::UnknownOrganization, "/parent/slug")],
        ),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(item, code, at)| (item, code, at.to_owned())).collect();
        assert_eq!(fixture.rejections(&profiles), expected);
    }
}

#[test]
fn profiles_of_one_load_can_exchange_identifiers() {
    let fixture = Fixture::new();
    let with = |slug: &str, value: &str| {
        profile_with(slug, "identifiers", json!([{"scheme": "US-EIN", "value": value}]))
    };
    fixture.load(&[with("a", "111111111"), with("b", "222222222")]).unwrap();

    fixture.load(&[with("a", "222222222"), with("b", "111111111")]).unwrap();

    let revisions: Vec<i32> = fixture.organizations().iter().map(|row| row.1).collect();
    assert_eq!(revisions, [2, 2]);
}

/// Number of profiles that need several batches.
const MANY: usize = 1100;

fn numbered(number: usize) -> String {
    format!("n-{number:04}")
}

#[test]
fn a_long_load_is_written_in_batches_and_numbered_without_gaps() {
    for count in [1, 499, 500, 501, MANY] {
        let fixture = Fixture::new();
        let profiles: Vec<Value> = (0..count).map(|number| profile(&numbered(number))).collect();

        let report = fixture.load(&profiles).unwrap();

        let expected: Vec<_> =
            (0..count).map(|it| (numbered(it), 1, it as i64 + 4, Status::Active)).collect();
        assert_eq!(fixture.organizations(), expected);
        assert_eq!(report.added.len(), count);
        assert_eq!(fixture.load(&profiles).unwrap().unchanged, count);
        assert_eq!(fixture.change(), count as i64 + 3);
    }
}

#[test]
fn profiles_of_different_batches_can_exchange_identifiers() {
    let fixture = Fixture::new();
    let profiles = |first: &str, last: &str| {
        let mut profiles: Vec<Value> = (0..MANY).map(|it| profile(&numbered(it))).collect();
        for (place, value) in [(0, first), (MANY - 1, last)] {
            profiles[place]["identifiers"] = json!([{"scheme": "US-EIN", "value": value}]);
        }
        profiles
    };
    let (one, two) = ("111111111", "222222222");
    fixture.load(&profiles(one, two)).unwrap();

    let report = fixture.load(&profiles(two, one)).unwrap();

    let updated: Vec<&str> = report.updated.iter().map(|it| it.slug.as_str()).collect();
    assert_eq!(updated, [numbered(0), numbered(MANY - 1)]);
    // Both identifiers are now taken by their new owners.
    for (value, owner) in [(two, numbered(0)), (one, numbered(MANY - 1))] {
        let identifiers = json!([{"scheme": "US-EIN", "value": value}]);
        let Err(LoadError::Rejected(rejections)) =
            fixture.load(&[profile_with("x", "identifiers", identifiers)])
        else {
            panic!("{value} was not taken");
        };
        let message = &rejections.kept[0].violation.message;
        assert!(message.ends_with(&format!("`{owner}`")), "{message}");
    }

    // Rejected if the load does not contain the current owner.
    let mut without_last = profiles(one, two);
    without_last.pop();
    let expected = (Item::Organization(0), Code::IdentifierTaken, "/identifiers/0/value".into());
    assert_eq!(fixture.rejections(&without_last), [expected]);
}

#[test]
fn references_and_duplicates_are_checked_across_batches() {
    let fixture = Fixture::new();
    let mut profiles: Vec<Value> = (0..MANY).map(|it| profile(&numbered(it))).collect();
    profiles[0]["parent"] = json!({"name": "The last", "slug": numbered(MANY - 1)});
    profiles[1]["parent"] = json!({"name": "Unknown", "slug": "unknown"});
    profiles.push(profile(&numbered(2)));

    let expected = [
        (Item::Organization(MANY), Code::Duplicate, "/slug".to_owned()),
        (Item::Organization(1), Code::UnknownOrganization, "/parent/slug".to_owned()),
    ];
    assert_eq!(fixture.rejections(&profiles), expected);
    assert_eq!(fixture.change(), 0);

    profiles.pop();
    profiles.remove(1);
    assert_eq!(fixture.load(&profiles).unwrap().added.len(), MANY - 1);
}

#[test]
fn a_circle_of_parents_is_refused_within_a_load_and_with_what_is_there() {
    let fixture = Fixture::new();
    let child = |slug: &str, parent: &str| {
        profile_with(slug, "parent", json!({"name": parent, "slug": parent}))
    };
    let expected = |count: usize| -> Vec<_> {
        let item =
            |at| (Item::Organization(at), Code::CircularReference, "/parent/slug".to_owned());
        (0..count).map(item).collect()
    };
    let circle = [child("x", "y"), child("y", "z"), child("z", "x")];
    assert_eq!(fixture.rejections(&circle), expected(3));

    fixture.load(&[child("x", "y"), child("y", "z"), profile("z")]).unwrap();
    assert_eq!(fixture.rejections(&[child("z", "x")]), expected(1));
    // A load can take the circle apart again.
    fixture.load(&[child("z", "x"), profile("x"), child("y", "z")]).unwrap();
}

#[test]
fn the_references_of_a_profile_with_mistakes_are_checked_too() {
    let fixture = Fixture::new();
    let wrong = json!({"slug": "wrong", "focus_areas": ["nope"], "founded": 3000});
    let child = profile_with("child", "parent", json!({"name": "W", "slug": "wrong"}));
    let orphan = profile_with("orphan", "parent", json!({"name": "N", "slug": "unknown"}));
    let text = wrong.to_string();
    let draft = Draft::<Organization>::read(&serde_json::from_str(&text).unwrap());
    assert!(draft.document.is_err());
    let incoming = [
        Incoming::Refused(0, draft.references),
        Incoming::Profile(1, organization(&child)),
        Incoming::Profile(2, organization(&orphan)),
    ];
    assert_eq!(
        fixture.rejections_of(incoming),
        [
            (Item::Organization(0), Code::UnknownTerm, "/focus_areas/0".to_owned()),
            (Item::Organization(2), Code::UnknownOrganization, "/parent/slug".to_owned()),
        ]
    );
}

#[test]
fn an_unreadable_profile_rolls_back_the_whole_load() {
    let fixture = Fixture::new();
    let mut orphan = profile("orphan");
    orphan["parent"] = json!({"name": "Perhaps the broken one", "slug": "broken"});
    let wrong = profile_with("wrong", "focus_areas", json!(["area", "areas"]));
    let before = (0..MANY).map(|number| profile(&numbered(number)));
    let profiles = before.map(Some).chain([None, Some(orphan), Some(wrong)]);
    let batch = Batch {
        terms: Vec::new(),
        has_unreadable_terms: false,
        organizations: profiles.map(|profile| match profile {
            Some(profile) => Incoming::Profile(profile["slug"].to_string(), organization(&profile)),
            None => Incoming::Unreadable,
        }),
        default_vocabulary: &fixture.vocabulary,
    };

    let loaded = load(&fixture.store, batch, options(false, false), &Author::command("test"));

    let Err(LoadError::Rejected(rejections)) = loaded else { panic!("{loaded:?}") };
    let found: Vec<_> = rejections
        .kept
        .into_iter()
        .map(|rejection| (rejection.item, rejection.violation.code))
        .collect();
    assert_eq!(found, [(Item::Organization("\"wrong\"".to_owned()), Code::GroupTerm)]);
    assert_eq!((fixture.change(), fixture.organizations()), (0, Vec::new()));
}

#[test]
fn rejections_beyond_the_limit_are_only_counted() {
    let fixture = Fixture::new();
    let profiles = std::iter::repeat_n(profile("a"), 1501);
    let Err(LoadError::Rejected(rejections)) = fixture.load(&profiles.collect::<Vec<_>>()) else {
        panic!("the load was not rejected");
    };
    assert_eq!((rejections.kept.len(), rejections.more), (1000, 500));
}

#[test]
fn many_organizations_can_be_withdrawn_and_restored() {
    let fixture = Fixture::new();
    let profiles: Vec<Value> = (0..MANY).map(|number| profile(&numbered(number))).collect();
    fixture.load(&profiles).unwrap();

    let pruned = fixture.load_with(&profiles[..1], false, true).unwrap();
    assert_eq!(pruned.withdrawn.len(), MANY - 1);
    let withdrawn = fixture.organizations().into_iter().filter(|it| it.3 == Status::Withdrawn);
    assert_eq!(withdrawn.count(), MANY - 1);

    let restored = fixture.load(&profiles).unwrap();
    assert_eq!((restored.updated.len(), restored.unchanged), (MANY - 1, 1));
    assert!(fixture.organizations().iter().all(|it| it.3 == Status::Active));
}

#[test]
fn concurrent_writers_all_succeed_and_number_changes_without_gaps() {
    let fixture = Fixture::new();
    fixture.load(&[profile("first")]).unwrap();
    let before = fixture.change();

    std::thread::scope(|scope| {
        for writer in 0..4 {
            let fixture = &fixture;
            scope.spawn(move || {
                for number in 0..5 {
                    fixture.load(&[profile(&format!("w{writer}-{number}"))]).unwrap();
                }
            });
        }
    });

    let mut changes: Vec<i64> = fixture.organizations().iter().map(|row| row.2).collect();
    changes.retain(|change| *change > before);
    assert_eq!(changes, (before + 1..=before + 20).collect::<Vec<_>>());
}
