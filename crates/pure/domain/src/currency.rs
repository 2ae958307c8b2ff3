//! Currencies: those of ISO 4217, and those that have left it.
//!
//! A payment keeps its currency when a country gives it up: it is read as history, and is refunded for
//! as long as the processor still does.

use std::fmt;

/// Not an ISO 4217 code with minor units, today's or an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency of ISO 4217")]
pub struct UnknownCurrency(String);

/// A currency with minor units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u16,
}

/// What has left ISO 4217 since 1999, by its list three, with the decimals that it had. What the list
/// of today still has stands here too where its end is known, so that nothing is lost with it.
const LEFT: [(&str, u16); 55] = [
    ("ADP", 0),
    ("AFA", 2),
    ("ANG", 2),
    ("ATS", 2),
    ("AZM", 2),
    ("BEF", 0),
    ("BGL", 2),
    ("BGN", 2),
    ("BYB", 0),
    ("BYR", 0),
    ("CSD", 2),
    ("CUC", 2),
    ("CYP", 2),
    ("DEM", 2),
    ("EEK", 2),
    ("ESP", 0),
    ("FIM", 2),
    ("FRF", 2),
    ("GHC", 2),
    ("GRD", 0),
    ("GWP", 2),
    ("HRK", 2),
    ("IEP", 2),
    ("ITL", 0),
    ("LTL", 2),
    ("LUF", 0),
    ("LVL", 2),
    ("MGF", 0),
    ("MRO", 2),
    ("MTL", 2),
    ("MZM", 2),
    ("NLG", 2),
    ("PTE", 0),
    ("ROL", 2),
    ("RUR", 2),
    ("SDD", 2),
    ("SDP", 2),
    ("SIT", 2),
    ("SKK", 2),
    ("SLL", 2),
    ("SRG", 2),
    ("STD", 2),
    ("TMM", 2),
    ("TPE", 0),
    ("TRL", 0),
    ("VEB", 2),
    ("VEF", 2),
    ("XFU", 0),
    ("YUM", 2),
    ("ZMK", 2),
    ("ZWC", 2),
    ("ZWD", 2),
    ("ZWL", 2),
    ("ZWN", 2),
    ("ZWR", 2),
];

impl Currency {
    /// Reads a three-letter code in either case.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let wanted = code.to_ascii_uppercase();
        let present = iso_currency::Currency::from_code(&wanted)
            .and_then(|known| Some(Self { code: known.code(), exponent: known.exponent()? }));
        let left = || {
            let left = LEFT.iter().find(|(code, _)| *code == wanted);
            left.map(|(code, exponent)| Self { code, exponent: *exponent })
        };
        present.or_else(left).ok_or_else(|| UnknownCurrency(shown(code).to_owned()))
    }

    /// The code in capitals.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals a minor unit stands for: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u16 {
        self.exponent
    }
}

/// What is said of a text that is no currency: the text, if it could be a code. Else whoever wrote it could
/// write into logs and onto terminals, or be named there.
fn shown(code: &str) -> &str {
    let is_plain = code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { code } else { "unreadable" }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Currency").field(&format_args!("{}", self.code)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn what_is_no_code_is_not_repeated() {
        for (code, said) in [
            ("EURO", "`EURO` is not a currency of ISO 4217"),
            ("", "`` is not a currency of ISO 4217"),
            ("\0isk", "`unreadable` is not a currency of ISO 4217"),
            ("\u{1b}[2J", "`unreadable` is not a currency of ISO 4217"),
            ("Jenny R.", "`unreadable` is not a currency of ISO 4217"),
            ("DOLLARSOFTHEUSA", "`unreadable` is not a currency of ISO 4217"),
        ] {
            assert_eq!(Currency::parse(code).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn exponents_follow_iso_4217() {
        for (code, exponent) in [("usd", 2), ("JPY", 0), ("kwd", 3), ("ISK", 0), ("UGX", 0)] {
            assert_eq!(currency(code).exponent(), exponent, "{code}");
        }
        assert!(Currency::parse("XXX").is_err());
        assert!(Currency::parse("dollars").is_err());
    }

    #[test]
    fn m20_a_currency_that_has_left_iso_4217_is_read_as_what_it_was() {
        for (code, text) in [
            ("ang", "49.00 ANG"),
            ("BGN", "49.00 BGN"),
            ("hrk", "49.00 HRK"),
            ("LTL", "49.00 LTL"),
            ("mro", "49.00 MRO"),
            ("zmk", "49.00 ZMK"),
            ("STD", "49.00 STD"),
            ("byr", "4900 BYR"),
            ("ITL", "4900 ITL"),
        ] {
            let money = Money::new(4900, currency(code));
            assert_eq!(money.to_string(), text);
            assert_eq!(Money::parse(text), Some(money), "{code}");
        }
        assert!(LEFT.is_sorted_by(|(a, _), (b, _)| a < b), "each once, in order");
        for (code, exponent) in LEFT {
            assert_eq!(currency(code).exponent(), exponent, "{code}, as the list of today has it");
        }
    }
}
