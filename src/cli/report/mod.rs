//! `refundd report`: what has become of requests, refunds and disputes.

mod aftermath;
mod beside;
mod csv;
mod json;
mod page;
mod span;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::path::PathBuf;

use super::ConfigFile;
use super::exit::{Done, Undone};
use super::session::{self, print, print_document, print_json};
use crate::app::cases;
use crate::app::clock::SystemClock;
use crate::app::config::Role;
use crate::app::report::{self, Wanted};
use crate::app::run::instance;
use domain::ids::AccountName;
use ports::clock::Clock as _;

/// Bars of one plot; its table has all.
const BARS: usize = 10;

/// Show trends: reasons, outcomes, amounts and times of requests, refunds and disputes.
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    #[command(flatten)]
    file: ConfigFile,
    /// From when on: a time back from the end, such as 90d or 12w, or a day, such as 2026-01-31.
    #[arg(long, default_value = "90d", value_name = "WHEN")]
    since: String,
    /// Up to when, this moment not included: as for --since. The present time if left out.
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// In which time zone days begin, such as Europe/Berlin.
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    time_zone: String,
    /// How many payments there were in the span, for refunds per 100 payments: only those are known
    /// here about which there was something.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    payments: Option<u64>,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    output: Form,
    /// Write one HTML page with plots to this file, instead.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people.
    Text,
    /// One line for each figure.
    Csv,
    /// One JSON object.
    Json,
}

impl Report {
    pub(super) fn execute(self) -> Done {
        let settings = session::open(&self.file, Role::Operator)?;
        let wanted = self.wanted().map_err(Undone::Usage)?;
        if let Some(account) = wanted.account.as_ref()
            && !settings.accounts.contains_key(account)
        {
            let what = format!("the configuration has no account {account}");
            return Err(Undone::NotFound(what));
        }
        let report = session::block_on(async {
            let store = cases::walk(&settings, &instance())?;
            let read = wanted.under(&settings).read(store.as_ref()).await;
            read.map_err(Undone::Unavailable)
        })?;
        self.show(&report)
    }

    fn wanted(&self) -> Result<Wanted, String> {
        let now = SystemClock.now();
        let account = self.account.as_deref().map(AccountName::parse).transpose();
        let account = account.map_err(|error| format!("--account: {error}"))?;
        let span = span::read(&self.since, self.until.as_deref(), &self.time_zone, now)?;
        Ok(Wanted { span, now, account, payments: self.payments })
    }

    fn show(&self, report: &report::Report) -> Done {
        if let Some(file) = &self.html {
            session::write(file, &page::write(report))?;
            return print(format!("written: {}\n", file.display()));
        }
        match self.output {
            Form::Text => print(text::write(report)),
            Form::Csv => print_document(csv::write(report)),
            Form::Json => print_json(json::write(report)),
        }
    }
}

/// What a reader must know before trusting a report, one sentence each.
fn warnings(report: &report::Report) -> Vec<String> {
    let mut warnings = Vec::new();
    if !report.is_complete() {
        let zone = report.frame.span.zone().clone();
        let from = report.complete_from.to_zoned(zone).date();
        warnings.push(format!(
            "Before {} these figures are not complete: finished cases are deleted {} days after \
             their last change (worker.keep_days).",
            words::day(from),
            report.keep_days
        ));
    }
    if report.unusable_count > 0 {
        let named: Vec<String> = report.unusable.iter().take(5).map(ToString::to_string).collect();
        let (records_are, first) = match report.unusable_count {
            1 => ("record cannot be used and is", "It is about"),
            _ => ("records cannot be used and are", "The first are about"),
        };
        warnings.push(format!(
            "{} {records_are} not counted; see corrupt_record in the runbook. {first} {}.",
            report.unusable_count,
            named.join(", ")
        ));
    }
    warnings
}

/// Said where the span before cannot be compared.
const NOT_COMPARED: &str = "Nothing is compared: finished cases of those days may be deleted already \
                            (worker.keep_days).";

/// The span before in words; `None` where there is none, or nothing in either.
fn before_in_words(report: &report::Report) -> Option<String> {
    let before = report
        .before
        .as_ref()
        .filter(|before| report.figures.cases > 0 || before.figures.cases > 0);
    let (first, last) = before?.frame.span.days();
    let days = [first, last].map(words::day);
    Some(if first == last { words::day(first) } else { days.join(" to ") })
}

/// The span in words: `25 Aug 2026 to 23 Nov 2026, days of UTC`.
fn span_in_words(report: &report::Report) -> String {
    let span = &report.frame.span;
    let (first, last) = span.days();
    let zone = span.zone().iana_name().unwrap_or("UTC");
    if first == last {
        format!("{}, a day of {zone}", words::day(first))
    } else {
        format!("{} to {}, days of {zone}", words::day(first), words::day(last))
    }
}

/// Whose figures they are.
fn accounts_in_words(report: &report::Report) -> String {
    report.frame.account.as_ref().map_or_else(|| "all accounts".to_owned(), ToString::to_string)
}
