//! The syntax of a list in a cell, and its effect on the elements of a profile.

use serde_json::Value;

use crate::domain::{Code, MAX_ELEMENTS, Pointer, Violation, abbreviate};

/// The elements of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListEdit<'c> {
    /// The whole list, in this order.
    Replace(Vec<&'c str>),
    /// Single elements: `true` adds, `false` removes.
    Change(Vec<(bool, &'c str)>),
}

/// Reads `a; b` as the whole list, and `+a; -b` as single elements to add and remove.
///
/// # Errors
///
/// When only some elements begin with `+` or `-`, or one has nothing after it.
pub fn list_edit(cell: &str) -> Result<ListEdit<'_>, Violation> {
    let elements = cell.split(';').map(str::trim).filter(|element| !element.is_empty());
    let elements: Vec<&str> = elements.collect();
    let sign = |element: &str| match element.as_bytes()[0] {
        b'+' => Some(true),
        b'-' => Some(false),
        _ => None,
    };
    let signed = elements.iter().filter(|element| sign(element).is_some()).count();
    if signed == 0 {
        return Ok(ListEdit::Replace(elements));
    }
    if signed < elements.len() {
        return Err(invalid(
            "either every element begins with `+` (add) or `-` (remove), or none does",
        ));
    }
    let changes = elements.into_iter().filter_map(|it| Some((sign(it)?, it[1..].trim())));
    let changes: Vec<(bool, &str)> = changes.collect();
    if changes.iter().any(|(_, element)| element.is_empty()) {
        return Err(invalid("nothing follows the `+` or `-`; write `=` to clear the list"));
    }
    Ok(ListEdit::Change(changes))
}

/// An element that a cell names.
#[derive(Clone, Debug)]
pub struct Element {
    /// Equal for elements that are the same.
    pub identity: String,
    /// The value of a new element.
    pub value: Value,
}

/// The list after an edit: elements that stay keep their details. `read` reads an element of the
/// cell and is given the text, and whether it may be a new element; `identity` identifies one of the
/// profile.
///
/// # Errors
///
/// Every element that cannot be read, or is removed although the list does not have it.
pub fn edited_list(
    current: &[Value],
    edit: &ListEdit<'_>,
    mut read: impl FnMut(&str, bool) -> Result<Element, Violation>,
    identity: impl Fn(&Value) -> String,
) -> Result<Vec<Value>, Vec<Violation>> {
    let count = match edit {
        ListEdit::Replace(elements) => elements.len(),
        ListEdit::Change(changes) => changes.len(),
    };
    if count > MAX_ELEMENTS {
        let message = format!("the cell has {count} elements; the maximum is {MAX_ELEMENTS}");
        return Err(vec![invalid(message)]);
    }
    let mut mistakes = Vec::new();
    let find = |list: &[Value], wanted: &str| list.iter().position(|it| identity(it) == wanted);
    let mut list = Vec::new();
    match edit {
        ListEdit::Replace(elements) => {
            for element in elements {
                match read(element, true) {
                    Ok(Element { identity, value }) => {
                        let kept = find(current, &identity).map(|at| current[at].clone());
                        list.push(kept.unwrap_or(value));
                    }
                    Err(violation) => mistakes.push(violation),
                }
            }
        }
        ListEdit::Change(changes) => {
            list = current.to_vec();
            for (is_added, element) in changes {
                match read(element, *is_added) {
                    Ok(Element { identity, value }) => match (find(&list, &identity), is_added) {
                        (None, true) => list.push(value),
                        (Some(at), false) => drop(list.remove(at)),
                        (Some(_), true) => {}
                        (None, false) => {
                            let element = abbreviate(element);
                            let message =
                                format!("`{element}` is not in the list, so it cannot be removed");
                            mistakes.push(invalid(message));
                        }
                    },
                    Err(violation) => mistakes.push(violation),
                }
            }
        }
    }
    if mistakes.is_empty() { Ok(list) } else { Err(mistakes) }
}

fn invalid(message: impl Into<String>) -> Violation {
    Violation::new(&Pointer::Root, Code::InvalidForm, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_list_or_its_changes() {
        for (cell, expected) in [
            ("a; b;c", Some(ListEdit::Replace(vec!["a", "b", "c"]))),
            ("a;;", Some(ListEdit::Replace(vec!["a"]))),
            ("+a; - b", Some(ListEdit::Change(vec![(true, "a"), (false, "b")]))),
            ("anti-slavery", Some(ListEdit::Replace(vec!["anti-slavery"]))),
            ("+a; b", None),
            ("-", None),
            ("+a; +", None),
        ] {
            assert_eq!(list_edit(cell).ok(), expected, "{cell}");
        }
    }

    fn edited(cell: &str) -> Result<Vec<Value>, Vec<String>> {
        let current = [Value::from("a"), Value::from("b")];
        let edit = list_edit(cell).unwrap();
        let read = |text: &str, _| {
            let element = Element { identity: text.to_owned(), value: text.into() };
            if text == "x" { Err(invalid("no x")) } else { Ok(element) }
        };
        let identity = |value: &Value| value.as_str().unwrap().to_owned();
        let edited = edited_list(&current, &edit, read, identity);
        edited.map_err(|found| found.into_iter().map(|it| it.message).collect())
    }

    #[test]
    fn a_cell_with_too_many_elements_is_one_mistake() {
        let most = "x; ".repeat(MAX_ELEMENTS);
        assert_eq!(edited(&most).unwrap_err().len(), MAX_ELEMENTS);
        let more = vec!["the cell has 201 elements; the maximum is 200".to_owned()];
        for element in ["x; ", "+x; "] {
            assert_eq!(edited(&element.repeat(MAX_ELEMENTS + 1)), Err(more.clone()));
        }
    }

    #[test]
    fn elements_are_added_and_removed() {
        let not_there = "`d` is not in the list, so it cannot be removed".to_owned();
        for (cell, expected) in [
            ("b; c", Ok(vec!["b".into(), "c".into()])),
            ("+c; -a", Ok(vec!["b".into(), "c".into()])),
            ("+a", Ok(vec!["a".into(), "b".into()])),
            ("-d; +x", Err(vec![not_there, "no x".to_owned()])),
            ("x; y; x", Err(vec!["no x".to_owned(), "no x".to_owned()])),
        ] {
            assert_eq!(edited(cell), expected, "{cell}");
        }
    }
}
