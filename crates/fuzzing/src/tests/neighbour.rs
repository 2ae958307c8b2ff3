//! Inputs beside an input: the same few changes that fuzzers make, drawn from a seed, so that the next
//! run tries the same.

/// What readers stumble over, whatever they read.
const WORDS: [&[u8]; 24] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\\u0000",
    b"\x1b[2J",
    "\u{202e}".as_bytes(),
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[[",
    b"]",
    b":",
    b",",
    b"null",
    b"-0",
    b"1e999",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
];

/// Where the next draw comes from: SplitMix64.
#[derive(Debug)]
pub(super) struct Lots(pub(super) u64);

impl Lots {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `bound`; 0 where nothing is.
    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap().max(1);
        usize::try_from(self.draw() % bound).unwrap()
    }

    /// A neighbour of `input`: one to four changes away. `other` is another input of the same corpus.
    pub(super) fn neighbour(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut changed = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(changed.len() + 1);
            let end = (at + self.below(24)).min(changed.len());
            match self.below(7) {
                0 if at < changed.len() => changed[at] ^= 1 << self.below(8),
                1 if at < changed.len() => changed[at] = self.draw().to_le_bytes()[0],
                2 => drop(changed.drain(at..end)),
                3 => {
                    let again = changed[at..end].to_vec();
                    changed.splice(at..at, again);
                }
                4 => changed.truncate(at),
                5 => {
                    let from = self.below(other.len() + 1);
                    let to = (from + self.below(64)).min(other.len());
                    changed.splice(at..end, other[from..to].iter().copied());
                }
                _ => {
                    let word = WORDS[self.below(WORDS.len())];
                    changed.splice(at..at, word.iter().copied());
                }
            }
        }
        changed
    }
}
