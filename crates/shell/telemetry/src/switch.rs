//! What the switch says.

use crate::level::warn;
use metrics::gauge;

use super::metrics as names;
use domain::switch::{Switch, SwitchPosition};

/// The switch was looked at. Who moved it, and why, is a name and a text: health says it, logs do not.
#[derive(Debug)]
pub struct SwitchSeen<'a> {
    pub switch: &'a Switch,
    /// Where it stood at the look before; `None` at the first.
    pub before: Option<SwitchPosition>,
}

impl SwitchSeen<'_> {
    pub fn emit(&self) {
        let now = self.switch.position;
        for position in SwitchPosition::ALL {
            let stands = if position == now { 1.0 } else { 0.0 };
            gauge!(names::SWITCH, "position" => position.as_str()).set(stands);
        }
        let first_and_open = self.before.is_none() && now == SwitchPosition::Open;
        if self.before != Some(now) && !first_and_open {
            warn!(position = now.as_str(), "the switch has moved");
        }
    }
}
