//! Between a PBX's words and ours.
//!
//! [`Tracker`] folds channels and bridges into calls, [`plan`] turns a wish into the PBX's actions: both
//! pure. [`asterisk`] is the adapter that runs them over an AMI link; nothing above it knows which kind of
//! PBX it is.

pub mod asterisk;
mod dialplan;
mod heartbeat;
mod naming;
mod observe;
mod plan;
mod queue_log;
mod queues;
mod queues_conf;
mod tracker;

pub use dialplan::{Dialplan, extras, missing_context};
pub use observe::{CHANNELS_MAX, Observer};
pub use plan::{PlanError, plan};
pub use queue_log::{Entry, LINE_BYTES_MAX, LineError, LoggedCall, QueueLog, Word, read_line};
pub use queues::{PbxQueues, QUEUES_MAX};
pub use queues_conf::{ConfMember, ConfProblem, ConfQueue, QueuesConf, read_queues_conf};
pub use tracker::Tracker;
