//! Makes accounts out of their tables: what is required, what fits, and the policy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::account_settings::{AccountSettings, Times};
use super::file_text::{located, shown};
use super::policy_set::{Flaw, PolicyPlace, PolicySources};
use super::report::Report;
use super::role::Role;
use super::settings::Worker;
use super::table::AccountTable;
use super::{environment, facts};
use adapter_http::facts::FactsOptions;
use domain::ids::AccountName;
use domain::invoice::InvoiceTerms;
use domain::languages::Languages;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::rest_days::{RestDay, RestDays};
use domain::split::SplitTerms;
use domain::zone::Zone;
use ingress::IngressAccount;
use messages::{Addressing, Catalogue, Placeholder};
use policy::Book;
use processors::{Setup, UnfitKey, profile};

/// Shorter secrets were cut, or are placeholders.
const SECRET_BYTES_MIN: usize = 16;

/// What may be written where the processor is missing.
const PROCESSOR: &str = "`processor = \"stripe\"`";

/// What accounts are checked against.
pub(super) struct Surroundings<'a> {
    pub(super) role: Role,
    pub(super) folder: &'a Path,
    pub(super) worker: &'a Worker,
    pub(super) facts: &'a FactsOptions,
    pub(super) catalogue: &'a Catalogue,
}

/// What is needed to receive for the accounts, where the role does or verifies that again. For who only
/// receives, the secrets are checked here.
pub(super) fn receiving(
    tables: &BTreeMap<String, AccountTable>,
    role: Role,
    report: &mut Report,
) -> BTreeMap<AccountName, IngressAccount> {
    let mut accounts = BTreeMap::new();
    if !role.receives() && !role.works() {
        return accounts;
    }
    for (name, table) in tables {
        let Ok(id) = AccountName::parse(name.as_str()) else { continue };
        let processor = table.processor.as_deref().and_then(Processor::parse);
        if !role.reads_cases() {
            required(name, "processor", table.processor.as_ref(), PROCESSOR, report);
            check_webhook_secrets(name, &table.webhook_secrets, report);
        }
        if let Some(processor) = processor {
            // Who only receives is not given the key.
            let api_key = table.api_key.as_ref().map_or("", |key| key.expose_secret());
            let secrets = table.webhook_secrets.clone();
            let setup = Setup::of(processor, secrets, api_key, table.connected_account.clone());
            accounts.insert(id, IngressAccount { processor, setup });
        }
    }
    accounts
}

/// The connected accounts among them.
pub(super) fn connected(tables: &BTreeMap<String, AccountTable>) -> BTreeMap<AccountName, String> {
    let connected = tables.iter().filter_map(|(name, table)| {
        Some((AccountName::parse(name.as_str()).ok()?, table.connected_account.clone()?))
    });
    connected.collect()
}

/// Makes all accounts that can be made. Adds warnings to `warnings`.
pub(super) fn all(
    tables: BTreeMap<String, AccountTable>,
    around: &Surroundings<'_>,
    report: &mut Report,
    warnings: &mut Vec<String>,
) -> BTreeMap<AccountName, AccountSettings> {
    let mut accounts = BTreeMap::new();
    for (name, table) in tables {
        let Ok(id) = AccountName::parse(name.as_str()) else { continue };
        let section = Section { name: &name, around, report };
        if let Some(account) = section.account(table, warnings) {
            accounts.insert(id, account);
        }
    }
    accounts
}

/// The languages in which an account's customers are written to.
pub(super) fn languages(table: &AccountTable) -> Languages {
    let tags = table.languages.iter();
    Languages::of(tags.filter_map(|tag| Locale::of_tag(tag))).unwrap_or_default()
}

struct Section<'a, 'r> {
    name: &'a str,
    around: &'a Surroundings<'a>,
    report: &'r mut Report,
}

