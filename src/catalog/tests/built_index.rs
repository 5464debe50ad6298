//! An index that is built from nothing, as at a first start.

use std::path::Path;

use super::{organization, position, search, term};
use crate::catalog::Catalog;
use crate::domain::OrganizationState;

/// Stages and publishes organizations. `from_nothing` is how a first start does it.
fn indexed(index: &Path, organizations: &[OrganizationState], from_nothing: bool) -> Catalog {
    let catalog = Catalog::open(index, 0).unwrap();
    if from_nothing {
        catalog.clear().unwrap();
    }
    catalog.stage_terms(&[term("narrow", "Narrow lanes", None)]).unwrap();
    for batch in organizations.chunks(70) {
        catalog.stage_organizations(batch).unwrap();
    }
    catalog.publish(&position(1)).unwrap();
    catalog
}

/// An organization whose texts are about some things that others are about too.
fn organization_about(number: i32, revision: i32) -> OrganizationState {
    let things = ["bonded labour", "anti-slavery law", "Müller 児童労働", "fishing boats at sea"];
    let pick = |step: i32| things[usize::try_from(number / step).unwrap() % things.len()];
    let name = format!("Name {number} {}", pick(1));
    let mut state = organization(&format!("organization-{number}"), &name, revision);
    let summary = format!("Works on {} and {}, number {number}.", pick(2), pick(4));
    state.document = state.document.replace("It exists for a test.", &summary);
    state
}

#[test]
fn an_index_that_is_built_from_nothing_answers_like_one_that_was_edited() {
    let folder = tempfile::tempdir().unwrap();
    let organizations: Vec<_> = (0..200).map(|number| organization_about(number, 1)).collect();
    let built = indexed(&folder.path().join("built"), &organizations, true);
    let edited = indexed(&folder.path().join("edited"), &organizations, false);
    let queries = [
        "bonded labour",
        "\"labour and muller\"",
        "\"slavery law and\"",
        "antislavery",
        "mueller",
        "児童労働",
        "\"童労\"",
        "fishing -bonded",
        "fishign boats",
        "numb 17",
        "narrow lanes",
        "absent words",
    ];
    let answers = |catalog: &Catalog| queries.map(|query| search(catalog, query));
    let expected = answers(&edited);
    assert_eq!(answers(&built), expected);
    assert!(expected[..11].iter().all(|found| !found.is_empty()), "{expected:?}");

    let changed: Vec<_> = (0..40).map(|number| organization_about(number + 1, 2)).collect();
    for catalog in [&built, &edited] {
        catalog.stage_organizations(&changed).unwrap();
        catalog.publish(&position(2)).unwrap();
    }
    assert_eq!(answers(&built), answers(&edited));
    let before = answers(&built);
    drop(built);
    let reopened = Catalog::open(&folder.path().join("built"), 0).unwrap();
    assert_eq!(reopened.position(), Some(position(2)));
    assert_eq!(answers(&reopened), before);
}

#[test]
fn an_index_that_is_not_built_to_the_end_leaves_the_former_one() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let one = [organization("one", "One", 1)];
    let catalog = indexed(&index, &one, true);
    for drops in [false, true] {
        catalog.clear().unwrap();
        catalog.stage_organizations(&[organization("two", "Two", 2)]).unwrap();
        assert_eq!(
            (search(&catalog, "one"), search(&catalog, "two")),
            (vec!["one".into()], vec![])
        );
        if drops {
            break;
        }
        catalog.unstage().unwrap();
    }
    drop(catalog);
    let reopened = Catalog::open(&index, 0).unwrap();
    assert_eq!((search(&reopened, "one"), search(&reopened, "two")), (vec!["one".into()], vec![]));
    drop(reopened);

    // A directory may have no organizations.
    let empty = indexed(&folder.path().join("empty"), &[], true);
    assert_eq!(search(&empty, "one"), Vec::<String>::new());
    assert_eq!(empty.snapshot().unwrap().columns().len(), 0);
}
