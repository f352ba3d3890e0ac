//! The API through its one door, a served application.

mod generated;
