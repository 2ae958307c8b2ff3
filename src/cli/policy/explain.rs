//! `refundd policy explain`: of a request in a file, or of one in the store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::ground::{Under, grounded};
use super::{facts, print, print_json, usable};
use crate::app::build::StartError;
use crate::app::cases;
use crate::app::config::{Role, Settings};
use crate::app::run::instance;
use crate::cli::exit::{Done, Undone};
use crate::cli::messages::TextsOf;
use crate::cli::{Output, logging, session};
use case::state::RequestState;
use diagnostics::visible_line;
use domain::decision::Decision;
use domain::facts::Facts;
use domain::ids::CaseId;
use domain::locale::Locale;
use policy::{Book, Policy};
use processors::amount_step;
use senders::Senders;
use trial::course::{Course, Layer, left_out};
use trial::explanation;
use wire::events::DecisionV1;
use wire::facts::FactsV1;

/// Show how a decision comes about: every rule that is tried, every condition with its value.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The policy file; with `--case` that of the account, if none is named.
    #[arg(value_name = "FILE", required_unless_present = "case")]
    file: Option<PathBuf>,
    #[command(flatten)]
    texts: TextsOf,
    #[command(flatten)]
    under: Under,
    #[command(flatten)]
    which: Which,
    /// Only this request of the case.
    #[arg(long, value_name = "ID", requires = "case")]
    request_id: Option<String>,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// A file with the facts of requests, as JSON: one document, or one after the other.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// A case of the configured store, as `account/payment`.
    #[arg(long, value_name = "CASE", requires = "config")]
    case: Option<String>,
}

/// One request to explain.
struct Explained {
    /// Its id, if it has one.
    request: Option<String>,
    /// Whether it is one of a case.
    is_kept: bool,
    /// The policy that decides on its facts; none where no version of it applies.
    policy: Option<Policy>,
    /// The facts, unless the case keeps none.
    facts: Option<Facts>,
    /// What was decided at the time, if anything was.
    decided: Option<Decision>,
}

impl Explain {
    pub(super) fn execute(self) -> Done {
        let (explained, senders) = match (&self.which.request, &self.which.case) {
            (Some(request), _) => self.of_file(request),
            (None, Some(case)) => self.of_case(case),
            (None, None) => Err(Undone::Usage("name a request or a case".to_owned())),
        }?;
        let senders = senders.as_ref();
        match self.output {
            Output::Text => {
                let told = explained.iter().map(|request| text(request, senders));
                let left_out = format!("left out: {}", left_out(senders).join("; "));
                print(&told.chain([left_out]).collect::<Vec<_>>().join("\n\n\n"))
            }
            Output::Json => {
                let told = explained.iter().map(|request| document(request, senders));
                print_json(&format!("{:#}", Value::Array(told.collect())))
            }
        }
    }

    fn of_file(&self, request: &Path) -> Result<(Vec<Explained>, Option<Senders>), Undone> {
        let Some(file) = &self.file else {
            return Err(Undone::Usage("name a policy file".to_owned()));
        };
        let (ground, catalogue) = self.under.ground(self.texts.clone())?;
        let policy = ground.lay(&usable(file, &catalogue)?, &catalogue)?;
        let explained = facts(request)?.into_iter().map(|document| {
            let (request, facts) = (document.id.clone(), Some(document.facts(amount_step)));
            Explained {
                request,
                is_kept: false,
                policy: Some(policy.clone()),
                facts,
                decided: None,
            }
        });
        Ok((explained.collect(), ground.into_senders()))
    }

    fn of_case(&self, case: &str) -> Result<(Vec<Explained>, Option<Senders>), Undone> {
        let id = CaseId::parse(case)
            .map_err(|error| Undone::Usage(format!("--case is `account/payment`: {error}")))?;
        let settings = session::settings(self.texts.config(), Role::Operator)?;
        let catalogue = self.texts.clone().load_of(Some(&settings))?;
        let book = match (&self.file, settings.accounts.get(&id.account)) {
            (Some(file), Some(account)) => {
                Arc::new(Book::one(grounded(&usable(file, &catalogue)?, account, &catalogue)?))
            }
            (Some(file), None) => Arc::new(Book::one(usable(file, &catalogue)?)),
            (None, Some(account)) => account.policies.current(),
            (None, None) => {
                let what = format!("there is no account `{}`; name a policy file", id.account);
                return Err(Undone::NotFound(what));
            }
        };
        logging::begin(settings.service.log_format, &settings.service.log_filter);
        let requests = load(&settings, &id)?;
        let wanted = |state: &&RequestState| {
            self.request_id.as_deref().is_none_or(|id| state.request.id.as_str() == id)
        };
        let explained: Vec<Explained> = requests
            .iter()
            .filter(wanted)
            .map(|state| Explained {
                request: Some(state.request.id.to_string()),
                is_kept: true,
                policy: decided_by(&book, state),
                facts: state.grounds.as_ref().map(|grounds| grounds.facts.clone()),
                decided: state.ruling.as_ref().map(|ruling| ruling.decision.clone()),
            })
            .collect();
        if explained.is_empty() {
            return Err(Undone::NotFound(format!("the case {id} has no such request")));
        }
        Ok((explained, Some(settings.senders)))
    }
}

