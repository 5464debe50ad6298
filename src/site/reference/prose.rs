//! Descriptions: paragraphs and lists of text with `code`, the part of Markdown that the document
//! uses. Everything else is plain text, which the templates escape.

/// A description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    pub blocks: Vec<Block>,
}

/// A paragraph, or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub is_list: bool,
    /// The items of a list; the one text of a paragraph.
    pub items: Vec<Vec<Span>>,
}

/// A part of a text in one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub is_code: bool,
    pub text: String,
}

/// The mark before an item of a list.
const ITEM: &str = "- ";

impl Prose {
    pub fn of(text: &str) -> Self {
        let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
        Self { blocks: paragraphs.map(Block::of).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The first paragraph without its types.
    pub fn summary(&self) -> String {
        self.first().iter().map(|span| span.text.as_str()).collect()
    }

    /// The first paragraph, for places with one line.
    pub fn first(&self) -> &[Span] {
        let text = self.blocks.first().and_then(|block| block.items.first());
        text.map(Vec::as_slice).unwrap_or_default()
    }
}

impl Block {
    fn of(paragraph: &str) -> Self {
        let Some(list) = paragraph.strip_prefix(ITEM) else {
            return Self { is_list: false, items: vec![spans(paragraph)] };
        };
        let separator = format!("\n{ITEM}");
        Self { is_list: true, items: list.split(&separator).map(spans).collect() }
    }
}

/// The parts of a text between backticks. A backtick without a second one is text.
fn spans(text: &str) -> Vec<Span> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut spans = Vec::new();
    let mut rest = text.as_str();
    let mut add = |is_code: bool, text: &str| {
        if !text.is_empty() {
            spans.push(Span { is_code, text: text.to_owned() });
        }
    };
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, end)) = after.split_once('`') else { break };
        add(false, before);
        add(true, code);
        rest = end;
    }
    add(false, rest);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Span {
        Span { is_code: false, text: text.to_owned() }
    }

    fn code(text: &str) -> Span {
        Span { is_code: true, text: text.to_owned() }
    }

    fn paragraph(spans: &[Span]) -> Block {
        Block { is_list: false, items: vec![spans.to_vec()] }
    }

    #[test]
    fn paragraphs_have_text_and_code() {
        let prose = Prose::of("Send `q`\nor `page`.\n\nA `lone one <b>");

        let first = [text("Send "), code("q"), text(" or "), code("page"), text(".")];
        assert_eq!(prose.blocks, [paragraph(&first), paragraph(&[text("A `lone one <b>")])]);
        assert_eq!(prose.first(), first);
    }

    #[test]
    fn lines_with_hyphens_are_a_list() {
        let prose = Prose::of("- one\n  more\n- `two`");

        let items = vec![vec![text("one more")], vec![code("two")]];
        assert_eq!(prose.blocks, [Block { is_list: true, items }]);
        assert!(Prose::of(" \n\n").is_empty());
    }
}
