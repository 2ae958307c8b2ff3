//! All senders, and the roster of reviewers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::known::{Known, Proof};
use super::overreach::Overreach;
use super::unproven::Unproven;
use domain::conversation::{ReviewAnswer, ReviewerSaid, SignedAnswer, Standing};
use domain::ids::{CaseId, SenderName, StaffId};
use domain::reason_code::ReasonCode;
use domain::reviewer::Reviewer;
use domain::sender::{MessageKind, Sender, SenderKind};
use processors::standard_webhooks;
use wire::inbound::{self, Inbound, Talk};

/// On which way a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over HTTP: everybody signs.
    Http,
    /// Over the broker: who cannot sign may be trusted by the operator's word.
    Broker,
}

/// The headers that sign a message, and what is left of its body.
pub type Trimmed = (Vec<(String, String)>, Vec<u8>);

/// Who sends us messages, and who answers reviews.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_field_names, reason = "senders are what most of it is about")]
pub struct Senders {
    /// By name.
    pub senders: BTreeMap<SenderName, Known>,
    /// The roster. Without it no review is answered.
    pub reviewers: BTreeMap<StaffId, Reviewer>,
    /// The merchant's own codes for why a reviewer decides, beside the built-in ones.
    pub reasons: BTreeSet<ReasonCode>,
}

impl Senders {
    /// A sender by its name.
    pub fn of(&self, name: &SenderName) -> Option<&Known> {
        self.senders.get(name)
    }

    /// The sender of that name as a fact.
    pub fn sender(&self, name: &SenderName) -> Option<Sender> {
        let known = self.of(name)?;
        Some(Sender { name: name.clone(), kind: known.kind })
    }

    /// Whose a message is that names `claimed` as its sender. `headers` have names in lower case.
    pub fn prove(
        &self,
        claimed: Option<&str>,
        way: Way,
        (headers, body): (&[(String, String)], &[u8]),
        received_at: Timestamp,
    ) -> Result<Sender, Unproven> {
        let claimed = claimed.ok_or(Unproven::Unnamed)?;
        let name = SenderName::parse(claimed).map_err(|_unfit| Unproven::Unknown)?;
        let known = self.of(&name).ok_or(Unproven::Unknown)?;
        let trusted = matches!(known.proof, Proof::Broker) && way == Way::Broker;
        if !trusted {
            let verified = known.verify(headers, body, Some(received_at));
            verified.map_err(Unproven::Signature)?;
        }
        Ok(Sender { name, kind: known.kind })
    }

    /// What is left of a verified message once it is without what is dropped at the boundary, and the
    /// headers that sign that: its sender signed all of it, so what is left is signed again, by every
    /// secret, because who checks it may know only one of them while they are rolled. `None`
    /// where nothing is dropped, or it cannot be signed.
    pub fn trimmed(
        &self,
        sender: &SenderName,
        (headers, body): (&[(String, String)], &[u8]),
    ) -> Option<Trimmed> {
        let left = inbound::kept(body, None).filter(|left| left != body)?;
        Some((self.sign_again(sender, headers, &left)?, left))
    }

    /// The headers that sign another form of a message, under the id and the time of those that signed
    /// it before. Without any for a sender who is believed without; `None` where it cannot be signed.
    pub fn sign_again(
        &self,
        sender: &SenderName,
        signed: &[(String, String)],
        body: &[u8],
    ) -> Option<Vec<(String, String)>> {
        match &self.of(sender)?.proof {
            Proof::Secrets(secrets) => standard_webhooks::sign_again(secrets, signed, body),
            Proof::Broker => Some(Vec::new()),
        }
    }

    /// The message with what we know of its sender, if that one may say it.
    pub fn admit(&self, sender: &Sender, message: Inbound) -> Result<Inbound, Overreach> {
        self.entitle(sender, &message)?;
        if let Inbound::Talk { talk: Talk::Review(ReviewAnswer { because, .. }), .. } = &message
            && because.as_ref().is_some_and(|code| !self.knows_reason(code))
        {
            return Err(Overreach::UnknownReason);
        }
        Ok(self.recall(sender, message))
    }

    /// Whether reviewers may give this code as their reason.
    pub fn knows_reason(&self, code: &ReasonCode) -> bool {
        code.built_in().is_some() || self.reasons.contains(code)
    }

