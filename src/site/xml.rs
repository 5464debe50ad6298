//! What XML can hold.

/// A text without what XML 1.0 cannot hold, not even escaped (section 2.2).
pub fn printable(text: &str) -> String {
    let is_char = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(printable("a\u{fffe}\u{b}b\n🙂"), "ab\n🙂");
    }
}
