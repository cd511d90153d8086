//! Ticked cards that stay in their places for a moment.

use crate::model::TaskId;

/// Seconds that a ticked card stays in its place.
const FADE_SECS: f64 = 5.0;

/// Tasks that were closed just now, with the end of their stay in seconds of the UI's time.
#[derive(Default)]
pub(crate) struct Fading(Vec<(TaskId, f64)>);

impl Fading {
    /// Lets tasks stay that were closed at `time`.
    pub fn add(&mut self, tasks: impl Iterator<Item = TaskId>, time: f64) {
        self.0.extend(tasks.map(|task| (task, time + FADE_SECS)));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the tasks that stay at `time`, and the seconds until the first of them leaves.
    pub fn at(&mut self, time: f64) -> (Vec<TaskId>, Option<f64>) {
        self.0.retain(|(_, until)| *until > time);
        let next = self.0.iter().map(|(_, until)| *until - time).reduce(f64::min);
        (self.0.iter().map(|(task, _)| *task).collect(), next)
    }
}
