//! The command line: one file per verb.
//!
//! Results go to standard output, logs to standard error. Exit codes: 0 done, 1 failed, 2 usage,
//! 66 what was named is not there, 69 something is not available, 78 something is set up wrongly.

mod case;
mod check;
mod demo;
mod exit;
mod logging;
mod messages;
mod policy;
mod processors;
mod report;
mod review;
mod run;
mod sandbox;
mod session;
mod shelf;
mod stack;
mod store;
mod switch;
mod topology;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::exit::Undone;

/// Handles refunds and disputes for SaaS companies.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the daemon.
    Run(run::Run),
    /// Check configuration and policies, and say what is wrong and where.
    Check(check::Check),
    /// See what waits for a person, and decide it.
    Review(review::Review),
    /// Show trends: reasons, outcomes, amounts and times of requests, refunds and disputes.
    Report(report::Report),
    /// Let cases that wait go on now.
    Case(case::Case),
    /// Look at messages that are kept aside; put them back to work, or drop them.
    Shelf(shelf::Shelf),
    /// Look at a webhook as the daemon does: whether its signature holds, and what it means.
    Webhook(webhook::Webhook),
    /// Stop machines from giving money, or everything.
    Pause(switch::Pause),
    /// Let all go on after a pause.
    Resume(switch::Resume),
    /// See the state of the store, and write its marker.
    Store(store::Store),
    /// Show what has to stand on the broker, or declare it.
    Topology(topology::Topology),
    /// Try the texts that are sent, and look at them.
    Messages(messages::Messages),
    /// Check a policy, try it on requests, and see what another one would change.
    Policy(policy::Policies),
    /// Show what each processor offers against making a refund twice, and what an account there needs.
    Processors(processors::Processors),
    /// Serve a strict, Stripe-shaped processor to test against.
    Sandbox(sandbox::Sandbox),
    /// Show a fortnight of refunds and disputes in one process, and audit it.
    Demo(demo::Demo),
}

/// Where the configuration is.
#[derive(Debug, Clone, clap::Args)]
struct ConfigFile {
    /// The configuration file. Without one, defaults and environment alone count.
    #[arg(long, short, env = "REFUNDD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

impl Cli {
    /// Does what was asked.
    pub fn execute(self) -> ExitCode {
        stack::on_own_stack(|| self.perform()).unwrap_or_else(|error| Undone::failed(error).tell())
    }

    fn perform(self) -> ExitCode {
        // One provider for all three connections; only the first call in a process counts.
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let done = match self.verb {
            Verb::Run(run) => run.execute(),
            Verb::Check(check) => check.execute(),
            Verb::Review(review) => review.execute(),
            Verb::Report(report) => report.execute(),
            Verb::Case(case) => case.execute(),
            Verb::Shelf(verb) => verb.execute(),
            Verb::Webhook(webhook) => webhook.execute(),
            Verb::Pause(pause) => pause.execute(),
            Verb::Resume(resume) => resume.execute(),
            Verb::Store(store) => store.execute(),
            Verb::Topology(topology) => topology.execute(),
            Verb::Messages(messages) => messages.execute(),
            Verb::Policy(policies) => policies.execute(),
            Verb::Processors(processors) => processors.execute(),
            Verb::Sandbox(sandbox) => sandbox.execute(),
            Verb::Demo(demo) => demo.execute(),
        };
        done.unwrap_or_else(Undone::tell)
    }
}
