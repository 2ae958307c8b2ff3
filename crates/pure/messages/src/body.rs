//! A letter's body as paragraphs, details and lists, with what is inserted kept apart from the text.
//!
//! A catalogue text is written with one mark for each insert, and read into paragraphs before the
//! marks are replaced. So nothing that is inserted can begin a paragraph, a list or a tag, and the
//! plain and the HTML form of a letter have one source.

/// Marks are characters for private use; the n-th insert is the n-th of them.
const MARK_FIRST: u32 = 0xE000;
/// More inserts than any letter has.
const MARKS_MAX: usize = 64;
/// A line with a longer beginning than this is a sentence, and no detail.
const LABEL_CHARACTERS_MAX: usize = 40;

/// Something that is inserted into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Insert {
    /// Words on one line.
    Words { text: String, look: Look },
    /// Lines of a list.
    List {
        items: Vec<Item>,
        /// Whether they are numbered.
        numbered: bool,
    },
    /// Lines that stand apart from what is around them, as details where each is one.
    Lines(Vec<Vec<Piece>>),
}

/// Whose words a part of a line is, and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The text of the catalogue itself.
    Text,
    /// Words of the catalogue or of the merchant's policy, inserted: addresses in them are links.
    Words,
    /// A name from outside: plain text, whatever it says.
    Name,
    /// What the eye should find at once.
    Strong,
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
    /// A table: lines of which each is a name, a colon and a value.
    Details(Vec<Detail>),
    List {
        /// Its lines.
        items: Vec<Item>,
        /// Whether they are numbered.
        numbered: bool,
    },
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Detail {
    /// With its colon and the blanks after it.
    pub(super) label: String,
    pub(super) value: Vec<Piece>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) look: Look,
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
                reading.text(std::mem::take(&mut plain), Look::Text);
                match inserts.get(index) {
                    Some(Insert::Words { text, look }) => reading.text(text.clone(), *look),
                    Some(Insert::List { items, numbered }) => {
                        reading.list(items.clone(), *numbered);
                    }
                    Some(Insert::Lines(lines)) => reading.apart(lines.clone()),
                    None => {}
                }
            }
            reading.text(plain, Look::Text);
            reading.end_line();
        }
        reading.end_paragraph();
        Self { blocks: reading.blocks }
    }

    /// One line, read like a text.
    pub(super) fn line(text: &str, inserts: &[Insert]) -> Vec<Piece> {
        let mut blocks = Self::read(text, inserts).blocks;
        match blocks.pop() {
            Some(Block::Paragraph(mut lines)) => lines.pop().unwrap_or_default(),
            Some(Block::Details(_) | Block::List { .. }) | None => Vec::new(),
        }
    }

    /// The plain text. The narrow space that does not break is a box in old mail programs; the
    /// ordinary one that does not break is as old as Latin-1.
    pub(super) fn plain(&self) -> String {
        let blocks: Vec<String> = self.blocks.iter().map(Block::plain).collect();
        blocks.join("\n\n").replace('\u{202f}', "\u{a0}")
    }

    /// What a mail program shows beside the subject: the first paragraph after the greeting, or the
    /// first at all.
    pub(super) fn preheader(&self) -> String {
        let paragraph = |block: &&Block| matches!(block, Block::Paragraph(_));
        let second = self.blocks.iter().skip(1).find(paragraph);
        let found = second.or_else(|| self.blocks.first()).map(Block::plain);
        found.unwrap_or_default().replace('\n', " ")
    }
}

impl Block {
    fn plain(&self) -> String {
        let lines: Vec<String> = match self {
            Self::Paragraph(lines) => lines.iter().map(|line| words(line)).collect(),
            Self::Details(details) => {
                details.iter().map(|detail| detail.label.clone() + &words(&detail.value)).collect()
            }
            Self::List { items, .. } => items.iter().map(|item| item.line.clone()).collect(),
        };
        lines.join("\n")
    }
}

fn words(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

struct Reading {
    blocks: Vec<Block>,
    lines: Vec<Vec<Piece>>,
    line: Vec<Piece>,
}

impl Reading {
    fn text(&mut self, text: String, look: Look) {
        if !text.is_empty() {
            self.line.push(Piece { text, look });
        }
    }

    /// A list is a block by itself, wherever its mark stands.
    fn list(&mut self, items: Vec<Item>, numbered: bool) {
        self.end_paragraph();
        self.blocks.push(Block::List { items, numbered });
    }

    fn apart(&mut self, lines: Vec<Vec<Piece>>) {
        self.end_paragraph();
        self.lines = lines;
        self.end_paragraph();
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        let lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return;
        }
        let details = lines.iter().map(|line| detail(line)).collect::<Option<Vec<_>>>();
        self.blocks.push(match details.filter(|details| details.len() > 1) {
            Some(details) => Block::Details(details),
            None => Block::Paragraph(lines),
        });
    }
}

/// Reads a line that is a name, a colon and something inserted; `None` for any other. What is
/// inserted is no name, whatever it says.
fn detail(line: &[Piece]) -> Option<Detail> {
    let (label, value) = line.split_first()?;
    let named = label.look == Look::Text
        && label.text.trim_end().ends_with([':', '：'])
        && label.text.chars().count() <= LABEL_CHARACTERS_MAX;
    (named && !value.is_empty())
        .then(|| Detail { label: label.text.clone(), value: value.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Insert {
        Insert::Words { text: text.to_owned(), look: Look::Name }
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

    #[test]
    fn lines_that_each_name_something_are_details() {
        let details = |text: &str| {
            let body = Body::read(text, &[words("Day:"), words("x")]);
            assert_eq!(body.blocks.len(), 1, "{text}");
            match body.blocks.into_iter().next() {
                Some(Block::Details(details)) => details.len(),
                Some(Block::Paragraph(_) | Block::List { .. }) | None => 0,
            }
        };
        let (day, x) = (mark(0), mark(1));
        assert_eq!(details(&format!("Day: {day}, {x} (UTC)\nMotif\u{a0}: {x}\n理由：{x}")), 3);
        assert_eq!(details(&format!("Payment: {x}")), 0, "one line is a sentence");
        assert_eq!(details(&format!("Why:\n{x}")), 0, "no value, and no name");
        assert_eq!(details(&format!("{day} {x}\n{day} {x}")), 0, "what is inserted is no name");
        assert_eq!(details("a: b\nc: d"), 0, "nothing is inserted");
    }

    #[test]
    fn the_plain_text_has_no_narrow_space() {
        let body = Body::read(&format!("a\u{202f}b {}", mark(0)), &[words("9:00\u{202f}AM")]);
        assert_eq!(body.plain(), "a\u{a0}b 9:00\u{a0}AM");
    }

    #[test]
    fn the_preheader_is_the_first_thing_that_is_said() {
        let of = |text: &str| Body::read(text, &[list(&["a"])]).preheader();
        assert_eq!(of("Hello,\n\nFirst.\nSecond.\n\nThird."), "First. Second.");
        assert_eq!(of(&format!("Hello,\n\n{}\n\nThird.", mark(0))), "Third.");
        assert_eq!(of("All at once."), "All at once.");
    }
}
