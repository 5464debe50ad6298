//! Counts how many of some bit masks have each bit, for all 64 bits at once.
//!
//! The counts are kept in planes: plane `p` has bit `p` of every count. Adding a mask to planes is
//! a binary addition with one carry for all bits. Eight masks are added together, so that most
//! carries stay in registers (a Harley-Seal population count by position).

/// Number of masks that are added together.
const GROUP: usize = 8;

/// The planes of counts from 8 on. With the first three, counts have 32 bits.
const HIGH_PLANES: usize = 29;

/// The number of masks that have each bit.
pub struct BitCounts {
    ones: u64,
    twos: u64,
    fours: u64,
    high: [u64; HIGH_PLANES],
    group: [u64; GROUP],
    grouped: usize,
}

impl BitCounts {
    pub fn new() -> Self {
        let (group, high) = ([0; GROUP], [0; HIGH_PLANES]);
        Self { ones: 0, twos: 0, fours: 0, high, group, grouped: 0 }
    }

    pub fn add(&mut self, mask: u64) {
        self.group[self.grouped] = mask;
        self.grouped += 1;
        if self.grouped == GROUP {
            self.add_group();
        }
    }

    fn add_group(&mut self) {
        let [a, b, c, d, e, f, g, h] = std::mem::take(&mut self.group);
        self.grouped = 0;
        let (ones, twos_ab) = sum_and_carry(self.ones, a, b);
        let (ones, twos_cd) = sum_and_carry(ones, c, d);
        let (twos, fours_ad) = sum_and_carry(self.twos, twos_ab, twos_cd);
        let (ones, twos_ef) = sum_and_carry(ones, e, f);
        let (ones, twos_gh) = sum_and_carry(ones, g, h);
        let (twos, fours_eh) = sum_and_carry(twos, twos_ef, twos_gh);
        let (fours, mut carry) = sum_and_carry(self.fours, fours_ad, fours_eh);
        (self.ones, self.twos, self.fours) = (ones, twos, fours);
        for plane in &mut self.high {
            if carry == 0 {
                break;
            }
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// The counts of the first `bits` bits.
    pub fn finish(mut self, bits: usize) -> Vec<u32> {
        self.add_group();
        let count = |bit: usize| {
            let low = [self.ones, self.twos, self.fours];
            let planes = low.into_iter().chain(self.high).enumerate();
            planes.map(|(place, plane)| ((plane >> bit & 1) as u32) << place).sum()
        };
        (0..bits).map(count).collect()
    }
}

/// Adds three bits at each position.
fn sum_and_carry(a: u64, b: u64, c: u64) -> (u64, u64) {
    let either = a ^ b;
    (either ^ c, a & b | either & c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_bit_is_counted(masks in prop::collection::vec(any::<u64>(), 0..700)) {
            let mut counts = BitCounts::new();
            masks.iter().for_each(|mask| counts.add(*mask));
            let counted = counts.finish(64);
            let expected = (0..64).map(|bit| masks.iter().filter(|it| *it >> bit & 1 == 1).count() as u32);
            prop_assert_eq!(counted, expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn large_counts_carry_through_all_planes() {
        let mut counts = BitCounts::new();
        (0..70_001).for_each(|_| counts.add(0b101));
        assert_eq!(counts.finish(3), [70_001, 0, 70_001]);
    }
}
