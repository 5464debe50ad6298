//! A document as a client sent it, whether or not it follows the rules.

use super::references::Refers;
use super::{Node, Violation, parse};

/// A document that was read, or the rules that it breaks. Its references are known in both cases.
#[derive(Clone, Debug)]
pub struct Draft<T: Refers> {
    /// The document, or all its violations.
    pub document: Result<T, Vec<Violation>>,
    pub references: T::References,
}

impl<T: Refers> Draft<T> {
    pub fn read(node: &Node<'_>) -> Self {
        Self { document: parse(node), references: T::references(node) }
    }

    /// The document, if neither itself nor its references break a rule.
    ///
    /// # Errors
    ///
    /// With its own violations, followed by those of its references.
    pub fn with_violations(&self, of_references: Vec<Violation>) -> Result<&T, Vec<Violation>> {
        match &self.document {
            Ok(document) if of_references.is_empty() => Ok(document),
            Ok(_) => Err(of_references),
            Err(violations) => Err([violations.as_slice(), &of_references].concat()),
        }
    }
}
