//! How an amount came about: where it begins, what each step made of it, and what it came to.

use super::money::{Currency, Money};

/// The steps from the payment to the amount, in order. Empty where nobody calculated: a guard read the
/// amount off the facts, or a person named it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calculation(pub Vec<Step>);

/// One step. `minor` is in minor units of the payment's currency. What only bounds the amount is a step
/// where it changed it, and then says what is left; so does what rounds it, to a multiple of `to`.
#[expect(missing_docs, reason = "the fields are said by their step")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It begins with what was captured.
    Captured { minor: i64 },
    /// It begins with what some lines of the invoice are of what was captured.
    Lines { minor: i64 },
    /// It begins with an amount of the rule.
    Fixed { minor: i64 },
    /// A share of that.
    Share { basis_points: i64 },
    /// The part for the time that is left, seconds.
    Time { left: i64, term: i64 },
    /// The part for the days that are left.
    Days { left: i64, term: i64 },
    /// The part for the months that are left.
    Months { left: i64, term: i64 },
    /// The part for what was not used, in the merchant's units.
    Use { unused: i64, bought: i64 },
    /// Less what the processor keeps.
    ProcessorFee { minor: i64 },
    /// Less an amount of the rule, or one that the merchant's system says.
    Kept { minor: i64 },
    /// To the nearest multiple of so many minor units.
    Rounded { to: i64, minor: i64 },
    /// To the next multiple away from zero.
    RoundedUp { to: i64, minor: i64 },
    /// To the next multiple towards zero.
    RoundedDown { to: i64, minor: i64 },
    /// No less than the rule's floor.
    Floor { minor: i64 },
    /// No more than the rule's cap.
    Cap { minor: i64 },
    /// Less what was given or promised of the payment before.
    Given { minor: i64 },
    /// No more than was asked for.
    Asked { minor: i64 },
    /// No more than is left of the payment.
    Left { minor: i64 },
    /// Cut down to a multiple of what the processor takes.
    Cut { to: i64, minor: i64 },
}

impl Calculation {
    /// The steps for people, in English: what is done, and the amount that goes with it; the amount is
    /// empty where none does.
    pub fn lines(&self, currency: Currency) -> Vec<(String, String)> {
        self.0.iter().map(|step| step.line(currency)).collect()
    }
}

impl Step {
    fn line(self, currency: Currency) -> (String, String) {
        let money = |minor| Money::new(minor, currency).to_string();
        let less = |minor| format!("-{}", money(minor));
        match self {
            Self::Captured { minor } => ("what was paid".into(), money(minor)),
            Self::Lines { minor } => ("lines of the invoice".into(), money(minor)),
            Self::Fixed { minor } => ("what the rule gives".into(), money(minor)),
            Self::Share { basis_points } => {
                (format!("{} of it", percent(basis_points)), String::new())
            }
            Self::Time { left, term } => {
                (format!("for {left} of {term} seconds that are left"), String::new())
            }
            Self::Days { left, term } => {
                (format!("for {left} of {term} days that are left"), String::new())
            }
            Self::Months { left, term } => {
                (format!("for {left} of {term} months that are left"), String::new())
            }
            Self::Use { unused, bought } => {
                (format!("for {unused} of {bought} that are not used"), String::new())
            }
            Self::ProcessorFee { minor } => ("less the processor's fee".into(), less(minor)),
            Self::Kept { minor } => ("less what the rule keeps".into(), less(minor)),
            Self::Rounded { to, minor } => (format!("rounded to {}", money(to)), money(minor)),
            Self::RoundedUp { to, minor } => (format!("rounded up to {}", money(to)), money(minor)),
            Self::RoundedDown { to, minor } => {
                (format!("rounded down to {}", money(to)), money(minor))
            }
            Self::Floor { minor } => ("at least".into(), money(minor)),
            Self::Cap { minor } => ("at most".into(), money(minor)),
            Self::Given { minor } => ("less what was given before".into(), less(minor)),
            Self::Asked { minor } => ("no more than was asked for".into(), money(minor)),
            Self::Left { minor } => ("no more than is left".into(), money(minor)),
            Self::Cut { to, minor } => (format!("in whole {}", money(to)), money(minor)),
        }
    }
}

/// Basis points as people write shares: `50%`, `12.5%`, `33.33%`.
pub fn percent(basis_points: i64) -> String {
    let (whole, rest) = (basis_points.div_euclid(100), basis_points.rem_euclid(100));
    let decimals = format!("{rest:02}");
    match decimals.trim_end_matches('0') {
        "" => format!("{whole}%"),
        decimals => format!("{whole}.{decimals}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basis_points_are_written_as_people_write_shares() {
        let cases =
            [(5000, "50%"), (1250, "12.5%"), (3333, "33.33%"), (5, "0.05%"), (10000, "100%")];
        for (basis_points, written) in cases {
            assert_eq!(percent(basis_points), written);
        }
    }

    #[test]
    fn a_step_says_what_it_does_and_what_goes_with_it() {
        let calculation = Calculation(vec![
            Step::Captured { minor: 12_000 },
            Step::Share { basis_points: 5000 },
            Step::ProcessorFee { minor: 205 },
            Step::Rounded { to: 1, minor: 5795 },
            Step::Cap { minor: 5000 },
            Step::Given { minor: 1000 },
            Step::Left { minor: 3500 },
        ]);
        let lines = calculation.lines(Currency::parse("EUR").unwrap());
        let lines: Vec<_> = lines.iter().map(|(said, amount)| format!("{said}|{amount}")).collect();
        assert_eq!(
            lines,
            [
                "what was paid|120.00 EUR",
                "50% of it|",
                "less the processor's fee|-2.05 EUR",
                "rounded to 0.01 EUR|57.95 EUR",
                "at most|50.00 EUR",
                "less what was given before|-10.00 EUR",
                "no more than is left|35.00 EUR",
            ]
        );
    }
}
