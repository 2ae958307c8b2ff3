//! How long the words of a clause may be.

/// The most characters of a clause. A longer one is a mistake where it is written, because no letter
/// cuts what a decision rests on.
pub const CLAUSE_CHARACTERS_MAX: usize = 600;

/// How many characters a text has on one line, as a letter shows it: each run of blanks is one.
pub fn characters_on_a_line(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| word.chars().count());
    words.reduce(|all, word| all.saturating_add(1).saturating_add(word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_count_once_and_characters_are_not_bytes() {
        assert_eq!(characters_on_a_line(" \n "), 0);
        assert_eq!(characters_on_a_line("Für  alle\n    Käufe."), 15);
        assert_eq!(characters_on_a_line("全額\u{3000}返金"), 5);
    }
}
