//! Text that is valid in XML.

/// Removes the characters that XML 1.0 forbids even when escaped (section 2.2).
pub fn printable(text: &str) -> String {
    let is_char = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_forbids_are_removed() {
        assert_eq!(printable("a\u{fffe}\u{b}b\n🙂"), "ab\n🙂");
    }
}
