//! Sources of a made-up profile: every cited source exists, and every source is cited.

use super::profile::Cited;
use super::random::Random;

const IDS: [&str; 3] = ["s1", "s2", "s3"];

/// The sources of one profile, and the ones already cited.
pub struct Citations {
    count: usize,
    cited: [bool; IDS.len()],
}

impl Citations {
    pub fn new(random: &mut Random) -> Self {
        Self { count: random.between(1, IDS.len()), cited: [false; IDS.len()] }
    }

    /// Cites one source.
    pub fn one(&mut self, random: &mut Random) -> Cited {
        let index = random.below(self.count);
        self.cited[index] = true;
        vec![IDS[index]]
    }

    /// Cites the sources not cited yet, or the first if there are none.
    pub fn remaining(&mut self) -> Cited {
        let open: Cited =
            self.all().filter(|(index, _)| !self.cited[*index]).map(|s| s.1).collect();
        self.cited = [true; IDS.len()];
        if open.is_empty() { vec![IDS[0]] } else { open }
    }

    /// All sources with their positions.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'static str)> + use<> {
        IDS.into_iter().enumerate().take(self.count)
    }
}
