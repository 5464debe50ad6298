//! Circles: parents, or successors, that lead back to the organization where they began.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::domain::{Code, ProfileReferences, Relation, Slug, Succession, Violation};

/// Maximum number of organizations that a message names.
const MAX_NAMED: usize = 5;

/// Maximum number of organizations that are searched for a way to name in a message.
const MAX_SEARCHED: usize = 64;

/// An organization on a way of parents or of successors.
type Place = (Succession, Slug);

/// Finds circles through the organizations that are written together. Each has an origin `O`, which
/// is returned with its violations.
pub(super) struct Circles<O> {
    /// The references that were added, in order.
    added: Vec<Added<O>>,
    /// Where each organization that was added or looked up leads.
    next: HashMap<Place, Vec<Slug>>,
}

/// A reference of an organization that is written.
struct Added<O> {
    origin: O,
    relation: Relation,
    place: Place,
    named: Slug,
}

impl<O: Clone> Circles<O> {
    pub fn new() -> Self {
        Self { added: Vec::new(), next: HashMap::new() }
    }

    /// Adds an organization that is written. `slug` is its slug after that.
    pub fn add(&mut self, origin: &O, slug: &Slug, references: &ProfileReferences) {
        for (succession, named) in by_succession(references) {
            self.next.insert((succession, slug.clone()), named);
        }
        for (relation, named) in &references.relations {
            if let Some(succession) = relation.succession() {
                self.added.push(Added {
                    origin: origin.clone(),
                    relation: *relation,
                    place: (succession, slug.clone()),
                    named: named.clone(),
                });
            }
        }
    }

    /// Forgets the organizations that were added but are not written.
    pub fn retain(&mut self, is_written: impl Fn(&Slug) -> bool) {
        self.added.retain(|it| is_written(&it.place.1));
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
        let mut knots = Knots::default();
        let added = std::mem::take(&mut self.added);
        for it in &added {
            knots.visit(&it.place, |place| self.next(place, &mut other))?;
        }
        let mut found = Vec::new();
        for it in added {
            let (succession, slug) = &it.place;
            let back = (*succession, it.named.clone());
            // An organization that names itself is reported by the rules of a profile.
            if it.named != *slug && knots.are_tied(&it.place, &back) {
                let circle = self.circle(&knots, &it.place, &back);
                found.push((it.origin, violation(it.relation, &circle)));
            }
        }
        Ok(found)
    }

    fn next<E>(
        &mut self,
        place: &Place,
        other: &mut impl FnMut(&Slug) -> Result<ProfileReferences, E>,
    ) -> Result<Vec<Slug>, E> {
        if let Some(next) = self.next.get(place) {
            return Ok(next.clone());
        }
        let (succession, slug) = place;
        let mut named = by_succession(&other(slug)?);
        for succession in [Succession::Parents, Succession::Successors] {
            let next = named.remove(&succession).unwrap_or_default();
            self.next.entry((succession, slug.clone())).or_insert(next);
        }
        Ok(self.next.get(&(*succession, slug.clone())).cloned().unwrap_or_default())
    }

    /// The circle that begins at one place with a step to another: all its members, or the first
    /// ones if it is long.
    fn circle(&self, knots: &Knots, start: &Place, second: &Place) -> Circle {
        let mut before: HashMap<&Slug, Option<&Slug>> = HashMap::from([(&second.1, None)]);
        let mut waiting = VecDeque::from([&second.1]);
        while let Some(slug) = waiting.pop_front().filter(|_| before.len() <= MAX_SEARCHED) {
            for next in self.next.get(&(start.0, slug.clone())).into_iter().flatten() {
                if *next == start.1 {
                    let mut way = vec![slug.clone()];
                    while let Some(Some(earlier)) = before.get(&way[way.len() - 1]) {
                        way.push((*earlier).clone());
                    }
                    way.push(start.1.clone());
                    way.reverse();
                    return Circle { first: way, is_whole: true };
                }
                if !before.contains_key(next) && knots.are_tied(start, &(start.0, next.clone())) {
                    before.insert(next, Some(slug));
                    waiting.push_back(next);
                }
            }
        }
        let mut first = vec![start.1.clone(), second.1.clone()];
        while first.len() <= MAX_NAMED {
            let last = (start.0, first[first.len() - 1].clone());
            let next = self.next.get(&last).into_iter().flatten();
            let mut tied = next.filter(|it| knots.are_tied(start, &(start.0, (*it).clone())));
            let Some(next) = tied.next() else { break };
            first.push(next.clone());
        }
        Circle { first, is_whole: false }
    }
}

/// The organizations that a profile names, by the succession in which they must not form a circle.
fn by_succession(references: &ProfileReferences) -> BTreeMap<Succession, Vec<Slug>> {
    let mut named: BTreeMap<Succession, Vec<Slug>> = BTreeMap::new();
    for (relation, slug) in &references.relations {
        if let Some(succession) = relation.succession() {
            named.entry(succession).or_default().push(slug.clone());
        }
    }
    named
}

/// The members of a circle, in order.
struct Circle {
    first: Vec<Slug>,
    is_whole: bool,
}