/// The version that decided; where it is no longer there, the one that would now.
fn decided_by(book: &Book, state: &RequestState) -> Option<Policy> {
    let facts = &state.grounds.as_deref()?.facts;
    let hash = state.ruling.as_ref().and_then(|ruling| ruling.decision.policy_hash.as_deref());
    book.decided_by(hash, facts, state.request.receipt.seen_at)
}

fn load(settings: &Settings, id: &CaseId) -> Result<Vec<RequestState>, Undone> {
    let loaded = session::block_on(async {
        let store = cases::open(settings, &instance())?;
        let loaded = store.load(id).await;
        Ok(loaded.map_err(|error| StartError::Unavailable {
            what: format!("the case {id} cannot be loaded"),
            source: Box::new(error),
        })?)
    });
    match loaded? {
        Some((case, _)) => Ok(case.requests.into_values().collect()),
        None => Err(Undone::NotFound(format!("the store has no case {id}"))),
    }
}

const NO_FACTS: &str = "no facts are kept of this request: the payment was not known, or the store \
                        has forgotten";
const BY_GUARD: &str = "a guard decided, and no policy was asked; what follows is made of what was \
                        known without asking further";
const OTHER_POLICY: &str = "it was decided by another text of the policy, whose sha256 is";

fn text(request: &Explained, senders: Option<&Senders>) -> String {
    let mut lines = Vec::new();
    if let Some(id) = &request.request {
        lines.push(format!("request {}", visible_line(id)));
    }
    match &request.decided {
        Some(decided) => {
            let said = explanation::headline(decided);
            lines.push(format!("was decided: {said} ({})", decided.by));
            let policy = request.policy.as_ref().map(Policy::hash);
            match decided.policy_hash.as_deref() {
                None if request.facts.is_some() => lines.push(BY_GUARD.to_owned()),
                Some(hash) if policy.is_some_and(|policy| policy != hash) => {
                    lines.push(format!("{OTHER_POLICY} {hash}; what follows is"));
                    lines.push("what this policy makes of the same facts".to_owned());
                }
                Some(_) | None => {}
            }
        }
        None if request.is_kept => lines.push("no decision is kept of it".to_owned()),
        None => {}
    }
    match (&request.facts, &request.policy) {
        (Some(facts), Some(policy)) => {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(explanation::account(policy, &Course { policy, senders }.decide(facts)));
        }
        (Some(_), None) => lines.push("no version of the policy applies to it".to_owned()),
        (None, _) => lines.push(NO_FACTS.to_owned()),
    }
    lines.join("\n")
}

fn document(request: &Explained, senders: Option<&Senders>) -> Value {
    let told = |decision: &Decision| {
        let said = explanation::headline(decision);
        let hash = decision.policy_hash.as_deref().unwrap_or_default();
        json!({ "decision": said, "rule": decision.by.to_string(), "policy_hash": hash })
    };
    let both = request.facts.as_ref().zip(request.policy.as_ref());
    let explained = both.map(|(facts, policy)| {
        let ruling = Course { policy, senders }.decide(facts);
        let clause = policy.clause_text(&ruling.decision.clause, Locale::En);
        json!({
            "decision": DecisionV1::new(&ruling, clause),
            "layer": Layer::of(&ruling.decision).as_str(),
            "left_out": left_out(senders),
            "facts": FactsV1::from(facts),
        })
    });
    let explained = explained.unwrap_or_else(|| json!({ "decision": null, "facts": null }));
    json!({
        "request": request.request,
        "decided": request.decided.as_ref().map(told),
        "policy": request.policy.as_ref().map(Policy::hash),
        "explained": explained,
    })
}
