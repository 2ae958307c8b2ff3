//! What can be set about an account. Its tables are read in `table`: the name of an account is
//! free, and what is required of it is missing with a reason.

use super::rule::{
    BASE_URL, CONNECTED_ACCOUNT, INVOICES, LANGUAGE, PLACEHOLDER, PROCESSOR, REST_DAY, URL, ZONE,
};
use setting::SettingKind::{Flag, Folder, Number, Path, Paths, Secret, Secrets, Text, Texts};
use setting::rule::LINE;
use setting::settings;

settings! {
    /// One table for each account at a processor. The name is in addresses, events and stored keys:
    /// lower-case letters, digits, `-` and `_`; never changed while cases are open.
    pub const ACCOUNT in "accounts.*" {
        /// The processor: "stripe".
        processor => "stripe", Text(&PROCESSOR);
        /// Where its API is. https, but for loopback. This is the default.
        base_url => "https://api.stripe.com", Text(&BASE_URL);
        /// The key to its API. Secret.
        api_key => "rk_live_…", Secret, "/run/secrets/stripe_api_key";
        /// The secrets that sign its webhooks. Several while one is being rolled.
        webhook_secrets => ["whsec_…"], Secrets, "/run/secrets/stripe_webhook_secrets";
        /// The connected account of a platform whose payments these are: `api_key` is the
        /// platform's, and each call is made for that account. Its webhooks are those of the
        /// platform's endpoint for connected accounts, which several accounts may share.
        connected_account => "acct_1A2b3C", Text(&CONNECTED_ACCOUNT);
        /// The file of the refund policy. Relative to the folder of the configuration file, and
        /// read again when it changes, like all that a policy needs.
        policy => "policy.toml", Path;
        /// In its place, a folder with all versions of the policy: the one that was shown at the
        /// purchase applies, else the one in force on that day.
        policy_versions => "policies/shop", Folder;
        /// The files of what the law grants, whatever the policy says. They are no legal advice,
        /// and none is laid under a policy unless it is named here.
        statutes => ["statutes/eu-withdrawal.toml"], Paths;
        /// The file of what refunds cost, where the policy does not say so itself.
        costs => "costs.toml", Path;
        /// The name that customers know the merchant by. Signs the letters.
        merchant => "Example Inc.", Text(&LINE);
        /// The language of customers whose language is not known, and of the team. This is the
        /// default.
        locale => "en", Text(&LANGUAGE);
        /// The languages of letters. In these every text has to be there; customers of others are
        /// written to in `locale`. This is the default; Chinese in traditional characters is
        /// `zh-Hant`.
        languages => ["en", "de", "fr", "nl", "ja", "zh"], Texts(&LANGUAGE);
        /// The time zone in which letters tell days and times where the request says none, and that of
        /// notices to the team. This is the default.
        time_zone => "UTC", Text(&ZONE);
        /// Days on which nobody answers, in this time zone: days of the week and dates. An answer that
        /// would be promised by one of them is promised by the next other day.
        rest_days => ["saturday", "sunday", "2026-12-25"], Texts(&REST_DAY);
        /// Seconds that an idempotency key holds at the processor, if fewer than it documents.
        key_lifetime_seconds => 86400, Number(1, 31_536_000);
        /// The times of this account's conversations, where they are not those of `worker`.
        answer_within_hours => 24, Number(1, 720);
        /// Minutes in which a customer of this account should know that a request has arrived.
        acknowledge_within_minutes => 15, Number(1, 24 * 60);
        /// Hours from an approval in which a refund of this account should have gone through.
        refund_within_hours => 48, Number(1, 720);
        /// Hours in which a customer of this account should have been asked for feedback, once that is
        /// due.
        follow_up_within_hours => 168, Number(1, 720);
        /// Hours in which a reviewer of this account's requests may answer.
        review_within_hours => 72, Number(1, 720);
        /// Of a payment that was passed on to a seller: whether its refund takes the seller's part
        /// back (Stripe: `reverse_transfer`). Unset, a person is asked.
        reverse_transfer => true, Flag;
        /// Of a payment with a fee of the platform: whether its refund gives that back, in proportion
        /// (Stripe: `refund_application_fee`). Unset, a person is asked.
        refund_application_fee => true, Flag;
        /// What becomes of a refund whose payment is for an invoice (Stripe Billing): "refund", the
        /// default, it is made as any other; "credit_note", a credit note of the invoice, linked to it,
        /// follows once it has gone through; "review", a person is asked once the policy has approved,
        /// also where nobody could read whether there is an invoice.
        refunds_of_invoices => "refund", Text(&INVOICES);
        /// Whether somebody else is the seller of record (as with Paddle): no letters to customers,
        /// no decisions, no refund calls; commissions, events and reports still follow.
        merchant_of_record => false, Flag;
    }
}

