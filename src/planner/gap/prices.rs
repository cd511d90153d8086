//! Prices of time and pieces in a knapsack of everything, and the bound that they prove.
//!
//! With a price for a slot and for a piece, the value of all things beyond their price bounds every choice (Lagrangian
//! relaxation of the room and of the number of pieces). A thing with which even the bound is no better than a choice that
//! is known is in no better one.

use std::cmp::Reverse;

/// Values above this count as this, so that no sum overflows.
const MOST: i64 = 1 << 42;
/// Steps to the price of a piece.
const STEPS: u32 = 16;
/// Prices have this many fractional bits.
const BITS: u32 = 6;

/// Something to choose: the ways to take it, each with its slots and its value, of which at most one is taken. Ways that
/// are not needed repeat another.
#[derive(Clone, Copy, Debug)]
pub struct Claim(pub [(u32, i64); 3]);

impl Claim {
    /// The ways, only one where all are the same.
    fn ways(&self) -> &[(u32, i64)] {
        let is_one = self.0[0] == self.0[1] && self.0[0] == self.0[2];
        if is_one { &self.0[..1] } else { &self.0 }
    }

    /// The highest value of a slot of it when a piece costs `piece`, and the slots of that way. Fixed-point.
    fn rate(&self, piece: i64) -> (i64, u32) {
        let rate = |&(slots, value): &(u32, i64)| ((fixed(value) - piece) / i64::from(slots.max(1)), slots);
        self.ways().iter().map(rate).max().unwrap_or_default()
    }
}

fn fixed(value: i64) -> i64 {
    value.clamp(-MOST, MOST) << BITS
}

/// Prices, and the bound that they prove; fixed-point.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
    slot: i64,
    piece: i64,
    bound: i64,
}

impl Prices {
    /// The prices with about the lowest bound for a choice of at most `room` slots and `pieces` things.
    pub fn of(claims: &[Claim], room: u32, pieces: u32) -> Self {
        let without = Self::at(0, claims, room, pieces);
        if !without.takes_too_many(claims, pieces) {
            return without;
        }
        let near = needed(claims, room, pieces);
        let mut best = Self::at(0, &near, room, pieces);
        let (mut low, mut high) = (0, near.iter().flat_map(|claim| claim.0).map(|way| fixed(way.1)).max().unwrap_or(0));
        for _ in 0..STEPS {
            let prices = Self::at(low + (high - low) / 2, &near, room, pieces);
            if prices.bound < best.bound {
                best = prices;
            }
            if prices.takes_too_many(&near, pieces) { low = prices.piece } else { high = prices.piece }
        }
        let best = Self::at(best.piece, claims, room, pieces);
        if best.bound < without.bound { best } else { without }
    }

    /// The best price of a slot at a price of a piece.
    fn at(piece: i64, claims: &[Claim], room: u32, pieces: u32) -> Self {
        let mut rates: Vec<(i64, u32)> = claims.iter().map(|claim| claim.rate(piece)).collect();
        let slot = critical(&mut rates, room);
        let mut prices = Self { slot, piece, bound: slot.saturating_mul(room.into()) };
        if piece > 0 {
            prices.bound = prices.bound.saturating_add(piece.saturating_mul(pieces.into()));
        }
        let beyond = claims.iter().map(|claim| prices.beyond(claim).max(0)).fold(0, i64::saturating_add);
        Self { bound: prices.bound.saturating_add(beyond), ..prices }
    }

    /// Whether more things are worth their price than may be chosen. Where time has a price, the last one is only in with
    /// a part of it.
    fn takes_too_many(&self, claims: &[Claim], pieces: u32) -> bool {
        let whole = claims.iter().filter(|claim| self.beyond(claim) > 0).count();
        whole + usize::from(self.slot > 0) > pieces as usize
    }

    /// The highest value of a claim beyond the price of its slots and its piece, if it is chosen. Fixed-point.
    pub fn beyond(&self, claim: &Claim) -> i64 {
        let beyond = |&(slots, value): &(u32, i64)| fixed(value) - self.slot.saturating_mul(slots.into()) - self.piece;
        claim.ways().iter().map(beyond).max().unwrap_or(0)
    }

    /// The price of a piece, in units of value.
    pub fn piece(&self) -> i64 {
        self.piece >> BITS
    }

    /// No choice is worth more.
    pub fn bound(&self) -> i64 {
        self.bound >> BITS
    }

    /// Whether a choice that is worth more than `known` can hold something that is `beyond` its price.
    pub fn allow(&self, beyond: i64, known: i64) -> bool {
        self.bound.saturating_add(beyond.min(0)) >> BITS > known
    }
}

/// The claims without those of one way that a choice has no use for: as many of their length as it can hold are worth
/// more.
fn needed(claims: &[Claim], room: u32, pieces: u32) -> Vec<Claim> {
    let mut needed = claims.to_vec();
    needed.sort_unstable_by_key(|claim| (claim.ways().len(), claim.0.map(|way| (way.0, Reverse(way.1)))));
    let (mut length, mut count) = (0, 0);
    needed.retain(|claim| {
        let &[(slots, _)] = claim.ways() else { return true };
        count = if slots == length { count + 1 } else { 1 };
        length = slots;
        count <= pieces.min(room / slots.max(1)).saturating_add(1)
    });
    needed
}

/// The rate at which things that are taken in order of their rates fill the room; zero if all fit.
fn critical(rates: &mut [(i64, u32)], room: u32) -> i64 {
    let (mut rest, mut room) = (rates, i64::from(room));
    while !rest.is_empty() {
        let middle = rest.len() / 2;
        let (better, &mut (rate, slots), worse) = rest.select_nth_unstable_by(middle, |a, b| b.0.cmp(&a.0));
        let before: i64 = better.iter().map(|way| i64::from(way.1)).sum();
        if before > room {
            rest = better;
        } else if before + i64::from(slots) > room {
            return rate.max(0);
        } else {
            room -= before + i64::from(slots);
            rest = worse;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best choice of all, with some thing in it if one is given.
    fn best(claims: &[Claim], room: u32, pieces: u32, with: Option<usize>) -> Option<i64> {
        let Some((claim, rest)) = claims.split_first() else { return with.is_none().then_some(0) };
        let others = with.and_then(|with| with.checked_sub(1));
        let without = if with == Some(0) { None } else { best(rest, room, pieces, others) };
        let taken = claim.0.into_iter().filter(|way| way.0 <= room && pieces > 0);
        let taken = taken.filter_map(|way| Some(way.1 + best(rest, room - way.0, pieces - 1, others)?)).max();
        without.max(taken)
    }

    proptest! {
        #[test]
        fn nothing_that_a_better_choice_could_hold_is_ruled_out(
            ways in prop::collection::vec([(1_u32..6, 0_i64..60), (1_u32..6, 0_i64..60)], 0..8),
            room in 0_u32..12,
            pieces in 0_u32..5,
        ) {
            let claims: Vec<Claim> = ways.into_iter().map(|[one, other]| Claim([one, other, other])).collect();
            let prices = Prices::of(&claims, room, pieces);
            let most = best(&claims, room, pieces, None).unwrap_or(0);
            prop_assert!(prices.bound() >= most);
            for (index, claim) in claims.iter().enumerate() {
                if let Some(value) = best(&claims, room, pieces, Some(index)) {
                    prop_assert!(prices.allow(prices.beyond(claim), value - 1));
                }
            }
        }
    }
}
