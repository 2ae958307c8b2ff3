//! The words that say that money has been given back.
//!
//! They stand in one letter only, which is written when the processor has given a refund its id.
//! Anywhere else they would promise what nobody knows yet.

use domain::locale::Locale;

/// The words of a language for "refunded", in lower case. A longer word that contains one counts.
pub(super) fn words(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => &["refunded", "reimbursed"],
        Locale::De => &["erstattet", "zurückgezahlt", "zurücküberwiesen", "rückvergütet"],
        Locale::Fr => &["remboursé"],
        Locale::Nl => &["terugbetaald", "teruggestort"],
        Locale::Ja => &["返金いたしました", "返金しました", "返金済み", "返金が完了", "返金完了"],
        Locale::Zh => &["已退", "已经退", "退款成功", "退款完成", "退款已完成"],
        Locale::ZhHant => &["已退", "已經退", "退款成功", "退款完成", "退款已完成"],
    }
}

/// The first of those words that a text says.
pub(super) fn said(locale: Locale, text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    words(locale).iter().copied().find(|word| text.contains(word))
}