settings! {
    /// How letters address their customer, where the system that sends them can say more.
    pub const LETTERS in "accounts.*.letters" {
        /// What stands in the greeting for the customer's name, for the system that sends the letter to
        /// replace: `Dear {{ticket.requester.first_name}},`. It goes out as it is written, and in HTML
        /// escaped. Unset, the greeting has no name.
        greeting_placeholder => "{{ticket.requester.first_name}}", Text(&PLACEHOLDER);
        /// Whether the subject ends with the id under which the request was filed (a ticket's number),
        /// in letters that answer one.
        subject_reference => false, Flag;
    }
}

settings! {
    /// The names under which the shop writes its facts on a payment, or on the invoice or the
    /// subscription behind it. These are the defaults.
    pub const METADATA in "accounts.*.metadata" {
        /// The product.
        product = "product", Text(&LINE);
        /// The plan.
        plan = "plan", Text(&LINE);
        /// The beginning of the term that was paid for. Where it is missing, it is that of the charge for
        /// a first purchase, and not known for a renewal.
        term_begins_at = "term_begins_at", Text(&LINE);
        /// The end of the term that was paid for.
        term_ends_at = "term_ends_at", Text(&LINE);
        /// The customer's language.
        locale = "locale", Text(&LINE);
        /// The affiliate system's id of the commission.
        commission_id = "commission_id", Text(&LINE);
        /// The affiliate system's id of the partner.
        commission_partner = "commission_partner", Text(&LINE);
        /// What was earned, minor units.
        commission_minor = "commission_minor", Text(&LINE);
        /// The currency of what was earned.
        commission_currency = "commission_currency", Text(&LINE);
        /// The part of the payment that the commission was computed on, minor units.
        commission_base_minor = "commission_base_minor", Text(&LINE);
        /// Whether it has been paid out: `true` or `false`, or another common spelling (`True`, `yes`,
        /// `1`), as in all that is true or false here.
        commission_paid = "commission_paid", Text(&LINE);
        /// The hash of the refund policy that was shown at the purchase: SHA-256 in hex, as
        /// `refundd check` prints it.
        policy_hash = "policy_hash", Text(&LINE);
        /// The customer's country, two letters of ISO 3166; where it is missing, that of the
        /// billing address. Three letters, `EL` and `UK` are read as well.
        country = "country", Text(&LINE);
        /// Where it was sold, one word.
        channel = "channel", Text(&LINE);
        /// Whether the customer bought as a business: `true` or `false`.
        business = "business", Text(&LINE);
        /// Whether the payment renewed a subscription: `true` or `false`.
        renewal = "renewal", Text(&LINE);
        /// How many renewals there were, this one included.
        renewals = "renewals", Text(&LINE);
        /// When goods were delivered, as all instants here: RFC 3339 or RFC 2822, a date that begins
        /// with the year (midnight UTC), or the time since 1970 in seconds or milliseconds.
        delivered_at = "delivered_at", Text(&LINE);
        /// When the customer agreed to lose the right of withdrawal, spelt like the delivery. Not
        /// for goods, and of no effect where it is later than the request.
        withdrawal_waived_at = "withdrawal_waived_at", Text(&LINE);
        /// When the subscription was cancelled, spelt like the delivery.
        cancelled_at = "cancelled_at", Text(&LINE);
        /// What it should have cost, tax included, minor units.
        price_minor = "price_minor", Text(&LINE);
        /// The lines of the invoice, as a JSON list of `{"id": "seats", "minor": 4200, "tax_minor":
        /// 600, "refundable": true}`.
        lines = "lines", Text(&LINE);
        /// The tax in the captured amount, minor units; where it is missing, that of the lines.
        tax_minor = "tax_minor", Text(&LINE);
    }
}

settings! {
    /// Where the merchant's own system is asked for the facts that the policy declares: optional,
    /// see docs/facts-endpoint.md.
    pub const ENDPOINT in "accounts.*.facts" {
        /// Its address. https, but for loopback; the host must be one of `facts.allowed_hosts`.
        url => "https://facts.example.com/refundd", Text(&URL);
        /// Standard Webhooks secrets (`whsec_…`) that sign inquiries. Several while one is being
        /// rolled.
        secrets => ["whsec_…"], Secrets, "/run/secrets/stripe_facts_secrets";
    }
}
