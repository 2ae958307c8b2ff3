//! Writes amounts as CLDR has them: `$49.00`, `¥500`, `49,00 €`. Japanese letters name the currency
//! instead of its sign, because `¥` and `$` are signs of several: `5,800円`, `49.00米ドル`.
//!
//! CLDR drops the minor units of some currencies that ISO 4217 gives them (12.50 RSD would be
//! written as "RSD 13"). A letter must name the amount that is in the books, so what was written
//! is compared with the amount digit by digit, and such amounts are written in full instead.

use fixed_decimal::Decimal;
use icu_experimental::dimension::currency::CurrencyType;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;

use super::error::MessageError;
use domain::locale::Locale;
use domain::money::Money;

/// Writes a positive amount with what the currency is usually called in letters of that language.
pub(super) fn write(locale: Locale, money: Money) -> Result<String, MessageError> {
    if money.minor <= 0 {
        return Err(MessageError::NothingToPay(money));
    }
    let named = match locale {
        Locale::Ja => by_name(locale, money),
        Locale::En | Locale::De | Locale::Fr | Locale::Nl | Locale::Zh | Locale::ZhHant => None,
    };
    named
        .filter(|text| says(text, money))
        .or_else(|| by_symbol(locale, money).filter(|text| says(text, money)))
        .or_else(|| in_full(locale, money).filter(|text| says(text, money)))
        .ok_or(MessageError::Unwritable { money, locale })
}

fn by_symbol(locale: Locale, money: Money) -> Option<String> {
    let kind = CurrencyType::try_from_str(money.currency.code()).ok()?;
    let tag = super::tag::tag(locale)?;
    let formatter = CurrencyFormatter::try_new_symbol((&tag).into(), kind, <_>::default()).ok()?;
    Some(formatter.format_fixed_decimal(&decimal(money)?).to_string())
}

/// Writes the name after the number, without a blank between them, as only Japanese does.
fn by_name(locale: Locale, money: Money) -> Option<String> {
    let kind = CurrencyType::try_from_str(money.currency.code()).ok()?;
    let tag = super::tag::tag(locale)?;
    let formatter = CurrencyFormatter::try_new_name((&tag).into(), kind).ok()?;
    let text = formatter.format_fixed_decimal(&decimal(money)?).to_string();
    Some(text.split_whitespace().collect())
}

/// Writes all minor units, with the currency's code. The formatter takes the number of decimals
/// from the currency, so one that has as many stands in, and its code is replaced afterwards.
fn in_full(locale: Locale, money: Money) -> Option<String> {
    let stand_in = match money.currency.exponent() {
        2 => "EUR",
        3 => "KWD",
        4 => "CLF",
        _ => return None,
    };
    let kind = CurrencyType::try_from_str(stand_in).ok()?;
    let tag = super::tag::tag(locale)?;
    let formatter = CurrencyFormatter::try_new_code((&tag).into(), kind, <_>::default()).ok()?;
    let text = formatter.format_fixed_decimal(&decimal(money)?).to_string();
    Some(text.replace(stand_in, money.currency.code()))
}

/// Whether the digits of `text` are those of the amount. Trailing zeros do not count: CLDR may
/// leave out decimals that are zero. Rounding cannot hide in that, since a rounded amount differs
/// from the exact one by at most a half and never by a power of ten.
fn says(text: &str, money: Money) -> bool {
    let shown: String = text.chars().filter(char::is_ascii_digit).collect();
    let exact = money.minor.to_string();
    shown.trim_matches('0') == exact.trim_matches('0')
}

fn decimal(money: Money) -> Option<Decimal> {
    let exponent = i16::try_from(money.currency.exponent()).ok()?;
    let mut value = Decimal::from(money.minor);
    value.multiply_pow10(exponent.saturating_neg());
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn amounts_are_written_as_each_language_has_them() {
        let cases = [(4900, "USD"), (123_456, "EUR"), (500, "JPY"), (1230, "KWD"), (1250, "RSD")];
        let mut lines = Vec::new();
        for locale in Locale::ALL {
            for (minor, code) in cases {
                let text = write(locale, money(minor, code)).unwrap();
                lines.push(format!("{locale} {minor} {code}: {}", visible(&text)));
            }
        }
        assert_eq!(lines.len(), 35);
        let mut golden = insta::Settings::clone_current();
        golden.set_snapshot_path("golden");
        golden.set_prepend_module_to_snapshot(false);
        golden.set_omit_expression(true);
        golden.bind(|| insta::assert_snapshot!("amounts", lines.join("\n")));
    }

    /// Shows the blanks that must not break, which otherwise look like any other.
    fn visible(text: &str) -> String {
        text.replace('\u{a0}', "<nbsp>").replace('\u{202f}', "<nnbsp>")
    }

    #[test]
    fn every_currency_is_written_to_its_last_digit_in_every_language() {
        let letters = || 'A'..='Z';
        let mut currencies = Vec::new();
        for (a, b, c) in
            letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| (a, b, c))))
        {
            currencies.extend(Currency::parse(&String::from_iter([a, b, c])).ok());
        }
        assert!(currencies.len() > 150, "only {} currencies", currencies.len());
        let mut written = 0;
        for locale in Locale::ALL {
            for currency in &currencies {
                for minor in [1, 40, 99, 100, 1250, 123_456_789, i64::MAX] {
                    let money = Money::new(minor, *currency);
                    let text = write(locale, money).unwrap_or_else(|e| panic!("{locale}: {e}"));
                    assert!(says(&text, money), "{locale}: {money} was written as {text}");
                    written += 1;
                }
            }
        }
        assert_eq!(written, currencies.len() * 7 * 7);
    }

    #[test]
    fn w9_japanese_names_the_currency() {
        for (minor, code, written) in [
            (5800, "JPY", "5,800円"),
            (4900, "USD", "49.00米ドル"),
            (123_456, "EUR", "1,234.56ユーロ"),
        ] {
            assert_eq!(write(Locale::Ja, money(minor, code)).unwrap(), written);
        }
    }

    #[test]
    fn a_rounded_amount_is_told_from_an_exact_one() {
        assert!(says("RSD 1,500", money(150_000, "RSD")));
        assert!(!says("RSD 13", money(1250, "RSD")));
        assert!(!says("RSD 100", money(9960, "RSD")));
        assert!(!says("RSD 0", money(40, "RSD")));
    }

    #[test]
    fn nothing_and_less_than_nothing_are_not_written() {
        for minor in [0, -1, i64::MIN] {
            assert!(matches!(
                write(Locale::En, money(minor, "USD")),
                Err(MessageError::NothingToPay(_))
            ));
        }
    }
}