    /// Whether `sender` may say this at all.
    fn entitle(&self, sender: &Sender, message: &Inbound) -> Result<(), Overreach> {
        let rights = self.of(&sender.name).map(|known| &known.rights);
        let refused =
            message.kinds().iter().find(|kind| rights.is_none_or(|own| !own.may.contains(*kind)));
        if let Some(kind) = refused {
            return Err(Overreach::Kind(*kind));
        }
        if rights.is_none_or(|rights| !rights.speak_of(message.account())) {
            return Err(Overreach::Account);
        }
        match message {
            Inbound::Refund { request, .. } => {
                let own = person(sender);
                let other = own.zip(request.requested_by.as_ref());
                if other.is_some_and(|(own, by)| own != *by) {
                    return Err(Overreach::OtherPerson);
                }
            }
            Inbound::Talk { talk: Talk::Review(answer), .. } => self.may_review(sender, answer)?,
            Inbound::Talk { talk: Talk::Info(_) | Talk::Feedback(_), .. }
            | Inbound::Commission { .. } => {}
        }
        Ok(())
    }

    /// The message with what we know of its sender; for one that was admitted before.
    pub fn recall(&self, sender: &Sender, mut message: Inbound) -> Inbound {
        match &mut message {
            Inbound::Refund { request, .. } => {
                request.requested_by = person(sender).or(request.requested_by.take());
                request.sender = Some(sender.clone());
            }
            Inbound::Talk { talk: Talk::Review(answer), .. } => {
                answer.standing = self.standing(answer);
            }
            Inbound::Talk { talk: Talk::Info(_) | Talk::Feedback(_), .. }
            | Inbound::Commission { .. } => {}
        }
        message
    }

    /// Whether `sender` may bring this answer: signed, and a person only in their own name.
    fn may_review(&self, sender: &Sender, answer: &ReviewAnswer) -> Result<(), Overreach> {
        let known = self.of(&sender.name).ok_or(Overreach::Kind(MessageKind::Review))?;
        if !sender.kind.speaks_for_people() {
            return Err(Overreach::Kind(MessageKind::Review));
        }
        match &known.proof {
            Proof::Broker => Err(Overreach::Unsigned),
            Proof::Secrets(_) if person(sender).is_some_and(|own| own != answer.reviewer) => {
                Err(Overreach::OtherPerson)
            }
            Proof::Secrets(_) => Ok(()),
        }
    }

    /// What the roster says of who gave this answer, in the currency of what it approves.
    fn standing(&self, answer: &ReviewAnswer) -> Option<Standing> {
        let reviewer = self.reviewers.get(&answer.reviewer)?;
        let most = match (&answer.said, &reviewer.approve_max) {
            (ReviewerSaid::Approve(amount), Some(most)) => {
                Some(most.get(&amount.currency).copied().unwrap_or_default())
            }
            (ReviewerSaid::Approve(_), None)
            | (ReviewerSaid::Deny { .. } | ReviewerSaid::Ask { .. }, _) => None,
        };
        Some(Standing { most, voice: reviewer.voice })
    }

    /// Whether `answer`, as a case has it, was signed by who may sign it and by somebody who is still
    /// on the roster; how long ago does not matter, nor whether the list still has the reason that it
    /// gives. To be asked before money moves on it.
    pub fn vouches_for(&self, answer: &ReviewAnswer, case: &CaseId) -> bool {
        let Some(signed) = answer.signed.as_deref() else { return false };
        self.signed_again(signed, answer, case).unwrap_or(false)
    }

    fn signed_again(
        &self,
        signed: &SignedAnswer,
        answer: &ReviewAnswer,
        case: &CaseId,
    ) -> Option<bool> {
        let sender = self.sender(&signed.sender)?;
        let known = self.of(&signed.sender)?;
        let body = signed.body.as_bytes();
        known.verify(&signed.headers, body, None).ok()?;
        let read = inbound::parse(body).ok()?.said();
        self.entitle(&sender, &read).ok()?;
        let Inbound::Talk { account, talk: Talk::Review(said), .. } = self.recall(&sender, read)
        else {
            return None;
        };
        // The payment has two names at some processors; the binding has the case's own.
        Some(account == case.account && said.is(answer) && said.standing.is_some())
    }
}

/// The member of staff that a sender is, where it is one.
fn person(sender: &Sender) -> Option<StaffId> {
    match sender.kind {
        SenderKind::Person => StaffId::parse(sender.name.as_str()).ok(),
        SenderKind::Shop | SenderKind::Desk | SenderKind::Agent => None,
    }
}
