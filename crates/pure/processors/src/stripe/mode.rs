//! Stripe's two modes, and its connected accounts.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::setup::UnfitKey;
use domain::http::HttpResponse;

/// Names the connected account for which a platform asks.
pub(super) const ACCOUNT_HEADER: &str = "stripe-account";

/// Whether a key moves real money, by its own word: secret and restricted keys say it.
pub(super) fn is_live(api_key: &str) -> Option<bool> {
    let is = |mode: &str| {
        ["sk", "rk"].iter().any(|kind| api_key.starts_with(&format!("{kind}_{mode}_")))
    };
    if is("live") {
        Some(true)
    } else if is("test") {
        Some(false)
    } else {
        None
    }
}

/// A key for browsers can do nothing that we need.
pub(super) fn refuse_key(api_key: &str) -> Option<UnfitKey> {
    api_key.starts_with("pk_").then_some(UnfitKey {
        what: "is a publishable key, which cannot refund",
        instead: "use a restricted key, which begins with `rk_`, or a secret key, `sk_`",
    })
}

#[derive(Deserialize)]
struct Marked {
    livemode: Option<bool>,
    data: Option<Vec<Marked>>,
    latest_charge: Option<Nested>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Nested {
    Object(Box<Marked>),
    Id(IgnoredAny),
}

impl Marked {
    fn modes(&self) -> Vec<bool> {
        let mut modes: Vec<bool> = self.livemode.into_iter().collect();
        modes.extend(self.data.iter().flatten().flat_map(Self::modes));
        if let Some(Nested::Object(charge)) = &self.latest_charge {
            modes.extend(charge.modes());
        }
        modes
    }
}

/// The modes that an answer names: of an object, of the entries of a list, of what was expanded. One
/// that cannot be read names none; whoever reads the rest of it says what is wrong with it.
pub(super) fn modes(response: &HttpResponse) -> Vec<bool> {
    serde_json::from_slice::<Marked>(&response.body).map(|it| it.modes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::question::ReadError;
    use crate::setup::Setup;
    use domain::processor::Processor;

    const LIVE: &str = "rk_live_0123456789";
    const TEST: &str = "sk_test_0123456789";

    fn setup(key: &str) -> Setup {
        Setup::of(Processor::Stripe, Vec::new(), key, None)
    }

    #[test]
    fn m8_a_key_says_whether_its_money_is_real() {
        for (key, live) in [
            ("sk_live_1", Some(true)),
            (LIVE, Some(true)),
            (TEST, Some(false)),
            ("rk_test_1", Some(false)),
            ("sk_sandbox", None),
            ("pk_live_1", None),
            ("", None),
        ] {
            assert_eq!(setup(key).live, live, "{key}");
        }
    }

    #[test]
    fn m8_an_object_of_the_other_mode_makes_an_answer_unreadable() {
        let nested = |live: Value| {
            [
                json!({"object": "charge", "livemode": live}),
                json!({"object": "list", "data": [{"id": "du_1"}, {"livemode": live}]}),
                json!({"object": "payment_intent", "latest_charge": {"livemode": live}}),
            ]
        };
        let read = |key: &str, body: &Value| {
            let body = body.to_string().into_bytes();
            let response = HttpResponse { status: 200, headers: vec![], body };
            setup(key).admits(Processor::Stripe, &response)
        };
        let unreadable = |why: &str| Err(ReadError::Unreadable(why.to_owned()));
        for (theirs, other) in nested(json!(true)).iter().zip(&nested(json!(false))) {
            assert_eq!(read(LIVE, theirs), Ok(()));
            assert_eq!(
                read(LIVE, other),
                unreadable("it is about a test, and the key is for real money")
            );
            assert_eq!(read(TEST, other), Ok(()));
            assert_eq!(
                read(TEST, theirs),
                unreadable("it is about real money, and the key is for tests")
            );
            assert_eq!((read("key", theirs), read("key", other)), (Ok(()), Ok(())));
        }
        // What does not say so is believed.
        for silent in
            nested(Value::Null).iter().chain(&[json!({"latest_charge": "ch_1"}), json!([])])
        {
            assert_eq!(read(LIVE, silent), Ok(()), "{silent}");
        }
    }

    #[test]
    fn m7_requests_for_a_connected_account_name_it() {
        let connected = Setup::of(Processor::Stripe, Vec::new(), LIVE, Some("acct_1".to_owned()));
        let named = vec![(ACCOUNT_HEADER, "acct_1".to_owned())];
        assert_eq!(connected.headers(Processor::Stripe), named);
        assert_eq!(setup(LIVE).headers(Processor::Stripe), vec![]);
    }
}
