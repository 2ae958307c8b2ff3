//! A published event, read the way a consumer reads it: as JSON, by what is documented.

use jiff::Timestamp;
use serde_json::Value;

use adapter_sqlite::LoggedEvent;
use domain::money::{Currency, Money};
use ports::BoxError;

/// A published event.
#[derive(Debug, Clone)]
pub(super) struct Published {
    /// The same on every repetition.
    pub(super) id: String,
    /// The type without its prefix.
    pub(super) kind: String,
    /// Which payment it is about.
    pub(super) payment: String,
    pub(super) at: Timestamp,
    /// Its place among the events of its payment; text that sorts.
    pub(super) sequence: String,
    pub(super) data: Value,
}

impl Published {
    /// Reads an event of the log.
    pub(super) fn read(logged: &LoggedEvent) -> Result<Self, BoxError> {
        let event: Value = serde_json::from_slice(&logged.event.body)?;
        let text = |pointer: &str| {
            let found = event.pointer(pointer).and_then(Value::as_str);
            found.map(str::to_owned).ok_or_else(|| format!("an event without {pointer}"))
        };
        Ok(Self {
            id: text("/id")?,
            kind: logged.event.routing_key.clone(),
            payment: text("/data/payment")?,
            at: text("/time")?.parse()?,
            sequence: text("/sequence")?,
            data: event.get("data").cloned().unwrap_or_default(),
        })
    }

    /// A text of the payload; empty where there is none.
    pub(super) fn text(&self, pointer: &str) -> &str {
        self.data.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// An amount of the payload.
    pub(super) fn money(&self, pointer: &str) -> Option<Money> {
        let money = self.data.pointer(pointer)?;
        let currency = Currency::parse(money.get("currency")?.as_str()?).ok()?;
        Some(Money::new(money.get("minor")?.as_i64()?, currency))
    }

    /// The texts of a list of the payload.
    pub(super) fn texts(&self, pointer: &str) -> Vec<String> {
        let list = self.data.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The letter to the customer that comes with it: language and subject line.
    pub(super) fn letter(&self) -> Option<(&str, &str)> {
        let message = self.data.get("message")?;
        Some((message.get("locale")?.as_str()?, message.get("subject")?.as_str()?))
    }
}
