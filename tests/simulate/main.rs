//! `santral::simulate` against what is known exactly: closed forms, conservation laws, and itself.

mod books;
mod docs;
mod mistakes;
mod oracles;
mod parts;
mod same_again;
mod scenarios;
mod theory;
