//! `gapwise log`: tracked time as text or as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::dates::{DateText, date};
use super::open::read;
use super::output::{CliResult, print};
use super::words;
use crate::calendar::Tz;
use crate::model::{Minutes, Moment, PlanningDay, Session, SessionKind, Span};
use crate::store::Place;

/// Lists the tracked time of the days from `from` to `to`; without them, of today.
pub(super) fn run(
    place: &Place,
    (from, to): (Option<&DateText>, Option<&DateText>),
    as_json: bool,
    now: Moment,
    here: Tz,
) -> CliResult {
    let workspace = read(&place.folder)?;
    let starts = workspace.settings.day_start;
    let day = |text| date(text, &workspace, now, here);
    let first = day(from)?;
    let last = if to.is_none() { day(None)?.max(first) } else { day(to)? };
    if last < first {
        return Err(words::REVERSED_DAYS.into());
    }
    let day = |date| PlanningDay { date, starts }.span();
    let range = Span::new(day(first).start, day(last).end);
    // A session that began before the range and reaches into it belongs to it.
    let instants = here.instant(range.start) - Session::LONGEST..=here.instant(range.end);
    let rows = workspace.sessions.begun(instants).filter(|it| it.kind != SessionKind::SkippedBreak);
    let rows: Vec<_> = rows.map(|it| Row::of(it, now.instant, here)).filter(|row| row.is_in(range)).collect();
    if as_json {
        return print(&format!("{:#}\n", Value::Array(rows.iter().map(Row::json).collect())));
    }
    print(&rows.iter().map(Row::line).collect::<String>())
}

/// A session on the wall clock.
struct Row<'a> {
    session: &'a Session,
    span: Span,
    worked: Minutes,
}

impl<'a> Row<'a> {
    fn of(session: &'a Session, now: DateTime<Utc>, here: Tz) -> Self {
        let end = session.known_end(now);
        let span = Span::new(here.local(session.start), here.local(end));
        Self { session, span, worked: Minutes::rounded(session.worked(end)) }
    }

    fn is_in(&self, range: Span) -> bool {
        self.span.overlaps(range) || self.session.is_open() && range.contains(self.span.start)
    }

    fn title(&self) -> &str {
        if self.session.kind == SessionKind::Break { words::BREAK } else { &self.session.title }
    }

    /// Returns "2026-11-23 09:40-10:05  25 min  Draft intro".
    fn line(&self) -> String {
        let runs = if self.session.is_open() { words::RUNS } else { "" };
        let worked = self.worked.to_string();
        format!("{} {} {worked:>8}  {}{runs}\n", self.span.start.date(), words::times(self.span), self.title())
    }

    fn json(&self) -> Value {
        let (start, end) = words::machine_span(self.span);
        let session = self.session;
        json!({"title": self.title(), "kind": if session.kind == SessionKind::Break { "break" } else { "focus" },
               "start": start, "end": (!session.is_open()).then_some(end), "worked_min": self.worked.get(),
               "task": session.task, "step": session.step, "interruptions": session.interruptions.len()})
    }
}
