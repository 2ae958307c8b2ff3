//! `refundd review show`: one review with all that a decision needs, and the letters that would go.

use clap::Args;

use super::letters::Foretold;
use super::render;
use super::words::Words;
use super::{Which, amount_of, reason_code};
use crate::app::clock::SystemClock;
use crate::app::config::Settings;
use crate::app::review::ReviewDesk;
use crate::cli::Output;
use crate::cli::exit::Done;
use crate::cli::session::{print, print_json};
use ports::clock::Clock as _;

#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    pub(super) which: Which,
    /// In the letter of an approval: how much. The amount proposed if left out.
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<String>,
    /// In the letter of a denial: the clause. That of the review if left out.
    #[arg(long)]
    clause: Option<String>,
    /// In the letter of a denial: what is offered instead; may be given several times, in order.
    #[arg(long = "offer", value_name = "ALTERNATIVE")]
    alternatives: Vec<String>,
    /// In both letters: why, as `approve` and `deny` take it.
    #[arg(long, value_name = "CODE")]
    because: Option<String>,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

impl Show {
    pub(super) async fn perform(self, desk: &ReviewDesk, settings: &Settings) -> Done {
        let (case, mut sheet) = self.which.find(desk).await?;
        // What a guard or a lint calls its finding is no clause: nobody could be told it.
        if (Words { settings, sheet: &sheet }).clause(&sheet.decision.clause).is_err() {
            sheet.decision.clause.clear();
        }
        let (words, now) = (Words { settings, sheet: &sheet }, SystemClock.now());
        if let Some(clause) = &self.clause {
            words.clause(clause)?;
        }
        words.alternatives(&self.alternatives)?;
        let named = self.amount.as_deref().map(|amount| amount_of(&sheet, Some(amount)));
        let of_review = Some(&sheet.decision.clause).filter(|clause| !clause.is_empty());
        let foretold = Foretold {
            amount: named.transpose()?.or(sheet.sheet.proposed),
            clause: self.clause.as_ref().or(of_review).cloned(),
            alternatives: self.alternatives,
            because: reason_code(self.because.as_ref(), &settings.senders)?,
        };
        let letters = foretold.letters(settings, (&case, &sheet), now);
        let known = words.known();
        match self.output {
            Output::Text => print(render::text(&sheet, &known, now) + &letters.text()),
            Output::Json => print_json(render::json(&sheet, &known, &letters)),
        }
    }
}
