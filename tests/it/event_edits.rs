//! Properties of edits of events: every kind of edit, in every scope, on generated series.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use gapwise::calendar::{
    Clocks, Edited, EventInstance, Every, Frequency, InMonth, OccurrenceEdit, OccurrenceEditKind, Rule, Scope,
    SimpleRule, Tz, Until, edit_occurrence, event_instances,
};
use gapwise::exchange::ics;
use gapwise::model::{
    Calendar, CalendarId, Event, EventId, EventStatus, EventTime, Minutes, Recurrence, RecurrenceDate, Span, Workspace,
    Zone, ZonedTime,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use strum::IntoEnumIterator as _;

fn clocks() -> Clocks<'static> {
    Clocks::at(Tz::named("Europe/Berlin").unwrap())
}

/// One shown occurrence, as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    span: Span,
    all_day: bool,
    title: String,
    place: String,
    notes: String,
    free: bool,
    busy: bool,
}

/// Returns a time as the clocks show it: they skip an hour in March.
fn shown(at: NaiveDateTime) -> NaiveDateTime {
    clocks().to_local(clocks().to_utc(at, &Zone::Floating), &Zone::Floating)
}

fn span_of(time: &EventTime) -> Span {
    let local = |at: &ZonedTime| clocks().to_local(clocks().instant(at), &Zone::Floating);
    match time {
        EventTime::AllDay { start, end } => Span::new(start.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN)),
        EventTime::Timed { start, end } => Span::new(local(start), local(end)),
    }
}

fn row(it: &EventInstance) -> Row {
    let [title, place, notes] = [it.title, it.place, it.notes].map(str::to_owned);
    Row { span: span_of(&it.time), all_day: it.all_day(), title, place, notes, free: it.free, busy: it.busy }
}

/// Returns the shown occurrences of an event, by the date that the series gives them.
fn rows(event: &Event) -> BTreeMap<NaiveDate, Row> {
    let [from, to] = ["2026-01-01T00:00:00", "2060-01-01T00:00:00"].map(|at| at.parse::<NaiveDateTime>().unwrap());
    let found = event_instances(event, clocks(), from.and_utc(), to.and_utc()).unwrap();
    let date = |it: &EventInstance| match it.recurrence_id.as_ref() {
        Some(RecurrenceDate::Date(date)) => *date,
        Some(RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. }) => at.local.date(),
        None => span_of(&it.time).start.date(),
    };
    let shown = found.iter().filter(|it| it.status != EventStatus::Cancelled);
    shown.map(|it| (date(it), row(it))).collect()
}

/// Returns the start that a series without overrides gives its occurrence of a date.
fn generated(event: &Event, date: NaiveDate) -> NaiveDateTime {
    match &event.time {
        EventTime::AllDay { .. } => date.and_time(NaiveTime::MIN),
        EventTime::Timed { start, .. } => date.and_time(start.local.time()),
    }
}

/// The values that an edit of any kind takes.
#[derive(Clone, Debug)]
struct Draw {
    days: i64,
    minutes: i64,
    length: u32,
    text: String,
    flag: bool,
    rule: Option<Rule>,
}

/// Returns an edit of this kind of an occurrence. A new kind of edit does not compile until it is drawn here.
fn edit_of(kind: OccurrenceEditKind, draw: &Draw, row: &Row) -> OccurrenceEdit {
    match kind {
        OccurrenceEditKind::Span => {
            let minutes = if row.all_day { 0 } else { draw.minutes };
            let start = row.span.start + TimeDelta::days(draw.days) + TimeDelta::minutes(minutes);
            let length = if row.all_day { row.span.end - row.span.start } else { Minutes::new(draw.length).delta() };
            OccurrenceEdit::Span(Span::new(start, start + length))
        }
        OccurrenceEditKind::WholeDays => OccurrenceEdit::WholeDays,
        OccurrenceEditKind::TimeOfDay => {
            let from = NaiveTime::MIN + TimeDelta::minutes(draw.minutes.rem_euclid(24 * 60));
            OccurrenceEdit::TimeOfDay(from, Minutes::new(draw.length))
        }
        OccurrenceEditKind::Title => OccurrenceEdit::Title(draw.text.clone()),
        OccurrenceEditKind::Place => OccurrenceEdit::Place(draw.text.clone()),
        OccurrenceEditKind::Notes => OccurrenceEdit::Notes(draw.text.clone()),
        OccurrenceEditKind::Busy => OccurrenceEdit::Busy(draw.flag),
        OccurrenceEditKind::Repeat => OccurrenceEdit::Repeat(draw.rule.clone().map(Box::new)),
        OccurrenceEditKind::Remove => OccurrenceEdit::Remove,
    }
}

