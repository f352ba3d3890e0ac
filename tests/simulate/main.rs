//! `santral::simulate` against what is known exactly: closed forms, conservation laws, and itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

mod books;
mod day;
mod docs;
mod mistakes;
mod oracles;
mod parts;
mod same_again;
mod scenarios;
mod shown;
mod theory;
