//! How a partial amount came about, in lines that its customer can follow: what was paid, what each
//! step took of it, what that comes to.
//!
//! All of it is told or nothing: a sum of which a line is missing is wrong. So it is worked out again,
//! and left out where it does not come to the amount, does not begin with what the customer was told
//! that they paid, or has a step that cannot be told.

use fluent_bundle::FluentArgs;

use super::body::{Body, Insert, Look, Piece, mark};
use super::edition::Edition;
use super::error::MessageError;
use super::text::{ABOUT, ROUNDED};
use super::{amount, share};
use domain::calculation::{Calculation, Step};
use domain::money::Money;
use domain::working::Worked;

/// A day, in seconds.
const DAY: i64 = 86_400;

type Line = Vec<Piece>;

/// The lines, each a name and an amount; `None` where it cannot be told.
pub(super) fn lines(
    edition: &Edition,
    calculation: &Calculation,
    amount: Money,
    paid: Money,
) -> Result<Option<Vec<Line>>, MessageError> {
    let Some(worked) =
        calculation.worked_out(amount.minor).filter(|_| amount.currency == paid.currency)
    else {
        return Ok(None);
    };
    let writing = Writing { edition, paid };
    let mut lines = Vec::with_capacity(worked.len());
    for worked in worked {
        // What changed nothing is not told. What something comes to is, where something came before.
        if !worked.changed && (lines.len() < 2 || !is_result(worked.step)) {
            continue;
        }
        let Some(line) = writing.line(worked)? else { return Ok(None) };
        lines.push(line);
    }
    // What was paid and what is given stand in the letter anyway.
    Ok((lines.len() > 1).then_some(lines))
}

fn is_result(step: Step) -> bool {
    matches!(step, Step::Rounded { .. } | Step::RoundedUp { .. } | Step::RoundedDown { .. })
}

struct Writing<'e> {
    edition: &'e Edition,
    paid: Money,
}

impl Writing<'_> {
    /// `None` for a step that cannot be told.
    fn line(&self, Worked { step, changed }: Worked) -> Result<Option<Line>, MessageError> {
        let rounded = |how| if changed { how } else { "exact" };
        match step {
            Step::Captured { minor } if minor != self.paid.minor => Ok(None),
            Step::Captured { minor } => self.amount("sum-paid", minor),
            Step::Lines { minor } => self.amount("sum-lines", minor),
            Step::Fixed { minor } => self.amount("sum-fixed", minor),
            Step::Share { basis_points } => self.share("sum-share", Some((basis_points, false))),
            Step::Time { left, term } => self.time(left, term),
            Step::Days { left, term } => self.counted("sum-days", left, term),
            Step::Months { left, term } => self.counted("sum-months", left, term),
            // In what unit that is, only the merchant knows.
            Step::Use { unused, bought } => self.share("sum-use", share::of(unused, bought)),
            Step::ProcessorFee { minor } => self.amount("sum-processor-fee", minor),
            Step::Kept { minor } => self.amount("sum-kept", minor),
            Step::Rounded { minor, .. } => self.result(rounded("nearest"), minor),
            Step::RoundedUp { minor, .. } => self.result(rounded("up"), minor),
            Step::RoundedDown { minor, .. } => self.result(rounded("down"), minor),
            Step::Floor { minor } => self.amount("sum-floor", minor),
            Step::Cap { minor } => self.amount("sum-cap", minor),
            Step::Given { minor } => self.amount("sum-given", minor),
            Step::Asked { minor } => self.amount("sum-asked", minor),
            Step::Left { minor } => self.amount("sum-left", minor),
            Step::Cut { to, minor } => self.cut(to, minor),
        }
    }

    fn amount(&self, id: &str, minor: i64) -> Result<Option<Line>, MessageError> {
        self.write(id, FluentArgs::new(), &[("amount", self.money(minor)?)])
    }

    fn result(&self, how: &'static str, minor: i64) -> Result<Option<Line>, MessageError> {
        let mut args = FluentArgs::with_capacity(2);
        args.set(ROUNDED.name, how);
        self.write("sum-result", args, &[("amount", self.money(minor)?)])
    }

    fn cut(&self, to: i64, minor: i64) -> Result<Option<Line>, MessageError> {
        let mut args = FluentArgs::with_capacity(2);
        args.set("step", self.money(to)?);
        self.write("sum-cut", args, &[("amount", self.money(minor)?)])
    }

    fn counted(&self, id: &str, left: i64, term: i64) -> Result<Option<Line>, MessageError> {
        let values = [("left", left.to_string()), ("term", term.to_string())];
        self.write(id, FluentArgs::new(), &values)
    }

    /// A time is told in days where it is a number of them.
    fn time(&self, left: i64, term: i64) -> Result<Option<Line>, MessageError> {
        let days = |seconds: i64| seconds.checked_rem(DAY).filter(|rest| *rest == 0);
        match days(left).and(days(term)).and(left.checked_div(DAY).zip(term.checked_div(DAY))) {
            Some((left, term)) => self.counted("sum-days", left, term),
            None => self.share("sum-time", share::of(left, term)),
        }
    }

    fn share(&self, id: &str, of: Option<(i64, bool)>) -> Result<Option<Line>, MessageError> {
        let Some((basis_points, rounded)) = of else { return Ok(None) };
        let mut share = share::write(self.edition.locale, basis_points);
        if rounded {
            let mut args = FluentArgs::with_capacity(1);
            args.set("share", share);
            share = self.edition.write(ABOUT, &args)?;
        }
        self.write(id, FluentArgs::new(), &[("share", share)])
    }

    fn money(&self, minor: i64) -> Result<String, MessageError> {
        amount::write(self.edition.locale, Money { minor, ..self.paid })
    }

    fn write(
        &self,
        id: &str,
        mut args: FluentArgs<'_>,
        values: &[(&'static str, String)],
    ) -> Result<Option<Line>, MessageError> {
        let mut inserts = Vec::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, mark(inserts.len()));
            inserts.push(Insert::Words { text: value.clone(), look: Look::Strong });
        }
        Ok(Some(Body::line(&self.edition.write(id, &args)?, &inserts)))
    }
}
