//! What can be set about who sends us messages and who answers reviews. Their tables are read in
//! `table`: the names are free.

use super::rule::{ACCOUNT_NAME, AMOUNT, MESSAGE_KIND, REASON_CODE};
use setting::SettingKind::{Choice, Number, Secrets, Texts};
use setting::settings;

settings! {
    /// One table for each system or person that sends us messages: refund requests, answers of
    /// customers, commissions, answers of reviewers. The name is in addresses, events and policies:
    /// lower-case letters, digits, `-` and `_`; for a person it is their id. Without any, nothing but
    /// webhooks of processors is taken.
    pub const SENDER in "senders.*" {
        /// "shop", "desk" (a help desk or CRM, which knows who is signed in), "person" (one member of
        /// staff) or "agent" (a program that decides by itself what it asks for, such as a bot). A
        /// fact of policies.
        kind => "desk", Choice(&["shop", "desk", "person", "agent"]);
        /// What it may send, of "request", "answer", "commission" and "review". A desk or a person
        /// that may answer reviews may send nothing else: who asks for money does not decide about it.
        may => ["request", "answer"], Texts(&MESSAGE_KIND);
        /// The accounts that it may speak about. All, if left out.
        accounts => ["stripe-eu"], Texts(&ACCOUNT_NAME);
        /// The most that machines give of one payment on its requests, whatever was given of it before
        /// included; above that a person decides, and so in currencies that are not named. Without
        /// it the policy alone bounds it.
        amount_max => ["50.00 EUR"], Texts(&AMOUNT);
        /// The most that machines give within a day on all its requests, of each account; otherwise as
        /// `amount_max`.
        amount_per_day_max => ["500.00 EUR"], Texts(&AMOUNT);
        /// Messages that are taken from it within an hour. What comes above that waits.
        messages_per_hour_max => 600, Number(1, 10_000_000);
        /// The same within a day.
        messages_per_day_max => 5000, Number(1, 100_000_000);
        /// "broker" where it cannot sign and publishes on the broker, which then must let nobody else
        /// publish: whoever can, can speak in its name. Never for reviews.
        trust => "broker", Choice(&["broker"]);
        /// Standard Webhooks secrets (`whsec_…`) that sign its messages, over HTTP and on the broker.
        /// Several while one is being rolled. No two senders share one.
        secrets => ["whsec_…"], Secrets, "/run/secrets/help_desk";
    }
}

settings! {
    /// Answers of reviewers.
    pub struct Reviews in "review" {
        /// Codes of the merchant's own for why a reviewer decides, beside the built-in ones
        /// (docs/reviews.md). They are counted, and published with the decision: nothing that names
        /// anybody. The same for everything that takes or judges answers.
        reasons: Vec<String> = [], Texts(&REASON_CODE);
    }
}

settings! {
    /// The roster: one table for each member of staff who may answer reviews, by the id that the
    /// desk sends, in lower case; it may be empty. Without any, no answer of a reviewer counts.
    pub const REVIEWER in "reviewers.*" {
        /// The most that they approve of one payment, whatever was given of it before included;
        /// nothing of currencies that are not named. Without it the policy alone bounds it.
        approve_max => ["500.00 EUR"], Texts(&AMOUNT);
        /// "second" or "first". Where two must approve, one of them must be a "second". This is the
        /// default.
        voice => "second", Choice(&["first", "second"]);
    }
}
