//! Removal from lists whose entries follow each other.

/// Returns the new index by old index, for the entries that stay.
pub fn renumbered(stays: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0;
    let number = |stays: &bool| {
        let index = stays.then_some(next);
        next += usize::from(*stays);
        index
    };
    stays.iter().map(number).collect()
}

/// Returns which of `count` entries stay when those that fail `stays` go, with all their followers. Entries in a cycle go.
pub fn without_followers<'b>(
    count: usize,
    after: impl Fn(usize) -> &'b Vec<usize>,
    stays: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut kept = vec![false; count];
    let mut open: Vec<usize> = (0..count).filter(|&i| stays(i)).collect();
    loop {
        let before = open.len();
        open.retain(|&i| {
            kept[i] = after(i).iter().all(|&b| kept[b]);
            !kept[i]
        });
        if open.len() == before {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn followers_of_removed_entries_and_cycles_are_removed() {
        let after = [vec![2], vec![0], vec![], vec![], vec![3], vec![6], vec![5], vec![6, 2]];
        let kept = without_followers(after.len(), |i| &after[i], |i| i != 3);
        assert_eq!(kept, [true, true, true, false, false, false, false, false]);
    }
}
