//! What the broker sends, with what the client cannot read taken out of the messages.
//!
//! The client's parser ends the whole connection for a header name that is not UTF-8, and overflows
//! the stack of its thread, which ends the process, for headers that are nested hundreds deep. Who
//! may publish to a queue must not be able to do either. So the content headers of messages, the one
//! kind of frame that a publisher has a say in, are looked through before the client sees them: what
//! it could not read is left out, and the message is delivered without it.
//!
//! Here are bytes and no IO. Everything but content headers passes as it comes.

use std::ops::Range;

/// Type, channel, size.
const FRAME_HEAD: usize = 7;
const FRAME_END: u8 = 0xCE;
const METHOD: u8 = 1;
const CONTENT_HEADER: u8 = 2;
const CONTENT_BODY: u8 = 3;
const HEARTBEAT: u8 = 8;
/// Class, weight and the size of the body, before the flags of the properties.
const BEFORE_FLAGS: usize = 12;
/// Eight times what a broker sends by default.
const CONTENT_HEADER_BYTES_MAX: usize = 1 << 20;
/// The broker's own record of deaths is nested three deep.
const DEPTH_MAX: usize = 8;

/// The broker sent a content header that no broker would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the broker sent a content header of more than {CONTENT_HEADER_BYTES_MAX} bytes")]
pub(super) struct TooLarge;

/// The properties of a message in the order of their flags, the highest bit first.
const PROPERTIES: [Property; 14] = [
    Property::Text,     // content type
    Property::Text,     // content encoding
    Property::Table,    // headers
    Property::Fixed(1), // delivery mode
    Property::Fixed(1), // priority
    Property::Text,     // correlation id
    Property::Text,     // reply to
    Property::Text,     // expiration
    Property::Text,     // message id
    Property::Fixed(8), // timestamp
    Property::Text,     // type
    Property::Text,     // user id
    Property::Text,     // app id
    Property::Text,     // cluster id
];

#[derive(Debug, Clone, Copy)]
enum Property {
    Text,
    Table,
    /// This number of bytes.
    Fixed(usize),
}

/// Where the stream of frames stands.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// The beginning of a frame that is not whole, as far as it has to be.
    held: Vec<u8>,
    /// Bytes of a frame that passes as it comes.
    passing: usize,
    /// Whether this is no stream of frames: then it is the client's to say so.
    foreign: bool,
}

impl Sieve {
    /// Takes what has arrived, and appends what the client is to see.
    pub(super) fn pass(&mut self, mut arrived: &[u8], out: &mut Vec<u8>) -> Result<(), TooLarge> {
        while !arrived.is_empty() {
            if self.foreign {
                out.extend_from_slice(arrived);
                return Ok(());
            }
            if self.passing > 0 {
                let (now, rest) = split(arrived, self.passing);
                out.extend_from_slice(now);
                self.passing = self.passing.saturating_sub(now.len());
                arrived = rest;
                continue;
            }
            let missing = self.wanted()?.saturating_sub(self.held.len());
            let (now, rest) = split(arrived, missing);
            self.held.extend_from_slice(now);
            arrived = rest;
            if self.held.len() >= self.wanted()? {
                self.release(out);
            }
        }
        Ok(())
    }

    /// How many bytes have to be held before something can be said: a head, and all of a content
    /// header.
    fn wanted(&self) -> Result<usize, TooLarge> {
        match self.head() {
            Some((CONTENT_HEADER, size)) if size > CONTENT_HEADER_BYTES_MAX => Err(TooLarge),
            Some((CONTENT_HEADER, size)) => Ok(FRAME_HEAD.saturating_add(size).saturating_add(1)),
            Some(_) | None => Ok(FRAME_HEAD),
        }
    }

    /// The type of the frame and the size of what is in it, once they have arrived.
    fn head(&self) -> Option<(u8, usize)> {
        let (kind, size) = (*self.held.first()?, self.held.get(3..FRAME_HEAD)?);
        Some((kind, usize::try_from(u32::from_be_bytes(size.try_into().ok()?)).ok()?))
    }

    /// Lets go of what is held, which is as much as was wanted.
    fn release(&mut self, out: &mut Vec<u8>) {
        match self.head() {
            Some((CONTENT_HEADER, size)) => {
                let payload = self.held.get(FRAME_HEAD..FRAME_HEAD.saturating_add(size));
                match payload.and_then(sifted) {
                    Some(clean) if self.held.last() == Some(&FRAME_END) => {
                        out.extend(self.held.iter().take(3));
                        out.extend(u32::try_from(clean.len()).unwrap_or_default().to_be_bytes());
                        out.extend(clean);
                        out.push(FRAME_END);
                    }
                    Some(_) | None => out.extend_from_slice(&self.held),
                }
            }
            Some((METHOD | CONTENT_BODY | HEARTBEAT, size)) => {
                out.extend_from_slice(&self.held);
                self.passing = size.saturating_add(1);
            }
            Some(_) | None => {
                out.extend_from_slice(&self.held);
                self.foreign = true;
            }
        }
        self.held.clear();
    }
}

fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at(at.min(bytes.len()))
}

/// A content header without what the client could not read; `None` if it can read all of it.
fn sifted(payload: &[u8]) -> Option<Vec<u8>> {
    let mut from = Reader { bytes: payload, at: 0 };
    let before = from.take(BEFORE_FLAGS)?;
    let flags = u16::from_be_bytes(from.array()?);
    let (mut kept, mut properties) = (0_u16, Vec::new());
    for (place, property) in PROPERTIES.into_iter().enumerate() {
        let flag = 1_u16 << 15_usize.saturating_sub(place);
        if flags & flag == 0 {
            continue;
        }
        // After a property without an end nothing can be found.
        let Some(found) = from.property(property) else { break };
        if !found.is_empty() {
            kept |= flag;
            properties.extend(found);
        }
    }
    let clean = [before, &kept.to_be_bytes(), &properties].concat();
    (clean != payload).then_some(clean)
}

/// Reads forward; `None` where there is no more, or no end to be found.
#[derive(Debug, Clone, Copy)]
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Text of at most 255 bytes.
    fn short(&mut self) -> Option<&'a [u8]> {
        let [length] = self.array()?;
        self.take(length.into())
    }

    /// Bytes behind a length of four.
    fn long(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(self.array()?);
        self.take(usize::try_from(length).ok()?)
    }

    /// A property as it is to be written; empty, as none can be, if it has to be left out.
    fn property(&mut self, property: Property) -> Option<Vec<u8>> {
        let begun = self.at;
        let readable = match property {
            Property::Text => is_text(self.short()?),
            Property::Fixed(size) => self.take(size).map(|_| true)?,
            Property::Table => {
                let clean = entries(self.long()?);
                let length = u32::try_from(clean.len()).unwrap_or_default().to_be_bytes();
                return Some([length.as_slice(), &clean].concat());
            }
        };
        Some(if readable { self.since(begun).to_vec() } else { Vec::new() })
    }

    fn since(&self, begun: usize) -> &'a [u8] {
        self.bytes.get(Range { start: begun, end: self.at }).unwrap_or_default()
    }

    /// Passes over a value, and says whether the client can read it.
    fn value(&mut self, depth: usize) -> Option<bool> {
        let [kind] = self.array()?;
        let size = match kind {
            b't' | b'b' | b'B' => 1,
            b's' | b'U' | b'u' => 2,
            b'I' | b'i' | b'f' => 4,
            b'D' => 5,
            b'L' | b'l' | b'd' | b'T' => 8,
            b'V' => 0,
            b'S' | b'x' => return self.long().map(|_| true),
            b'A' => return self.long().map(|inner| depth > 0 && is_array(inner, depth)),
            b'F' => return self.long().map(|inner| depth > 0 && is_table(inner, depth)),
            _ => return None,
        };
        self.take(size).map(|_| true)
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

/// The entries of the outermost table that the client can read.
fn entries(table: &[u8]) -> Vec<u8> {
    let mut from = Reader { bytes: table, at: 0 };
    let mut clean = Vec::with_capacity(table.len());
    while !from.is_at_end() {
        let begun = from.at;
        let Some(name) = from.short() else { break };
        let Some(readable) = from.value(DEPTH_MAX) else { break };
        if readable && is_text(name) {
            clean.extend_from_slice(from.since(begun));
        }
    }
    clean
}

fn is_table(bytes: &[u8], depth: usize) -> bool {
    let mut from = Reader { bytes, at: 0 };
    while !from.is_at_end() {
        let named = from.short().is_some_and(is_text);
        if !named || from.value(depth.saturating_sub(1)) != Some(true) {
            return false;
        }
    }
    true
}

fn is_array(bytes: &[u8], depth: usize) -> bool {
    let mut from = Reader { bytes, at: 0 };
    while !from.is_at_end() {
        if from.value(depth.saturating_sub(1)) != Some(true) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"S\0\0\0\x02ok";

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let size = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&[kind, 0, 1], size.as_slice(), payload, &[FRAME_END]].concat()
    }

    fn short(text: &[u8]) -> Vec<u8> {
        [&[u8::try_from(text.len()).unwrap()], text].concat()
    }

    fn long(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }

    fn entry(name: &[u8], value: &[u8]) -> Vec<u8> {
        [short(name).as_slice(), value].concat()
    }

    /// A content header with a content type, these headers, and a message id.
    fn content(headers: &[Vec<u8>], id: &[u8]) -> Vec<u8> {
        let flags = 0b1010_0000_1000_0000_u16.to_be_bytes();
        let table = long(&headers.concat());
        [&[7; BEFORE_FLAGS], flags.as_slice(), &short(b"a/b"), &table, &short(id)].concat()
    }

    fn nested(kind: u8, depth: usize) -> Vec<u8> {
        (0..depth).fold(b"V".to_vec(), |inner, _| {
            let inner = if kind == b'F' { entry(b"n", &inner) } else { inner };
            [&[kind], long(&inner).as_slice()].concat()
        })
    }

    fn through(bytes: &[u8], step: usize) -> Vec<u8> {
        let (mut sieve, mut out) = (Sieve::default(), Vec::new());
        for piece in bytes.chunks(step) {
            sieve.pass(piece, &mut out).unwrap();
        }
        out
    }

    #[test]
    fn s15_what_the_client_can_read_passes_as_it_is_in_any_pieces() {
        let value_of = |kind: u8, size: usize| [vec![kind], vec![1; size]].concat();
        let mut every: Vec<Vec<u8>> = [(b't', 1), (b'D', 5), (b'd', 8), (b'u', 2), (b'I', 4)]
            .into_iter()
            .map(|(kind, size)| entry(b"h", &value_of(kind, size)))
            .collect();
        every.push(entry(b"text", TEXT));
        every.push(entry("\u{e4}".as_bytes(), &[b"x".as_slice(), &long(&[0xff])].concat()));
        every.extend([b'A', b'F'].map(|kind| entry(b"deep", &nested(kind, DEPTH_MAX))));
        let stream = [
            frame(METHOD, b"deliver"),
            frame(CONTENT_HEADER, &content(&every, b"id")),
            frame(CONTENT_BODY, &[0xCE; 50]),
            frame(HEARTBEAT, b""),
            frame(CONTENT_HEADER, &content(&[], b"")),
            frame(METHOD, b""),
        ]
        .concat();
        for step in [1, 2, 3, 7, 8, 64, stream.len()] {
            assert_eq!(through(&stream, step), stream, "{step}");
        }
    }

    #[test]
    fn s15_what_the_client_cannot_read_is_left_out_and_the_rest_passes() {
        let good = [entry(b"before", TEXT), entry(b"after", TEXT)];
        let bad_inside = [b"F".as_slice(), &long(&entry(&[0xff], TEXT))].concat();
        let cut_inside = [b"A".as_slice(), &long(b"S\0\0\xff\xff")].concat();
        let clean = frame(CONTENT_HEADER, &content(&good, b"id"));
        let [before, after] = good;
        for bad in [
            entry(&[0xff, 0xfe], TEXT),
            entry(b"deep", &nested(b'A', DEPTH_MAX + 1)),
            entry(b"deep", &nested(b'F', DEPTH_MAX + 1)),
            entry(b"deep", &nested(b'A', 20_000)),
            entry(b"inside", &bad_inside),
            entry(b"inside", &cut_inside),
        ] {
            let headers = [before.clone(), bad, after.clone()];
            let stream = frame(CONTENT_HEADER, &content(&headers, b"id"));
            for step in [1, 1000, stream.len()] {
                assert_eq!(through(&stream, step), clean);
            }
        }
        let headers = [before.clone(), entry(b"odd", b"?what"), after];
        let cut = through(&frame(CONTENT_HEADER, &content(&headers, b"id")), 9);
        assert_eq!(cut, frame(CONTENT_HEADER, &content(&[before], b"id")));
    }

    #[test]
    fn s15_a_property_that_is_no_text_and_what_has_no_end_are_left_out() {
        let bytes = through(&frame(CONTENT_HEADER, &content(&[], &[0xff])), 5);
        let without = [&[7; BEFORE_FLAGS], [0b1010_0000, 0].as_slice(), &short(b"a/b"), &long(b"")];
        assert_eq!(bytes, frame(CONTENT_HEADER, &without.concat()));
        // A length that leads beyond the frame.
        let endless = [&[7; BEFORE_FLAGS], [0b1010_0000, 0].as_slice(), &short(b"a/b"), &[255; 4]];
        let bytes = through(&frame(CONTENT_HEADER, &endless.concat()), 5);
        let only = [&[7; BEFORE_FLAGS], [0b1000_0000, 0].as_slice(), &short(b"a/b")].concat();
        assert_eq!(bytes, frame(CONTENT_HEADER, &only));
    }

    #[test]
    fn s15_what_is_no_stream_of_frames_is_left_to_the_client() {
        for stream in [b"AMQP\0\0\x09\x01 and more".to_vec(), frame(CONTENT_HEADER, b"short")] {
            for step in [1, 4, stream.len()] {
                assert_eq!(through(&stream, step), stream);
            }
        }
        let huge = [CONTENT_HEADER, 0, 1, 0x7f, 0xff, 0xff, 0xff];
        assert_eq!(Sieve::default().pass(&huge[..6], &mut Vec::new()), Ok(()));
        assert_eq!(Sieve::default().pass(&huge, &mut Vec::new()), Err(TooLarge));
    }
}
