//! The stored form of what machines gave lately, one JSON document per account.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::{VERSION, check};
use crate::leaf::MoneyV1;
use domain::ids::SenderName;
use domain::money::{Currency, Money};
use domain::outlay::{Gift, Outlay};

#[derive(Debug, Serialize, Deserialize)]
struct OutlayV1 {
    v: u32,
    minutes: Vec<MinuteV1>,
    known: Vec<GiftV1>,
    /// Absent where no sender is bounded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    senders: Vec<SenderMinuteV1>,
    /// Absent where nothing was given before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct MinuteV1 {
    minute: i64,
    given: MoneyV1,
}

#[derive(Debug, Serialize, Deserialize)]
struct SenderMinuteV1 {
    sender: String,
    minute: i64,
    given: MoneyV1,
}

#[derive(Debug, Serialize, Deserialize)]
struct GiftV1 {
    order: String,
    amount: MoneyV1,
    minute: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<String>,
}

/// Writes the stored form.
pub fn encode_outlay(outlay: &Outlay) -> Vec<u8> {
    let (minutes, known) = outlay.parts();
    let minute = |(currency, minute, minor): (Currency, i64, i64)| MinuteV1 {
        minute,
        given: Money::new(minor, currency).into(),
    };
    let gift = |gift: &Gift| GiftV1 {
        order: gift.order.clone(),
        amount: gift.amount.into(),
        minute: gift.minute,
        sender: gift.sender.as_ref().map(ToString::to_string),
    };
    let senders = outlay.of_senders().map(|(sender, currency, minute, minor)| SenderMinuteV1 {
        sender: sender.to_string(),
        minute,
        given: Money::new(minor, currency).into(),
    });
    let wire = OutlayV1 {
        v: VERSION,
        minutes: minutes.map(minute).collect(),
        known: known.map(gift).collect(),
        senders: senders.collect(),
        since: outlay.since(),
    };
    serde_json::to_vec(&wire)
        .unwrap_or_else(|_| unreachable!("wire types hold nothing that JSON cannot"))
}

/// Reads the stored form.
pub fn decode_outlay(bytes: &[u8]) -> Result<Outlay, RecordError> {
    let wire: OutlayV1 =
        serde_json::from_slice(bytes).map_err(|source| RecordError::Syntax { source })?;
    check(wire.v)?;
    let mut minutes = Vec::with_capacity(wire.minutes.len());
    for MinuteV1 { minute, given } in wire.minutes {
        let given = Money::from(given);
        minutes.push((given.currency, minute, given.minor));
    }
    let mut known = Vec::with_capacity(wire.known.len());
    for GiftV1 { order, amount, minute, sender } in wire.known {
        let sender = sender.map(SenderName::parse).transpose()?;
        known.push(Gift { order, amount: amount.into(), minute, sender });
    }
    let mut senders = Vec::with_capacity(wire.senders.len());
    for SenderMinuteV1 { sender, minute, given } in wire.senders {
        let given = Money::from(given);
        senders.push((SenderName::parse(sender)?, given.currency, minute, given.minor));
    }
    Ok(Outlay::of_parts(minutes, known, wire.since).with_senders(senders))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlay_is_stored_in_this_form() {
        let text = r#"{"v":1,"minutes":[{"minute":30000000,"given":{"minor":500,"currency":"EUR"}}],"known":[{"order":"r1","amount":{"minor":500,"currency":"EUR"},"minute":30000000}]}"#;
        let outlay = decode_outlay(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(encode_outlay(&outlay)).unwrap(), text);
        assert_eq!(outlay.parts().1.count(), 1);
        let text = r#"{"v":1,"minutes":[],"known":[],"since":30000000}"#;
        let outlay = decode_outlay(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(encode_outlay(&outlay)).unwrap(), text);
        assert_eq!(outlay.since(), Some(30_000_000));
    }

    #[test]
    fn what_is_not_an_outlay_is_an_error() {
        for text in ["", "{}", r#"{"v":2,"minutes":[],"known":[]}"#, "[1]"] {
            assert!(decode_outlay(text.as_bytes()).is_err(), "{text}");
        }
    }
}
