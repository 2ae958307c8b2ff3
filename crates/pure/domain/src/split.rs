//! A payment of which a marketplace has passed a part on to a seller, and whose money a refund of it
//! takes.

/// How money of a payment was passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassedOn {
    /// Together with the payment: its refund can take it back.
    WithPayment,
    /// By transfers of their own, of which a refund knows nothing.
    Apart,
}

impl PassedOn {
    /// Every way with its name in records.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::WithPayment, "with_payment"), (Self::Apart, "apart")];

    /// The name in records.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(way, _)| *way == self).map_or("apart", |(_, name)| name)
    }

    /// Reads the name in records.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(way, _)| *way)
    }
}

/// What a payment was split into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// How a part was passed on to a seller; `None` where none was.
    pub passed_on: Option<PassedOn>,
    /// Whether the platform has kept a fee of its own.
    pub fee: bool,
}

/// Whose money an account's refunds take. `None` where nobody has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SplitTerms {
    /// Whether the seller gives back what was passed on, in proportion.
    pub reverse_transfer: Option<bool>,
    /// Whether the platform gives back its fee, in proportion.
    pub refund_fee: Option<bool>,
}

/// What a refund order says of a split. Nothing of it means that the platform pays, and keeps its fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SplitOrder {
    /// Take what was passed on back from the seller, in proportion.
    pub reverse_transfer: bool,
    /// Give back the platform's fee, in proportion.
    pub refund_fee: bool,
}

impl SplitTerms {
    /// Whether it was said whose money a refund takes. Nobody else can know: silence would be the
    /// platform's loss, or the seller's.
    pub fn settle(self, split: Split) -> bool {
        let transfer = match split.passed_on {
            None => true,
            Some(PassedOn::WithPayment) => self.reverse_transfer.is_some(),
            // What was passed on apart cannot come back with the refund.
            Some(PassedOn::Apart) => self.reverse_transfer == Some(false),
        };
        transfer && (!split.fee || self.refund_fee.is_some())
    }

    /// What an order says. Nothing is asked back that was not split off: the processor would refuse it.
    pub fn order(self, split: Split) -> SplitOrder {
        let with_payment = split.passed_on == Some(PassedOn::WithPayment);
        SplitOrder {
            reverse_transfer: with_payment && self.reverse_transfer == Some(true),
            refund_fee: split.fee && self.refund_fee == Some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m6_silence_settles_a_payment_that_was_not_split_and_no_other() {
        let said = [None, Some(false), Some(true)];
        let ways = [None, Some(PassedOn::WithPayment), Some(PassedOn::Apart)];
        let mut settled = 0;
        for reverse_transfer in said {
            for refund_fee in said {
                let terms = SplitTerms { reverse_transfer, refund_fee };
                for passed_on in ways {
                    for fee in [false, true] {
                        let split = Split { passed_on, fee };
                        let order = terms.order(split);
                        let transferred = passed_on == Some(PassedOn::WithPayment);
                        assert!(!order.reverse_transfer || transferred, "{split:?}");
                        assert!(!order.refund_fee || fee, "{split:?}");
                        settled += usize::from(terms.settle(split));
                    }
                }
            }
        }
        // Of transfers: 3 + 2 + 1 of three; of the fee: 3 + 2 of three.
        assert_eq!(settled, 6 * 5);
        assert!(SplitTerms::default().settle(Split::default()));
        let apart = Split { passed_on: Some(PassedOn::Apart), fee: false };
        let back = SplitTerms { reverse_transfer: Some(true), refund_fee: None };
        assert!(!back.settle(apart), "it would not come back");
    }
}
