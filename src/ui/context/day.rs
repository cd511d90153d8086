//! A day as the views show it, and its capacity.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::calendar::words::counted;
use crate::calendar::{Agenda, Gap, day_room};
use crate::model::{Minutes, Session, Span, Workspace};
use crate::planner::Proposal;

/// A day as the views show it.
#[derive(Clone, Debug)]
pub struct DayView {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub proposal: Arc<Proposal>,
    /// The previous proposal, which the plan list compares with.
    pub before: Arc<Proposal>,
    /// Tracked sessions in local time.
    pub actual: Vec<(Span, Arc<Session>)>,
    /// Time and minutes of a clock change on this day; positive is forward.
    pub clock_change: Option<(NaiveDateTime, i32)>,
}

/// Planned and free time of a day against its limits. For today, only the remaining time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub planned: Minutes,
    pub free: Minutes,
    /// Planned plus free time; overlaps count once.
    pub all: Minutes,
    /// The part of `all` that may be filled.
    pub cap: Minutes,
    /// Number of blocks, without blocks that were not started.
    pub pieces: usize,
    pub most_pieces: usize,
}

impl Capacity {
    /// Returns the planned time as a fraction of the cap; above 1 if the day is overbooked.
    pub fn share(&self) -> f32 {
        if self.planned.is_zero() { 0.0 } else { self.planned.get() as f32 / self.cap.get().max(1) as f32 }
    }

    /// Returns whether planned time or block count exceeds its limit.
    pub fn is_over(&self) -> bool {
        self.planned > self.cap || self.pieces > self.most_pieces
    }

    /// Returns "1 h 20 of 4 h planned", or "6 h free"; without `planned` only the lengths. Empty on a day off.
    pub fn below_name(&self, with_words: bool) -> String {
        match (self.planned.is_zero(), with_words) {
            (true, _) if self.cap.is_zero() => String::new(),
            (true, true) => format!("{} free", self.free),
            (false, true) => format!("{} of {} planned", self.planned, self.cap),
            (_, false) => format!("{} / {}", self.planned, self.cap),
        }
    }

    /// Returns the capacity as a sentence.
    pub fn words(&self) -> String {
        let mut parts = vec![format!("{} planned, {} free, at most {}", self.planned, self.free, self.cap)];
        if self.planned > self.cap {
            parts.push(format!("{} over the limit", self.planned - self.cap));
        }
        if self.pieces > self.most_pieces {
            parts.push(format!("{} over the limit", counted(self.pieces - self.most_pieces, "block", "blocks")));
        }
        parts.join("; ")
    }
}

impl DayView {
    /// Returns the capacity of the day; for today, from `now` on.
    pub fn load(&self, workspace: &Workspace, now: NaiveDateTime) -> Capacity {
        let agenda = &self.agenda;
        let planned: Minutes = agenda.upcoming(now).map(|block| block.minutes).sum();
        let free = self.free();
        let room = day_room(agenda, &workspace.settings, free, agenda.upcoming(now).map(|block| block.span()));
        let missed = agenda.missed(now).count();
        Capacity {
            planned,
            free,
            all: room.all,
            cap: room.cap,
            pieces: agenda.blocks.len() - missed,
            most_pieces: workspace.settings.micro_tasks as usize,
        }
    }

    /// Returns free minutes without events, blocks, buffers and planned breaks.
    pub fn free(&self) -> Minutes {
        let gaps: Minutes = self.gaps.iter().map(|gap| gap.span.minutes()).sum();
        gaps - self.proposal.breaks.iter().map(|rest| rest.minutes()).sum()
    }
}
