//! Merging two versions of a document that began from the same one.
//!
//! Objects are merged by key, and lists by element; texts are merged whole. Where only one side
//! changed something, its change is taken. Where both changed the same part in different ways, there
//! is a [`Overlap`], and the caller chooses a side. Nothing that a side wrote is lost: it is in the
//! merged document or in an overlap.

mod alignment;
mod lists;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The side of a merge from which a part is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The version that is in the directory now.
    Theirs,
    /// The version of the person who merges.
    Mine,
}

/// A part that both sides changed in different ways. A side that removed the part has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// The JSON pointer (RFC 6901) of the part. In a list, it counts the elements of `mine`, or of
    /// `theirs` if `mine` removed the element.
    pub pointer: String,
    pub base: Option<Value>,
    pub theirs: Option<Value>,
    pub mine: Option<Value>,
}

/// The result of a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub document: Value,
    /// The parts for which a side had to be chosen, always in the same order for the same versions.
    pub overlaps: Vec<Overlap>,
}

/// Merges `theirs` and `mine`, which both began from `base`. `choose` names the side for the
/// overlap with a number, from 0.
pub fn three_way(
    base: &Value,
    theirs: &Value,
    mine: &Value,
    choose: &dyn Fn(usize) -> Side,
) -> Merged {
    let mut merge = Merge { overlaps: Vec::new(), choose };
    let document = merge.value("", Some(base), Some(theirs), Some(mine));
    Merged { document: document.unwrap_or(Value::Null), overlaps: merge.overlaps }
}

struct Merge<'c> {
    overlaps: Vec<Overlap>,
    choose: &'c dyn Fn(usize) -> Side,
}

impl Merge<'_> {
    /// Merges one part; `None` is a part that is missing, in a version or in the result.
    fn value(
        &mut self,
        at: &str,
        base: Option<&Value>,
        theirs: Option<&Value>,
        mine: Option<&Value>,
    ) -> Option<Value> {
        if theirs == base || theirs == mine {
            return mine.cloned();
        }
        if mine == base {
            return theirs.cloned();
        }
        match (theirs, mine) {
            (Some(Value::Object(theirs)), Some(Value::Object(mine))) => {
                let none = Map::new();
                let base = base.and_then(Value::as_object).unwrap_or(&none);
                Some(Value::Object(self.object(at, base, theirs, mine)))
            }
            (Some(Value::Array(theirs)), Some(Value::Array(mine))) => {
                let base = base.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                Some(Value::Array(self.list(at, base, theirs, mine)))
            }
            _ => self.overlap(at, base, theirs, mine),
        }
    }

    fn overlap(
        &mut self,
        at: &str,
        base: Option<&Value>,
        theirs: Option<&Value>,
        mine: Option<&Value>,
    ) -> Option<Value> {
        let side = (self.choose)(self.overlaps.len());
        self.overlaps.push(Overlap {
            pointer: at.to_owned(),
            base: base.cloned(),
            theirs: theirs.cloned(),
            mine: mine.cloned(),
        });
        match side {
            Side::Theirs => theirs.cloned(),
            Side::Mine => mine.cloned(),
        }
    }

    fn object(
        &mut self,
        at: &str,
        base: &Map<String, Value>,
        theirs: &Map<String, Value>,
        mine: &Map<String, Value>,
    ) -> Map<String, Value> {
        let keys: BTreeSet<&String> = theirs.keys().chain(mine.keys()).collect();
        let mut merged = Map::new();
        for key in keys {
            let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            let value = self.value(&at, base.get(key), theirs.get(key), mine.get(key));
            merged.extend(value.map(|value| (key.clone(), value)));
        }
        merged
    }
}

#[cfg(test)]
mod tests;
