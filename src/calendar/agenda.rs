//! The events, blocks and working hours of one planning day.

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use super::lunch::lunch_among;
use super::occur::occurrences_or_part;
use super::zone::{Tz, clock_change};
use crate::model::{Block, BlockState, Occurrence, PlanningDay, SessionKind, Span, Workspace};

/// The events, blocks and working hours of one planning day, for the timeline and the planner.
///
/// ```
/// use gapwise::calendar::Agenda;
/// use gapwise::model::{PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, gapwise::calendar::Tz::UTC);
/// assert!(agenda.events.is_empty());
/// assert_eq!(agenda.working_frame().unwrap().start.to_string(), "2026-11-23 09:00:00");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Agenda {
    pub day: PlanningDay,
    /// Timed events that overlap the day, sorted by start, with their whole span.
    pub events: Vec<Occurrence>,
    /// All-day events.
    pub all_day: Vec<Occurrence>,
    /// Blocks that overlap the day, sorted by start.
    pub blocks: Vec<Arc<Block>>,
    /// Working hours, sorted and disjoint.
    pub working: Vec<Span>,
    /// The lunch break; only on days with working hours.
    pub lunch: Option<Span>,
    /// The break that the timer counts.
    pub resting: Option<Span>,
    /// Whether it has more events than are listed.
    pub is_part: bool,
}

impl Agenda {
    /// The warning for an agenda that is a part.
    pub const IS_PART: &str = "Some events are not listed: too many, or rules that take too long. Hide their calendar.";

    /// Returns the agenda of `day` for a user in the zone `here`.
    pub fn of(workspace: &Workspace, day: PlanningDay, here: Tz) -> Self {
        let span = day.span();
        let events = workspace.events.values().map(|event| &**event);
        let (found, is_part) = occurrences_or_part(events, &workspace.calendars, span, here);
        let (mut all_day, events): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.all_day);
        all_day.retain(|it| it.span.contains(day.date.and_hms_opt(12, 0, 0).unwrap_or(span.start)));
        let hours = Self::hours_only(workspace, day).with_events(workspace, events);
        Self {
            all_day,
            blocks: blocks_on(workspace, span),
            resting: resting(workspace, here),
            is_part,
            working: without_skipped(hours.working, day, here),
            ..hours
        }
    }

    /// Returns an agenda with the working hours of `day` and lunch, and nothing else.
    pub(super) fn hours_only(workspace: &Workspace, day: PlanningDay) -> Self {
        let working = working_spans(workspace, day);
        let hours = Self {
            day,
            events: Vec::new(),
            all_day: Vec::new(),
            blocks: Vec::new(),
            working,
            lunch: None,
            resting: None,
            is_part: false,
        };
        hours.with_events(workspace, Vec::new())
    }

    /// Adds the timed events. Lunch moves out of their way.
    pub(super) fn with_events(self, workspace: &Workspace, events: Vec<Occurrence>) -> Self {
        let works = !self.working.is_empty();
        let lunch = works.then(|| lunch_among(&workspace.settings, self.day, &events)).flatten();
        Self { events, lunch, ..self }
    }

    /// Returns the time from the first start to the last end of the working hours; `None` on a day off.
    pub fn working_frame(&self) -> Option<Span> {
        Some(Span::new(self.working.first()?.start, self.working.last()?.end))
    }

    /// Returns the event that blocks this time.
    pub fn event_at(&self, at: NaiveDateTime) -> Option<&Occurrence> {
        self.events.iter().find(|event| event.blocks && event.span.contains(at))
    }

    /// Returns the next event after this time that blocks time.
    pub fn next_event(&self, at: NaiveDateTime) -> Option<&Occurrence> {
        self.events.iter().find(|event| event.blocks && event.span.start > at)
    }

    /// Returns blocks that were not started in their time.
    pub fn missed(&self, now: NaiveDateTime) -> impl Iterator<Item = &Arc<Block>> {
        self.blocks.iter().filter(move |block| block.is_missed(now))
    }

    /// Returns blocks that are neither done nor missed.
    pub fn upcoming(&self, now: NaiveDateTime) -> impl Iterator<Item = &Arc<Block>> {
        self.blocks.iter().filter(move |block| block.state != BlockState::Done && !block.is_missed(now))
    }
}

/// Removes the time that the clocks skip when they go forward.
fn without_skipped(working: Vec<Span>, day: PlanningDay, here: Tz) -> Vec<Span> {
    let Some((at, minutes)) = clock_change(day, here).filter(|(_, minutes)| *minutes > 0) else { return working };
    let end = at + TimeDelta::minutes(minutes.into());
    let parts = |span: Span| [Span::new(span.start, span.end.min(at)), Span::new(span.start.max(end), span.end)];
    working.into_iter().flat_map(parts).filter(|span| !span.is_empty()).collect()
}

/// Returns the break that the timer counts, on the wall clock of `here`.
fn resting(workspace: &Workspace, here: Tz) -> Option<Span> {
    let session = workspace.open_session().filter(|session| session.kind == SessionKind::Break)?;
    let start = here.local(session.start);
    Some(Span::new(start, start + session.planned?.delta()))
}

/// Returns blocks that overlap `span`, sorted by start and id.
fn blocks_on(workspace: &Workspace, span: Span) -> Vec<Arc<Block>> {
    let mut blocks: Vec<_> = workspace.blocks.values().filter(|block| block.span().overlaps(span)).cloned().collect();
    blocks.sort_by_key(|block| (block.start, block.id));
    blocks
}

/// Returns the working hours of `day`, clipped to the day and merged where they touch.
fn working_spans(workspace: &Workspace, day: PlanningDay) -> Vec<Span> {
    let ranges = &workspace.settings.hours_on(day.date).0;
    let mut spans: Vec<_> =
        ranges.iter().map(|range| range.on(day).intersection(day.span())).filter(|span| !span.is_empty()).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
