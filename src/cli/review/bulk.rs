//! `refundd review approve-all`: what is proposed in many reviews. Shown first, and done for a count that
//! is repeated.

use std::collections::BTreeMap;

use clap::Args;

use super::list::{Filter, open_rows};
use super::render::line;
use super::{no_staff_id, reason_code, remedy, undone};
use crate::app::clock::SystemClock;
use crate::app::config::Settings;
use crate::app::review::{AnswerError, Order, Reply, ReviewDesk, ReviewSheet, Sought};
use crate::cli::ConfigFile;
use crate::cli::exit::{Done, Undone};
use crate::cli::session::print;
use domain::conversation::ReviewerSaid;
use domain::ids::StaffId;
use domain::money::{Currency, Money};
use ports::clock::Clock as _;

/// Nobody has looked at more than that.
const MOST: usize = 100;

#[derive(Debug, Args)]
pub(super) struct ApproveAll {
    #[command(flatten)]
    pub(super) file: ConfigFile,
    #[command(flatten)]
    filter: Filter,
    /// Only what a person decides for this code.
    #[arg(long, value_name = "CODE")]
    why: Option<String>,
    /// Only customers in this country, ISO 3166.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Who decides: the id of a member of staff. No name, no address.
    #[arg(long = "as", value_name = "STAFF-ID")]
    reviewer: String,
    /// Why, of each of them.
    #[arg(long, value_name = "CODE")]
    because: Option<String>,
    /// Approve them: as many as were shown without it.
    #[arg(long, value_name = "COUNT")]
    yes: Option<usize>,
}

/// What would be approved, and what not.
struct Chosen {
    reviews: Vec<(ReviewSheet, Money)>,
    /// Where nothing is proposed.
    without: usize,
    /// What somebody else has taken.
    taken: usize,
}

impl ApproveAll {
    pub(super) async fn perform(self, desk: &ReviewDesk, settings: &Settings) -> Done {
        let reviewer = StaffId::parse(self.reviewer.as_str())
            .map_err(|_unfit| Undone::Usage(no_staff_id("--as", &self.reviewer)))?;
        let because = reason_code(self.because.as_ref(), &settings.senders)?;
        let country = self.country.as_ref().map(|country| country.to_uppercase());
        let sought = Sought { why: self.why.clone(), country, ..self.filter.sought()? };
        let found = desk.open(&sought, Order::Promise, MOST).await.map_err(Undone::failed)?;
        let left_out = found.left_out;
        let chosen = Chosen::of(found.reviews, &reviewer);
        let count = chosen.reviews.len();
        let Some(yes) = self.yes else { return print(chosen.text(left_out)) };
        if yes != count {
            let what = format!("--yes {yes}: there are {count} by now; look at them without --yes");
            return Err(Undone::Usage(what));
        }
        let (mut sent, mut not_sent) = (0_usize, String::new());
        for (review, amount) in &chosen.reviews {
            let said = ReviewerSaid::Approve(*amount);
            let (at, because) = (SystemClock.now(), because.clone());
            let reply = Reply { reviewer: reviewer.clone(), at, said, because };
            match desk.answer(review, reply).await {
                Ok(_) => sent = sent.saturating_add(1),
                Err(AnswerError::WouldNotCount(why)) => {
                    line(&mut not_sent, format_args!("{}: {}", review.case, remedy(why)));
                }
                Err(AnswerError::Gone) => {
                    line(&mut not_sent, format_args!("{}: {}", review.case, AnswerError::Gone));
                }
                Err(error) if sent == 0 => return Err(undone(error)),
                Err(error) => {
                    let what = format!("{sent} of {count} sent, then {}: {error}", review.case);
                    return Err(Undone::failed(what));
                }
            }
        }
        if not_sent.is_empty() {
            return print(format!("{sent} sent; the worker judges them\n"));
        }
        Err(Undone::Usage(format!("{sent} of {count} sent; not sent:\n{}", not_sent.trim_end())))
    }
}

impl Chosen {
    fn of(found: Vec<ReviewSheet>, reviewer: &StaffId) -> Self {
        let mut chosen = Self { reviews: Vec::new(), without: 0, taken: 0 };
        for review in found {
            let of_another = review.taken.as_ref().is_some_and(|taken| taken.staff != *reviewer);
            match review.sheet.proposed {
                Some(_) if of_another => chosen.taken = chosen.taken.saturating_add(1),
                Some(amount) => chosen.reviews.push((review, amount)),
                None => chosen.without = chosen.without.saturating_add(1),
            }
        }
        chosen
    }

    fn text(&self, left_out: usize) -> String {
        let mut text = String::new();
        let count = self.reviews.len();
        if count > 0 {
            let reviews = self.reviews.iter().map(|(review, _)| review);
            open_rows(&mut text, reviews, SystemClock.now());
            line(
                &mut text,
                format_args!("\n{count} would be approved as proposed: {}", self.sum()),
            );
        } else {
            text.push_str("nothing of it would be approved\n");
        }
        let others = [
            (self.without, "without a proposal"),
            (self.taken, "that others have taken"),
            (left_out, "that come later"),
        ];
        for (number, what) in others.into_iter().filter(|(number, _)| *number > 0) {
            line(&mut text, format_args!("left out: {number} {what}"));
        }
        if count > 0 {
            line(&mut text, format_args!("to approve them, say so once more with --yes {count}"));
        }
        text
    }

    /// By currency.
    fn sum(&self) -> String {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for (_, amount) in &self.reviews {
            let sum = sums.entry(amount.currency).or_default();
            *sum = sum.saturating_add(amount.minor);
        }
        let sums =
            sums.into_iter().map(|(currency, minor)| Money::new(minor, currency).to_string());
        sums.collect::<Vec<_>>().join(", ")
    }
}
