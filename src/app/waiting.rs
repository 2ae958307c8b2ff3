//! What waits in the queue, in an operator's hands: it comes now, and with it what the store may have
//! forgotten.

use std::sync::Arc;

use super::build::{StartError, broker_error};
use super::config::{Settings, Transport};
use super::shelf::existing_file;
use adapter_rabbitmq::RabbitMq;
use domain::ids::{AccountName, CaseId};
use ports::message::Message;
use ports::wake::{Wake, WakeError};

/// Which of the messages that wait are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Those of one payment.
    Case(CaseId),
    /// Those of one account.
    Account(AccountName),
    /// All of them.
    All,
}

impl Meant {
    /// The account that is meant, if it is one.
    pub fn account(&self) -> Option<&AccountName> {
        match self {
            Self::Case(case) => Some(&case.account),
            Self::Account(account) => Some(account),
            Self::All => None,
        }
    }

    /// Whether a message is among them. Nothing depends on one too many: what comes too early waits
    /// again. So a payment is looked for by its id, wherever in the body it stands.
    pub fn has(&self, message: &Message) -> bool {
        match self {
            Self::All => true,
            Self::Account(account) => is_of(message, account),
            Self::Case(case) => {
                let id = case.payment.as_str().as_bytes();
                is_of(message, &case.account)
                    && message.body.windows(id.len().max(1)).any(|part| part == id)
            }
        }
    }
}

fn is_of(message: &Message, account: &AccountName) -> bool {
    if message.account.is_some() {
        return message.account.as_deref() == Some(account.as_str());
    }
    let body = serde_json::from_slice::<serde_json::Value>(&message.body).unwrap_or_default();
    body.pointer("/data/account").and_then(serde_json::Value::as_str) == Some(account.as_str())
}

/// Why what waits does not come.
#[derive(Debug, thiserror::Error)]
pub enum WakingError {
    /// The transport could not be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Not all of it could be looked at.
    #[error(transparent)]
    Wake(#[from] WakeError),
}

/// Lets come now what waits and is meant; says how many messages that were.
pub async fn wake(settings: &Settings, meant: &Meant, instance: &str) -> Result<u64, WakingError> {
    let waiting: Arc<dyn Wake> = match &settings.transport {
        Transport::RabbitMq(broker) => {
            let broker = RabbitMq::connect(broker.clone(), instance).await.map_err(broker_error)?;
            Arc::new(broker.waiting().await.map_err(broker_error)?)
        }
        Transport::Embedded => Arc::new(existing_file(settings, instance)?),
    };
    Ok(waiting.wake(&|message| meant.has(message)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(account: Option<&str>, body: &str) -> Message {
        Message {
            id: "m".to_owned(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: account.map(str::to_owned),
            sender: None,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received_at: None,
            receipt: None,
            attempt: 0,
            decision: None,
            permit: None,
            traceparent: None,
        }
    }

    #[test]
    fn o9_a_payment_an_account_or_all_are_meant() {
        let request = message(None, r#"{"data":{"account":"stripe-eu","payment":"pi_1"}}"#);
        let webhook =
            message(Some("stripe-eu"), r#"{"data":{"object":{"payment_intent":"pi_1"}}}"#);
        let strange = message(None, "\u{0}");
        let case = |id: &str| Meant::Case(CaseId::parse(id).unwrap());
        let account = |name: &str| Meant::Account(AccountName::parse(name).unwrap());
        for (meant, expected) in [
            (Meant::All, [true, true, true]),
            (account("stripe-eu"), [true, true, false]),
            (account("stripe-us"), [false, false, false]),
            (case("stripe-eu/pi_1"), [true, true, false]),
            (case("stripe-eu/pi_2"), [false, false, false]),
            (case("stripe-us/pi_1"), [false, false, false]),
        ] {
            let found = [&request, &webhook, &strange].map(|message| meant.has(message));
            assert_eq!(found, expected, "{meant:?}");
        }
    }
}
