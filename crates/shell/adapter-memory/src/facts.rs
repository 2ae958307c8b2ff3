//! A merchant's system in memory, for tests: says what it was told to say.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use domain::inquiry::{FactsReply, Inquiry};
use ports::facts::{FactSource, Unanswered};
use wire::merchant_facts::{self, ReplyError};

/// Answers every account alike; until it is told what, there is nobody to ask.
#[derive(Debug, Default)]
pub struct MemoryFacts {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The last one is said again and again.
    answers: VecDeque<Result<String, Unanswered>>,
    asked: Vec<Inquiry>,
}

impl MemoryFacts {
    /// From here on replies with this document, whatever is asked.
    pub fn reply(&self, document: impl Into<String>) {
        self.state().answers = VecDeque::from([Ok(document.into())]);
    }

    /// Replies with this document once everything before it was said.
    pub fn then_reply(&self, document: impl Into<String>) {
        self.state().answers.push_back(Ok(document.into()));
    }

    /// From here on does not answer, for this reason.
    pub fn fail(&self, why: Unanswered) {
        self.state().answers = VecDeque::from([Err(why)]);
    }

    /// What was asked so far, in order.
    pub fn asked(&self) -> Vec<Inquiry> {
        self.state().asked.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl FactSource for MemoryFacts {
    async fn ask(&self, inquiry: &Inquiry) -> Result<Option<FactsReply>, Unanswered> {
        let mut state = self.state();
        let Some(answer) = state.answers.front().cloned() else { return Ok(None) };
        if state.answers.len() > 1 {
            state.answers.pop_front();
        }
        state.asked.push(inquiry.clone());
        match merchant_facts::reply(answer?.as_bytes(), &inquiry.wanted) {
            Ok(said) => Ok(Some(said)),
            Err(ReplyError::NotJson) => Err(Unanswered::NotJson),
            Err(ReplyError::OtherDocument) => Err(Unanswered::OtherDocument),
        }
    }
}