/// Returns the occurrence after the edit; `None` if it is gone.
fn expected(edit: &OccurrenceEdit, row: &Row) -> Option<Row> {
    let row = row.clone();
    Some(match edit.clone() {
        OccurrenceEdit::Span(span) => Row { span: Span::new(shown(span.start), shown(span.end)), ..row },
        OccurrenceEdit::WholeDays => {
            let last = (row.span.end - TimeDelta::seconds(1)).max(row.span.start).date() + Days::new(1);
            let span = Span::new(row.span.start.date().and_time(NaiveTime::MIN), last.and_time(NaiveTime::MIN));
            Row { span, all_day: true, ..row }
        }
        OccurrenceEdit::TimeOfDay(from, length) => {
            let start = row.span.start.date().and_time(from);
            Row { span: Span::new(shown(start), shown(start + length.delta())), all_day: false, ..row }
        }
        OccurrenceEdit::Title(title) => Row { title, ..row },
        OccurrenceEdit::Place(place) => Row { place, ..row },
        OccurrenceEdit::Notes(notes) => Row { notes, ..row },
        OccurrenceEdit::Busy(busy) => Row { free: !busy, busy: busy && row.all_day, ..row },
        OccurrenceEdit::Repeat(_) => row,
        OccurrenceEdit::Remove => return None,
    })
}

fn draw() -> impl Strategy<Value = Draw> {
    let rule = prop::option::of((select(vec![Frequency::Daily, Frequency::Weekly]), 1..3_u32, 1..6_u32));
    (
        -3..4_i64,
        select(vec![-90_i64, -30, 0, 0, 45, 600]),
        select(vec![15_u32, 30, 90]),
        "[a-z]{3}",
        any::<bool>(),
        rule,
    )
        .prop_map(|(days, minutes, length, text, flag, rule)| {
            let rule =
                rule.map(|(frequency, interval, count)| Rule { interval, ..Rule::every(frequency) }.with_count(count));
            Draw { days, minutes, length, text, flag, rule }
        })
}

/// Returns a finite series that starts on a day of its rule, with nothing different in it.
fn plain_series() -> impl Strategy<Value = Event> {
    let start = (0..40_u64, 0..48_i64, any::<bool>(), select(vec![0_u32, 30, 90]));
    let rule = (0..6_u8, 1..3_u32, prop::collection::btree_set(0..7_u8, 0..3), any::<bool>(), 1..7_u32);
    (start, rule, select(vec![Zone::Floating, Zone::Iana("Europe/Berlin".into())])).prop_map(
        |((days, half_hours, all_day, minutes), (kind, interval, mut weekdays, by_count, size), zone)| {
            let date = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap() + Days::new(days);
            let start = date.and_time(NaiveTime::MIN + TimeDelta::minutes(half_hours * 30));
            let every = match kind {
                0 => Every::Day,
                1 | 2 => {
                    weekdays.insert(date.weekday().num_days_from_monday() as u8);
                    Every::Week(weekdays)
                }
                3 => Every::Month(InMonth::Date),
                4 => Every::Month(InMonth::choices(date).last().unwrap()),
                _ => Every::Year,
            };
            let ends = SimpleRule { every, interval, ends: gapwise::calendar::Ends::Never };
            let rule = ends.rule(date);
            let rule = if by_count {
                rule.with_count(size)
            } else {
                rule.with_until(Until::Date(date + Days::new(u64::from(size) * 13)))
            };
            let time = if all_day {
                EventTime::AllDay { start: date, end: date + Days::new(u64::from(minutes / 30)).max(Days::new(1)) }
            } else {
                let zoned = |local| ZonedTime { local, zone: zone.clone() };
                EventTime::Timed { start: zoned(start), end: zoned(start + Minutes::new(minutes).delta()) }
            };
            let mut event = Event::new(EventId::derived("series"), CalendarId::derived("own"), "Team", time);
            event.recurrence = Some(Recurrence { rules: vec![rule.to_string()], ..Recurrence::default() });
            event
        },
    )
}

