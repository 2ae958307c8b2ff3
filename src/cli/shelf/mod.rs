//! `refundd shelf`: what is kept aside, and the four things to do with it.

mod render;

use clap::{Args, Subcommand, ValueEnum};

use super::exit::{Done, Undone};
use super::session::{self, print, print_json};
use super::{ConfigFile, Output};
use crate::app::config::Role;
use crate::app::run::instance;
use crate::app::shelf::{self, Pick, ShelfDesk, ShelfId};
use ports::outbox::Shelf as Kind;
use ports::shelves::Aside;

/// The longest text that is logged as the reason for a drop.
const BECAUSE_MAX: usize = 200;

/// Look at messages that are kept aside; put them back to work, or drop them.
#[derive(Debug, Args)]
pub(super) struct Shelf {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Count what is kept aside by reason, and list it. Shows no body.
    List(List),
    /// Show one message. Shows the body only if told to.
    Show(Show),
    /// Put one message, or all of a reason, back to work.
    Replay(Replay),
    /// Throw one message away.
    Drop(Throw),
}

/// Where to look.
#[derive(Debug, Args)]
struct At {
    #[command(flatten)]
    file: ConfigFile,
    /// Only this shelf.
    #[arg(long, value_enum)]
    shelf: Option<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Place {
    /// Not trusted or not understood.
    Quarantine,
    /// A person must look.
    Parked,
    /// No worker survived it.
    Dead,
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    at: At,
    /// Only this reason: the whole text, or what stands before a colon in it.
    #[arg(long)]
    reason: Option<String>,
    /// Messages looked at, on each shelf.
    #[arg(long, default_value_t = 1_000, value_name = "NUMBER")]
    max: u64,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Args)]
struct Show {
    #[command(flatten)]
    at: At,
    /// The id, as `list` shows it.
    id: String,
    /// Show the values of headers and the body as well. They are personal data. What is no visible
    /// character is shown as its number; `--output json` has it as it is.
    #[arg(long)]
    body: bool,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Args)]
struct Replay {
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The id, as `list` shows it.
    id: Option<String>,
    /// All of this reason: the whole text, or what stands before a colon in it.
    #[arg(long)]
    reason: Option<String>,
    /// All that is there.
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
struct Throw {
    #[command(flatten)]
    at: At,
    /// The id, as `list` shows it.
    id: String,
    /// Why. It is logged: no names.
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Do it. Without, it is only shown what would be dropped.
    #[arg(long)]
    yes: bool,
}

impl Shelf {
    pub(super) fn execute(self) -> Done {
        let at = match &self.verb {
            Verb::List(List { at, .. })
            | Verb::Show(Show { at, .. })
            | Verb::Replay(Replay { at, .. })
            | Verb::Drop(Throw { at, .. }) => at,
        };
        let places = at.places();
        let settings = session::open(&at.file, Role::Operator)?;
        session::block_on(async {
            let desk = shelf::open(&settings, &instance()).await?;
            self.verb.perform(&desk, &places).await
        })
    }
}

impl At {
    fn places(&self) -> Vec<Aside> {
        match self.shelf {
            Some(Place::Quarantine) => vec![Aside::Shelf(Kind::Quarantine)],
            Some(Place::Parked) => vec![Aside::Shelf(Kind::Parked)],
            Some(Place::Dead) => vec![Aside::Dead],
            None => Aside::ALL.to_vec(),
        }
    }
}

impl Verb {
    async fn perform(self, desk: &ShelfDesk, places: &[Aside]) -> Done {
        match self {
            Self::List(list) => list.perform(desk, places).await,
            Self::Show(show) => show.perform(desk, places).await,
            Self::Replay(replay) => replay.perform(desk, places).await,
            Self::Drop(throw) => throw.perform(desk, places).await,
        }
    }
}

impl List {
    async fn perform(self, desk: &ShelfDesk, places: &[Aside]) -> Done {
        let pick = self.reason.map_or(Pick::All, Pick::Reason);
        let listing = desk.list(places, &pick, self.max).await.map_err(Undone::failed)?;
        match self.output {
            Output::Text => print(render::listing_text(&listing)),
            Output::Json => print_json(render::listing_json(&listing)),
        }
    }
}

impl Show {
    #[expect(clippy::print_stderr, reason = "a warning that must not be in the result")]
    async fn perform(self, desk: &ShelfDesk, places: &[Aside]) -> Done {
        let id = parse(&self.id)?;
        let found = desk.find(places, &id).await.map_err(Undone::failed)?;
        let (entry, message) = found.ok_or_else(|| unknown(&id))?;
        if self.body {
            eprintln!("refundd: what follows is personal data: do not copy it into a ticket");
        }
        match self.output {
            Output::Text => print(render::message_text(&entry, &message, self.body)),
            Output::Json => print_json(render::message_json(&entry, &message, self.body)),
        }
    }
}

impl Replay {
    async fn perform(self, desk: &ShelfDesk, places: &[Aside]) -> Done {
        let pick = match (self.which.id, self.which.reason) {
            (Some(id), _) => Pick::One(parse(&id)?),
            (None, Some(reason)) => Pick::Reason(reason),
            (None, None) => Pick::All,
        };
        let replayed = desk.replay(places, &pick).await.map_err(Undone::failed)?;
        match pick {
            Pick::One(id) if replayed == 0 => Err(unknown(&id)),
            Pick::Reason(reason) if replayed == 0 => {
                Err(Undone::NotFound(format!("nothing is kept for the reason `{reason}`")))
            }
            Pick::One(_) | Pick::Reason(_) | Pick::All => print(format!("replayed {replayed}\n")),
        }
    }
}

impl Throw {
    async fn perform(self, desk: &ShelfDesk, places: &[Aside]) -> Done {
        let id = parse(&self.id)?;
        let because = self.because.trim();
        let fits = (1..=BECAUSE_MAX).contains(&because.chars().count());
        if !fits || because.chars().any(char::is_control) {
            let what = format!("--because must be 1 to {BECAUSE_MAX} characters on one line");
            return Err(Undone::Usage(what));
        }
        if !self.yes {
            let found = desk.find(places, &id).await.map_err(Undone::failed)?;
            let (entry, message) = found.ok_or_else(|| unknown(&id))?;
            print(render::message_text(&entry, &message, false))?;
            let what = "nothing was dropped: add --yes to drop this message for good";
            return Err(Undone::Usage(what.to_owned()));
        }
        match desk.drop_one(places, &id, because).await.map_err(Undone::failed)? {
            0 => Err(unknown(&id)),
            dropped => print(format!("dropped {dropped}\n")),
        }
    }
}

fn parse(id: &str) -> Result<ShelfId, Undone> {
    ShelfId::parse(id).ok_or_else(|| {
        let what = "the id must be the 12 hexadecimal digits that `refundd shelf list` shows";
        Undone::Usage(what.to_owned())
    })
}

fn unknown(id: &ShelfId) -> Undone {
    Undone::NotFound(format!("no message {id} is kept aside; `refundd shelf list` shows what is"))
}
