//! Lists whose entries must come after others of the list.

/// By old index: the new one of those that stay.
pub fn renumbered(stays: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0;
    let number = |stays: &bool| {
        let index = stays.then_some(next);
        next += usize::from(*stays);
        index
    };
    stays.iter().map(number).collect()
}

/// Which of `count` things stay when those go that `stays` says no to, and with them all that comes after them. What
/// is in a circle goes as well.
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
    fn what_comes_after_something_gone_or_in_a_circle_goes() {
        let after = [vec![2], vec![0], vec![], vec![], vec![3], vec![6], vec![5], vec![6, 2]];
        let kept = without_followers(after.len(), |i| &after[i], |i| i != 3);
        assert_eq!(kept, [true, true, true, false, false, false, false, false]);
    }
}
