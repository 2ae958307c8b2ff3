//! A letter's body as paragraphs and lists, with what is inserted kept apart from the text.
//!
//! A catalogue text is written with one mark for each insert, and read into paragraphs before the
//! marks are replaced. So nothing that is inserted can begin a paragraph, a list or a tag, and the
//! plain and the HTML form of a letter have one source.

/// Marks are characters for private use; the n-th insert is the n-th of them.
const MARK_FIRST: u32 = 0xE000;
/// More inserts than any letter has.
const MARKS_MAX: usize = 64;

/// Something that is inserted into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Insert {
    /// Words on one line.
    Words {
        text: String,
        /// Whether the eye should find it at once.
        strong: bool,
    },
    /// Lines of a list.
    List {
        items: Vec<Item>,
        /// Whether they are numbered.
        numbered: bool,
    },
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    /// The same as a line of plain text, with its bullet or number.
    pub(super) line: String,
}

/// The mark that stands for the insert at `index`.
pub(super) fn mark(index: usize) -> String {
    let point = u32::try_from(index).ok().and_then(|index| MARK_FIRST.checked_add(index));
    point.and_then(char::from_u32).map(String::from).unwrap_or_default()
}

/// The index of the insert that a character stands for.
fn marked(c: char) -> Option<usize> {
    let index = u32::from(c).checked_sub(MARK_FIRST)?;
    usize::try_from(index).ok().filter(|index| *index < MARKS_MAX)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
}

/// What stands apart by an empty line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Lines of text.
    Paragraph(Vec<Vec<Piece>>),
    List {
        /// Its lines.
        items: Vec<Item>,
        /// Whether they are numbered.
        numbered: bool,
    },
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the eye should find it at once.
    pub(super) strong: bool,
}

impl Body {
    /// Reads a text whose inserts are marked. A mark that stands for nothing is left out.
    pub(super) fn read(text: &str, inserts: &[Insert]) -> Self {
        let mut reading = Reading { blocks: Vec::new(), lines: Vec::new(), line: Vec::new() };
        for line in text.lines() {
            if line.trim().is_empty() {
                reading.end_paragraph();
                continue;
            }
            let mut plain = String::new();
            for c in line.trim_end().chars() {
                let Some(index) = marked(c) else {
                    plain.push(c);
                    continue;
                };
                reading.text(std::mem::take(&mut plain), false);
                match inserts.get(index) {
                    Some(Insert::Words { text, strong }) => reading.text(text.clone(), *strong),
                    Some(Insert::List { items, numbered }) => {
                        reading.list(items.clone(), *numbered);
                    }
                    None => {}
                }
            }
            reading.text(plain, false);
            reading.end_line();
        }
        reading.end_paragraph();
        Self { blocks: reading.blocks }
    }

    /// The plain text.
    pub(super) fn plain(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(Block::plain).collect();
        blocks.join("\n\n")
    }
}

impl Block {
    fn plain(&self) -> String {
        let lines: Vec<String> = match self {
            Self::Paragraph(lines) => lines
                .iter()
                .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
                .collect(),
            Self::List { items, .. } => items.iter().map(|item| item.line.clone()).collect(),
        };
        lines.join("\n")
    }
}

struct Reading {
    blocks: Vec<Block>,
    lines: Vec<Vec<Piece>>,
    line: Vec<Piece>,
}

impl Reading {
    fn text(&mut self, text: String, strong: bool) {
        if !text.is_empty() {
            self.line.push(Piece { text, strong });
        }
    }

    /// A list is a block by itself, wherever its mark stands.
    fn list(&mut self, items: Vec<Item>, numbered: bool) {
        self.end_paragraph();
        self.blocks.push(Block::List { items, numbered });
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        if !self.lines.is_empty() {
            self.blocks.push(Block::Paragraph(std::mem::take(&mut self.lines)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Insert {
        Insert::Words { text: text.to_owned(), strong: false }
    }

    fn list(items: &[&str]) -> Insert {
        let item = |text: &&str| Item { text: (*text).to_owned(), line: format!("- {text}") };
        Insert::List { items: items.iter().map(item).collect(), numbered: false }
    }

    #[test]
    fn paragraphs_lines_and_lists_are_told_apart() {
        let text = format!("Hello,\n\nfor {}:\n\n\n{}\n\nBye\n{}\n", mark(0), mark(1), mark(0));
        let body = Body::read(&text, &[words("Pro"), list(&["a", "b"])]);
        assert_eq!(body.blocks.len(), 4);
        assert_eq!(body.plain(), "Hello,\n\nfor Pro:\n\n- a\n- b\n\nBye\nPro");
    }

    #[test]
    fn a_list_inside_a_line_is_a_block_all_the_same() {
        let body = Body::read(&format!("Take {} now", mark(0)), &[list(&["a"])]);
        assert_eq!(body.plain(), "Take \n\n- a\n\n now");
    }

    #[test]
    fn what_is_inserted_makes_no_structure() {
        let body = Body::read(&format!("a\n{}", mark(0)), &[words("\n\n- x\u{e000}")]);
        assert_eq!(body.blocks.len(), 1);
        let Some(Block::Paragraph(lines)) = body.blocks.first() else { panic!("a paragraph") };
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_mark_without_an_insert_is_left_out() {
        assert_eq!(Body::read("a\u{e007}b", &[]).plain(), "ab");
    }
}
