//! The settings of a worker, and its policy.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use case::terms::{Targets, Terms};
use domain::ids::AccountName;
use domain::invoice::InvoiceTerms;
use domain::languages::Languages;
use domain::legs::{Legs, Sight};
use domain::locale::Locale;
use domain::processor::Processor;
use domain::rest_days::RestDays;
use domain::split::SplitTerms;
use domain::zone::Zone;
use messages::{Addressing, Catalogue};
use policy::{Book, Policy};
use processors::{MetadataKeys, Setup};
use seal::SealingKeys;
use worker::{Account, Caution, Reach, Texts, WorkerSettings};

use super::SEALING_KEY;
use crate::inbound::{EVENT_SECRET, REVIEW_SECRET, SECRET, senders};

pub fn settings() -> Arc<WorkerSettings> {
    settings_with(&[SECRET])
}

const POLICY: &str = r#"
[clauses]
money_back = "within 30 days of purchase"
too_late = "later than 30 days after purchase"
[[rule]]
id = "late"
when = ['request.reason == "change_of_mind"']
deny = { alternatives = ["discount"] }
clause = "too_late"
[[rule]]
id = "renewed"
when = ['request.reason == "accidental_renewal"']
review = "renewed"
subscription = "cancel_now"
clause = "money_back"
[[rule]]
id = "doubtful"
when = ['request.reason == "other"']
review = "doubtful"
clause = "money_back"
[[rule]]
id = "money-back"
when = ['payment.age_days <= 30']
approve = "full"
clause = "money_back"
[default]
review = "no_rule"
clause = "money_back"
"#;

/// Read once: most of the time of a run would go by in reading it.
static BOOK: LazyLock<Book> = LazyLock::new(|| {
    Book::one(Policy::parse(POLICY).unwrap_or_else(|mistakes| {
        panic!("{}", diagnostics::render_mistakes("sim", POLICY, &mistakes))
    }))
});

/// Checked once, for the same reason. Nothing here replaces them in place.
static TEXTS: LazyLock<Texts> = LazyLock::new(|| Catalogue::builtin().unwrap().into());

/// The settings with these secrets for webhooks.
pub fn settings_with(secrets: &[&str]) -> Arc<WorkerSettings> {
    let account = Account {
        processor: Processor::Stripe,
        setup: Setup {
            secrets: secrets.iter().map(|secret| (*secret).to_owned().into()).collect(),
            ..Setup::default()
        },
        policies: BOOK.clone().into(),
        merchant: "Example".to_owned(),
        locale: Locale::En,
        zone: Zone::utc(),
        languages: Languages::default(),
        addressing: Addressing::default(),
        metadata: MetadataKeys::default(),
        terms: terms(),
        reach: Reach::default(),
    };
    Arc::new(WorkerSettings {
        accounts: BTreeMap::from([(AccountName::parse("stripe-eu").unwrap(), account)]),
        sealing: SealingKeys::of([SEALING_KEY]).unwrap(),
        senders: senders(&[REVIEW_SECRET]),
        event_secrets: vec![EVENT_SECRET.into()],
        texts: TEXTS.clone(),
        source: "/refundd".to_owned(),
        type_prefix: "io.refundd".to_owned(),
        fresh_max: Duration::from_secs(10),
        attempts_max: 60,
        keep_seconds: 400 * 86_400,
        body_bytes_max: 1 << 20,
        in_flight_max: 16,
        report_lag: 7 * 86_400,
        caution: Caution::default(),
    })
}

pub fn terms() -> Terms {
    Terms {
        receipt_within: 10,
        answer_within: 86_400,
        delay_notice: 4 * 3600,
        rest_days: RestDays::default(),
        feedback_after: 7 * 86_400,
        claim: 30,
        ladder: vec![5, 30, 120, 600, 3600, 21_600],
        doubt_max: 3 * 86_400,
        watch: 21_600,
        settling_max: 15 * 86_400,
        facts_within: 900,
        settle: 490,
        legs: Legs { key: Some(86_400), list: Sight::Named, capped: true },
        review_within: 3 * 86_400,
        targets: Targets::default(),
        split: SplitTerms::default(),
        invoices: InvoiceTerms::default(),
        merchant_of_record: false,
    }
}
