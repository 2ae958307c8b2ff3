//! The search: breadth first over every interleaving, each world once, with the shortest way to it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::happening::Move;
use crate::moves::Moves;
use crate::world::World;

/// A hash that is quick and good enough for worlds; nobody chooses them to collide.
#[derive(Debug, Default, Clone, Copy)]
pub struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u8(*byte);
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(u64::from_ne_bytes(i64::try_from(value).unwrap_or_default().to_ne_bytes()));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// All worlds that were found.
#[derive(Debug)]
pub struct Found {
    /// In the order in which they were found, each with the number of the one before it.
    pub worlds: Vec<(World, u32)>,
    numbers: HashMap<World, u32, BuildHasherDefault<Mixer>>,
}

impl Found {
    /// Searches from a beginning until `stop` says that a world is bad, which is then the last one.
    pub fn search(
        beginning: World,
        moves: &Moves<'_>,
        mut stop: impl FnMut(&World) -> bool,
    ) -> (Self, Option<usize>) {
        let mut found = Self { worlds: Vec::new(), numbers: HashMap::default() };
        found.add(beginning, 0);
        let mut at = 0;
        while let Some((world, _)) = found.worlds.get(at).copied() {
            if stop(&world) {
                return (found, Some(at));
            }
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            for (_, next) in moves.next(&world) {
                found.add(next, number);
            }
            at += 1;
        }
        (found, None)
    }

    fn add(&mut self, world: World, before: u32) {
        let number = u32::try_from(self.worlds.len()).unwrap_or(u32::MAX);
        if let std::collections::hash_map::Entry::Vacant(place) = self.numbers.entry(world) {
            place.insert(number);
            self.worlds.push((world, before));
        }
    }

    /// The number of a world.
    pub fn number(&self, world: &World) -> Option<usize> {
        self.numbers.get(world).and_then(|number| usize::try_from(*number).ok())
    }

    /// The shortest way to a world, to be read.
    pub fn story(&self, at: usize, moves: &Moves<'_>) -> String {
        let lines = self.trace(at, moves).into_iter();
        lines.map(|(tick, step)| format!("  {tick:>2}  {step}\n")).collect()
    }

    /// The shortest way to a world, as sentences with the tick at which each happens.
    pub fn trace(&self, mut at: usize, moves: &Moves<'_>) -> Vec<(u32, Move)> {
        let mut way = Vec::new();
        while at != 0 {
            let Some((world, before)) = self.worlds.get(at) else { break };
            let before = usize::try_from(*before).unwrap_or_default();
            let Some((previous, _)) = self.worlds.get(before) else { break };
            let steps = moves.next(previous);
            way.extend(steps.into_iter().find(|(_, next)| next == world).map(|(step, _)| step));
            at = before;
        }
        let mut now = 0;
        let told = way.into_iter().rev().map(|step| {
            now += u32::from(step == Move::Tick);
            (now, step)
        });
        told.collect()
    }
}
