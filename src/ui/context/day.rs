//! A day as the views show it, and its capacity.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::calendar::{Agenda, Gap, day_room};
use crate::model::{Minutes, Session, Span, Workspace};
use crate::planner::Proposal;

/// What is known about the day that is shown.
#[derive(Clone, Debug)]
pub struct DayView {
    pub agenda: Agenda,
    pub gaps: Vec<Gap>,
    pub proposal: Arc<Proposal>,
    /// What was suggested before that: what the list beside the day compares with.
    pub before: Arc<Proposal>,
    /// What was tracked, on the wall clock here.
    pub actual: Vec<(Span, Arc<Session>)>,
    /// When the clocks change on it, and by how many minutes; forward is more.
    pub clock_change: Option<(NaiveDateTime, i32)>,
}

/// What a day holds against what it should: the rest of it for today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub planned: Minutes,
    pub free: Minutes,
    /// The time for both; what is planned over an event or another block has none of its own.
    pub all: Minutes,
    /// What of it may be filled.
    pub cap: Minutes,
    /// Blocks of the day that are not missed.
    pub pieces: usize,
    pub most_pieces: usize,
}

impl Capacity {
    /// How much of the cap is planned; over 1 where it is too much.
    pub fn share(&self) -> f32 {
        if self.planned.is_zero() { 0.0 } else { self.planned.get() as f32 / self.cap.get().max(1) as f32 }
    }

    /// Whether more is planned than was meant to be.
    pub fn is_over(&self) -> bool {
        self.planned > self.cap || self.pieces > self.most_pieces
    }

    /// "1 h 20 / 4 h": planned of the cap.
    pub fn short(&self) -> String {
        if self.cap.is_zero() && self.planned.is_zero() {
            String::new()
        } else {
            format!("{} / {}", self.planned, self.cap)
        }
    }

    /// The same in words, with what is too much.
    pub fn words(&self) -> String {
        let mut words = format!("{} planned, {} free, meant to hold {}", self.planned, self.free, self.cap);
        if self.planned > self.cap {
            words += &format!("; {} more than meant", self.planned - self.cap);
        }
        if self.pieces > self.most_pieces {
            words += &format!("; {} micro-tasks more than meant", self.pieces - self.most_pieces);
        }
        words
    }
}

impl DayView {
    /// What is planned and free of the rest of the day, and what it is meant to hold.
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

    /// Free minutes from now on that hold neither event nor block nor buffer nor a planned break.
    pub fn free(&self) -> Minutes {
        let gaps: Minutes = self.gaps.iter().map(|gap| gap.span.minutes()).sum();
        gaps - self.proposal.breaks.iter().map(|rest| rest.minutes()).sum()
    }
}
