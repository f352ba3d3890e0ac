//! The `santral` binary: one short file a subcommand, in [`santral`].

fn main() {}