impl Section<'_, '_> {
    fn account(
        mut self,
        table: AccountTable,
        warnings: &mut Vec<String>,
    ) -> Option<AccountSettings> {
        let times = self.times(&table);
        let zone = table.time_zone.as_deref().and_then(Zone::of_name).unwrap_or_else(Zone::utc);
        let rest_days = self.rest_days(&table.rest_days, &zone)?;
        let languages = languages(&table);
        let works = self.around.role.works();
        let processor = self.required("processor", table.processor, PROCESSOR);
        let processor = processor.as_deref().and_then(Processor::parse);
        let api_key = if works {
            self.api_key(processor, table.api_key)
        } else {
            Some(SecretString::default())
        };
        if works {
            check_webhook_secrets(self.name, &table.webhook_secrets, self.report);
        }
        let merchant = self.required("merchant", table.merchant, "`merchant = \"Example Inc.\"`");
        let locale = table.locale.as_deref().and_then(Locale::of_tag).unwrap_or(Locale::En);
        self.check_locale(locale, &languages);
        let place = self.policy_place(table.policy.as_deref(), table.policy_versions.as_deref());
        let statutes = table.statutes.iter().map(|file| self.located("statutes", file));
        let statutes = statutes.collect();
        let costs = table.costs.as_ref().map(|file| self.located("costs", file));
        let sources = place.map(|place| PolicySources { place, statutes, costs, languages });
        let book = sources.as_ref().and_then(|sources| self.book(sources, warnings));
        let facts = table.facts;
        let facts =
            works.then(|| facts::endpoint(self.name, facts, self.around.facts, self.report));
        let facts = facts.flatten();
        let processor = processor?;
        let key_lifetime = self.key_lifetime(processor, table.key_lifetime_seconds);
        let book = book?;
        if works {
            warnings.extend(facts::unanswered(self.name, &book, facts.as_ref()));
        }
        let api_key = api_key?;
        let setup = Setup::of(
            processor,
            table.webhook_secrets,
            api_key.expose_secret(),
            table.connected_account,
        );
        Some(AccountSettings {
            processor,
            base_url: table.base_url.unwrap_or_else(|| profile(processor).base_url.to_owned()),
            api_key,
            setup,
            policy_sources: sources?,
            policies: book.into(),
            merchant: merchant?,
            locale,
            zone,
            addressing: Addressing {
                placeholder: table
                    .letters
                    .greeting_placeholder
                    .as_deref()
                    .and_then(Placeholder::parse),
                reference: table.letters.subject_reference,
            },
            key_lifetime,
            metadata: table.metadata,
            times,
            rest_days,
            split: SplitTerms {
                reverse_transfer: table.reverse_transfer,
                refund_fee: table.refund_application_fee,
            },
            invoices: table
                .refunds_of_invoices
                .as_deref()
                .and_then(InvoiceTerms::parse)
                .unwrap_or_default(),
            merchant_of_record: table.merchant_of_record,
            facts,
        })
    }

    /// Who reads another language is written to in the account's own.
    fn check_locale(&mut self, locale: Locale, languages: &Languages) {
        if !languages.has(locale) {
            let keys = [self.key("locale"), self.key("languages")];
            let title = format!("`{}` is `{locale}`, and `{}` does not have it", keys[0], keys[1]);
            let remedy = format!("add it, or set `locale` to one of {languages}");
            self.report.misfit(&[&keys[0], &keys[1]], title, remedy);
        }
    }

    /// Somebody has to answer some day.
    fn rest_days(&mut self, days: &[String], zone: &Zone) -> Option<RestDays> {
        let days: Vec<RestDay> = days.iter().filter_map(|day| RestDay::parse(day)).collect();
        let rest = RestDays::new(zone.rules().clone(), &days);
        if rest.is_none() {
            let key = self.key("rest_days");
            let title = format!("`{key}` names every day of the week");
            self.report.misfit(&[&key], title, "leave out a day on which somebody answers");
        }
        rest
    }

    /// Its own times, where it has them; else those of the service.
    fn times(&self, table: &AccountTable) -> Times {
        let own = |number: Option<u64>, unit: u64, service: Duration| {
            number.map_or(service, |number| Duration::from_secs(number.saturating_mul(unit)))
        };
        let worker = self.around.worker;
        Times {
            answer_within: own(table.answer_within_hours, 3600, worker.answer_within_hours),
            acknowledge_within: own(
                table.acknowledge_within_minutes,
                60,
                worker.acknowledge_within_minutes,
            ),
            refund_within: own(table.refund_within_hours, 3600, worker.refund_within_hours),
            follow_up_within: own(
                table.follow_up_within_hours,
                3600,
                worker.follow_up_within_hours,
            ),
            review_within: own(table.review_within_hours, 3600, worker.review_within_hours),
        }
    }

    fn key(&self, key: &str) -> String {
        format!("accounts.{}.{key}", self.name)
    }

    fn required<T>(&mut self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        required(self.name, key, value.as_ref(), example, self.report);
        value
    }

    fn api_key(
        &mut self,
        processor: Option<Processor>,
        api_key: Option<SecretString>,
    ) -> Option<SecretString> {
        let Some(api_key) = api_key else {
            let key = self.key("api_key");
            let remedy = format!(
                "set the variable {}, or add `api_key_file = \"…\"` below `[accounts.{}]`",
                environment::variable(&key),
                self.name
            );
            self.report.missing(&key, "", remedy);
            return None;
        };
        let unfit = processor.and_then(|it| processors::refuse_key(it, api_key.expose_secret()));
        if let Some(UnfitKey { what, instead }) = unfit {
            let key = self.key("api_key");
            self.report.misfit(&[&key], format!("`{key}` {what}"), instead);
        }
        Some(api_key)
    }

