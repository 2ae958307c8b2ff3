//! Words of the conversation, one of each variant.

use super::{at, key, request_id, ruling, usd};
use case::announcement::{Announcement, RequestNews};
use case::milestone::Milestone;
use case::reviewed::{Judged, Refused, Reviewed, Sheet};
use case::stage::Stage;
use domain::conversation::{Opened, ReviewAnswer, ReviewerSaid, SignedAnswer, Standing};
use domain::decision::{InfoNeeded, Silence, Verdict};
use domain::ids::SenderName;
use domain::ids::{AnswerId, StaffId};
use domain::reason_code::ReasonCode;
use domain::reviewer::Voice;

/// A review of everything, by two.
pub(crate) fn review_by_two() -> Verdict {
    let proposed = Some(usd(4900));
    Verdict::Review { why: "large_amount".into(), approvers: 2, proposed }
}

/// Questions with either meaning of silence.
pub(crate) fn need_info() -> [Verdict; 2] {
    let deny = Silence::Deny {
        clause: "no_answer".to_owned(),
        alternatives: vec!["onboarding_call".to_owned()],
    };
    let review = Silence::Review { why: "no_answer".into() };
    [(Some(86_400), deny), (None, review)].map(|(remind_after, silence)| {
        Verdict::NeedInfo(InfoNeeded {
            questions: vec!["proof_of_purchase".to_owned(), "was_it_used".to_owned()],
            answer_within: 259_200,
            remind_after,
            silence,
        })
    })
}

fn staff(text: &str) -> StaffId {
    StaffId::parse(text).unwrap()
}

fn answer_id(text: &str) -> AnswerId {
    AnswerId::parse(text).unwrap()
}

fn binding() -> String {
    format!("rb3-{}", "0123456789abcdef".repeat(4))
}

/// A review that one of two has approved.
pub(crate) fn opened() -> Opened {
    Opened {
        round: 2,
        at: at("2026-03-02T10:00:02Z"),
        until: at("2026-03-05T10:00:02Z"),
        nonce: Some("fedcba9876543210".repeat(4)),
        binding: Some(binding()),
        published: true,
        approvers: 2,
        approved: Some(usd(4900)),
        voices: vec![staff("agent-7")],
        seconded: true,
        because: ReasonCode::parse("goodwill"),
    }
}

/// What its reviewers are shown.
pub(crate) fn sheet() -> Sheet {
    Sheet {
        round: 2,
        operation: Some(key()),
        proposed: Some(usd(4900)),
        captured: Some(usd(4900)),
        refunded: 0,
        disputed: 0,
        left: 4900,
        approvers: 2,
        two_above: Some(2000),
        promised_by: Some(at("2026-03-04T10:00:00Z")),
        until: at("2026-03-05T10:00:02Z"),
        grounds: Some(Box::new(super::facts::grounds())),
        binding: binding(),
        joins: Some(request_id("req-0")),
    }
}

fn signed() -> SignedAnswer {
    let headers = [("webhook-id", "answer-00"), ("webhook-signature", "v1,AAAA")];
    SignedAnswer {
        sender: SenderName::parse("review-desk").unwrap(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: "{}".to_owned(),
    }
}

/// Every answer, and every judgement.
pub(crate) fn reviewed() -> Vec<Reviewed> {
    let words = |word: &str| vec![word.to_owned()];
    let said = [
        ReviewerSaid::Approve(usd(4900)),
        ReviewerSaid::Deny { clause: "too_late".to_owned(), alternatives: words("discount") },
        ReviewerSaid::Ask { questions: words("was_it_used") },
    ];
    let standings = [
        Some(Standing { most: Some(50_000), voice: Voice::First }),
        Some(Standing { most: None, voice: Voice::Second }),
        None,
    ];
    let refused = Refused::ALL.into_iter().map(|(why, _)| Some(Judged::Refused(why)));
    let judgements = [None, Some(Judged::Accepted)].into_iter().chain(refused);
    let of = |(number, judged): (usize, Option<Judged>)| Reviewed {
        answer: ReviewAnswer {
            id: answer_id(&format!("answer-{number:02}")),
            request: request_id("req-2"),
            reviewer: staff("agent-7"),
            binding: binding(),
            at: at("2026-03-03T08:00:00Z"),
            said: said[number % 3].clone(),
            because: ["policy_applied", "customer_retained", ""].map(ReasonCode::parse)[number % 3]
                .clone(),
            standing: standings[number % 3],
            signed: (number == 0).then(signed).map(Box::new),
        },
        judged,
    };
    judgements.enumerate().map(of).collect()
}

pub(crate) fn announcements() -> Vec<Announcement> {
    let [asks, _] = need_info();
    let news = [
        RequestNews::ReviewRequested { ruling: ruling(review_by_two()), sheet: Some(sheet()) },
        RequestNews::InfoRequested {
            round: 1,
            answer_by: at("2026-03-05T10:00:00Z"),
            ruling: ruling(asks),
        },
        RequestNews::InfoReminded {
            round: 1,
            questions: vec!["was_it_used".to_owned()],
            answer_by: at("2026-03-05T10:00:00Z"),
        },
        RequestNews::ReviewRefused {
            answer: answer_id("answer-1"),
            reviewer: staff("agent-7"),
            said: "approve".to_owned(),
            why: Refused::Expired,
        },
        RequestNews::ClockMissed { stage: Stage::Decided, due_at: at("2026-03-03T10:00:00Z") },
    ];
    news.map(|news| Announcement::Request(request_id("req-1"), news)).into()
}

/// One of each, with an id that has a separator in it.
pub(crate) fn milestones() -> Vec<Milestone> {
    let mut all: Vec<Milestone> = announcements().iter().map(Announcement::milestone).collect();
    let id = || request_id("shop:17:a");
    all.extend([Milestone::ReviewAgain(3, id()), Milestone::Asked(2, id())]);
    all.extend([Milestone::Reminded(2, id()), Milestone::ReviewRefused(answer_id("crm:4"))]);
    all.extend(Stage::ALL.map(|(stage, _)| Milestone::Missed(stage, id())));
    all
}
