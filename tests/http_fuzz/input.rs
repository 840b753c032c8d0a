//! Makes the inputs: one to three requests by the grammar of RFC 9112, most of them with something wrong in their parts
//! (`wild`), then damaged as bytes (`damage`), then cut into the pieces in which they arrive.

use super::random::Random;
use super::{damage, message};

/// Reused from input to input.
#[derive(Default)]
pub struct Input {
    pub bytes: Vec<u8>,
    /// Where a piece ends, ascending; the last is the length.
    pub cuts: Vec<usize>,
    /// How many requests there are, when nothing is wrong with them.
    pub valid: Option<usize>,
}

impl Input {
    /// Becomes input number `index` of the run with this seed.
    pub fn make(&mut self, seed: u64, index: u64) {
        let mut random = Random::new(seed, index);
        self.bytes.clear();
        let wild = !random.one_in(6);
        let requests = 1 + if random.one_in(3) { 1 + random.below(2) } else { 0 };
        let mut last = 0;
        for n in 0..requests {
            let start = self.bytes.len();
            match n > 0 && random.one_in(3) {
                // The last one again: a client's requests are often alike.
                true => self.bytes.extend_from_within(last..start),
                false => message::write(&mut random, wild, &mut self.bytes),
            }
            last = start;
        }
        self.valid = (!wild).then_some(requests);
        if wild {
            damage::apply(&mut random, &mut self.bytes);
        }
        self.cut(&mut random);
    }

    /// These bytes, in one piece.
    pub fn whole(text: &[u8]) -> Self {
        Input { bytes: text.to_vec(), cuts: vec![text.len()], valid: None }
    }

    /// With `more` behind it, as one more piece.
    pub fn followed_by(&self, more: &[u8]) -> Self {
        let bytes = [&self.bytes, more].concat();
        let cuts = self.cuts.iter().copied().chain([bytes.len()]).collect();
        Input { bytes, cuts, valid: None }
    }

    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.cuts.iter().copied());
        starts.zip(&self.cuts).map(|(start, end)| &self.bytes[start..*end])
    }

    fn cut(&mut self, random: &mut Random) {
        let length = self.bytes.len();
        self.cuts.clear();
        match random.below(16) {
            0 if length < 600 => self.cuts.extend(1..length),
            0..=7 => {
                for _ in 0..=random.below(4) {
                    self.cuts.push(1 + random.below(length.max(2) - 1));
                }
                self.cuts.sort_unstable();
                self.cuts.dedup();
                self.cuts.retain(|cut| *cut < length);
            }
            _ => {}
        }
        self.cuts.push(length);
    }
}
