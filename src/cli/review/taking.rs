//! `refundd review take | release | hand-over`: who is on a review, for the others to see.
//!
//! A note and no lock: whoever may answer a review answers it, whoever has taken it.

use clap::Args;

use super::render::age;
use super::{Which, no_staff_id};
use crate::app::clock::SystemClock;
use crate::app::config::Settings;
use crate::app::review::ReviewDesk;
use crate::cli::exit::{Done, Undone};
use crate::cli::session::print;
use domain::ids::StaffId;
use ports::clock::Clock as _;
use ports::taker::Taker;

#[derive(Debug, Args)]
pub(super) struct Take {
    #[command(flatten)]
    pub(super) which: Which,
    /// Who takes it: an id of the roster.
    #[arg(long = "as", value_name = "STAFF-ID")]
    by: String,
}

#[derive(Debug, Args)]
pub(super) struct Release {
    #[command(flatten)]
    pub(super) which: Which,
}

#[derive(Debug, Args)]
pub(super) struct HandOver {
    #[command(flatten)]
    pub(super) which: Which,
    /// Who has it from here on: an id of the roster.
    #[arg(long, value_name = "STAFF-ID")]
    to: String,
}

impl Take {
    pub(super) async fn perform(self, desk: &ReviewDesk, settings: &Settings) -> Done {
        give(desk, settings, &self.which, ("--as", &self.by), "taken by").await
    }
}

impl HandOver {
    pub(super) async fn perform(self, desk: &ReviewDesk, settings: &Settings) -> Done {
        give(desk, settings, &self.which, ("--to", &self.to), "handed over to").await
    }
}

impl Release {
    pub(super) async fn perform(self, desk: &ReviewDesk) -> Done {
        let (_, sheet) = self.which.find(desk).await?;
        desk.release(&sheet.case).await.map_err(Undone::failed)?;
        let before = sheet.taken.map_or_else(|| "nobody had taken it".to_owned(), had);
        print(format!("released; {before}\n"))
    }
}

async fn give(
    desk: &ReviewDesk,
    settings: &Settings,
    which: &Which,
    (option, written): (&str, &str),
    done: &str,
) -> Done {
    let unfit = |_unfit| Undone::Usage(no_staff_id(option, written));
    let staff = StaffId::parse(written).map_err(unfit)?;
    if !settings.senders.reviewers.contains_key(&staff) {
        let what = format!("{option}: `{staff}` is not on the roster: add `[reviewers.{staff}]`");
        return Err(Undone::Usage(what));
    }
    let (_, sheet) = which.find(desk).await?;
    let taker = Taker { staff, since: SystemClock.now() };
    desk.take(&sheet.case, &taker).await.map_err(Undone::failed)?;
    let other = sheet.taken.filter(|before| before.staff != taker.staff);
    let before = other.map_or_else(String::new, |before| format!("; {}", had(before)));
    print(format!("{done} {}{before}\n", taker.staff))
}

fn had(Taker { staff, since }: Taker) -> String {
    format!("{staff} had it, for {}", age(since, SystemClock.now()))
}
