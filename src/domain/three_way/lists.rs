//! Merging lists: each element with its counterparts, in the order of the side that changed it.

use std::collections::HashMap;

use serde_json::Value;

use super::Merge;
use super::alignment::{aligned, identities};

/// An element of the lists that are merged: one of `base`, or the new one with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Element {
    Base(usize),
    New(usize),
}

/// The elements of one side, in order.
type Order = Vec<Element>;

impl Merge<'_> {
    pub(super) fn list(
        &mut self,
        at: &str,
        base: &[Value],
        theirs: &[Value],
        mine: &[Value],
    ) -> Vec<Value> {
        let (their_order, my_order) = orders(at, base, theirs, mine);
        let places = |order: &Order| -> HashMap<Element, usize> {
            order.iter().enumerate().map(|(place, element)| (*element, place)).collect()
        };
        let (in_theirs, in_mine) = (places(&their_order), places(&my_order));
        let mut merged = Vec::new();
        for element in merged_order(&their_order, &my_order) {
            let of_base = match element {
                Element::Base(place) => base.get(place),
                Element::New(_) => None,
            };
            let (their_place, my_place) = (in_theirs.get(&element), in_mine.get(&element));
            let place = my_place.or(their_place).copied().unwrap_or(0);
            let of_theirs = their_place.map(|&place| &theirs[place]);
            let of_mine = my_place.map(|&place| &mine[place]);
            merged.extend(self.value(&format!("{at}/{place}"), of_base, of_theirs, of_mine));
        }
        merged
    }
}

/// The elements of both sides. A new element that both have is the same one.
fn orders(at: &str, base: &[Value], theirs: &[Value], mine: &[Value]) -> (Order, Order) {
    let (in_theirs, in_mine) = (aligned(at, base, theirs), aligned(at, base, mine));
    let identities = identities(at, theirs).zip(identities(at, mine));
    let is_same = |their_place: usize, my_place: usize| match &identities {
        Some((of_theirs, of_mine)) => of_theirs[their_place] == of_mine[my_place],
        None => theirs[their_place] == mine[my_place],
    };
    let element = |(place, found): (usize, &Option<usize>), new: usize| {
        found.map_or(Element::New(new + place), Element::Base)
    };
    let their_order: Order = in_theirs.iter().enumerate().map(|it| element(it, 0)).collect();
    let mut shared: Vec<usize> = Vec::new();
    let mut my_order = Order::new();
    for (my_place, found) in in_mine.iter().enumerate() {
        let counterpart = (0..theirs.len()).find(|&place| {
            in_theirs[place].is_none() && !shared.contains(&place) && is_same(place, my_place)
        });
        my_order.push(match (found, counterpart) {
            (None, Some(place)) => {
                shared.push(place);
                Element::New(place)
            }
            _ => element((my_place, found), theirs.len()),
        });
    }
    (their_order, my_order)
}

/// All elements of both sides, in the order of the side that moved elements: of `mine` if both did.
/// The others follow the element that they follow on their side.
fn merged_order(theirs: &Order, mine: &Order) -> Order {
    let of_base = |order: &Order| -> Vec<usize> {
        let places = order.iter().filter_map(|it| match it {
            Element::Base(place) => Some(*place),
            Element::New(_) => None,
        });
        places.collect()
    };
    let (first, second) = if of_base(mine).is_sorted() { (theirs, mine) } else { (mine, theirs) };
    let mut merged = first.clone();
    for (place, element) in second.iter().enumerate() {
        if merged.contains(element) {
            continue;
        }
        // Those before it are in the merged order already.
        let before = place.checked_sub(1).map(|before| second[before]);
        let at = before.and_then(|it| merged.iter().position(|other| *other == it));
        let mut at = at.map_or(0, |before| before + 1);
        // New elements of both sides at the same place: first those of one, then of the other.
        while let Some(next @ Element::New(_)) = merged.get(at)
            && matches!(element, Element::New(_))
            && !second.contains(next)
        {
            at += 1;
        }
        merged.insert(at, *element);
    }
    merged
}
