//! Two of a kind: two operations of one payment, two workers.

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The one.
    First,
    /// The other.
    Second,
}

impl Side {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// One value for each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pair<V> {
    /// Of the first.
    pub first: V,
    /// Of the second.
    pub second: V,
}

impl<V: Copy> Pair<V> {
    /// The value of one side.
    pub fn get(&self, side: Side) -> V {
        match side {
            Side::First => self.first,
            Side::Second => self.second,
        }
    }

    /// The place of one side's value.
    pub fn at(&mut self, side: Side) -> &mut V {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }

    /// The same on both sides.
    pub fn both(value: V) -> Self {
        Self { first: value, second: value }
    }

    /// Both values.
    pub fn values(&self) -> [V; 2] {
        [self.first, self.second]
    }
}
