//! A refund request as a CRM, help desk or shop sends it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::commission::{ID, WireCommission, account, payment};
use super::error::InboundError;
use super::field::{Dropped, Field, WireMoney, unusable};
use domain::commission::Commission;
use domain::email::EmailHash;
use domain::ids::{AccountName, RequestId, StaffId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::request::{Claims, Reason, RefundRequest};

const REASON: &str = "one of duplicate, wrong_charge, fraudulent, technical_problem, unused, \
                      accidental_renewal, not_as_expected, change_of_mind, other";
const AMOUNT: &str = "an object with `minor` (above 0) and `currency`, or the text \"full\", or \
                      leave it out for the whole payment";
const ZONE: &str = "a name of the IANA database such as Asia/Tokyo, at most 64 letters, digits and \
                    `/ _ - +`";
const LOCALE: &str = "a language tag such as de-AT, at most 35 letters, digits and hyphens";
pub(super) const AT: &str =
    "an instant of RFC 3339 between 2000 and 2199, such as 2026-03-02T10:00:00Z";
const PROOF: &str = "true, false, or a reference as text";
const CHANNEL: &str = "one word such as email or chat, of letters, digits and `_ - .`, at most 64";
const CHARGED: &str = "an object with `minor` and `currency`, or leave it out";
const EMAIL: &str = "64 hexadecimal digits: the SHA-256 of the address, trimmed and in lower case; \
                     or leave it out";
const LINES: &str = "a list of at most 100 names of lines, each of 1 to 64 printable ASCII \
                     characters, with an `amount` beside it; or leave it out";
/// The most lines of an invoice.
const LINES_MAX: usize = 100;
const COMMISSION: &str = "an object with `id`, `partner` and `earned`, or leave it out";

/// A customer asks for a refund.
///
/// Safe to send again: a request with the same `request_id` and the same content is the same
/// request. With another content it is refused and kept aside.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RefundRequestedV1 {
    /// The caller's id of the request, unique per request: 1 to 255 printable ASCII characters
    /// without blanks and `| { } /`.
    #[schemars(length(min = 1, max = 255))]
    request_id: Field<String>,
    /// The account that took the payment, as configured.
    #[schemars(length(min = 1, max = 255))]
    account: Field<String>,
    /// The processor's id of the payment.
    #[schemars(length(min = 1, max = 255))]
    payment: Field<String>,
    /// Why the customer wants the money back.
    reason: Field<WireReason>,
    /// How much is asked for: a part as an object, or `full`. Left out, it is the whole payment.
    #[serde(default)]
    amount: Field<WireAmount>,
    /// The customer's language as a tag (`de-AT`).
    #[serde(default)]
    #[schemars(length(min = 2, max = 35))]
    locale: Field<String>,
    /// The customer's time zone by its name in the IANA database (`Asia/Tokyo`): letters tell days and
    /// times in it. One that does not exist counts as unsaid.
    #[serde(default)]
    #[schemars(length(min = 1, max = 64))]
    time_zone: Field<String>,
    /// When the customer asked, RFC 3339: at most five minutes after the receipt. Ages in the
    /// policy are measured to this instant, as far back as it is believed.
    #[schemars(extend("format" = "date-time"))]
    requested_at: Field<String>,
    /// Anything the customer wrote. Accepted so that callers need not cut it off; dropped at the
    /// boundary: never stored, passed on, logged or judged.
    #[serde(default)]
    #[expect(dead_code, reason = "what is in it is nobody's business")]
    comment: Dropped,
    /// Whether a proof of purchase came with the request, or a reference to it. Only whether there
    /// is one is kept.
    #[serde(default)]
    proof_of_purchase: Field<WireProof>,
    /// The member of staff who files the request, where one does: an id, never a name. They
    /// cannot approve it in a review.
    #[serde(default)]
    #[schemars(length(min = 1, max = 255))]
    requested_by: Field<String>,
    /// Where the customer asked, as the caller calls it (`email`, `chat`, `phone`): one word of up
    /// to 64 letters, digits and `_ - .`.
    #[serde(default)]
    #[schemars(length(min = 1, max = 64))]
    channel: Field<String>,
    /// What the customer says was charged. That it is not what was charged is a finding, which the
    /// policy may judge.
    #[serde(default)]
    charged: Field<WireMoney>,
    /// The SHA-256 of the e-mail address that the customer gave, trimmed and in lower case, as 64
    /// hexadecimal digits. That it is not the payment's is a finding. It is not kept with the case,
    /// and travels with the request only until it was compared.
    #[serde(default)]
    #[schemars(length(min = 64, max = 64))]
    email_sha256: Field<String>,
    /// The lines of the invoice that are asked back, by the shop's names for them; at most 100.
    /// `amount` must then say how much that is.
    #[serde(default)]
    lines: Field<Vec<String>>,
    /// The commission on the payment, where the caller knows it.
    #[serde(default)]
    commission: Field<WireCommission>,
}

