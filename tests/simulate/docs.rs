//! docs/simulate.md is read, not believed.