/// Which places lead to each other: the strongly connected components of the graph, found as in
/// Tarjan (1972), without recursion because a chain may have a hundred thousand members.
#[derive(Default)]
struct Knots {
    /// The knot of each visited place; those of one knot have the same number.
    knots: HashMap<Place, usize>,
    visits: HashMap<Place, Visit>,
    /// Visited places that have no knot yet.
    open: Vec<Place>,
    count: usize,
}

#[derive(Clone, Copy)]
struct Visit {
    number: usize,
    /// The lowest number of an open place that can be reached from this one.
    lowest: usize,
}

impl Knots {
    /// Visits a place and all places that can be reached from it.
    fn visit<E>(
        &mut self,
        start: &Place,
        mut next: impl FnMut(&Place) -> Result<Vec<Slug>, E>,
    ) -> Result<(), E> {
        if self.visits.contains_key(start) {
            return Ok(());
        }
        let mut way = vec![(start.clone(), self.open(start, &mut next)?)];
        while let Some((place, rest)) = way.last_mut() {
            let place = place.clone();
            if let Some(step) = rest.next() {
                let step = (place.0, step);
                match self.visits.get(&step).copied() {
                    None => {
                        let rest = self.open(&step, &mut next)?;
                        way.push((step, rest));
                    }
                    Some(visit) if !self.knots.contains_key(&step) => {
                        self.lower(&place, visit.number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            way.pop();
            let visit = self.visits[&place];
            if let Some((before, _)) = way.last() {
                let before = before.clone();
                self.lower(&before, visit.lowest);
            }
            if visit.lowest == visit.number {
                self.close(&place);
            }
        }
        Ok(())
    }

    fn open<E>(
        &mut self,
        place: &Place,
        next: &mut impl FnMut(&Place) -> Result<Vec<Slug>, E>,
    ) -> Result<std::vec::IntoIter<Slug>, E> {
        let number = self.visits.len();
        self.visits.insert(place.clone(), Visit { number, lowest: number });
        self.open.push(place.clone());
        Ok(next(place)?.into_iter())
    }

    fn lower(&mut self, place: &Place, number: usize) {
        if let Some(visit) = self.visits.get_mut(place) {
            visit.lowest = visit.lowest.min(number);
        }
    }

    /// Ties the open places from `first` on.
    fn close(&mut self, first: &Place) {
        self.count += 1;
        while let Some(place) = self.open.pop() {
            let is_first = place == *first;
            self.knots.insert(place, self.count);
            if is_first {
                break;
            }
        }
    }

    /// Whether two places lead to each other.
    fn are_tied(&self, one: &Place, other: &Place) -> bool {
        self.knots.get(one).is_some_and(|knot| self.knots.get(other) == Some(knot))
    }
}

/// The violation of the organization at the beginning of a circle.
fn violation(relation: Relation, circle: &Circle) -> Violation {
    let members = circle.first.iter().take(MAX_NAMED);
    let mut named: Vec<String> = members.map(|it| format!("`{it}`")).collect();
    if !circle.is_whole || circle.first.len() > MAX_NAMED {
        named.push("…".to_owned());
    }
    named.push(format!("`{}`", circle.first[0]));
    let word = match relation {
        Relation::Parent => "parent",
        Relation::Successor | Relation::Related(..) => "successor",
    };
    let message = format!(
        "an organization cannot be its own {word}, even through others: {}; remove one of them",
        named.join(" → ")
    );
    relation.at(|at| Violation::new(at, Code::CircularReference, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Relationship;

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
        for length in [9, 200] {
            let mut circles = Circles::new();
            for number in 0..length {
                let named = format!("m{}", (number + 1) % length);
                let own = slug(&format!("m{number}"));
                circles.add(&number, &own, &naming(Relation::Parent, &named));
            }
            let found = circles.violations(|_| Ok::<_, ()>(ProfileReferences::default())).unwrap();
            let message = &found[3].1.message;
            let named = "`m3` → `m4` → `m5` → `m6` → `m7` → … → `m3`";
            assert!(message.contains(named), "{message}");
            assert_eq!(found.len(), length);
        }
    }

    #[test]
    fn successors_of_withdrawn_and_of_related_organizations_form_circles_together() {
        let related = |place| Relation::Related(place, Relationship::Successor);
        let partner = Relation::Related(0, Relationship::Partner);
        let mut circles = Circles::new();
        let references = ProfileReferences {
            relations: vec![(partner, slug("y")), (related(1), slug("z")), (related(2), slug("y"))],
            ..Default::default()
        };
        circles.add(&1, &slug("x"), &references);
        circles.add(&2, &slug("y"), &naming(Relation::Successor, "x"));
        circles.add(&3, &slug("z"), &naming(partner, "x"));
        let found = circles.violations(|_| Ok::<_, ()>(ProfileReferences::default())).unwrap();
        let found: Vec<_> = found.iter().map(|(it, at)| (*it, at.pointer.as_str())).collect();
        assert_eq!(found, [(1, "/related/2/slug"), (2, "/withdrawal/successor")]);
    }
}
