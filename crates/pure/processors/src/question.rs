//! A question to a processor, and how its answer is heard.
//!
//! One GET for everything, a chain of them, pages, or none at all: whoever asks knows nothing of it.
//! It asks what is open, hears each answer in the order of the questions, and goes on with what comes
//! of them until nothing is open.

use std::fmt;

use domain::http::{HttpRequest, HttpResponse};

/// A question, and how its answer is heard. It has neither host nor credentials.
pub struct Question<'a, Heard> {
    /// What is asked.
    pub request: HttpRequest,
    hear: Box<Hear<'a, Heard>>,
    optional: Option<Optional<Heard>>,
}

/// Reads an answer into what is known so far, and says what is asked next. As all that reads here: an
/// answer about another object than the one that was asked for is unreadable.
type Hear<'a, Heard> = dyn Fn(&HttpResponse, &mut Heard) -> Result<Vec<Question<'a, Heard>>, ReadError>
    + Send
    + Sync
    + 'a;

/// What can be done without.
struct Optional<Heard> {
    what: &'static str,
    missed: fn(bool, &mut Heard),
}

impl<Heard> fmt::Debug for Question<'_, Heard> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("request", &self.request).finish_non_exhaustive()
    }
}

impl<'a, Heard> Question<'a, Heard> {
    /// A question whose answer is needed.
    pub(super) fn new(
        request: HttpRequest,
        hear: impl Fn(&HttpResponse, &mut Heard) -> Result<Vec<Self>, ReadError> + Send + Sync + 'a,
    ) -> Self {
        Self { request, hear: Box::new(hear), optional: None }
    }

    /// The same, of which only `what` is lost where it is not answered: `missed` says what that means,
    /// and is told whether the answer is final.
    pub(super) fn or_else(self, what: &'static str, missed: fn(bool, &mut Heard)) -> Self {
        Self { optional: Some(Optional { what, missed }), ..self }
    }

    /// Hears the answer; what is returned is asked next.
    pub fn hear(&self, response: &HttpResponse, heard: &mut Heard) -> Result<Vec<Self>, ReadError> {
        (self.hear)(response, heard)
    }

    /// Goes on without an answer: says what is lost, or nothing where it cannot be done without.
    pub fn miss(&self, is_final: bool, heard: &mut Heard) -> Option<&'static str> {
        let Optional { what, missed } = self.optional.as_ref()?;
        missed(is_final, heard);
        Some(what)
    }
}

/// Why an answer to a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not now.
    #[error("the processor asks to come back later")]
    Busy {
        /// Seconds to wait, where the processor says so.
        retry_after: Option<u32>,
    },
    /// The processor has a fault of its own.
    #[error("the processor has a fault of its own")]
    Unavailable,
    /// The processor does not accept our credentials: ours to fix.
    #[error("the processor does not accept our credentials")]
    Misconfigured,
    /// Our key may not read this.
    #[error("our key at the processor may not read this")]
    Forbidden,
    /// The processor knows no such object.
    #[error("the processor knows no such object")]
    Missing,
    /// The processor does not answer this question; the text has its code and nothing else of it.
    #[error("the processor refuses the question: {0}")]
    Refused(String),
    /// An answer that this build does not understand; the text repeats nothing of it.
    #[error("the processor's answer cannot be used: {0}")]
    Unreadable(String),
}

impl ReadError {
    /// Whether the same question will get the same answer: who can do without one need not wait.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Forbidden | Self::Missing | Self::Refused(_) => true,
            // A proxy may have garbled it, and a key that is exchanged is known again soon.
            Self::Busy { .. } | Self::Unavailable | Self::Misconfigured | Self::Unreadable(_) => {
                false
            }
        }
    }
}
