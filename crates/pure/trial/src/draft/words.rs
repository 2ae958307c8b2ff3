//! The clauses of a drafted policy, in every language.

use super::answers::{Answers, Renewals};
use super::rules::RENEWAL_DAYS;
use domain::locale::Locale;

/// A text in each language, in the order of [`Locale::ALL`]. `{days}` is the number of days.
type Texts = [&'static str; 7];

const MONEY_BACK: Texts = [
    "Within {days} days of purchase you get your money back in full, for any reason.",
    "Innerhalb von {days} Tagen nach dem Kauf erhalten Sie Ihr Geld vollständig zurück, aus welchem Grund auch immer.",
    "Dans les {days} jours suivant l’achat, vous êtes intégralement remboursé, quel que soit le motif.",
    "Binnen {days} dagen na de aankoop krijgt u uw geld volledig terug, om welke reden dan ook.",
    "ご購入から{days}日以内であれば、理由を問わず全額を返金いたします。",
    "自购买之日起 {days} 天内，无论何种原因均可全额退款。",
    "自購買日起 {days} 天內，無論任何原因均可全額退款。",
];
const UNUSED: Texts = [
    "A payment for a product that was not used is refunded in full within {days} days.",
    "Wurde ein Produkt nicht genutzt, erstatten wir die Zahlung innerhalb von {days} Tagen vollständig.",
    "Le paiement d’un produit qui n’a pas été utilisé est remboursé intégralement dans un délai de {days} jours.",
    "De betaling voor een product dat niet is gebruikt, betalen wij binnen {days} dagen volledig terug.",
    "ご利用のない製品については、{days}日以内であればお支払いを全額返金いたします。",
    "未使用的产品，{days} 天内可全额退款。",
    "未使用的產品，{days} 天內可全額退款。",
];
const REST_OF_TERM: Texts = [
    "Otherwise a payment is given back for the part of the term that remains.",
    "Ansonsten erstatten wir eine Zahlung anteilig für die verbleibende Laufzeit.",
    "Dans les autres cas, un paiement est remboursé au prorata de la durée restante.",
    "In andere gevallen betalen wij naar rato van de resterende looptijd terug.",
    "それ以外の場合は、残りの期間に応じて返金いたします。",
    "其他情况下，按剩余期限比例退款。",
    "其他情況下，依剩餘期間按比例退款。",
];
const TOO_LATE: Texts = [
    "Once {days} days have passed since the purchase, we do not give money back.",
    "Sind seit dem Kauf {days} Tage verstrichen, erstatten wir nicht mehr.",
    "Passé un délai de {days} jours après l’achat, nous ne remboursons plus.",
    "Na {days} dagen na de aankoop geven wij geen geld meer terug.",
    "ご購入から{days}日を過ぎた後は、返金を承っておりません。",
    "自购买之日起超过 {days} 天后，我们不再退款。",
    "自購買日起超過 {days} 天後，我們不再退款。",
];
const TERM_OVER: Texts = [
    "Once {days} days have passed and the term is over, we do not give money back.",
    "Sind {days} Tage verstrichen und ist die Laufzeit zu Ende, erstatten wir nicht mehr.",
    "Passé un délai de {days} jours et une fois la durée écoulée, nous ne remboursons plus.",
    "Na {days} dagen en na afloop van de looptijd geven wij geen geld meer terug.",
    "{days}日を過ぎ、かつ期間が終了した後は、返金を承っておりません。",
    "超过 {days} 天且期限届满后，我们不再退款。",
    "超過 {days} 天且期間屆滿後，我們不再退款。",
];
const RENEWAL: Texts = [
    "A renewal is refunded in full within {days} days of the charge.",
    "Eine Verlängerung erstatten wir innerhalb von {days} Tagen nach der Abbuchung vollständig.",
    "Un renouvellement est remboursé intégralement dans les {days} jours suivant le prélèvement.",
    "Een verlenging betalen wij binnen {days} dagen na de afschrijving volledig terug.",
    "更新料金については、請求から{days}日以内であれば全額を返金いたします。",
    "续订款项自扣款之日起 {days} 天内可全额退款。",
    "續訂款項自扣款日起 {days} 天內可全額退款。",
];
const RENEWAL_UNUSED: Texts = [
    "A renewal that was not used is refunded in full within {days} days of the charge.",
    "Eine nicht genutzte Verlängerung erstatten wir innerhalb von {days} Tagen nach der Abbuchung vollständig.",
    "Un renouvellement qui n’a pas été utilisé est remboursé intégralement dans les {days} jours suivant le prélèvement.",
    "Een verlenging die niet is gebruikt, betalen wij binnen {days} dagen na de afschrijving volledig terug.",
    "ご利用のない更新料金については、請求から{days}日以内であれば全額を返金いたします。",
    "未使用的续订款项自扣款之日起 {days} 天内可全额退款。",
    "未使用的續訂款項自扣款日起 {days} 天內可全額退款。",
];
const RENEWAL_TOO_LATE: Texts = [
    "Once {days} days have passed, a renewal is not refunded.",
    "Nach Ablauf von {days} Tagen erstatten wir eine Verlängerung nicht mehr.",
    "Passé un délai de {days} jours, un renouvellement n’est plus remboursé.",
    "Na {days} dagen betalen wij een verlenging niet meer terug.",
    "{days}日を過ぎた後は、更新料金の返金は承っておりません。",
    "续订超过 {days} 天后，不再退款。",
    "續訂超過 {days} 天後，不再退款。",
];
const RENEWAL_NEVER: Texts = [
    "A renewal is not refunded.",
    "Eine Verlängerung erstatten wir nicht.",
    "Un renouvellement n’est pas remboursé.",
    "Een verlenging betalen wij niet terug.",
    "更新料金の返金は承っておりません。",
    "续订款项不予退款。",
    "續訂款項不予退款。",
];
const CHARGED_WRONGLY: Texts = [
    "A payment that was charged twice or wrongly is given back in full at any time.",
    "Eine doppelt oder fälschlich abgebuchte Zahlung erstatten wir jederzeit vollständig.",
    "Un paiement prélevé en double ou par erreur est remboursé intégralement à tout moment.",
    "Een dubbel of ten onrechte afgeschreven betaling geven wij altijd volledig terug.",
    "二重に、または誤って請求されたお支払いは、時期を問わず全額を返金いたします。",
    "重复或错误扣取的款项可随时全额退还。",
    "重複或錯誤扣取的款項可隨時全額退還。",
];
const SUSPICIOUS: Texts = [
    "Requests with signs of fraud, abuse or a running dispute are examined by our team.",
    "Anfragen mit Anzeichen für Betrug, Missbrauch oder ein laufendes Rückbuchungsverfahren prüft unser Team.",
    "Les demandes présentant des signes de fraude, d’abus ou de litige en cours sont examinées par notre équipe.",
    "Verzoeken met tekenen van fraude, misbruik of een lopend geschil worden door ons team onderzocht.",
    "不正利用や濫用の兆候があるご依頼、または異議申し立てが進行中のご依頼は、担当者が確認いたします。",
    "如有欺诈、滥用迹象或正在处理的争议，相关申请将由我们的团队审核。",
    "若有詐欺、濫用跡象或正在處理的爭議，相關申請將由我們的團隊審核。",
];
const CASE_BY_CASE: Texts = [
    "Requests that these terms do not cover are decided by our team, case by case.",
    "Über Anfragen, die diese Bedingungen nicht regeln, entscheidet unser Team im Einzelfall.",
    "Les demandes que ces conditions ne prévoient pas sont traitées au cas par cas par notre équipe.",
    "Over verzoeken waarin deze voorwaarden niet voorzien, beslist ons team per geval.",
    "この規定に定めのないご依頼については、担当者が個別に判断いたします。",
    "本条款未涵盖的申请，由我们的团队逐案处理。",
    "本條款未涵蓋的申請，由我們的團隊個案處理。",
];

/// The clauses that the rules rest on.
pub(super) fn clauses(answers: &Answers) -> String {
    let days = answers.days;
    let mut clauses = vec![
        ("money-back", if answers.used { UNUSED } else { MONEY_BACK }, days),
        ("too-late", if answers.rest_of_term { TERM_OVER } else { TOO_LATE }, days),
        ("charged-wrongly", CHARGED_WRONGLY, 0),
        ("suspicious", SUSPICIOUS, 0),
        ("case-by-case", CASE_BY_CASE, 0),
    ];
    if answers.rest_of_term {
        clauses.push(("rest-of-term", REST_OF_TERM, 0));
    }
    match answers.renewals {
        None => {}
        Some(Renewals::Never) => clauses.push(("renewal", RENEWAL_NEVER, 0)),
        Some(Renewals::FourteenDays) => {
            let renewal = if answers.used { RENEWAL_UNUSED } else { RENEWAL };
            clauses.push(("renewal", renewal, RENEWAL_DAYS));
            if !answers.used {
                let over = if answers.rest_of_term { TERM_OVER } else { RENEWAL_TOO_LATE };
                clauses.push(("renewal-too-late", over, RENEWAL_DAYS));
            }
        }
    }
    clauses.into_iter().map(|(id, texts, days)| clause(answers, id, texts, days)).collect()
}

fn clause(answers: &Answers, id: &str, texts: Texts, days: i64) -> String {
    let each = Locale::ALL.into_iter().zip(texts);
    let wanted = each.filter(|(locale, _)| answers.languages.contains(locale));
    let lines = wanted.map(|(locale, text)| {
        format!("{} = \"{}\"\n", locale.as_str(), text.replace("{days}", &days.to_string()))
    });
    format!("\n[clauses.{id}]\n{}", lines.collect::<String>())
}
