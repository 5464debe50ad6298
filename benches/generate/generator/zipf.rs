//! Draws from a Zipf distribution, like that of words, places and visits: few ranks are frequent,
//! many are rare.

use super::random::Random;

/// Draws ranks from 0, each with the weight `1 / (rank + shift)^exponent`.
///
/// A draw takes constant time for any number of ranks (Walker's alias method in Vose's form). The
/// code uses only operations that IEEE 754 rounds exactly, so that every machine draws the same.
/// This is why the exponent is in eighths, which three square roots compute.
pub struct Zipf(Vec<Column>);

/// A rank, and the rank to draw instead above the threshold.
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

    /// Draws a rank.
    pub fn draw(&self, random: &mut Random) -> usize {
        let (rank, height) = random.place(self.0.len());
        let column = &self.0[rank];
        if height <= column.threshold { rank } else { column.alias as usize }
    }

    /// Draws `count` different ranks; returns them in the order of drawing.
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
