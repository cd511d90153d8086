//! Neighbours of a moved item give way: pushed later, or shortened.

use chrono::NaiveDateTime;

use crate::calendar::{Agenda, BusyKind, busy_spans};
use crate::model::{Block, BlockId, BlockState, Minutes, Rhythm, Settings, Span};
use crate::ui::state::{Yield, Yielded};

/// Returns the new places of the day's planned blocks when `moving` takes `span`. Events with their buffers, lunch, and
/// locked, running, done and past blocks stay, and others are pushed beyond them, with a break where the rhythm asks
/// for one.
pub fn yields(
    agenda: &Agenda,
    moving: &[BlockId],
    span: Span,
    how: Yield,
    settings: &Settings,
    now: NaiveDateTime,
) -> Vec<Yielded> {
    let others: Vec<&Block> =
        agenda.upcoming(now).map(|block| &**block).filter(|it| !moving.contains(&it.id)).collect();
    match how {
        Yield::Push => {
            let busy = busy_spans(agenda, settings, now).into_iter().filter(|busy| busy.kind != BusyKind::Block);
            pushed(busy.map(|busy| busy.span), &others, span, settings.rhythm)
        }
        Yield::Shrink => others
            .iter()
            .filter(|it| it.state == BlockState::Planned)
            .filter_map(|it| shrunk(it, span, settings.grid))
            .collect(),
    }
}

fn pushed(busy: impl Iterator<Item = Span>, others: &[&Block], span: Span, rhythm: Rhythm) -> Vec<Yielded> {
    let fixed: Vec<Span> =
        others.iter().filter(|block| block.state != BlockState::Planned).map(|block| block.span()).collect();
    let mut taken: Vec<Span> = busy.chain(fixed.iter().copied()).chain([span]).collect();
    let still = others.iter().filter(|block| block.state != BlockState::Planned || block.span().end <= span.start);
    let mut work: Vec<Span> = still.map(|block| block.span()).chain([span]).collect();
    let mut moved = vec![span];
    let mut out = Vec::new();
    for block in others.iter().filter(|block| block.state == BlockState::Planned && block.span().end > span.start) {
        let mut place = block.span();
        if is_pushed(place, &moved, &work, rhythm) {
            while let Some(later) = later_start(place, &taken, &work, &fixed, rhythm) {
                place = Span::new(later, later + block.minutes.delta());
            }
            moved.push(place);
            out.push(Yielded { block: block.id, span: place });
        }
        taken.push(place);
        work.push(place);
    }
    out
}

/// Returns whether a block gives way: moved work takes its time, or would join it to a run that is too long.
fn is_pushed(place: Span, moved: &[Span], work: &[Span], rhythm: Rhythm) -> bool {
    let run = run_until(work, place.start, rhythm);
    let is_too_long = length(&run) + place.minutes() > rhythm.focus;
    moved.iter().any(|it| it.overlaps(place) || (is_too_long && run.contains(it)))
}

/// Returns a later start to try for a place; `None` if it is free and keeps the breaks of the rhythm.
fn later_start(place: Span, taken: &[Span], work: &[Span], fixed: &[Span], rhythm: Rhythm) -> Option<NaiveDateTime> {
    if let Some(end) = taken.iter().filter(|it| it.overlaps(place)).map(|it| it.end).max() {
        return Some(end);
    }
    let (before, after) = (run_until(work, place.start, rhythm), run_from(fixed, place.end, rhythm));
    if !before.is_empty() && length(&before) + place.minutes() > rhythm.focus {
        return Some(place.start + rhythm.rest.delta());
    }
    let is_too_long = length(&before) + place.minutes() + length(&after) > rhythm.focus;
    after.first().filter(|_| is_too_long).map(|next| next.end)
}

fn length(run: &[Span]) -> Minutes {
    run.iter().map(|it| it.minutes()).sum()
}

/// Returns the work without a break that ends at or shortly before `at`.
fn run_until(work: &[Span], at: NaiveDateTime, rhythm: Rhythm) -> Vec<Span> {
    let (mut run, mut edge) = (Vec::new(), at);
    let joins = |edge: NaiveDateTime| {
        work.iter().filter(move |it| !it.is_empty() && it.end <= edge && edge - it.end < rhythm.rest.delta())
    };
    while let Some(before) = joins(edge).max_by_key(|it| it.end) {
        run.push(*before);
        edge = before.start;
    }
    run
}

/// Returns the work without a break that begins at or shortly after `at`.
fn run_from(work: &[Span], at: NaiveDateTime, rhythm: Rhythm) -> Vec<Span> {
    let (mut run, mut edge) = (Vec::new(), at);
    let joins = |edge: NaiveDateTime| {
        work.iter().filter(move |it| !it.is_empty() && it.start >= edge && it.start - edge < rhythm.rest.delta())
    };
    while let Some(after) = joins(edge).min_by_key(|it| it.start) {
        run.push(*after);
        edge = after.end;
    }
    run
}

