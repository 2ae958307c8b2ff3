//! What a test expects of a decision, and where the decision is another one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::explanation;
use domain::decision::{Decision, InfoNeeded, Ruling, Silence, Verdict};
use domain::subscription::Subscription;
use wire::facts::AmountV1;
use wire::leaf::Word;

/// What is decided, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictWord {
    /// Money is given back.
    Approve,
    /// No money is given back.
    Deny,
    /// The customer is asked first.
    Ask,
    /// A person decides.
    Review,
}

impl VerdictWord {
    /// Every verdict, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Deny, Self::Ask, Self::Review];

    /// The word of a verdict.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Approve(_) => Self::Approve,
            Verdict::Deny { .. } => Self::Deny,
            Verdict::NeedInfo(_) => Self::Ask,
            Verdict::Review { .. } => Self::Review,
        }
    }

    /// The word in policies and tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::Ask => "ask",
            Self::Review => "review",
        }
    }
}

/// What silence means, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SilenceWord {
    /// The request is denied.
    Deny,
    /// A person decides.
    Review,
}

/// What a test expects. What is left out may be anything, but for `shadow`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "expectations with `verdict`")]
pub struct ExpectedV1 {
    /// What is decided.
    pub verdict: VerdictWord,
    /// How much is given back; with `approve`.
    #[serde(default)]
    pub amount: Option<AmountV1>,
    /// The rule that decides; `default` where none applies.
    #[serde(default)]
    pub rule: Option<String>,
    /// The clause that the decision rests on.
    #[serde(default)]
    pub clause: Option<String>,
    /// What is offered instead, in order; with `deny`.
    #[serde(default)]
    pub alternatives: Option<Vec<String>>,
    /// What is asked, in order; with `ask`.
    #[serde(default)]
    pub questions: Option<Vec<String>>,
    /// What silence means; with `ask`.
    #[serde(default)]
    pub silence: Option<SilenceWord>,
    /// Why a person decides, as a short code; with `review`.
    #[serde(default)]
    pub why: Option<String>,
    /// How many people must agree; with `review`.
    #[serde(default)]
    pub approvers: Option<u8>,
    /// The amount that is proposed to them; with `review`.
    #[serde(default)]
    pub proposed: Option<AmountV1>,
    /// What is to become of the subscription; with `approve` or `review`.
    #[serde(default)]
    pub subscription: Option<Word<Subscription>>,
    /// Whether the decision is a rehearsal; it is none if this is left out.
    #[serde(default)]
    pub shadow: bool,
    /// Lines of the explanation that must be there, in this order; others may stand between.
    #[serde(default)]
    pub explanation: Vec<String>,
}

/// One expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The key of the expectation.
    pub key: &'static str,
    pub expected: String,
    /// What was decided.
    pub got: String,
}

const NONE: &str = "none";

impl ExpectedV1 {
    /// Where the ruling is another one than was expected.
    pub fn misses(&self, ruling: &Ruling) -> Vec<Miss> {
        let decision = &ruling.decision;
        let mut misses = Vec::new();
        let got = VerdictWord::of(&decision.verdict);
        if got == self.verdict {
            let stated = self.stated(decision).into_iter();
            misses.extend(stated.filter_map(|(key, expected, got)| {
                let expected = expected?;
                let got = got.unwrap_or_else(|| NONE.to_owned());
                (expected != got).then_some(Miss { key, expected, got })
            }));
        } else {
            let got = explanation::headline(decision);
            misses.push(Miss { key: "verdict", expected: self.verdict.as_str().to_owned(), got });
        }
        if self.shadow != decision.shadow {
            let told = |shadow: bool| shadow.to_string();
            let (expected, got) = (told(self.shadow), told(decision.shadow));
            misses.push(Miss { key: "shadow", expected, got });
        }
        misses.extend(self.unexplained(ruling));
        misses
    }

    /// Everything that may be expected, beside what was decided.
    fn stated(&self, decision: &Decision) -> [(&'static str, Option<String>, Option<String>); 10] {
        let plain = |text: &String| text.clone();
        let joined = |words: &Vec<String>| words.join(", ");
        let money = |amount: &AmountV1| amount.money().to_string();
        let seen = Seen::of(decision);
        [
            ("amount", self.amount.as_ref().map(money), seen.amount),
            ("rule", self.rule.as_ref().map(plain), Some(decision.by.to_string())),
            ("clause", self.clause.as_ref().map(plain), Some(decision.clause.clone())),
            ("alternatives", self.alternatives.as_ref().map(joined), seen.alternatives),
            ("questions", self.questions.as_ref().map(joined), seen.questions),
            ("silence", self.silence.map(|word| silence(word).to_owned()), seen.silence),
            ("why", self.why.as_ref().map(plain), seen.why),
            ("approvers", self.approvers.map(|count| count.to_string()), seen.approvers),
            ("proposed", self.proposed.as_ref().map(money), seen.proposed),
            (
                "subscription",
                self.subscription.map(|word| word.0.as_str().to_owned()),
                decision.subscription.map(|word| word.as_str().to_owned()),
            ),
        ]
    }

    /// The first line that is not found behind the one before it.
    fn unexplained(&self, ruling: &Ruling) -> Option<Miss> {
        let lines: Vec<String> =
            explanation::lines(&ruling.trace).iter().map(|line| bare(line)).collect();
        let mut left = lines.iter();
        let missing = self.explanation.iter().find(|expected| {
            let expected = bare(expected);
            !left.any(|line| *line == expected)
        })?;
        Some(Miss { key: "explanation", expected: bare(missing), got: lines.join(" · ") })
    }
}

/// What a decision has of what can be expected.
#[derive(Default)]
struct Seen {
    amount: Option<String>,
    alternatives: Option<String>,
    questions: Option<String>,
    silence: Option<String>,
    why: Option<String>,
    approvers: Option<String>,
    proposed: Option<String>,
}

impl Seen {
    fn of(decision: &Decision) -> Self {
        match &decision.verdict {
            Verdict::Approve(money) => Self { amount: Some(money.to_string()), ..Self::default() },
            Verdict::Deny { alternatives } => {
                Self { alternatives: Some(alternatives.join(", ")), ..Self::default() }
            }
            Verdict::NeedInfo(InfoNeeded { questions, silence: said, .. }) => {
                let word = match said {
                    Silence::Deny { .. } => SilenceWord::Deny,
                    Silence::Review { .. } => SilenceWord::Review,
                };
                let silence = Some(silence(word).to_owned());
                Self { questions: Some(questions.join(", ")), silence, ..Self::default() }
            }
            Verdict::Review { why, approvers, proposed } => Self {
                why: Some(why.to_string()),
                approvers: Some(approvers.to_string()),
                proposed: proposed.map(|money| money.to_string()),
                ..Self::default()
            },
        }
    }
}

fn silence(word: SilenceWord) -> &'static str {
    match word {
        SilenceWord::Deny => "deny",
        SilenceWord::Review => "review",
    }
}

/// A line without the spaces that only lay it out.
fn bare(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
