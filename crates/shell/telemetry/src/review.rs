//! What is observed where reviews are answered by hand.

use crate::level::info;

use domain::conversation::ReviewAnswer;
use domain::ids::CaseId;
use domain::reason_code::ReasonCode;

/// A person has answered a review at the command line. Whether it counts is told by the worker.
#[derive(Debug)]
pub struct ReviewAnswered<'a> {
    pub case: &'a CaseId,
    pub answer: &'a ReviewAnswer,
}

impl ReviewAnswered<'_> {
    pub fn emit(&self) {
        let Self { case, answer } = self;
        info!(
            case = %case,
            request = %answer.request,
            answer = %answer.id,
            reviewer = %answer.reviewer,
            verdict = answer.said.as_str(),
            because = answer.because.as_ref().map(ReasonCode::as_str),
            "review answered"
        );
    }
}
