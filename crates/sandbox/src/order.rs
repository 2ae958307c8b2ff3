//! An order as it arrived, and its answer under its key.

use tokio::time::Instant;

use super::answer::{Refusal, Reply};
use super::form::Form;
use super::idempotency::Verdict;
use super::state::{Moment, State};

/// A `POST` as it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival<'a> {
    /// The `Idempotency-Key`.
    pub(super) key: Option<&'a str>,
    /// The form.
    pub(super) body: &'a str,
    /// The id given to the request.
    pub(super) request: &'a str,
    /// When its answer will leave; until then the key is in flight.
    pub(super) busy_until: Instant,
}

impl State {
    /// Answers an order: as its key was answered before, or by `work`, and then that is kept. What
    /// `work` refuses was refused before execution began, so nothing is kept.
    pub(super) fn keyed(
        &mut self,
        arrival: Arrival<'_>,
        moment: Moment,
        work: impl FnOnce(&mut Self, Form) -> Result<Reply, Refusal>,
    ) -> Reply {
        let form = match Form::parse(arrival.body) {
            Ok(form) => form,
            Err(refusal) => return refusal.into_reply(),
        };
        let Some(key) = arrival.key else {
            return work(self, form).unwrap_or_else(Refusal::into_reply);
        };
        let parameters = form.canonical();
        let now = (moment.at, moment.instant);
        if let Verdict::Answer(reply) = self.keys.look_up(key, &parameters, now) {
            return reply;
        }
        match work(self, form) {
            Ok(reply) => {
                let times = (moment.at, arrival.busy_until);
                self.keys.store(key, parameters, reply.clone(), times);
                reply
            }
            Err(refusal) => refusal.into_reply(),
        }
    }
}
