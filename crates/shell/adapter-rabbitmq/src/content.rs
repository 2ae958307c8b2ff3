//! The content header of a message, without a broker: what the inbox makes of one, and what the outbox
//! writes. For whoever tries what a stranger can put into one; the client does the same with what
//! arrives.

use lapin::BasicProperties;
use lapin::message::Delivery;
use lapin::protocol::basic::{gen_properties, parse_properties};

use super::confirm::NotConfirmed;
use super::properties;
use super::sieve::Sieve;
use ports::message::Message;

/// Class, weight and the size of the body, before the properties.
const BEFORE_PROPERTIES: usize = 12;

/// What the client sees of a stream that arrives in these pieces; `None` where the connection is ended
/// instead.
pub fn sifted(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let (mut sieve, mut out) = (Sieve::default(), Vec::new());
    pieces.iter().try_for_each(|piece| sieve.pass(piece, &mut out)).ok()?;
    Some(out)
}

/// The message, without its body, that a content header announces; `None` where the client cannot read
/// it, and ends the connection.
pub fn read(header: &[u8]) -> Option<Message> {
    let (_, properties) = parse_properties(header.get(BEFORE_PROPERTIES..)?).ok()?;
    let mut delivery = Delivery::mock(1, "".into(), "".into(), false, Vec::new());
    delivery.properties = properties;
    Some(properties::read(delivery))
}

/// The content header that a message is published with.
pub fn written(message: &Message) -> Result<Vec<u8>, NotConfirmed> {
    let properties: BasicProperties = properties::of_message(message, None)?;
    let before = vec![0; BEFORE_PROPERTIES];
    let mut from = Vec::new().into();
    from = gen_properties(&properties)(from)
        .map_err(|_too_large| NotConfirmed::Unfit("the properties cannot be written"))?;
    Ok([before, from.write].concat())
}