/// Returns a series after up to three edits of single occurrences, or of them and later ones.
fn edited_series() -> impl Strategy<Value = Event> {
    let kinds: Vec<_> = OccurrenceEditKind::iter().filter(|kind| *kind != OccurrenceEditKind::Repeat).collect();
    let edit = (select(kinds), draw(), any::<Index>(), select(vec![Scope::This, Scope::Following]));
    (plain_series(), prop::collection::vec(edit, 0..4)).prop_map(|(event, edits)| {
        edits.into_iter().fold(event, |event, (kind, draw, at, scope)| {
            let all: Vec<Row> = rows(&event).into_values().collect();
            let Some(row) = all.get(at.index(all.len().max(1))) else { return event };
            let edited = apply(&event, &edit_of(kind, &draw, row), row.span.start, scope);
            edited.event.filter(|event| !rows(event).is_empty()).unwrap_or(event)
        })
    })
}

fn apply(event: &Event, edit: &OccurrenceEdit, start: NaiveDateTime, scope: Scope) -> Edited {
    edit_occurrence(event, clocks(), start, edit, scope, EventId::derived("rest")).unwrap()
}

/// Fails if an event breaks an invariant of the model or has a rule that cannot be read.
fn check(event: &Event) -> Result<(), TestCaseError> {
    let workspace = with_event(event);
    prop_assert!(workspace.check().is_ok(), "{:?}", workspace.check());
    let rules = event.recurrence.iter().flat_map(|it| &it.rules);
    for rule in rules {
        prop_assert!(rule.parse::<Rule>().is_ok(), "{}", rule);
    }
    Ok(())
}

/// Returns an occurrence that is the only one at its start, with its date. Two at one start cannot be told apart by an
/// edit.
fn chosen(all: &BTreeMap<NaiveDate, Row>, at: Index) -> Option<(NaiveDate, Row)> {
    let unique = |row: &Row| all.values().filter(|other| other.span.start == row.span.start).count() == 1;
    let all: Vec<_> = all.iter().filter(|(_, row)| unique(row)).collect();
    (!all.is_empty()).then(|| all[at.index(all.len())]).map(|(date, row)| (*date, row.clone()))
}

/// Returns whether an event recurs by the month or year.
fn by_month(event: &Event) -> bool {
    let rule: Rule = event.recurrence.as_ref().unwrap().rules[0].parse().unwrap();
    rule.frequency <= Frequency::Monthly
}

fn sorted(rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows.into_iter().collect();
    rows.sort_by_key(|row| (row.span, row.title.clone(), row.place.clone(), row.notes.clone(), row.free));
    rows
}

#[test]
fn a_time_of_day_in_a_series_of_whole_days_moves_it_by_whole_days() {
    let at = |text: &str| format!("2026-{text}:00").parse::<NaiveDateTime>().unwrap();
    let time = EventTime::AllDay { start: at("11-20T00:00").date(), end: at("11-21T00:00").date() };
    let mut event = Event::new(EventId::derived("series"), CalendarId::derived("own"), "Team", time);
    let rules = vec!["FREQ=MONTHLY;BYDAY=3FR;UNTIL=20261224".into()];
    event.recurrence = Some(Recurrence { rules, ..Recurrence::default() });
    let evening = OccurrenceEdit::TimeOfDay(at("11-20T22:30").time(), Minutes::new(15));
    let event = apply(&event, &evening, at("11-20T00:00"), Scope::This).event.unwrap();
    for (to, wanted) in [
        ("11-20T08:30", ["11-20T08:30", "12-18T00:00"]),
        ("11-20T23:30", ["11-20T23:30", "12-18T00:00"]),
        ("11-19T08:30", ["11-19T08:30", "12-17T00:00"]),
    ] {
        let edit = OccurrenceEdit::Span(Span::new(at(to), at(to) + TimeDelta::minutes(15)));
        let after = rows(&apply(&event, &edit, at("11-20T22:30"), Scope::All).event.unwrap());
        assert!(after.values().map(|row| row.span.start).eq(wanted.map(at)), "{to}: {after:#?}");
    }
}