/// Why the customer wants the money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Reason")]
pub enum WireReason {
    /// The same purchase was charged twice.
    Duplicate,
    /// Another amount, product or customer was charged than agreed.
    WrongCharge,
    /// The customer says that they did not make the purchase.
    Fraudulent,
    /// The product did not work.
    TechnicalProblem,
    /// The product was never used.
    Unused,
    /// A subscription renewed against the customer's intention.
    AccidentalRenewal,
    /// The product was not what the customer expected.
    NotAsExpected,
    /// The customer changed their mind.
    ChangeOfMind,
    /// Anything else.
    Other,
}

impl From<WireReason> for Reason {
    fn from(wire: WireReason) -> Self {
        match wire {
            WireReason::Duplicate => Self::Duplicate,
            WireReason::WrongCharge => Self::WrongCharge,
            WireReason::Fraudulent => Self::Fraudulent,
            WireReason::TechnicalProblem => Self::TechnicalProblem,
            WireReason::Unused => Self::Unused,
            WireReason::AccidentalRenewal => Self::AccidentalRenewal,
            WireReason::NotAsExpected => Self::NotAsExpected,
            WireReason::ChangeOfMind => Self::ChangeOfMind,
            WireReason::Other => Self::Other,
        }
    }
}

/// The one word that an amount can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum WireFull {
    /// The whole payment.
    Full,
}

/// How much is asked for.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged, rename = "Amount")]
pub enum WireAmount {
    /// The whole payment.
    Full(WireFull),
    /// A part of the payment, above 0.
    Part(WireMoney),
}

impl<'de> Deserialize<'de> for WireAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        let read = if raw.get().starts_with('{') {
            serde_json::from_str(raw.get()).map(Self::Part)
        } else {
            serde_json::from_str(raw.get()).map(Self::Full)
        };
        read.map_err(serde::de::Error::custom)
    }
}

/// Whether there is a proof of purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(untagged, rename = "Proof")]
pub enum WireProof {
    /// Yes or no.
    Flag(bool),
    /// A reference; an empty one is none.
    Reference(#[schemars(with = "String")] bool),
}

impl<'de> Deserialize<'de> for WireProof {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        let read = if raw.get().starts_with('"') {
            serde_json::from_str::<String>(raw.get())
                .map(|text| Self::Reference(!text.trim().is_empty()))
        } else {
            serde_json::from_str(raw.get()).map(Self::Flag)
        };
        read.map_err(serde::de::Error::custom)
    }
}

