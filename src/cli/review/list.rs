//! `refundd review list`: what waits for a person, and what people have decided.

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::columns::table;
use super::no_staff_id;
use super::render::{self, NOTHING, age, because, clean, line, money_json, said, taken, time};
use crate::app::clock::SystemClock;
use crate::app::review::{ClosedReview, Found, Order, ReviewDesk, ReviewSheet, Sought, Whose};
use crate::cli::exit::{Done, Undone};
use crate::cli::session::{print, print_json};
use crate::cli::{ConfigFile, Output};
use domain::ids::{AccountName, StaffId};
use domain::reason_code::ReasonCode;
use domain::request::Reason;
use ports::clock::Clock as _;

/// Which reviews, of the open and of the closed ones.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Only this account.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Only requests for this reason.
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Only this product.
    #[arg(long, value_name = "NAME")]
    product: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) file: ConfigFile,
    #[command(flatten)]
    filter: Filter,
    /// Only this request: a ticket's number, where requests are filed under it.
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Only what a person decides for this code.
    #[arg(long, value_name = "CODE", conflicts_with = "closed")]
    why: Option<String>,
    /// Only customers in this country, ISO 3166.
    #[arg(long, value_name = "COUNTRY", conflicts_with = "closed")]
    country: Option<String>,
    /// Only what this member of staff has taken.
    #[arg(long, value_name = "STAFF-ID", conflicts_with_all = ["closed", "free"])]
    taken_by: Option<String>,
    /// Only what nobody has taken.
    #[arg(long, conflicts_with = "closed")]
    free: bool,
    /// What comes first: what runs out first, who has waited longest, or the largest amount.
    #[arg(long, value_enum, default_value_t = Sort::Promise, conflicts_with = "closed")]
    sort: Sort,
    /// What people have decided, the last of it first.
    #[arg(long)]
    closed: bool,
    /// Only what was decided for this code.
    #[arg(long, value_name = "CODE", requires = "closed")]
    because: Option<String>,
    /// What was decided from this instant on, RFC 3339.
    #[arg(long, value_name = "INSTANT", requires = "closed")]
    since: Option<Timestamp>,
    /// Reviews shown.
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    max: usize,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Sort {
    Promise,
    Age,
    Amount,
}

impl List {
    pub(super) async fn perform(self, desk: &ReviewDesk) -> Done {
        let sought = self.sought()?;
        if self.closed {
            let found = desk.closed(&sought, self.since, self.max).await.map_err(Undone::failed)?;
            return match self.output {
                Output::Text => print(closed_text(&found)),
                Output::Json => print_json(closed_json(&found)),
            };
        }
        let order = match self.sort {
            Sort::Promise => Order::Promise,
            Sort::Age => Order::Age,
            Sort::Amount => Order::Amount,
        };
        let found = desk.open(&sought, order, self.max).await.map_err(Undone::failed)?;
        let now = SystemClock.now();
        match self.output {
            Output::Text => print(open_text(&found, &sought, now)),
            Output::Json => print_json(open_json(&found)),
        }
    }

    fn sought(&self) -> Result<Sought, Undone> {
        Ok(Sought {
            request: self.request.clone(),
            why: self.why.clone(),
            country: self.country.as_ref().map(|country| country.to_uppercase()),
            because: self.because.clone(),
            whose: self.whose()?,
            ..self.filter.sought()?
        })
    }
}

impl List {
    fn whose(&self) -> Result<Whose, Undone> {
        let Some(written) = &self.taken_by else {
            return Ok(if self.free { Whose::Free } else { Whose::Anyones });
        };
        let unfit = |_unfit| Undone::Usage(no_staff_id("--taken-by", written));
        StaffId::parse(written.as_str()).map(Whose::Of).map_err(unfit)
    }
}

impl Filter {
    pub(super) fn sought(&self) -> Result<Sought, Undone> {
        let account = self.account.clone().map(AccountName::parse).transpose();
        let reason = self.reason.as_deref().map(|word| {
            Reason::parse(word).ok_or_else(|| {
                let known = Reason::ALL.map(|(_, word)| word).join(", ");
                Undone::Usage(format!("--reason: `{word}` is none; there are {known}"))
            })
        });
        Ok(Sought {
            account: account.map_err(|error| Undone::Usage(format!("--account: {error}")))?,
            reason: reason.transpose()?,
            product: self.product.clone(),
            ..Sought::default()
        })
    }
}

