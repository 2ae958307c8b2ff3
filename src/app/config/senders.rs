//! Makes senders and the roster out of their tables: what is required, and what fits.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use super::environment;
use super::report::Report;
use super::role::Role;
use super::sender_keys::Reviews;
use super::settings::{Settings, Transport};
use super::table::{ReviewerTable, SenderTable};
use domain::ids::{AccountName, SenderName, StaffId};
use domain::money::Money;
use domain::reason_code::ReasonCode;
use domain::reviewer::{Reviewer, Voice};
use domain::sender::{Amounts, MessageKind, OURSELVES, Rights, SenderKind};
use processors::standard_webhooks;
use senders::{Known, Proof, Senders};

/// Makes all that can be made.
pub(super) fn all(
    (senders, reviewers): (BTreeMap<String, SenderTable>, BTreeMap<String, ReviewerTable>),
    reviews: Reviews,
    role: Role,
    report: &mut Report,
) -> Senders {
    let reasons = reviews.reasons.into_iter().filter_map(ReasonCode::parse).collect();
    let mut made = Senders { reasons, ..Senders::default() };
    for (name, table) in senders {
        let Ok(id) = SenderName::parse(name.as_str()) else { continue };
        if id.as_str() == OURSELVES {
            let key = format!("senders.{name}");
            let title = format!("`{key}` has the name of what this program proposes itself");
            report.misfit(&[&key], title, "give the sender another name");
            continue;
        }
        if let Some(known) = (Section { name: &name, role, report }).sender(table) {
            made.senders.insert(id, known);
        }
    }
    for (name, table) in reviewers {
        let Ok(id) = StaffId::parse(name.as_str()) else { continue };
        let approve_max =
            amounts(&format!("reviewers.{name}.approve_max"), table.approve_max, report);
        let voice = table.voice.as_deref().and_then(Voice::parse).unwrap_or(Voice::Second);
        made.reviewers.insert(id, Reviewer { approve_max, voice });
    }
    made
}

struct Section<'a, 'r> {
    name: &'a str,
    role: Role,
    report: &'r mut Report,
}

impl Section<'_, '_> {
    fn sender(mut self, table: SenderTable) -> Option<Known> {
        let kind = self.required("kind", table.kind, "`kind = \"desk\"`");
        let kind = kind.as_deref().and_then(SenderKind::parse);
        let may =
            table.may.map(|may| may.iter().filter_map(|kind| MessageKind::parse(kind)).collect());
        let may: Option<BTreeSet<MessageKind>> = self.required("may", may, "`may = [\"request\"]`");
        let proof = self.proof(table.trust.is_some(), table.secrets, may.as_ref());
        let accounts = table.accounts.map(|names| {
            names.iter().filter_map(|name| AccountName::parse(name.as_str()).ok()).collect()
        });
        let (payment, day) = (self.key("amount_max"), self.key("amount_per_day_max"));
        let payment_max = amounts(&payment, table.amount_max, self.report);
        let day_max = amounts(&day, table.amount_per_day_max, self.report);
        let (kind, may) = (kind?, may?);
        self.separate(kind, &may);
        Some(Known {
            kind,
            rights: Rights {
                may,
                accounts,
                payment_max,
                day_max,
                per_hour_max: table.messages_per_hour_max,
                per_day_max: table.messages_per_day_max,
            },
            proof: proof?,
        })
    }

    fn key(&self, key: &str) -> String {
        format!("senders.{}.{key}", self.name)
    }

    fn required<T>(&mut self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() {
            let remedy = format!("add {example} below `[senders.{}]`", self.name);
            self.report.missing(&self.key(key), "", remedy);
        }
        value
    }

    /// Who decides about money asks for none, and is a person or knows who is signed in.
    fn separate(&mut self, kind: SenderKind, may: &BTreeSet<MessageKind>) {
        if !may.contains(&MessageKind::Review) {
            return;
        }
        let key = self.key("may");
        if !kind.speaks_for_people() {
            let title = format!(
                "`{key}` has \"review\", and `{}` is \"{}\"",
                self.key("kind"),
                kind.as_str()
            );
            let remedy = "only people answer reviews: a \"desk\" that knows who is signed in, or a \
                          \"person\"";
            self.report.misfit(&[&key, &self.key("kind")], title, remedy);
        }
        if may.len() > 1 {
            let title = format!("`{key}` has \"review\" beside others");
            let remedy = "whoever files a request could approve it: make two senders of it, with \
                          secrets of their own, and keep that of reviews where reviewers sign in";
            self.report.misfit(&[&key], title, remedy);
        }
    }

