//! Five shades from few to many. Each reaches further than the one before it by
//! the same factor, since most counts are small and a few are large.

use super::grouped;

/// The classes of `assets/pictures.css`, from nothing to most.
const SHADES: [&str; 6] = ["h0", "h1", "h2", "h3", "h4", "h5"];

/// How counts up to the highest are shaded.
pub(super) struct Steps {
    /// The highest count of each step, rising; at most five.
    bounds: Vec<usize>,
}

/// One step, as a legend tells it.
pub(super) struct Step {
    pub(super) class: &'static str,
    pub(super) words: String,
}

impl Steps {
    pub(super) fn up_to(most: usize) -> Self {
        let mut bounds = Vec::new();
        let mut from = 1;
        for step in 1..=5 {
            if from > most {
                break;
            }
            let bound = if step == 5 { most } else { round(root(most, step)) };
            bounds.push(bound.clamp(from, most));
            from = bounds[bounds.len() - 1] + 1;
        }
        Self { bounds }
    }

    /// The class of a count that is no higher than the highest.
    pub(super) fn class(&self, count: usize) -> &'static str {
        if count == 0 {
            return SHADES[0];
        }
        let place = self.bounds.partition_point(|bound| *bound < count);
        self.shade(place.min(self.bounds.len().saturating_sub(1)))
    }

    /// Every step, from few to many.
    pub(super) fn legend(&self) -> Vec<Step> {
        let froms = std::iter::once(1).chain(self.bounds.iter().map(|bound| bound + 1));
        let ranges = froms.zip(&self.bounds).enumerate();
        ranges
            .map(|(place, (from, to))| Step { class: self.shade(place), words: range(from, *to) })
            .collect()
    }

    /// Fewer steps than five are spread over all shades, so that they differ as far as can be.
    fn shade(&self, place: usize) -> &'static str {
        SHADES[1 + (2 * place + 1) * 5 / (2 * self.bounds.len().max(1))]
    }
}

/// The highest count to the power of so many fifths.
fn root(most: usize, fifths: u8) -> usize {
    (most as f64).powf(f64::from(fifths) / 5.0).round() as usize
}

/// The number to its first digit: 16 becomes 20.
fn round(number: usize) -> usize {
    let magnitude = 10_usize.pow(number.max(1).ilog10());
    (number + magnitude / 2) / magnitude * magnitude
}

fn range(from: usize, to: usize) -> String {
    match to - from {
        0 => grouped(to),
        1 => format!("{} or {}", grouped(from), grouped(to)),
        _ => format!("{} to {}", grouped(from), grouped(to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_has_one_step_which_the_legend_tells() {
        for (most, told) in [
            (0, ""),
            (1, "h3 1"),
            (2, "h2 1, h4 2"),
            (3, "h1 1, h3 2, h5 3"),
            (4, "h1 1, h2 2, h4 3, h5 4"),
            (5, "h1 1, h2 2, h3 3, h4 4, h5 5"),
            (14, "h1 1 or 2, h2 3, h3 4 or 5, h4 6 to 8, h5 9 to 14"),
            (20_000, "h1 1 to 7, h2 8 to 50, h3 51 to 400, h4 401 to 3,000, h5 3,001 to 20,000"),
        ] {
            let steps = Steps::up_to(most).legend();
            let steps: Vec<String> =
                steps.iter().map(|step| format!("{} {}", step.class, step.words)).collect();
            assert_eq!(steps.join(", "), told);
        }
    }

    #[test]
    fn more_is_never_paler() {
        for most in [1, 2, 3, 4, 5, 6, 7, 11, 40, 999] {
            let steps = Steps::up_to(most);
            assert_eq!(steps.class(0), "h0");
            let classes: Vec<&str> = (1..=most).map(|count| steps.class(count)).collect();
            assert!(classes.is_sorted(), "{most}: {classes:?}");
            assert_eq!(classes.last(), steps.legend().last().map(|step| step.class).as_ref());
        }
    }
}