fn shrunk(block: &Block, span: Span, grid: Minutes) -> Option<Yielded> {
    let own = block.span();
    if !own.overlaps(span) {
        return None;
    }
    let before = Span::new(own.start, own.end.min(span.start));
    let after = Span::new(own.start.max(span.end), own.end);
    let rest = if before.minutes() >= after.minutes() { before } else { after };
    (rest.minutes() >= grid).then_some(Yielded { block: block.id, span: rest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Tz;
    use crate::model::{CalendarId, Event, EventId, EventTime, PlanningDay, TaskId, Workspace};

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-11-23T{text}:00").parse().expect("a time")
    }

    fn span(from: &str, to: &str) -> Span {
        Span::new(at(from), at(to))
    }

    fn agenda(blocks: &[(&str, &str, u32, BlockState)]) -> Agenda {
        let day = PlanningDay { date: at("10:00").date(), starts: at("04:00").time() };
        let block = |(id, start, minutes, state): &(&str, &str, u32, BlockState)| Block {
            id: BlockId::derived(id),
            task: TaskId::derived("task"),
            step: None,
            start: at(start),
            minutes: Minutes::new(*minutes),
            state: *state,
        };
        let blocks = blocks.iter().map(|it| block(it).into()).collect();
        let lunch = Some(span("12:30", "13:00"));
        Agenda {
            day,
            events: Vec::new(),
            all_day: Vec::new(),
            blocks,
            working: Vec::new(),
            lunch,
            resting: None,
            is_part: false,
        }
    }

    fn result(agenda: &Agenda, place: Span, how: Yield) -> Vec<(BlockId, Span)> {
        let moving = [BlockId::derived("a")];
        let found = yields(agenda, &moving, place, how, &Settings::default(), at("08:00"));
        found.into_iter().map(|it| (it.block, it.span)).collect()
    }

    #[test]
    fn a_push_goes_on_from_neighbour_to_neighbour_and_around_what_stands() {
        let planned = BlockState::Planned;
        let day = agenda(&[
            ("a", "09:00", 30, planned),
            ("b", "10:00", 30, planned),
            ("c", "10:30", 30, planned),
            ("d", "11:10", 50, BlockState::Locked),
            ("e", "16:00", 30, planned),
        ]);
        let found = result(&day, span("10:00", "10:30"), Yield::Push);
        let (b, c) = (BlockId::derived("b"), BlockId::derived("c"));
        assert_eq!(found, [(b, span("10:35", "11:05")), (c, span("13:00", "13:30"))], "with a break after each");
    }

    #[test]
    fn a_push_leaves_a_break_before_a_later_block_that_it_only_reaches() {
        let day = agenda(&[("a", "09:00", 30, BlockState::Planned), ("b", "10:30", 30, BlockState::Planned)]);
        let found = result(&day, span("10:00", "10:30"), Yield::Push);
        assert_eq!(found, [(BlockId::derived("b"), span("10:35", "11:05"))]);
        assert_eq!(result(&day, span("09:55", "10:25"), Yield::Push), [], "a break lies between them");
    }

    #[test]
    fn a_push_leaves_a_break_before_a_locked_block_or_goes_behind_it() {
        let planned = BlockState::Planned;
        for (locked, place) in [("11:05", span("11:40", "12:10")), ("11:10", span("10:35", "11:05"))] {
            let day = agenda(&[
                ("a", "09:00", 30, planned),
                ("b", "10:00", 30, planned),
                ("c", locked, 30, BlockState::Locked),
            ]);
            let found = result(&day, span("10:00", "10:30"), Yield::Push);
            assert_eq!(found, [(BlockId::derived("b"), place)], "a locked block at {locked}");
        }
    }

    #[test]
    fn a_push_keeps_the_buffers_around_an_event() {
        let mut day = agenda(&[("a", "09:00", 30, BlockState::Planned), ("b", "09:30", 30, BlockState::Planned)]);
        let time = EventTime::floating(span("10:15", "11:00"));
        let event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "e", time);
        let mut workspace = Workspace::default();
        workspace.events.insert(event.id, event.into());
        day.events = Agenda::of(&workspace, day.day, Tz::UTC).events;
        let settings = Settings { buffer_before: Minutes::new(10), buffer: Minutes::new(10), ..Settings::default() };
        let moving = [BlockId::derived("a")];
        let found = yields(&day, &moving, span("09:15", "09:45"), Yield::Push, &settings, at("08:00"));
        assert_eq!(found[0].span, span("11:10", "11:40"), "9:45 to 10:05 is too short for it with a buffer");
    }

    #[test]
    fn a_neighbour_shrinks_to_what_is_left_and_no_further_than_the_grid() {
        let day = agenda(&[("b", "10:00", 30, BlockState::Planned), ("c", "10:30", 30, BlockState::Planned)]);
        let found = result(&day, span("10:20", "10:57"), Yield::Shrink);
        assert_eq!(found, [(BlockId::derived("b"), span("10:00", "10:20"))]);
    }
}