    fn proof(
        &mut self,
        is_trusted: bool,
        secrets: Vec<SecretString>,
        may: Option<&BTreeSet<MessageKind>>,
    ) -> Option<Proof> {
        let key = self.key("secrets");
        usable(&key, &secrets, self.report);
        if is_trusted {
            let trust = self.key("trust");
            if !secrets.is_empty() {
                let title = format!("both `{trust}` and `{key}` are set");
                let remedy = "keep the secrets if it can sign, and else `trust`";
                self.report.misfit(&[&trust, &key], title, remedy);
            }
            if may.is_some_and(|may| may.contains(&MessageKind::Review)) {
                let title = format!("`{}` has \"review\", and `{trust}` is set", self.key("may"));
                let remedy = "an answer of a reviewer is always signed: give the sender secrets";
                self.report.misfit(&[&trust, &self.key("may")], title, remedy);
            }
            return Some(Proof::Broker);
        }
        // An operator has their own alone, and nobody's messages are verified there.
        if secrets.is_empty() && self.role != Role::Operator {
            let remedy = format!(
                "set the variable {}, or add `secrets_file = \"…\"` below `[senders.{}]`: `echo \
                 whsec_$(openssl rand -base64 32)` makes one",
                environment::variable(&key),
                self.name
            );
            self.report.missing(&key, " or empty", remedy);
            return None;
        }
        Some(Proof::Secrets(secrets))
    }
}

/// One amount of each currency; `None` where nothing was set.
fn amounts(key: &str, texts: Option<Vec<String>>, report: &mut Report) -> Option<Amounts> {
    let texts = texts?;
    let mut amounts = Amounts::new();
    for amount in texts.iter().filter_map(|text| Money::parse(text)) {
        if amounts.insert(amount.currency, amount.minor).is_some() {
            let title = format!("`{key}` has two amounts in {}", amount.currency);
            report.misfit(&[key], title, "keep one of them");
        }
    }
    Some(amounts)
}

/// Complains about secrets that cannot sign.
pub(super) fn usable(key: &str, secrets: &[SecretString], report: &mut Report) {
    if secrets.iter().any(|secret| signature(secret).is_none()) {
        let title = format!("`{key}` has a secret that is not usable");
        let remedy = "each is `whsec_` and the base64 of at least 24 random bytes: \
                      `echo whsec_$(openssl rand -base64 32)`";
        report.misfit(&[key], title, remedy);
    }
}

/// What the secret makes of one and the same message; `None` if it cannot sign.
pub(super) fn signature(secret: &SecretString) -> Option<String> {
    standard_webhooks::sign(secret, "id", jiff::Timestamp::UNIX_EPOCH, b"")
}

/// What must fit between senders and the rest.
pub(super) fn check(settings: &Settings, report: &mut Report) {
    for (name, known) in &settings.senders.senders {
        let strange = known.rights.accounts.iter().flatten();
        let strange = strange.filter(|account| !settings.accounts.contains_key(*account));
        for account in strange {
            let key = format!("senders.{name}.accounts");
            let title = format!("`{key}` names `{account}`, and there is no such account");
            let remedy = "name accounts that are configured, or leave it out for all";
            report.misfit(&[&key, "accounts"], title, remedy);
        }
        if matches!(known.proof, Proof::Broker) && matches!(settings.transport, Transport::Embedded)
        {
            let key = format!("senders.{name}.trust");
            let title = format!("`{key}` trusts a broker, and `transport.kind` is \"embedded\"");
            report.misfit(&[&key, "transport.kind"], title, "give the sender secrets in its place");
        }
        let person = StaffId::parse(name.as_str()).ok();
        let unlisted = person.filter(|person| !settings.senders.reviewers.contains_key(person));
        if known.kind == SenderKind::Person
            && known.rights.may.contains(&MessageKind::Review)
            && unlisted.is_some()
        {
            let key = format!("senders.{name}");
            let title = format!("`{key}` may answer reviews, and is no reviewer");
            let remedy = format!("add `[reviewers.{name}]`, which may be empty");
            report.misfit(&[&key, "reviewers"], title, remedy);
        }
    }
}

/// What is probably not intended.
pub(super) fn warnings(settings: &Settings) -> Vec<String> {
    let mut warnings = Vec::new();
    let senders = &settings.senders;
    let may = |kind| senders.senders.values().any(|known| known.rights.may.contains(&kind));
    let decides = settings.accounts.values().any(|account| !account.merchant_of_record);
    if decides && (senders.reviewers.is_empty() || !may(MessageKind::Review)) {
        warnings.push(
            "warning: nobody can answer reviews: what is put before a person stays there, because no \
             answer is believed\n  = help: add `[reviewers.<id>]`, and a sender with `may = \
             [\"review\"]`; docs/reviews.md says who needs it"
                .to_owned(),
        );
    }
    for (name, known) in &senders.senders {
        let bounded = known.rights.payment_max.is_some() && known.rights.day_max.is_some();
        if known.kind == SenderKind::Agent && !bounded {
            warnings.push(format!(
                "warning: the agent `{name}` is bounded by the policy alone: what talks with \
                 customers can be talked into asking\n  = help: add `amount_max` and \
                 `amount_per_day_max` below `[senders.{name}]`"
            ));
        }
    }
    warnings
}
