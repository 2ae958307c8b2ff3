//! Words of ours in a document: checked as they are read, so that an error has the place of what is
//! wrong.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::{Serialize, Serializer};

use case::operation::InconclusiveKind;
use case::reviewed::Refused;
use case::stage::Stage;
use domain::commission::ClawbackMode;
use domain::conversation::FeedbackReason;
use domain::decision::VerdictKind;
use domain::dispute::DisputeVerdict;
use domain::http::Method;
use domain::invoice::InvoiceReading;
use domain::money::Currency;
use domain::payment::PaymentStatus;
use domain::processor::Processor;
use domain::request::Reason;
use domain::reviewer::Voice;
use domain::sale_field::SaleField;
use domain::sender::SenderKind;
use domain::split::PassedOn;
use domain::subscription::{CancelWhen, Subscription};

/// Something that is written as one word.
pub trait Spelled: Sized + Copy {
    /// What it is, for people.
    const WHAT: &'static str;
    /// Every word, where there are few.
    fn words() -> Vec<&'static str>;
    /// The word.
    fn spell(self) -> &'static str;
    fn read(word: &str) -> Option<Self>;
}

/// Words that the type itself lists, with their spelling.
macro_rules! listed {
    ($($type:ty: $what:literal),+ $(,)?) => {$(
        impl Spelled for $type {
            const WHAT: &'static str = $what;

            fn words() -> Vec<&'static str> {
                Self::ALL.map(|(_, word)| word).to_vec()
            }

            fn spell(self) -> &'static str {
                self.as_str()
            }

            fn read(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }
    )+};
}

/// Words that are spelled in documents only.
macro_rules! spelled {
    ($type:ident: $what:literal { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl Spelled for $type {
            const WHAT: &'static str = $what;

            fn words() -> Vec<&'static str> {
                vec![$($word),+]
            }

            fn spell(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn read(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

listed!(
    SenderKind: "kind of sender",
    Voice: "voice",
    Reason: "reason",
    FeedbackReason: "feedback reason",
    VerdictKind: "verdict",
    Stage: "stage",
    Refused: "judgement",
    PaymentStatus: "payment status",
    PassedOn: "way of passing on",
    InvoiceReading: "reading of an invoice",
    SaleField: "field of a sale",
    Subscription: "word for the subscription",
    CancelWhen: "time of a cancellation",
);

spelled!(ClawbackMode: "way to book a clawback" {
    Void = "void",
    Reduce = "reduce",
    NegativeLine = "negative_line",
});

spelled!(InconclusiveKind: "kind of answer" {
    Busy = "busy",
    Unknown = "unknown",
    KeyConflict = "key_conflict",
    Misconfigured = "misconfigured",
});

spelled!(Method: "HTTP method" { Get = "GET", Post = "POST" });

spelled!(DisputeVerdict: "verdict" { Won = "won", Lost = "lost" });

impl Spelled for Processor {
    const WHAT: &'static str = "processor";

    fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }

    fn spell(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl Spelled for Currency {
    const WHAT: &'static str = "currency";

    fn words() -> Vec<&'static str> {
        Vec::new()
    }

    fn spell(self) -> &'static str {
        self.code()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word).ok()
    }
}

/// A word of ours in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Spelled> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.spell())
    }
}

impl<'de, T: Spelled> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(std::marker::PhantomData<T>);

        impl<T: Spelled> Visitor<'_> for Read<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match T::words().as_slice() {
                    [] => write!(f, "a {} of ISO 4217, such as EUR", T::WHAT),
                    [only] => write!(f, "the {} `{only}`", T::WHAT),
                    words => write!(f, "a {}: {}", T::WHAT, words.join(", ")),
                }
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
                T::read(word)
                    .map(Word)
                    .ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
            }
        }

        deserializer.deserialize_str(Read(std::marker::PhantomData))
    }
}

impl<T: Spelled> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::WHAT.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        match T::words().as_slice() {
            [] => json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
            words => json_schema!({ "type": "string", "enum": words }),
        }
    }
}
