//! The manual order of tasks.

use fractional_index::FractionalIndex;
use serde::{Deserialize, Serialize};

/// A position in a list. There is room between any two, so moving one record changes only that record.
///
/// ```
/// use gapwise::model::Order;
///
/// let first = Order::default();
/// let last = Order::between(Some(&first), None);
/// let middle = Order::between(Some(&first), Some(&last));
/// assert!(first < middle && middle < last);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order(FractionalIndex);

impl Order {
    /// Maximum stored length in hexadecimal digits. A list sorted by hand stays far below it.
    const MAX_DIGITS: usize = 4096;

    /// Returns a position between `before` and `after`; `None` stands for the end of the list on that side. Returns a
    /// position right after `before` if the two are equal or in the wrong order.
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Self {
        let (lower, upper) = (before.map(|o| &o.0), after.map(|o| &o.0));
        FractionalIndex::new(lower, upper)
            .or_else(|| lower.map(FractionalIndex::new_after))
            .map_or_else(Self::default, Self)
    }
}

impl Serialize for Order {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() > Self::MAX_DIGITS {
            return Err(serde::de::Error::custom("an order of over 4,096 digits"));
        }
        // FractionalIndex::from_string panics on other text.
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) || text.len() % 2 != 0 {
            return Err(serde::de::Error::custom(format!("{text:?} is not an order: not pairs of hexadecimal digits")));
        }
        FractionalIndex::from_string(&text)
            .map(Self)
            .map_err(|e| serde::de::Error::custom(format!("{text:?} is not an order: {e:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_fits_between_any_two() {
        let first = Order::default();
        let last = Order::between(Some(&first), None);
        let mut low = first.clone();
        for _ in 0..100 {
            let mid = Order::between(Some(&low), Some(&last));
            assert!(low < mid && mid < last);
            low = mid;
        }
        assert!(Order::between(None, Some(&first)) < first);
        assert!(Order::between(Some(&last), Some(&first)) > last);
    }
}
