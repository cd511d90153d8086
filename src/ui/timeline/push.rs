//! How neighbours give way to a moved item: pushed later, or shortened.

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
    let fixed = others.iter().filter(|block| block.state != BlockState::Planned).map(|block| block.span());
    let mut taken: Vec<Span> = busy.chain(fixed).collect();
    taken.push(span);
    let still = others.iter().filter(|block| block.state != BlockState::Planned || block.span().end <= span.start);
    let mut work: Vec<Span> = still.map(|block| block.span()).chain([span]).collect();
    let mut out = Vec::new();
    for block in others.iter().filter(|block| block.state == BlockState::Planned && block.span().end > span.start) {
        let mut place = block.span();
        let in_the_way =
            |place: Span, taken: &[Span]| taken.iter().filter(|it| it.overlaps(place)).map(|it| it.end).max();
        let pushes = block.span().overlaps(span) || out.iter().any(|it: &Yielded| it.span.overlaps(place));
        if !pushes {
            taken.push(place);
            work.push(place);
            continue;
        }
        loop {
            if let Some(end) = in_the_way(place, &taken) {
                place = Span::new(end, end + block.minutes.delta());
                continue;
            }
            let run = run_until(&work, place.start, rhythm);
            if run.is_zero() || run + block.minutes <= rhythm.focus || rhythm.rest.is_zero() {
                break;
            }
            place = Span::new(place.start + rhythm.rest.delta(), place.end + rhythm.rest.delta());
        }
        taken.push(place);
        work.push(place);
        out.push(Yielded { block: block.id, span: place });
    }
    out
}

/// Returns the work without a break that ends at or shortly before `at`.
fn run_until(work: &[Span], at: NaiveDateTime, rhythm: Rhythm) -> Minutes {
    let (mut run, mut edge) = (Minutes::ZERO, at);
    let joins = |edge: NaiveDateTime| {
        work.iter().filter(move |it| !it.is_empty() && it.end <= edge && edge - it.end < rhythm.rest.delta())
    };
    while let Some(before) = joins(edge).max_by_key(|it| it.end) {
        run += before.minutes();
        edge = before.start;
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
