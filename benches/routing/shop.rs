//! The house that is measured: two hundred skills, of which an agent has a dozen.

/// How many skills there are.
const SKILLS: u64 = 200;

/// How many of them an agent has; some may fall together.
const SKILLS_EACH: u64 = 12;

/// The levels of an agent's skills, by the skill's number. With the last of them she serves some queue.
pub(crate) fn skills_of(agent: usize, queues: usize) -> impl Iterator<Item = (u64, u8)> {
    let any = (1..SKILLS_EACH).map(move |nth| {
        let mixed = mix(agent as u64 * SKILLS_EACH + nth);
        (mixed % SKILLS, 1 + (mixed >> 32) as u8 % 9)
    });
    any.chain(std::iter::once(((agent % queues * 4) as u64, 9)))
}

/// What a queue asks for: a skill at a level, and after a minute at any.
pub(crate) fn requirements_of(queue: usize) -> (String, String) {
    let skill = queue * 4;
    (format!("s{skill} >= 4"), format!("s{skill}"))
}

fn mix(word: u64) -> u64 {
    let mixed = word.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}
