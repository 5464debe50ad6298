//! Colour scales of up to five shades. Most counts are small and a few are large, so each step is
//! wider than the one before it.

use super::with_commas;

/// The CSS classes of the shades, from no organizations to the highest count.
const SHADES: [&str; 6] = ["h0", "h1", "h2", "h3", "h4", "h5"];

/// The last count of each step of a doubling scale but the last.
const DOUBLING: [usize; 3] = [1, 3, 7];

/// The highest count for which a doubling scale distinguishes enough.
const FEW: usize = 50;

/// A colour scale for counts from 0 to a highest count.
pub(super) struct Scale {
    /// The highest count of each step, ascending; at most five.
    bounds: Vec<usize>,
}

/// A step of the scale in the legend.
pub(super) struct Step {
    pub(super) class: &'static str,
    /// The counts of the step: `1`, `2 to 3`, `8 and more`.
    pub(super) label: String,
}

impl Scale {
    /// A scale whose steps are counts that readers remember: 1, 2 to 3, 4 to 7, 8 and more. It is
    /// geometric if the highest count is large.
    pub(super) fn doubling(highest: usize) -> Self {
        if highest > FEW {
            return Self::geometric(highest);
        }
        let below = DOUBLING.iter().copied().filter(|bound| *bound < highest);
        let last = (highest > 0).then_some(highest);
        Self { bounds: below.chain(last).collect() }
    }

    /// A scale that uses all shades for any highest count.
    pub(super) fn geometric(highest: usize) -> Self {
        let mut bounds = Vec::new();
        let mut from = 1;
        for step in 1..=5 {
            if from > highest {
                break;
            }
            let bound = if step == 5 { highest } else { round(root(highest, step)) };
            bounds.push(bound.clamp(from, highest));
            from = bounds[bounds.len() - 1] + 1;
        }
        Self { bounds }
    }

    /// The CSS class of a count, which must not exceed the highest count.
    pub(super) fn class(&self, count: usize) -> &'static str {
        if count == 0 {
            return SHADES[0];
        }
        let place = self.bounds.partition_point(|bound| *bound < count);
        self.shade(place.min(self.bounds.len().saturating_sub(1)))
    }

    /// All steps, in ascending order.
    pub(super) fn legend(&self) -> Vec<Step> {
        let froms = std::iter::once(1).chain(self.bounds.iter().map(|bound| bound + 1));
        let ranges = froms.zip(&self.bounds).enumerate();
        let is_open = |place: usize| place > 0 && place + 1 == self.bounds.len();
        let steps = ranges.map(|(place, (from, to))| Step {
            class: self.shade(place),
            label: if is_open(place) && *to > from {
                format!("{} and more", with_commas(from))
            } else {
                range(from, *to)
            },
        });
        steps.collect()
    }

    /// The CSS class of a step. Fewer than five steps are spread over all shades, for contrast.
    fn shade(&self, place: usize) -> &'static str {
        SHADES[1 + (2 * place + 1) * 5 / (2 * self.bounds.len().max(1))]
    }
}

/// `highest` to the power of `fifths`/5, rounded.
fn root(highest: usize, fifths: u8) -> usize {
    (highest as f64).powf(f64::from(fifths) / 5.0).round() as usize
}

/// Rounds to one significant digit: 16 becomes 20.
fn round(number: usize) -> usize {
    let magnitude = 10_usize.pow(number.max(1).ilog10());
    (number + magnitude / 2) / magnitude * magnitude
}

fn range(from: usize, to: usize) -> String {
    if from == to {
        with_commas(to)
    } else {
        format!("{} to {}", with_commas(from), with_commas(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legend(scale: &Scale) -> String {
        let steps = scale.legend();
        let steps: Vec<String> =
            steps.iter().map(|step| format!("{} {}", step.class, step.label)).collect();
        steps.join(", ")
    }

    #[test]
    fn a_doubling_scale_has_the_same_steps_for_any_few_counts() {
        for (highest, expected) in [
            (0, ""),
            (1, "h3 1"),
            (2, "h2 1, h4 2"),
            (3, "h2 1, h4 2 and more"),
            (4, "h1 1, h3 2 to 3, h5 4"),
            (5, "h1 1, h3 2 to 3, h5 4 and more"),
            (8, "h1 1, h2 2 to 3, h4 4 to 7, h5 8"),
            (14, "h1 1, h2 2 to 3, h4 4 to 7, h5 8 and more"),
            (20_000, "h1 1 to 7, h2 8 to 50, h3 51 to 400, h4 401 to 3,000, h5 3,001 and more"),
        ] {
            assert_eq!(legend(&Scale::doubling(highest)), expected, "{highest}");
        }
    }

    #[test]
    fn a_geometric_scale_uses_all_shades() {
        for (highest, expected) in [
            (0, ""),
            (1, "h3 1"),
            (3, "h1 1, h3 2, h5 3"),
            (5, "h1 1, h2 2, h3 3, h4 4, h5 5"),
            (26, "h1 1 to 2, h2 3 to 4, h3 5 to 7, h4 8 to 10, h5 11 and more"),
        ] {
            assert_eq!(legend(&Scale::geometric(highest)), expected, "{highest}");
        }
    }

    #[test]
    fn a_higher_count_never_has_a_paler_shade() {
        for highest in [1, 2, 3, 4, 5, 6, 7, 11, 40, 50, 51, 999] {
            for scale in [Scale::doubling(highest), Scale::geometric(highest)] {
                assert_eq!(scale.class(0), "h0");
                let classes: Vec<&str> = (1..=highest).map(|count| scale.class(count)).collect();
                assert!(classes.is_sorted(), "{highest}: {classes:?}");
                assert_eq!(classes.last(), scale.legend().last().map(|step| step.class).as_ref());
            }
        }
    }
}