#[test]
fn a_following_override_passes_the_hour_that_the_clocks_skip() {
    let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    let zoned = |local| ZonedTime { local, zone: Zone::Floating };
    let time = EventTime::Timed { start: zoned(at("2027-01-24T02:00:00")), end: zoned(at("2027-01-24T02:15:00")) };
    let mut event = Event::new(EventId::derived("series"), CalendarId::derived("own"), "Team", time);
    let rules = vec!["FREQ=MONTHLY;BYDAY=4SU;COUNT=4".into()];
    event.recurrence = Some(Recurrence { rules, ..Recurrence::default() });
    let (rename, second) = (OccurrenceEdit::Title("Crew".into()), at("2027-02-28T02:00:00"));
    let event = apply(&event, &rename, second, Scope::Following).event.unwrap();
    let after = apply(&event, &OccurrenceEdit::Title("Alone".into()), second, Scope::This).event.unwrap();
    let shown: Vec<_> = rows(&after).into_values().map(|row| (row.span.start, row.title)).collect();
    let wanted = [
        ("2027-01-24T02:00:00", "Team"),
        ("2027-02-28T02:00:00", "Alone"),
        ("2027-03-28T03:00:00", "Crew"),
        ("2027-04-25T02:00:00", "Crew"),
    ];
    assert_eq!(shown, wanted.map(|(start, title)| (at(start), title.to_owned())));
}

/// Returns the workspace with one event in the user's own calendar.
fn with_event(event: &Event) -> Workspace {
    let mut workspace = Workspace::default();
    workspace.calendars.insert(event.calendar, Calendar::new(event.calendar, "Own").into());
    workspace.events.insert(event.id, event.clone().into());
    workspace
}

