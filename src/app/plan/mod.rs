//! Suggestions and their workers.

pub(super) mod jobs;
pub(super) mod suggest;
