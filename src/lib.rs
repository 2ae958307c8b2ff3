//! The daemon that handles refunds and disputes for SaaS companies.
//!
//! Layers, inner to outer; an inner one never knows an outer one (`tests/tidy` holds it):
//!
//! - L0 [`domain`]: the words.
//! - L0 [`diagnostics`]: what is wrong with a text, where, and what to do about it.
//! - L0 [`page`]: pages for a browser: shell, style, plots.
//! - L1 [`case`]: state, fact, `apply`, `plan`, invariants; pure and total.
//! - L1 [`policy`]: the merchant's refund policy: checked, decided, explained.
//! - L1 [`processors`]: the translation of what processors say.
//! - L1 [`messages`]: the catalogue of localized texts and its rendering.
//! - L2 [`wire`]: what is stored and published, as versioned wire types.
//! - L2 [`ports`]: what the shell needs from the outside world.
//! - L2 [`setting`]: what can be set, one row each, beside the component that uses it.
//! - L2 [`telemetry`]: observable facts, logged and counted together.
//! - L2 [`trends`]: from cases to the figures of a report.
//! - L3 [`trial`]: what is tried with a policy before it decides.
//! - L3 [`ingress`]: HTTP in.
//! - L3 [`worker`]: one delivery in, one settlement out.
//! - L3 [`adapters`]: the outside world, one folder per vendor crate.
//! - L4 [`app`]: the process; [`cli`]: one file per verb.
//!
//! Beside them stands [`sandbox`], a Stripe-shaped processor to run against.

pub mod adapters;
pub mod app;
pub mod case;
pub mod cli;
pub mod diagnostics;
pub mod domain;
pub mod ingress;
pub mod messages;
pub mod page;
pub mod policy;
pub mod ports;
pub mod processors;
pub mod sandbox;
pub mod setting;
pub mod telemetry;
pub mod trends;
pub mod trial;
pub mod wire;
pub mod worker;
