//! The number by which any process names a connection: PHP's `$fd`. It says which worker owns it, so a call from
//! elsewhere finds the right mailbox, and it is not used again for years.

const INDEX_BITS: u32 = 24;
const GENERATION_BITS: u32 = 29;
const SLOT_BITS: u32 = 10;

/// Slot of the worker (10 bits), generation (29 bits), index in the worker's registry (24 bits): a positive i64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConnectionId(i64);

impl ConnectionId {
    /// The id of the `generation`-th connection of the worker in `slot`, at `index` of its registry. Slots above 1,023
    /// and indices above 16,777,214 do not exist; generations wrap.
    pub fn new(slot: u16, generation: u32, index: usize) -> Self {
        debug_assert!(u32::from(slot) < 1 << SLOT_BITS && index + 1 < 1 << INDEX_BITS);
        let generation = i64::from(generation) & ((1 << GENERATION_BITS) - 1);
        // Index + 1, so that no id is 0, which PHP code takes for false.
        let index = index as i64 + 1;
        ConnectionId((i64::from(slot) << (GENERATION_BITS + INDEX_BITS)) | (generation << INDEX_BITS) | index)
    }

    /// The id a number from PHP stands for; `None` when it cannot be one.
    pub fn from_number(number: i64) -> Option<Self> {
        (number > 0 && number & ((1 << INDEX_BITS) - 1) != 0).then_some(ConnectionId(number))
    }

    /// Whether its generation is one of the `count` from `first` on.
    pub fn is_among(self, first: u32, count: u64) -> bool {
        let generation = (self.0 >> INDEX_BITS) & ((1 << GENERATION_BITS) - 1);
        let since = (generation - i64::from(first)).rem_euclid(1 << GENERATION_BITS);
        (since as u64) < count
    }

    /// The number PHP sees.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The worker's slot.
    pub fn slot(self) -> u16 {
        (self.0 >> (GENERATION_BITS + INDEX_BITS)) as u16
    }

    /// The place in the owner's registry.
    pub fn index(self) -> usize {
        (self.0 & ((1 << INDEX_BITS) - 1)) as usize - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_positive_and_say_their_slot_and_index() {
        for (slot, generation, index) in [(0, 0, 0), (1023, u32::MAX, (1 << 24) - 2), (7, 12, 34)] {
            let id = ConnectionId::new(slot, generation, index);
            assert!(id.number() > 0);
            assert_eq!((id.slot(), id.index()), (slot, index));
            assert_eq!(ConnectionId::from_number(id.number()), Some(id));
        }
        assert_eq!(ConnectionId::from_number(0), None);
        assert_eq!(ConnectionId::from_number(-1), None);
        assert_eq!(ConnectionId::from_number(1 << 24), None);
        assert_ne!(ConnectionId::new(0, 1, 5), ConnectionId::new(0, 2, 5));
    }

    #[test]
    fn generations_are_known_by_their_worker_also_where_they_wrap() {
        for first in [0, 7, (1 << GENERATION_BITS) - 2, u32::MAX] {
            for n in 0..4 {
                let id = ConnectionId::new(3, first.wrapping_add(n), 9);
                assert_eq!((id.is_among(first, u64::from(n)), id.is_among(first, u64::from(n) + 1)), (false, true));
            }
            assert!(!ConnectionId::new(3, first.wrapping_sub(1), 9).is_among(first, 1000));
        }
    }
}