impl RefundRequestedV1 {
    /// Checks every field.
    pub(super) fn admit(
        self,
    ) -> Result<(AccountName, String, RefundRequest, Option<Commission>), InboundError> {
        let id = self.request_id.required("request_id", ID)?;
        let account = account(self.account)?;
        let payment = payment(self.payment)?;
        let proof = self.proof_of_purchase.optional("proof_of_purchase", PROOF)?;
        let amount = self.amount.optional("amount", AMOUNT)?.map_or(Ok(None), part)?;
        let lines = self.lines.optional("lines", LINES)?.unwrap_or_default();
        let lines = lines.into_iter().map(line).collect::<Result<BTreeSet<_>, _>>()?;
        // An approval in full would give back more than the lines that are named.
        if lines.len() > LINES_MAX || (!lines.is_empty() && amount.is_none()) {
            return Err(unusable("lines", LINES));
        }
        let requested_at =
            instant("requested_at", &self.requested_at.required("requested_at", AT)?)?;
        let request = RefundRequest {
            id: RequestId::parse(id).or(Err(unusable("request_id", ID)))?,
            reason: self.reason.required("reason", REASON)?.into(),
            amount,
            locale: self.locale.optional("locale", LOCALE)?.map(locale).transpose()?,
            time_zone: self.time_zone.optional("time_zone", ZONE)?.map(zone).transpose()?,
            requested_at,
            // Until it is said when that was.
            receipt: Receipt::of(requested_at),
            sender: None,
            proof_of_purchase: proof.is_some_and(|proof| match proof {
                WireProof::Flag(there) | WireProof::Reference(there) => there,
            }),
            claims: Claims {
                channel: self.channel.optional("channel", CHANNEL)?.map(channel).transpose()?,
                charged: self
                    .charged
                    .optional("charged", CHARGED)?
                    .map(|money| money.admit("charged"))
                    .transpose()?,
                email: self
                    .email_sha256
                    .optional("email_sha256", EMAIL)?
                    .map(|text| email(&text))
                    .transpose()?,
                email_matches: None,
                lines,
            },
            requested_by: None,
        };
        let staff = self.requested_by.optional("requested_by", ID)?;
        let staff = staff.map(StaffId::parse);
        let requested_by = staff.transpose().or(Err(unusable("requested_by", ID)))?;
        let request = RefundRequest { requested_by, ..request };
        let commission = self.commission.optional("commission", COMMISSION)?;
        let commission = commission.map(WireCommission::admit).transpose()?;
        Ok((account, payment, request, commission))
    }
}

fn part(amount: WireAmount) -> Result<Option<Money>, InboundError> {
    match amount {
        WireAmount::Full(WireFull::Full) => Ok(None),
        WireAmount::Part(money) => {
            let money = money.admit("amount")?;
            if money.minor > 0 { Ok(Some(money)) } else { Err(unusable("amount", AMOUNT)) }
        }
    }
}

fn email(text: &str) -> Result<EmailHash, InboundError> {
    EmailHash::parse(text).ok_or_else(|| unusable("email_sha256", EMAIL))
}

fn line(text: String) -> Result<String, InboundError> {
    let usable =
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if usable { Ok(text) } else { Err(unusable("lines", LINES)) }
}

fn channel(text: String) -> Result<String, InboundError> {
    if is_word(&text) { Ok(text) } else { Err(unusable("channel", CHANNEL)) }
}

/// Whether a text is one word, as conditions and explanations show it.
fn is_word(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

fn locale(tag: String) -> Result<String, InboundError> {
    let usable = (2..=35).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if usable { Ok(tag) } else { Err(unusable("locale", LOCALE)) }
}

fn zone(name: String) -> Result<String, InboundError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    let usable = (1..=64).contains(&name.len()) && name.bytes().all(plain);
    if usable { Ok(name) } else { Err(unusable("time_zone", ZONE)) }
}

/// Whether an instant is sane is not asked against a clock here, but once it is known when the
/// message was received: it may lie in a queue for long.
pub(super) fn instant(field: &str, text: &str) -> Result<Timestamp, InboundError> {
    let instant: Timestamp = text.parse().or(Err(unusable(field, AT)))?;
    let year = instant.to_zoned(TimeZone::UTC).year();
    let sane = (2000..2200).contains(&year);
    if sane { Ok(instant) } else { Err(unusable(field, AT)) }
}
