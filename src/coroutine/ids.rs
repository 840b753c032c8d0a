//! Things by number: numbers are given one after another and never twice, and looked up in a table without hashing.
//! A number whose place is taken by something that lives long is left out.

/// A table of `T` by number, from 1.
pub(super) struct Ids<T> {
    /// Power-of-two many places; number `n` lives in place `n & mask`.
    places: Vec<Option<(i64, T)>>,
    last: i64,
    used: usize,
}

const SMALLEST: usize = 64;

impl<T> Ids<T> {
    pub(super) const fn new() -> Ids<T> {
        Ids { places: Vec::new(), last: 0, used: 0 }
    }

    fn place(&self, id: i64) -> usize {
        id as usize & self.places.len().wrapping_sub(1)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// The last number given.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// Takes `value` in under the next number, which `make` may put into it.
    #[inline]
    pub(super) fn insert(&mut self, make: impl FnOnce(i64) -> T) -> i64 {
        if self.used * 2 >= self.places.len() {
            self.grow();
        }
        let mut id = self.last + 1;
        while self.places[self.place(id)].is_some() {
            id += 1;
        }
        let place = self.place(id);
        self.places[place] = Some((id, make(id)));
        self.last = id;
        self.used += 1;
        id
    }

    /// Places are doubled until everything has one of its own.
    fn grow(&mut self) {
        let mut size = (self.places.len() * 2).max(SMALLEST);
        let all: Vec<(i64, T)> = self.places.drain(..).flatten().collect();
        let fits = |size: usize| {
            let mut taken = vec![false; size];
            all.iter().all(|(id, _)| !std::mem::replace(&mut taken[*id as usize & (size - 1)], true))
        };
        while !fits(size) {
            size *= 2;
        }
        self.places.resize_with(size, || None);
        for (id, value) in all {
            let place = self.place(id);
            self.places[place] = Some((id, value));
        }
    }

    #[inline]
    pub(super) fn get(&self, id: i64) -> Option<&T> {
        match self.places.get(self.place(id)) {
            Some(Some((found, value))) if *found == id => Some(value),
            _ => None,
        }
    }

    pub(super) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        let place = self.place(id);
        match self.places.get_mut(place) {
            Some(Some((found, value))) if *found == id => Some(value),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn remove(&mut self, id: i64) -> Option<T> {
        self.get(id)?;
        self.used -= 1;
        let place = self.place(id);
        self.places[place].take().map(|(_, value)| value)
    }

    /// All numbers, ascending.
    pub(super) fn all(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.places.iter().flatten().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// Takes everything out; numbers go on where they were.
    pub(super) fn take_all(&mut self) -> Vec<T> {
        self.used = 0;
        self.places.drain(..).flatten().map(|(_, value)| value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn numbers_are_never_given_twice_and_found_while_they_live() {
        let mut ids = Ids::new();
        let first = ids.insert(|id| id);
        let mut last = first;
        for _ in 0..10_000 {
            let id = ids.insert(|id| id);
            assert!(id > last && ids.get(id) == Some(&id));
            assert_eq!(ids.remove(id), Some(id));
            last = id;
        }
        assert_eq!((ids.get(first), ids.get(last), ids.len()), (Some(&first), None, 1));
        let many: Vec<i64> = (0..1_000).map(|_| ids.insert(|id| id)).collect();
        assert!(many.iter().all(|id| ids.get(*id) == Some(id)));
        assert_eq!(ids.all().len(), 1_001);
    }
}
