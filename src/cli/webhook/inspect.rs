//! `refundd webhook inspect`: the answer to "why is this webhook refused?".

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use secrecy::SecretString;

use super::render;
use crate::app::clock::now;
use crate::app::config::{Role, Settings};
use crate::cli::exit::{Done, Undone};
use crate::cli::session::{self, print, print_json};
use crate::cli::{ConfigFile, Output};
use domain::http::HttpRequest;
use domain::ids::AccountName;
use domain::invoice::InvoiceReading;
use domain::processor::Processor;
use domain::time::seconds_between;
use ingress::IngressAccount;
use processors::{
    Beside, Decoded, MetadataKeys, PaymentRef, RawWebhook, Rejection, Report, Setup, profile,
};

/// It is genuine, and its data are not understood.
const NOT_UNDERSTOOD: u8 = 65;

/// What arrived, and where.
#[derive(Debug, Args)]
pub(super) struct Inspect {
    #[command(flatten)]
    file: ConfigFile,
    /// The account whose endpoint it came to.
    #[arg(long, value_name = "NAME")]
    account: String,
    /// When it arrived; by default now. A signature is good for five minutes.
    #[arg(long, value_name = "RFC3339")]
    at: Option<Timestamp>,
    /// Its headers, one `Name: value` on each line.
    #[arg(long, value_name = "FILE")]
    headers: PathBuf,
    /// Its body, byte by byte as it came.
    #[arg(long, value_name = "FILE")]
    body: PathBuf,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

/// What was found.
pub(super) struct Inspection {
    pub(super) account: AccountName,
    pub(super) processor: Processor,
    /// Whether the account's money is real; `None` where its key does not say, or is not here.
    pub(super) live: Option<bool>,
    pub(super) signature: Signature,
    /// What the body means; `None` where it cannot be believed.
    pub(super) decoded: Option<Decoded>,
    /// What the daemon would ask the processor before anything follows: method and path.
    pub(super) asks: Vec<String>,
}

/// What is to be said of the signature.
pub(super) struct Signature {
    /// Why it is refused; `None` where it holds.
    pub(super) rejection: Option<Rejection>,
    /// Which of the account's secrets it fits, counted from one.
    pub(super) secret: Option<usize>,
    /// When the webhook says that it was signed.
    pub(super) signed_at: Option<Timestamp>,
    /// How long before its arrival that was, seconds; negative after it.
    pub(super) age: Option<i64>,
    /// What would make it hold, where that was found.
    pub(super) hint: Option<String>,
}

impl Inspect {
    pub(super) fn execute(self) -> Done {
        let found = self.inspect()?;
        match self.output {
            Output::Text => print(render::text(&found))?,
            Output::Json => print_json(render::json(&found))?,
        };
        Ok(ExitCode::from(found.exit()))
    }

