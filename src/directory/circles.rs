//! Circles: parents, or successors, that lead back to the organization where they began.

use std::collections::{HashMap, HashSet};

use crate::domain::{Code, Pointer, ProfileReferences, Relation, Slug, Violation};

/// Maximum number of organizations that a message names.
const MAX_NAMED: usize = 5;

/// Finds circles through the organizations that are written together. Each has an origin `O`, which
/// is returned with its violations.
pub(super) struct Circles<O> {
    /// The references that were added, in order.
    added: Vec<(O, Relation, Slug)>,
    /// Where each organization that was added or looked up leads; `None` if nowhere.
    next: HashMap<(Relation, Slug), Option<Slug>>,
}

impl<O: Clone> Circles<O> {
    pub fn new() -> Self {
        Self { added: Vec::new(), next: HashMap::new() }
    }

    /// Adds an organization that is written. `slug` is its slug after that.
    pub fn add(&mut self, origin: &O, slug: &Slug, references: &ProfileReferences) {
        for (relation, named) in &references.relations {
            self.added.push((origin.clone(), *relation, slug.clone()));
            self.next.insert((*relation, slug.clone()), Some(named.clone()));
        }
    }

    /// Forgets the organizations that were added but are not written.
    pub fn retain(&mut self, is_written: impl Fn(&Slug) -> bool) {
        self.added.retain(|(.., slug)| is_written(slug));
        self.next.retain(|(_, slug), _| is_written(slug));
    }

    /// The violations of the organizations that were added. `other` returns the references of an
    /// organization that was not.
    ///
    /// # Errors
    ///
    /// Those of `other`.
    pub fn violations<E>(
        mut self,
        mut other: impl FnMut(&Slug) -> Result<ProfileReferences, E>,
    ) -> Result<Vec<(O, Violation)>, E> {
        let mut found = Vec::new();
        let mut settled = HashSet::new();
        let mut circles: Vec<Vec<Slug>> = Vec::new();
        // The circle of each member, and the place of the member in it.
        let mut members: HashMap<(Relation, Slug), (usize, usize)> = HashMap::new();
        for (origin, relation, slug) in std::mem::take(&mut self.added) {
            if let Some(circle) = self.circle(relation, &slug, &mut settled, &mut other)? {
                for (place, member) in circle.iter().enumerate() {
                    members.insert((relation, member.clone()), (circles.len(), place));
                }
                circles.push(circle);
            }
            if let Some(&(circle, place)) = members.get(&(relation, slug)) {
                found.push((origin, violation(relation, &circles[circle], place)));
            }
        }
        Ok(found)
    }

    /// The circle that the way from `start` enters, unless it was found before.
    fn circle<E>(
        &mut self,
        relation: Relation,
        start: &Slug,
        settled: &mut HashSet<(Relation, Slug)>,
        other: &mut impl FnMut(&Slug) -> Result<ProfileReferences, E>,
    ) -> Result<Option<Vec<Slug>>, E> {
        let mut way: Vec<Slug> = Vec::new();
        let mut at = Some(start.clone());
        while let Some(slug) = at {
            let place = (relation, slug);
            if !settled.insert(place.clone()) {
                let begin = way.iter().position(|passed| *passed == place.1);
                // An organization that names itself is reported by the rules of a profile.
                return Ok(begin.map(|begin| way.split_off(begin)).filter(|it| it.len() > 1));
            }
            at = self.next(&place, other)?;
            way.push(place.1);
        }
        Ok(None)
    }

    fn next<E>(
        &mut self,
        place: &(Relation, Slug),
        other: &mut impl FnMut(&Slug) -> Result<ProfileReferences, E>,
    ) -> Result<Option<Slug>, E> {
        if let Some(next) = self.next.get(place) {
            return Ok(next.clone());
        }
        let (relation, slug) = place;
        let references = other(slug)?;
        for relation in Relation::ALL {
            let named = references.relations.iter().find(|(it, _)| *it == relation);
            let next = named.map(|(_, slug)| slug.clone());
            self.next.entry((relation, slug.clone())).or_insert(next);
        }
        Ok(self.next.get(&(*relation, slug.clone())).cloned().flatten())
    }
}

/// The violation of the organization at a place of a circle.
fn violation(relation: Relation, circle: &[Slug], place: usize) -> Violation {
    let (key, member) = relation.keys();
    let around = circle[place..].iter().chain(&circle[..place]);
    let mut named: Vec<String> = around.take(MAX_NAMED).map(|it| format!("`{it}`")).collect();
    if circle.len() > MAX_NAMED {
        named.push("…".to_owned());
    }
    named.push(format!("`{}`", circle[place]));
    let word = match relation {
        Relation::Parent => "parent",
        Relation::Successor => "successor",
    };
    let message = format!(
        "an organization cannot be its own {word}, even through others: {}; remove one of them",
        named.join(" → ")
    );
    let at = Pointer::Root.key(key);
    Violation::new(&at.key(member), Code::CircularReference, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        text.parse().unwrap()
    }

    fn naming(relation: Relation, named: &str) -> ProfileReferences {
        ProfileReferences { relations: vec![(relation, slug(named))], ..Default::default() }
    }

    /// The organizations with violations, when `added` are written and `stored` exist.
    fn circular(added: &[(&str, &str)], stored: &[(&str, &str)]) -> Vec<String> {
        let mut circles = Circles::new();
        for (own, named) in added {
            circles.add(own, &slug(own), &naming(Relation::Parent, named));
        }
        let other = |asked: &Slug| {
            let named = stored.iter().find(|(own, _)| *own == asked.as_str());
            Ok::<_, ()>(named.map_or_else(Default::default, |it| naming(Relation::Parent, it.1)))
        };
        let found = circles.violations(other).unwrap();
        found.into_iter().map(|(origin, _)| origin.to_owned()).collect()
    }

    #[test]
    fn every_organization_of_a_circle_that_is_written_is_reported_and_no_other() {
        for (added, stored, expected) in [
            (vec![("x", "y")], vec![], vec![]),
            (vec![("x", "y")], vec![("y", "x")], vec!["x"]),
            (vec![("x", "y"), ("y", "x")], vec![], vec!["x", "y"]),
            (vec![("a", "x"), ("x", "y"), ("y", "z"), ("z", "x")], vec![], vec!["x", "y", "z"]),
            (vec![("x", "a")], vec![("a", "b"), ("b", "c"), ("c", "x")], vec!["x"]),
            // A circle of before, which this write does not make.
            (vec![("x", "a")], vec![("a", "b"), ("b", "a")], vec![]),
            (vec![("x", "x")], vec![], vec![]),
            (vec![("x", "z"), ("y", "z")], vec![("z", "end")], vec![]),
        ] {
            assert_eq!(circular(&added, &stored), expected, "{added:?} {stored:?}");
        }
    }

    #[test]
    fn parents_and_successors_do_not_form_a_circle_with_each_other() {
        let mut circles = Circles::new();
        circles.add(&1, &slug("x"), &naming(Relation::Parent, "y"));
        circles.add(&2, &slug("y"), &naming(Relation::Successor, "x"));
        let found = circles.violations(|_| Ok::<_, ()>(ProfileReferences::default())).unwrap();
        assert_eq!(found, []);
    }

    #[test]
    fn a_long_circle_is_abbreviated() {
        let members: Vec<Slug> = (0..9).map(|number| slug(&format!("m{number}"))).collect();
        let message = violation(Relation::Parent, &members, 3).message;
        let named = "`m3` → `m4` → `m5` → `m6` → `m7` → … → `m3`";
        assert!(message.contains(named), "{message}");
    }
}
