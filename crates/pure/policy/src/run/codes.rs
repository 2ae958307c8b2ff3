//! The review codes of the engine.

use domain::authority::{GuardCode, Why};

/// Every review code that the engine gives by itself, besides those that a policy states.
pub const REVIEW_CODES: [Why; 16] = [
    Why::FactUnknown,
    Why::FactsContradict,
    Why::NotComputable,
    Why::NothingLeft,
    Why::TermUnknown,
    Why::UsageUnknown,
    Why::LinesUnknown,
    Why::LinesRefunded,
    Why::FeeUnknown,
    Why::Guard(GuardCode::CurrencyMismatch),
    Why::BandOne,
    Why::BandTwo,
    Why::BandNever,
    Why::BandMissing,
    Why::StatuteUnclear,
    Why::DenialNeedsPerson,
];
