//! Small, fast, repeatable draws. Never use them to protect anything.

/// A sequence of draws that belongs to one thing of the data set (a person, a record), so that
/// each can be computed without the others. SplitMix64 (Steele, Lea, Flood: "Fast Splittable
/// Pseudorandom Number Generators", 2014).
#[derive(Debug, Clone)]
pub struct Draw {
    state: u64,
}

/// What a sequence of draws is for; two purposes never share one.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    Home,
    Person,
    Company,
    Bond,
    Rotation,
    Contract,
    Staff,
    Partner,
    Mark,
    /// The content of a record of the type with this position in the loading order.
    Record(u8),
}

/// The golden ratio in 64 bits, SplitMix64's step.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draw {
    /// The sequence of one thing.
    pub fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let stream = match stream {
            Stream::Home => 1,
            Stream::Person => 2,
            Stream::Company => 3,
            Stream::Bond => 4,
            Stream::Rotation => 5,
            Stream::Contract => 6,
            Stream::Staff => 7,
            Stream::Partner => 8,
            Stream::Mark => 9,
            Stream::Record(position) => 100 + u64::from(position),
        };
        let start = mix(seed.wrapping_add(STEP)) ^ mix(STEP.wrapping_mul(stream));
        Self { state: mix(start.wrapping_add(index.wrapping_mul(STEP))) }
    }

    /// A number from 0 to `limit` - 1; 0 when the limit is 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        (((self.next() >> 32) * u64::from(limit)) >> 32) as u32
    }

    /// A number from the smaller to the greater bound, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u32::try_from(to - from).unwrap_or(0);
        from + i64::from(self.below(width.saturating_add(1)))
    }

    /// True in so many of a thousand cases.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of the items, each as likely as the other. The list is not empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(length(items)) as usize]
    }

    /// One of the items, the first ones more often, as with names. The list is not empty.
    pub fn pick_early<T: Copy>(&mut self, items: &[T]) -> T {
        let length = length(items);
        items[self.below(length).min(self.below(length)) as usize]
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }
}

fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).expect("lists of this crate are short")
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_repeat_and_differ_by_seed_stream_and_index() {
        let first = |seed, stream, index| Draw::new(seed, stream, index).next();
        assert_eq!(first(1, Stream::Home, 5), first(1, Stream::Home, 5));
        assert_ne!(first(1, Stream::Home, 5), first(2, Stream::Home, 5));
        assert_ne!(first(1, Stream::Home, 5), first(1, Stream::Person, 5));
        assert_ne!(first(1, Stream::Home, 5), first(1, Stream::Home, 6));
    }

    #[test]
    fn bounds_are_met_and_kept() {
        let mut seen = [0_u32; 7];
        for index in 0..7_000 {
            let number = Draw::new(9, Stream::Mark, index).between(-3, 3);
            seen[usize::try_from(number + 3).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert_eq!(Draw::new(9, Stream::Mark, 0).below(0), 0);
    }
}
