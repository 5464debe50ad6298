//! Few are frequent, many are rare: draws by rank, as words, places and
//! visits are distributed.

use super::random::Random;

/// Draws ranks from 0, each with the weight `1 / (rank + shift)^exponent`.
///
/// A draw costs the same whatever the number of ranks (the alias method of
/// Walker, in Vose's form). Only operations that IEEE 754 rounds exactly are
/// used, so that every machine draws alike: hence an exponent in eighths,
/// which three square roots give.
pub struct Zipf(Vec<Column>);

/// A rank, and who is drawn instead of it above the threshold.
struct Column {
    threshold: u32,
    alias: u32,
}

impl Zipf {
    pub fn new(ranks: usize, exponent_eighths: u32, shift: f64) -> Self {
        let weights: Vec<f64> =
            (0..ranks).map(|rank| 1.0 / power(rank as f64 + shift, exponent_eighths)).collect();
        let mean = weights.iter().sum::<f64>() / ranks as f64;
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
        let mut columns: Vec<Column> =
            (0..ranks).map(|rank| Column { threshold: u32::MAX, alias: rank as u32 }).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..ranks).partition(|rank| shares[*rank] < 1.0);
        while let (Some(poor), Some(rich)) = (small.pop(), large.pop()) {
            columns[poor] = Column {
                threshold: (shares[poor] * f64::from(u32::MAX)) as u32,
                alias: rich as u32,
            };
            shares[rich] -= 1.0 - shares[poor];
            if shares[rich] < 1.0 { small.push(rich) } else { large.push(rich) }
        }
        Self(columns)
    }

    /// A rank.
    pub fn draw(&self, random: &mut Random) -> usize {
        let (rank, height) = random.place(self.0.len());
        let column = &self.0[rank];
        if height <= column.threshold { rank } else { column.alias as usize }
    }

    /// `count` different ranks, in the order in which they were drawn.
    pub fn draw_distinct(&self, random: &mut Random, count: usize) -> Vec<usize> {
        let mut ranks = Vec::with_capacity(count);
        while ranks.len() < count.min(self.0.len()) {
            let rank = self.draw(random);
            if !ranks.contains(&rank) {
                ranks.push(rank);
            }
        }
        ranks
    }
}

/// `base^(eighths / 8)`.
fn power(base: f64, eighths: u32) -> f64 {
    let eighth = base.sqrt().sqrt().sqrt();
    (0..eighths).fold(1.0, |product, _| product * eighth)
}