proptest! {
    #[test]
    fn an_exported_series_is_read_back_with_the_same_occurrences(event in edited_series()) {
        let berlin = Tz::named("Europe/Berlin").unwrap();
        let now = crate::harness::moment();
        let text = ics::export_calendar(&with_event(&event), None, now, berlin).text;
        let read = ics::read(text.as_bytes(), CalendarId::derived("read"));
        prop_assert!(read.skipped.is_empty() && read.warnings.is_empty(), "{:?} {:?}", read.skipped, read.warnings);
        let [back] = &read.events[..] else { panic!("one event: {text}") };
        // A file has no place for a busy mark that waits until the time becomes whole days again.
        let written = |event: &Event| {
            let mut rows = rows(event);
            rows.values_mut().for_each(|row| row.busy &= row.all_day);
            rows
        };
        prop_assert_eq!(written(back), written(&event), "{}", text);
    }

    #[test]
    fn an_edit_of_this_occurrence_leaves_all_others(event in edited_series(), draw in draw(), at: Index, imported: bool) {
        let event = Event { uid: imported.then(|| "uid".into()), ..event };
        let before = rows(&event);
        let Some((date, row)) = chosen(&before, at) else { return Ok(()) };
        for kind in OccurrenceEditKind::iter().filter(|kind| *kind != OccurrenceEditKind::Repeat || imported) {
            let edit = edit_of(kind, &draw, &row);
            // One that happens once and is the user's own is its whole series.
            let Edited { event: Some(after), rest: None } = apply(&event, &edit, row.span.start, Scope::This) else {
                panic!("{edit:?} split or removed the series");
            };
            check(&after)?;
            let mut wanted = before.clone();
            match expected(&edit, &row) {
                Some(row) => drop(wanted.insert(date, row)),
                None => drop(wanted.remove(&date)),
            }
            prop_assert_eq!(rows(&after), wanted, "{:?}", edit);
            if imported {
                let rules = |event: &Event| event.recurrence.clone().map(|it| (it.rules, it.rdates, it.exdates));
                prop_assert_eq!(rules(&after), rules(&event));
            }
        }
    }

    #[test]
    fn an_edit_of_this_and_following_leaves_all_before(event in edited_series(), draw in draw(), at: Index, imported: bool) {
        let event = Event { uid: imported.then(|| "uid".into()), ..event };
        let before = rows(&event);
        let Some((date, row)) = chosen(&before, at) else { return Ok(()) };
        for kind in OccurrenceEditKind::iter() {
            let edit = edit_of(kind, &draw, &row);
            let Edited { event: after, rest } = apply(&event, &edit, row.span.start, Scope::Following);
            after.iter().chain(&rest).try_for_each(check)?;
            let first = *before.keys().next().unwrap();
            if date == first {
                continue; // An edit of all; see below.
            }
            let after = rows(&after.unwrap());
            let earlier = |rows: &BTreeMap<NaiveDate, Row>| sorted(rows.range(..date).map(|(_, row)| row.clone()));
            prop_assert_eq!(earlier(&after), earlier(&before), "{:?}", edit);
            match (&edit, rest) {
                (OccurrenceEdit::Repeat(rule), Some(rest)) => {
                    prop_assert_eq!(after.range(date..).count(), 0, "the new series has the later ones");
                    let rest = rows(&rest);
                    prop_assert!(rest.values().all(|it| it.span.start >= row.span.start || rule.is_some()));
                    prop_assert_eq!(rule.is_none(), rest.values().eq([&row]) && rule.is_none());
                }
                (_, None) => {
                    prop_assert_eq!(after.get(&date).cloned(), expected(&edit, &row), "{:?}", edit);
                    let later = if edit == OccurrenceEdit::Remove { 0 } else { before.range(date..).count() };
                    prop_assert_eq!(after.range(date..).count(), later, "{:?}", edit);
                }
                (_, rest) => panic!("{edit:?} made {rest:?}"),
            }
        }
    }

    #[test]
    fn an_edit_of_all_keeps_the_number_of_occurrences(event in edited_series(), draw in draw(), at: Index) {
        let before = rows(&event);
        let Some((_, row)) = chosen(&before, at) else { return Ok(()) };
        for kind in OccurrenceEditKind::iter() {
            let edit = edit_of(kind, &draw, &row);
            let Edited { event: after, rest } = apply(&event, &edit, row.span.start, Scope::All);
            prop_assert_eq!(rest, None);
            prop_assert_eq!(after.is_none(), edit == OccurrenceEdit::Remove);
            let Some(after) = after else { continue };
            check(&after)?;
            let after = rows(&after);
            match &edit {
                OccurrenceEdit::Repeat(None) => prop_assert!(after.values().eq([&row])),
                OccurrenceEdit::Repeat(Some(_)) => {}
                // A series by the day of the month meets other months on another day.
                OccurrenceEdit::Span(span) if by_month(&event) && span.start.date() != row.span.start.date() => {}
                _ => {
                    prop_assert!(after.values().any(|it| Some(it) == expected(&edit, &row).as_ref()), "{:?}: {:#?}", edit, after);
                    prop_assert_eq!(after.len(), before.len(), "{:?}", edit);
                }
            }
        }
    }

    #[test]
    fn a_plain_series_is_edited_like_its_occurrences(event in plain_series(), draw in draw(), at: Index) {
        let before = rows(&event);
        let Some((date, row)) = chosen(&before, at) else { return Ok(()) };
        for kind in OccurrenceEditKind::iter() {
            let edit = edit_of(kind, &draw, &row);
            if matches!(edit, OccurrenceEdit::Repeat(_) | OccurrenceEdit::Remove) {
                continue;
            }
            // A series by the day of the month meets other months on another day.
            if matches!(&edit, OccurrenceEdit::Span(span) if by_month(&event) && span.start.date() != row.span.start.date()) {
                continue;
            }
            let after = rows(&apply(&event, &edit, row.span.start, Scope::All).event.unwrap());
            let like_this = |(other_date, other): (&NaiveDate, &Row)| match &edit {
                OccurrenceEdit::Span(span) => {
                    // In the hour that the clocks skip, an occurrence is shown later than its series has it.
                    let is_time_kept = span.start.time() == row.span.start.time();
                    let from = if is_time_kept { row.span.start } else { generated(&event, date) };
                    let start = generated(&event, *other_date) + (span.start - from);
                    let span = Span::new(start, start + (span.end - span.start));
                    expected(&OccurrenceEdit::Span(span), other)
                }
                edit => expected(edit, other),
            };
            prop_assert_eq!(sorted(after.into_values()), sorted(before.iter().filter_map(like_this)), "{:?}", edit);
        }
    }
}