    /// Where the policy is: one file, or the folder of its versions.
    fn policy_place(&mut self, file: Option<&str>, folder: Option<&str>) -> Option<PolicyPlace> {
        match (file, folder) {
            (Some(_), Some(_)) => {
                let (file, folder) = (self.key("policy"), self.key("policy_versions"));
                let title = format!("both `{file}` and `{folder}` are set");
                let remedy = "keep one of them: one file, or a folder with all versions of it";
                self.report.misfit(&[&file, &folder], title, remedy);
                None
            }
            (Some(file), None) => Some(PolicyPlace::File(self.located("policy", file))),
            (None, Some(folder)) => {
                Some(PolicyPlace::Folder(self.located("policy_versions", folder)))
            }
            (None, None) => {
                if !self.report.is_broken(&self.key("policy_versions")) {
                    self.required::<()>("policy", None, "`policy = \"policy.toml\"`");
                }
                None
            }
        }
    }

    fn located(&self, key: &str, written: &str) -> PathBuf {
        located(written, &self.report.origin(&self.key(key)), self.around.folder)
    }

    fn book(&mut self, sources: &PolicySources, warnings: &mut Vec<String>) -> Option<Book> {
        let flaws = match sources.read(self.around.catalogue) {
            Ok((book, found)) => {
                warnings.extend(found);
                return Some(book);
            }
            Err(flaws) => flaws,
        };
        for Flaw { key, path, error } in flaws {
            let key = self.key(key);
            let origin = self.report.origin(&key);
            // A name that a folder answers to is no secret.
            let shown = if path.is_dir() {
                format!("`{}`", path.display())
            } else {
                let written = path.strip_prefix(self.around.folder).unwrap_or(&path);
                shown(&written.to_string_lossy(), &path)
            };
            let title = format!("`{key}` names {shown}, {}", error.summary);
            self.report.wrong(&key, origin, title, error.remedy);
            if let Some(details) = error.details {
                self.report.attach(details);
            }
        }
        None
    }

    /// The configured lifetime may only lower the documented one; either must bear the proof that
    /// a refund is not repeated.
    fn key_lifetime(&mut self, processor: Processor, said: Option<u64>) -> Option<Duration> {
        let documented = Duration::from_secs(profile(processor).legs.key?.unsigned_abs());
        let key = self.key("key_lifetime_seconds");
        let said = said.map(Duration::from_secs);
        if let Some(said) = said.filter(|said| *said > documented) {
            let title = format!(
                "`{key}` is {}, more than the {} that {processor} documents",
                said.as_secs(),
                documented.as_secs()
            );
            self.report.misfit(&[&key], title, "leave it out; it can only be lowered");
        }
        let lifetime = said.map_or(documented, |said| said.min(documented));
        let worker = self.around.worker;
        let reach =
            [worker.listed_within_seconds, worker.executed_within_seconds, worker.fresh_seconds];
        let needed = reach.iter().sum::<Duration>().saturating_mul(2);
        if lifetime < needed {
            let title = format!(
                "the idempotency keys of account `{}` hold {} seconds, and {} are needed",
                self.name,
                lifetime.as_secs(),
                needed.as_secs()
            );
            let remedy = "needed is twice the sum of `listed_within_seconds`, \
                          `executed_within_seconds` and `fresh_seconds` of `worker`, or a refund \
                          could be made twice: lower those";
            let keys = [
                &*key,
                "worker.listed_within_seconds",
                "worker.executed_within_seconds",
                "worker.fresh_seconds",
            ];
            self.report.misfit(&keys, title, remedy);
        }
        Some(lifetime)
    }
}

/// Complains if what an account must have is not there.
fn required<T>(name: &str, key: &str, value: Option<&T>, example: &str, report: &mut Report) {
    if value.is_none() {
        let remedy = format!("add {example} below `[accounts.{name}]`");
        report.missing(&format!("accounts.{name}.{key}"), "", remedy);
    }
}

fn check_webhook_secrets(name: &str, secrets: &[SecretString], report: &mut Report) {
    let key = format!("accounts.{name}.webhook_secrets");
    if secrets.is_empty() {
        let remedy = format!(
            "set the variable {}, or add `webhook_secrets_file = \"…\"` below `[accounts.{name}]`: \
             without a secret no webhook can be told from a forged one",
            environment::variable(&key)
        );
        report.missing(&key, " or empty", remedy);
    }
    let lengths = secrets.iter().map(|secret| secret.expose_secret().len());
    if lengths.min().is_some_and(|shortest| shortest < SECRET_BYTES_MIN) {
        let title = format!("`{key}` has a secret of less than {SECRET_BYTES_MIN} characters");
        let remedy = "copy it again from the processor's settings of the webhook endpoint";
        report.misfit(&[&key], title, remedy);
    }
}
