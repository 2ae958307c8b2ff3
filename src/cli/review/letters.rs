//! The letters that an answer would send, before it is given: written as the worker writes them, to the
//! customer whose case it is.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::config::{AccountSettings, Settings};
use crate::app::review::ReviewSheet;
use case::announcement::{Announcement, Owed, RequestNews};
use case::ledger;
use case::state::Case;
use domain::authority::Authority;
use domain::decision::Verdict;
use domain::ids::RequestId;
use domain::money::Money;
use domain::reason_code::ReasonCode;
use messages::{Letter, MessageError};
use worker::{Addressee, Home, letter_content, locale_of, recipient_of, written_letter, zone_of};

/// What an answer would say.
#[derive(Debug)]
pub(super) struct Foretold {
    /// What would be approved; `None` where nothing is proposed, and no amount is named.
    pub(super) amount: Option<Money>,
    /// The clause of a denial; `None` where there is none with words.
    pub(super) clause: Option<String>,
    /// What would be offered, in order.
    pub(super) alternatives: Vec<String>,
    /// Why.
    pub(super) because: Option<ReasonCode>,
}

type Written = Result<Letter, MessageError>;

/// The letters of both answers; `None` where there would be none. One that cannot be written holds no
/// money back: the event goes out without it.
#[derive(Debug, Default)]
pub(super) struct Letters {
    approve: Option<Written>,
    deny: Option<Written>,
    /// How many people must approve before the letter goes.
    approvers: u8,
}

impl Foretold {
    /// Writes both, as of `now`.
    pub(super) fn letters(
        &self,
        settings: &Settings,
        (case, sheet): (&Case, &ReviewSheet),
        now: Timestamp,
    ) -> Letters {
        let account = settings.accounts.get(&case.id.account);
        // Where somebody else sells, somebody else writes.
        let Some(account) = account.filter(|account| !account.merchant_of_record) else {
            return Letters::default();
        };
        let write = |verdict, by| {
            let (case, owed) = self.decided((case, &sheet.request.id), (verdict, by), now)?;
            letter(settings, account, (&case, &owed))
        };
        let deny = || Verdict::Deny { alternatives: self.alternatives.clone() };
        let most = sheet.sheet.two_above;
        let large = most.zip(self.amount).is_some_and(|(most, amount)| amount.minor > most);
        Letters {
            approve: self
                .amount
                .and_then(|amount| write(Verdict::Approve(amount), Authority::Approvers)),
            deny: write(deny(), Authority::Denier),
            approvers: if large { 2 } else { sheet.sheet.approvers },
        }
    }

    /// The case as it would be, and what would be told.
    fn decided(
        &self,
        (case, request): (&Case, &RequestId),
        (verdict, by): (Verdict, Authority),
        now: Timestamp,
    ) -> Option<(Case, Owed)> {
        let mut case = case.clone();
        let key = case.key_of(&case.requests.get(request)?.request);
        let captured = ledger::captured(&case);
        let state = case.requests.get_mut(request)?;
        if let Some(opened) = &mut state.opened {
            opened.because.clone_from(&self.because);
        }
        let mut ruling = state.ruling.clone()?;
        let decision = &mut ruling.decision;
        (decision.verdict, decision.by, decision.shadow) = (verdict, by, false);
        let news = match decision.verdict {
            Verdict::Approve(amount) => {
                let full = amount.minor == captured;
                RequestNews::Approved {
                    key: key?,
                    amount,
                    full,
                    at_once: false,
                    ruling: ruling.clone(),
                }
            }
            Verdict::Deny { .. } => {
                decision.clause.clone_from(self.clause.as_ref()?);
                RequestNews::Denied { at_once: false, ruling: ruling.clone() }
            }
            Verdict::NeedInfo(_) | Verdict::Review { .. } => return None,
        };
        state.ruling = Some(ruling);
        let announcement = Announcement::Request(request.clone(), news);
        let id = announcement.milestone().event_id(&case.id, 0);
        Some((case, Owed { id, sequence: 0, at: now, announcement, tax: None }))
    }
}

/// What the worker would write.
fn letter(
    settings: &Settings,
    account: &AccountSettings,
    (case, owed): (&Case, &Owed),
) -> Option<Written> {
    let home = Home {
        locale: account.locale,
        zone: &account.zone,
        languages: &account.policy_sources.languages,
        merchant: &account.merchant,
        addressing: &account.addressing,
    };
    let locale = locale_of(case, &home, owed, Addressee::Customer);
    let zone = zone_of(case, &home, owed, Addressee::Customer);
    let decision = &owed.announcement.ruling()?.decision;
    let book = account.policies.current();
    let words = book.clause_text(decision.policy_hash.as_deref(), &decision.clause, locale);
    let within = i64::try_from(account.times.answer_within.as_secs()).unwrap_or(i64::MAX);
    let (content, _) = letter_content(case, owed, words, within)?;
    let to = recipient_of(case, &home, owed, Addressee::Customer, &zone);
    Some(written_letter(content, &settings.messages.texts.current(), &to))
}

impl Letters {
    /// One below the other, for people.
    pub(super) fn text(&self) -> String {
        let when = if self.approvers > 1 { ", once two have approved" } else { "" };
        let all = [("approve", &self.approve, when), ("deny", &self.deny, "")];
        let written =
            all.into_iter().filter_map(|(verb, letter, when)| Some((verb, letter.as_ref()?, when)));
        let shown = written.map(|(verb, letter, when)| match letter {
            Ok(Letter { locale, subject, text, .. }) => {
                let lines = [subject.as_str(), ""].into_iter().chain(text.lines());
                let lines = lines.map(|line| format!("  {line}").trim_end().to_owned() + "\n");
                let lines: String = lines.collect();
                format!("\nthe letter of `{verb}` ({locale}){when}\n{lines}")
            }
            Err(error) => format!("\nthe letter of `{verb}` cannot be written: {error}\n"),
        });
        shown.collect()
    }

    /// By the verb that would send it; `null` where none would be sent.
    pub(super) fn json(&self) -> Value {
        let letter = |letter: &Option<Written>| match letter {
            None => Value::Null,
            Some(Ok(Letter { locale, subject, text, .. })) => {
                json!({"locale": locale.to_string(), "subject": subject, "text": text})
            }
            Some(Err(error)) => json!({"error": error.to_string()}),
        };
        json!({"approve": letter(&self.approve), "deny": letter(&self.deny)})
    }
}
