//! The stored form of a verdict.

use serde::{Deserialize, Serialize};

use crate::leaf::{MoneyV1, Text};
use domain::decision::{InfoNeeded, Silence, Verdict};
use domain::money::Money;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum VerdictV1<'a> {
    Approve(MoneyV1),
    Deny {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<Text<'a>>,
    },
    NeedInfo(InfoV1<'a>),
    Review {
        why: Text<'a>,
        /// Absent where one person is enough.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approvers: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed: Option<MoneyV1>,
    },
}

impl<'a> From<&'a Verdict> for VerdictV1<'a> {
    fn from(verdict: &'a Verdict) -> Self {
        match verdict {
            Verdict::Approve(amount) => Self::Approve((*amount).into()),
            Verdict::Deny { alternatives } => Self::Deny { alternatives: texts(alternatives) },
            Verdict::NeedInfo(info) => Self::NeedInfo(info.into()),
            Verdict::Review { why, approvers, proposed } => Self::Review {
                why: why.as_str().into(),
                approvers: (*approvers != 1).then_some(*approvers),
                proposed: proposed.map(MoneyV1::from),
            },
        }
    }
}

impl From<VerdictV1<'_>> for Verdict {
    fn from(wire: VerdictV1<'_>) -> Self {
        match wire {
            VerdictV1::Approve(amount) => Self::Approve(amount.into()),
            VerdictV1::Deny { alternatives } => Self::Deny { alternatives: strings(alternatives) },
            VerdictV1::NeedInfo(info) => Self::NeedInfo(info.into()),
            VerdictV1::Review { why, approvers, proposed } => Self::Review {
                why: why.as_str().into(),
                approvers: approvers.unwrap_or(1),
                proposed: proposed.map(Money::from),
            },
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InfoV1<'a> {
    questions: Vec<Text<'a>>,
    answer_within: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remind_after: Option<i64>,
    silence: SilenceV1<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SilenceV1<'a> {
    Deny {
        clause: Text<'a>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<Text<'a>>,
    },
    Review {
        why: Text<'a>,
    },
}

impl<'a> From<&'a InfoNeeded> for InfoV1<'a> {
    fn from(info: &'a InfoNeeded) -> Self {
        Self {
            questions: texts(&info.questions),
            answer_within: info.answer_within,
            remind_after: info.remind_after,
            silence: match &info.silence {
                Silence::Deny { clause, alternatives } => {
                    SilenceV1::Deny { clause: clause.into(), alternatives: texts(alternatives) }
                }
                Silence::Review { why } => SilenceV1::Review { why: why.as_str().into() },
            },
        }
    }
}

impl From<InfoV1<'_>> for InfoNeeded {
    fn from(wire: InfoV1<'_>) -> Self {
        Self {
            questions: strings(wire.questions),
            answer_within: wire.answer_within,
            remind_after: wire.remind_after,
            silence: match wire.silence {
                SilenceV1::Deny { clause, alternatives } => {
                    Silence::Deny { clause: clause.into(), alternatives: strings(alternatives) }
                }
                SilenceV1::Review { why } => Silence::Review { why: why.as_str().into() },
            },
        }
    }
}

fn texts(words: &[String]) -> Vec<Text<'_>> {
    words.iter().map(Text::from).collect()
}

fn strings(words: Vec<Text<'_>>) -> Vec<String> {
    words.into_iter().map(String::from).collect()
}