fn open_text(open: &Found<ReviewSheet>, sought: &Sought, now: Timestamp) -> String {
    let mut text = String::new();
    if open.reviews.is_empty() {
        let nothing = if sought.is_all() { "nothing" } else { "nothing of it" };
        line(&mut text, format_args!("{nothing} waits for a person"));
    } else {
        open_rows(&mut text, open.reviews.iter(), now);
    }
    rest(&mut text, open, "open");
    text
}

/// One row for each.
pub(super) fn open_rows<'a>(
    text: &mut String,
    reviews: impl Iterator<Item = &'a ReviewSheet>,
    now: Timestamp,
) {
    let rows: Vec<[String; 11]> = reviews.map(|review| row(review, now)).collect();
    table(text, OPEN, &rows, &["age", "amount"]);
}

const OPEN: [&str; 11] = [
    "promised",
    "age",
    "amount",
    "reason",
    "product",
    "country",
    "language",
    "approvals",
    "taken",
    "case",
    "why",
];

fn row(review: &ReviewSheet, now: Timestamp) -> [String; 11] {
    let paid = review.payment.as_ref();
    let country = paid.and_then(|paid| paid.purchase.country.as_deref());
    [
        time(review.promised_by()),
        age(review.request.receipt.at, now),
        review.amount().map_or_else(|| NOTHING.to_owned(), |money| money.to_string()),
        review.request.reason.as_str().to_owned(),
        clean(paid.and_then(|paid| paid.product.as_deref().or(paid.plan.as_deref()))),
        country.unwrap_or(NOTHING).to_owned(),
        clean(review.language()),
        format!("{} of {}", review.approved.len(), review.sheet.approvers),
        taken(review, now).unwrap_or_else(|| NOTHING.to_owned()),
        review.case.to_string(),
        review.why.as_str().to_owned(),
    ]
}

/// What is not in the rows.
fn rest<R>(text: &mut String, found: &Found<R>, what: &str) {
    let all = found.reviews.len().saturating_add(found.left_out);
    if all > 0 {
        let counts = found.counts.iter().map(|(kind, count)| format!("{count} {kind}"));
        let counts = counts.collect::<Vec<_>>().join(", ");
        line(text, format_args!("\n{all} {what}: {counts}"));
    }
    if found.left_out > 0 {
        line(text, format_args!("{} more; --max shows more", found.left_out));
    }
    for case in &found.unusable {
        line(text, format_args!("the record of {case} cannot be used; docs/runbook.md"));
    }
}

fn open_json(open: &Found<ReviewSheet>) -> String {
    let shown = json!({
        "reviews": open.reviews.iter().map(render::value).collect::<Vec<_>>(),
        "by_why": open.counts,
        "left_out": open.left_out,
        "unusable": open.unusable.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{shown}\n")
}

fn closed_text(found: &Found<ClosedReview>) -> String {
    let mut text = String::new();
    if found.reviews.is_empty() {
        text.push_str("people have decided nothing of it\n");
    }
    let rows: Vec<[String; 8]> = found.reviews.iter().map(closed_row).collect();
    if !rows.is_empty() {
        table(&mut text, CLOSED, &rows, &[]);
    }
    rest(&mut text, found, "decided");
    text
}

const CLOSED: [&str; 8] =
    ["decided", "by", "decision", "because", "reason", "product", "case", "request"];

fn closed_row(review: &ClosedReview) -> [String; 8] {
    let ClosedReview { case, reason, product, answer, .. } = review;
    [
        time(answer.at),
        answer.reviewer.to_string(),
        said(&answer.said),
        because(answer).to_owned(),
        reason.as_str().to_owned(),
        clean(product.as_deref()),
        case.to_string(),
        answer.request.to_string(),
    ]
}

fn closed_json(found: &Found<ClosedReview>) -> String {
    let review = |review: &ClosedReview| {
        let ClosedReview { case, reason, asked, product, answer } = review;
        json!({
            "case": case.to_string(),
            "request": answer.request.as_str(),
            "reason": reason.as_str(),
            "asked": asked.map(money_json),
            "product": product,
            "reviewer": answer.reviewer.as_str(),
            "at": answer.at.to_string(),
            "verdict": answer.said.as_str(),
            "said": said(&answer.said),
            "because": answer.because.as_ref().map(ReasonCode::as_str),
        })
    };
    let shown = json!({
        "reviews": found.reviews.iter().map(review).collect::<Vec<_>>(),
        "by_verdict": found.counts,
        "left_out": found.left_out,
        "unusable": found.unusable.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{shown}\n")
}