    fn inspect(&self) -> Result<Inspection, Undone> {
        // Without the account's key it is not known whether its money is real, and nothing else: who
        // only receives has not got it, and nobody has who has not set up all of it yet.
        let settings = session::settings(&self.file, Role::All)
            .or_else(|_| session::settings(&self.file, Role::Ingress))?;
        let named = |(name, _): &(&AccountName, &IngressAccount)| name.as_str() == self.account;
        let Some((name, account)) = settings.receiving.iter().find(named) else {
            let known: Vec<&str> = settings.receiving.keys().map(AccountName::as_str).collect();
            let what = format!("the configuration has no account {}", self.account);
            return Err(Undone::Usage(format!("{what}; it has {}", known.join(", "))));
        };
        let headers = headers(&self.headers, &bytes(&self.headers)?)?;
        let body = bytes(&self.body)?;
        let received_at = self.at.unwrap_or_else(now);
        let raw = RawWebhook { headers: &headers, body: &body, received_at };
        Ok(Inspection::of((name.clone(), account), raw, &settings))
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Undone> {
    let unread = |error| Undone::NotFound(format!("{} cannot be read: {error}", file.display()));
    std::fs::read(file).map_err(unread)
}

/// Reads `Name: value` lines. What stands in front of them in a raw request is passed over.
fn headers(file: &Path, text: &[u8]) -> Result<Vec<(String, String)>, Undone> {
    let text = String::from_utf8_lossy(text);
    let mut headers = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || (number == 1 && line.starts_with("POST ")) {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            let place = format!("{}: line {number} has no colon", file.display());
            return Err(Undone::Usage(format!("{place}; write each header as `Name: value`")));
        };
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(headers)
}

impl Inspection {
    fn of(
        (name, account): (AccountName, &IngressAccount),
        raw: RawWebhook<'_>,
        settings: &Settings,
    ) -> Self {
        let (processor, setup) = (account.processor, &account.setup);
        let verified = processors::verify(processor, raw, setup);
        let signature = Signature::of(account, raw, verified.err(), settings);
        let keys = MetadataKeys::default();
        let decoded =
            verified.ok().map(|webhook| processors::decode(processor, webhook, setup, &keys));
        let asks = match &decoded {
            Some(Decoded::Relevant(report)) => asks(processor, report, &keys),
            Some(
                Decoded::Irrelevant { .. } | Decoded::Beside { .. } | Decoded::Undecodable { .. },
            )
            | None => Vec::new(),
        };
        Self { account: name, processor, live: setup.live, signature, decoded, asks }
    }

    /// Why nothing follows from it, in a code; `None` where something does, or nothing has to.
    pub(super) fn reason(&self) -> Option<String> {
        if let Some(rejection) = self.signature.rejection {
            return Some(rejection.as_str().to_owned());
        }
        match self.decoded.as_ref()? {
            Decoded::Relevant(_) | Decoded::Irrelevant { .. } => None,
            Decoded::Beside { why, .. } => Some(why.as_str().to_owned()),
            Decoded::Undecodable { why, .. } => Some(format!("not_understood: {why}")),
        }
    }

    /// The exit code.
    fn exit(&self) -> u8 {
        match &self.decoded {
            None => 1,
            Some(Decoded::Undecodable { .. }) => NOT_UNDERSTOOD,
            Some(Decoded::Relevant(_) | Decoded::Irrelevant { .. } | Decoded::Beside { .. }) => 0,
        }
    }
}

/// What is asked before anything follows from a report.
fn asks(processor: Processor, report: &Report, keys: &MetadataKeys) -> Vec<String> {
    let mut asked = Vec::new();
    let mut ask = |request: &HttpRequest| {
        asked.push(format!("{} {}", request.method.as_str(), request.path));
    };
    match &report.payment {
        // The rest is asked under the id that is found.
        PaymentRef::Lookup(given) => ask(&processors::canonical(processor, given).request),
        PaymentRef::Known(payment) if report.look => {
            let look = processors::Look {
                payment,
                keys,
                asked_at: Timestamp::UNIX_EPOCH,
                invoice: InvoiceReading::Unasked,
            };
            for question in processors::look(processor, &look) {
                ask(&question.request);
            }
        }
        PaymentRef::Known(_) => {}
    }
    asked
}

impl Signature {
    fn of(
        account: &IngressAccount,
        raw: RawWebhook<'_>,
        rejection: Option<Rejection>,
        settings: &Settings,
    ) -> Self {
        let processor = account.processor;
        let signed_at = processors::signed_at(processor, raw.headers);
        // A signature that has become old fits all the same: the time is looked at last.
        let in_time = RawWebhook { received_at: signed_at.unwrap_or(raw.received_at), ..raw };
        let place = account.setup.secrets.iter().position(|it| fits(account, it, in_time));
        let hint = rejection.and_then(|rejection| match rejection {
            Rejection::MissingHeader => {
                Some(format!("it is signed in {}", profile(processor).signature_headers.join(", ")))
            }
            Rejection::BadSignature => Some(misfit(account, in_time, &settings.receiving)),
            Rejection::Stale | Rejection::FromTheFuture => Some(
                "say with --at when it arrived; if it is refused live, a clock is wrong".into(),
            ),
            Rejection::Malformed | Rejection::NoSecret => None,
        });
        Self {
            rejection,
            secret: place.map(|place| place + 1),
            signed_at,
            age: signed_at.map(|signed_at| seconds_between(signed_at, raw.received_at)),
            hint,
        }
    }
}

/// Whether this secret alone would make the signature hold.
fn fits(account: &IngressAccount, secret: &SecretString, raw: RawWebhook<'_>) -> bool {
    let setup = Setup { secrets: vec![secret.clone()], ..account.setup.clone() };
    processors::verify(account.processor, raw, &setup).is_ok()
}

/// Why a signature fits no secret, as far as it can be found out.
fn misfit(
    account: &IngressAccount,
    raw: RawWebhook<'_>,
    all: &BTreeMap<AccountName, IngressAccount>,
) -> String {
    let ours = |raw| account.setup.secrets.iter().any(|secret| fits(account, secret, raw));
    let trimmed = raw.body.trim_ascii_end();
    if trimmed.len() < raw.body.len() && ours(RawWebhook { body: trimmed, ..raw }) {
        return "it fits the body without its last line break: the file has one too many".into();
    }
    let broken = [raw.body, b"\n"].concat();
    if ours(RawWebhook { body: &broken, ..raw }) {
        return "it fits the body with a line break at its end: the file has lost it".into();
    }
    let theirs = all.iter().filter(|(_, other)| other.processor == account.processor);
    let mut theirs =
        theirs.filter(|(_, it)| it.setup.secrets.iter().any(|secret| fits(it, secret, raw)));
    if let Some((name, _)) = theirs.next() {
        return format!("it fits a secret of account {name}: it is sent to the wrong endpoint");
    }
    "either the secret is another one, or the body is not as it was sent, byte by byte".into()
}

/// Whether a report is one that leads to nothing here.
pub(super) fn beside(why: Beside) -> &'static str {
    match why {
        Beside::OtherAccount => "it is about another account",
        Beside::OtherMode => {
            "it is a test where the account's money is real, or the other way round"
        }
        Beside::NoPayment => "it is about no payment",
    }
}

#[cfg(test)]
mod tests;
