//! What the broker sends for a message that a stranger published: the sieve leaves nothing that the
//! client cannot read, and what becomes of the headers can be published again.

use adapter_rabbitmq::content;
use ports::message::Message;

/// Type, channel and size of a frame, before its payload.
const HEAD: usize = 7;
const CONTENT_HEADER: u8 = 2;

/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    stream(bytes);
    stream(&framed(bytes));
}

/// A content header with this payload.
fn framed(payload: &[u8]) -> Vec<u8> {
    let size = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    [&[CONTENT_HEADER, 0, 1], size.as_slice(), payload, &[0xCE]].concat()
}

fn stream(bytes: &[u8]) {
    let Some(clean) = content::sifted(&[bytes]) else { return };
    let pieces: Vec<&[u8]> = bytes.chunks(3).collect();
    assert_eq!(content::sifted(&pieces).as_ref(), Some(&clean), "in pieces it is another stream");
    assert_eq!(content::sifted(&[&clean]).as_ref(), Some(&clean), "sifted twice");
    let mut rest = clean.as_slice();
    while let Some((kind, payload, after)) = frame(rest) {
        // A shorter one says not even which properties follow; no broker sends it.
        if kind == CONTENT_HEADER && payload.len() >= 14 {
            let message = content::read(payload);
            published(&message.unwrap_or_else(|| unreachable!("the client cannot read it")));
        }
        rest = after;
    }
}

fn frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let size = u32::from_be_bytes(bytes.get(3..HEAD)?.try_into().ok()?);
    let end = HEAD.checked_add(usize::try_from(size).ok()?)?;
    let payload = bytes.get(HEAD..end)?;
    // Behind a frame without its end there are no more frames.
    let is_whole = matches!(bytes.first()?, 1..=3 | 8) && bytes.get(end) == Some(&0xCE);
    is_whole.then_some((*bytes.first()?, payload, bytes.get(end.saturating_add(1)..)?))
}

fn published(message: &Message) {
    assert_eq!(&message.clone().bounded(), message, "its bounds are those of all messages");
    let written = content::written(message).unwrap_or_else(|error| unreachable!("{error}"));
    assert!(written.len() <= 120 * 1024, "{} bytes fit no frame", written.len());
    let sifted = content::sifted(&[&framed(&written)]);
    assert_eq!(sifted, Some(framed(&written)), "our own is left as it is");
    assert_eq!(content::read(&written).as_ref(), Some(message), "it comes back as another one");
}
