//! A cached value.

/// A value and the key that it was computed from.
pub(crate) struct Memo<Key, Value> {
    kept: Option<(Key, Value)>,
}

impl<Key, Value> Default for Memo<Key, Value> {
    fn default() -> Self {
        Self { kept: None }
    }
}

impl<Key: PartialEq, Value> Memo<Key, Value> {
    /// Computes the value anew if `key` differs from the kept one. `make` gets the old value. Returns whether it ran.
    pub fn refresh(&mut self, key: Key, make: impl FnOnce(Option<Value>) -> Value) -> bool {
        match self.kept.take() {
            // An equal key may be a newer version of the same parts, and comparing with that is cheaper.
            Some((old, value)) if old == key => {
                self.kept = Some((key, value));
                false
            }
            old => {
                let value = make(old.map(|(_, value)| value));
                self.kept = Some((key, value));
                true
            }
        }
    }

    /// Returns the value; `None` before the first [`Memo::refresh`].
    pub fn value(&self) -> Option<&Value> {
        self.kept.as_ref().map(|(_, value)| value)
    }

    /// Returns the value, for a change that its key does not cover.
    pub fn value_mut(&mut self) -> Option<&mut Value> {
        self.kept.as_mut().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_computed_once_a_key() {
        let mut memo = Memo::default();
        assert!(memo.refresh(1, |old: Option<i32>| old.map_or(10, |old| old + 1)));
        assert!(!memo.refresh(1, |_| unreachable!("the key is the same")));
        assert!(memo.refresh(2, |old| old.map_or(10, |old| old + 1)));
        assert_eq!(memo.value(), Some(&11));
    }
}
