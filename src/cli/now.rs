//! `gapwise now`: the present activity in a line, for scripts and status bars.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use super::follow::followed;
use super::output::{CliResult, print_to_reader};
use super::words;
use crate::app::Clock;
use crate::calendar::{Agenda, PresentActivity, Tz, gaps};
use crate::model::{Minutes, Moment, Session, SessionKind, Workspace, day_of};
use crate::store::Place;

/// Prints the present activity. With `follow`, prints it again whenever it changes, until the reader is gone.
pub(super) fn run(place: &Place, (as_json, follow): (bool, bool), clock: &Clock, here: Tz) -> CliResult {
    let mut printed = String::new();
    followed(&place.folder, follow, |workspace| {
        let state = NowState::of(workspace, clock.now(here), here);
        let line = if as_json { state.json() } else { format!("{}\n", state.line()) };
        let reads = line == printed || print_to_reader(&line)?;
        printed = line;
        Ok(reads)
    })
}

/// The kind of the present activity. In JSON it is the class, so that a status bar can colour it.
#[derive(Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
enum NowKind {
    Focus,
    Overtime,
    Paused,
    Break,
    Event,
    /// A planned block whose time has come.
    Due,
    /// A planned block that comes next.
    Next,
    Free,
    Done,
}

/// The present activity and what follows.
struct NowState {
    kind: NowKind,
    title: String,
    /// The end of the present activity, or the start of the next one.
    time: Option<NaiveDateTime>,
    /// Minutes until then; negative in overtime.
    minutes: Option<i64>,
    /// The passed part of the activity, 0 to 100.
    percent: i64,
    /// The next event or block, with its start.
    then: Option<(NaiveDateTime, String)>,
}

impl NowState {
    fn of(workspace: &Workspace, now: Moment, here: Tz) -> Self {
        let agenda = Agenda::of(workspace, day_of(now.local, workspace.settings.day_start), here);
        let then = next_fixed(workspace, &agenda, now.local);
        let state = match workspace.open_session() {
            Some(session) => Self::session(session, now),
            None => Self::untracked(workspace, &agenda, now.local),
        };
        Self { then: then.filter(|(_, title)| *title != state.title), ..state }
    }

    fn session(session: &Session, now: Moment) -> Self {
        let left = session.left(now.instant);
        let kind = match session.kind {
            SessionKind::Focus if session.paused.is_some() => NowKind::Paused,
            SessionKind::Focus if left.is_some_and(|left| left < TimeDelta::zero()) => NowKind::Overtime,
            SessionKind::Focus => NowKind::Focus,
            SessionKind::Break | SessionKind::SkippedBreak => NowKind::Break,
        };
        let planned = session.planned.map_or(0, |planned| i64::from(planned.get()) * 60);
        let worked = session.worked(now.instant).num_seconds();
        Self {
            kind,
            title: session.title.clone(),
            time: left.filter(|_| session.paused.is_none()).map(|left| now.local + left),
            minutes: left.map(whole_minutes),
            percent: if planned > 0 { (worked * 100 / planned).clamp(0, 100) } else { 0 },
            then: None,
        }
    }

    fn untracked(workspace: &Workspace, agenda: &Agenda, now: NaiveDateTime) -> Self {
        let plain = |kind, title: String, time: Option<NaiveDateTime>| Self {
            kind,
            title,
            time,
            minutes: time.map(|time| whole_minutes(time - now)),
            percent: 0,
            then: None,
        };
        let title = |block: &crate::model::Block| words::work_title(workspace, block.task, block.step);
        match PresentActivity::at(workspace, agenda, now) {
            PresentActivity::Event(event) => {
                let whole = (event.span.end - event.span.start).num_seconds().max(1);
                let percent = ((now - event.span.start).num_seconds() * 100 / whole).clamp(0, 100);
                Self { percent, ..plain(NowKind::Event, event.title.clone(), Some(event.span.end)) }
            }
            PresentActivity::Closed => plain(NowKind::Done, String::new(), None),
            PresentActivity::Block(block) if block.start <= now => {
                plain(NowKind::Due, title(block), Some(block.span().end))
            }
            PresentActivity::Block(block) => plain(NowKind::Next, title(block), Some(block.start)),
            PresentActivity::Free => {
                let free = gaps(agenda, &workspace.settings, now).into_iter().find(|gap| gap.span.contains(now));
                plain(NowKind::Free, String::new(), free.map(|gap| gap.span.end))
            }
        }
    }

    /// Returns "Draft intro, 12 min left, then Design review at 10:30".
    fn line(&self) -> String {
        let (title, minutes) = (&self.title, self.minutes.unwrap_or_default());
        let left = length(minutes);
        let present = match (self.kind, self.time.map(words::clock)) {
            (NowKind::Focus, _) if self.minutes.is_some() => format!("{title}, {left} left"),
            (NowKind::Overtime, _) => format!("{title}, {left} over"),
            (NowKind::Paused, _) => format!("{title}, paused"),
            (NowKind::Break, _) => format!("Break, {} left", length(minutes.max(0))),
            (NowKind::Event | NowKind::Due, Some(time)) => format!("{title} until {time}"),
            (NowKind::Focus | NowKind::Event | NowKind::Due, _) => title.clone(),
            (NowKind::Next, Some(time)) => format!("Next: {title} at {time}"),
            (NowKind::Next, None) => format!("Next: {title}"),
            (NowKind::Free, Some(time)) => format!("Free until {time}"),
            (NowKind::Free, None) => "Nothing planned".to_owned(),
            (NowKind::Done, _) => "Done for today".to_owned(),
        };
        match &self.then {
            None => present,
            Some((at, then)) if self.time == Some(*at) => format!("{present}, then {then}"),
            Some((at, then)) => format!("{present}, then {then} at {}", words::clock(*at)),
        }
    }

    /// Returns one line in the form of Waybar's custom modules, with the values for other programs beside it.
    fn json(&self) -> String {
        let class: &str = self.kind.into();
        let text = match (self.kind, self.minutes) {
            (NowKind::Free | NowKind::Done, _) | (_, None) => self.line(),
            (_, Some(minutes)) => {
                let sign = if minutes < 0 { "-" } else { "" };
                format!("{} {sign}{}", self.title, length(minutes))
            }
        };
        let then = self.then.as_ref().map(|(at, title)| json!({"title": title, "start": words::machine_time(*at)}));
        let object = json!({
            "text": text,
            "tooltip": self.line(),
            "class": class,
            "percentage": self.percent,
            "title": self.title,
            "time": self.time.map(words::machine_time),
            "minutes": self.minutes,
            "then": then,
        });
        format!("{object}\n")
    }
}

/// Returns a number of minutes as a length, without sign.
fn length(minutes: i64) -> Minutes {
    Minutes::new(u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX))
}

/// Returns whole minutes of a duration, rounded away from zero.
fn whole_minutes(time: TimeDelta) -> i64 {
    let seconds = time.num_seconds();
    (seconds.abs() + 59) / 60 * seconds.signum()
}

/// Returns the next event that blocks time, or planned block.
fn next_fixed(workspace: &Workspace, agenda: &Agenda, now: NaiveDateTime) -> Option<(NaiveDateTime, String)> {
    let event = agenda.next_event(now).map(|event| (event.span.start, event.title.clone()));
    let mut blocks = agenda.upcoming(now).filter(|block| block.state.is_open() && block.start > now);
    let block = blocks.next().map(|block| (block.start, words::work_title(workspace, block.task, block.step)));
    event.into_iter().chain(block).min_by_key(|(start, _)| *start)
}
