//! Tests of edits on small series, by the occurrences that they show.

use chrono::{NaiveDateTime, TimeDelta};

use super::super::occur::{event_instances, occurrences, span_here};
use super::super::zone::{Clocks, Tz};
use super::{Edited, NoSuchOccurrence, OccurrenceEdit, Scope, begins_series, edit_occurrence};
use crate::model::{CalendarId, Event, EventId, EventStatus, EventTime, Minutes, Recurrence, Span, Zone, ZonedTime};

fn at(text: &str) -> NaiveDateTime {
    text.parse().expect("a time")
}

fn span(day: &str, from: &str, to: &str) -> Span {
    Span::new(at(&format!("{day}T{from}:00")), at(&format!("{day}T{to}:00")))
}

fn clocks() -> Clocks<'static> {
    Clocks::at(Tz::named("Europe/Berlin").expect("a zone"))
}

/// Returns every Monday and Wednesday at ten, from 23 November on.
fn series(zone: &Zone, uid: Option<&str>) -> Event {
    let id = EventId::derived("series");
    let zoned = |text: &str| ZonedTime { local: at(text), zone: zone.clone() };
    let time = EventTime::Timed { start: zoned("2026-11-23T10:00:00"), end: zoned("2026-11-23T10:30:00") };
    let mut event = Event::new(id, CalendarId::derived("c"), "Team", time);
    event.uid = uid.map(str::to_owned);
    let rules = vec!["FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6".to_owned()];
    event.recurrence = Some(Recurrence { rules, ..Recurrence::default() });
    event
}

fn shown(event: &Event) -> Vec<String> {
    let (from, to) = (at("2026-11-01T00:00:00").and_utc(), at("2027-01-01T00:00:00").and_utc());
    let all = event_instances(event, clocks(), from, to).expect("a valid rule");
    let kept = all.iter().filter(|it| it.status != EventStatus::Cancelled);
    kept.map(|it| format!("{} {}", span_here(&it.time, clocks()).start.format("%m-%d %H:%M"), it.title)).collect()
}

fn edited(event: &Event, day: &str, edit: &OccurrenceEdit, scope: Scope) -> Vec<String> {
    let start = at(&format!("{day}T10:00:00"));
    let result = change(event, start, edit, scope);
    result.event.iter().chain(&result.rest).flat_map(shown).collect()
}

fn change(event: &Event, start: NaiveDateTime, edit: &OccurrenceEdit, scope: Scope) -> Edited {
    edit_occurrence(event, clocks(), start, edit, scope, EventId::derived("rest")).expect("an occurrence")
}

#[test]
fn a_move_reaches_its_scope() {
    for zone in [Zone::Floating, Zone::Iana("America/New_York".into())] {
        let mut event = series(&zone, None);
        if zone != Zone::Floating {
            // Ten in Berlin is four in New York.
            let zoned = |text: &str| ZonedTime { local: at(text), zone: zone.clone() };
            event.time = EventTime::Timed { start: zoned("2026-11-23T04:00:00"), end: zoned("2026-11-23T04:30:00") };
        }
        let to = OccurrenceEdit::Span(span("2026-12-01", "11:00", "12:00"));
        let rest = ["11-23 10:00 Team", "11-25 10:00 Team"];
        let this = edited(&event, "2026-11-30", &to, Scope::This);
        assert_eq!(this[..3], [rest[0], rest[1], "12-01 11:00 Team"]);
        assert_eq!(this[3], "12-02 10:00 Team");
        let following = edited(&event, "2026-11-30", &to, Scope::Following);
        assert_eq!(following[..4], [rest[0], rest[1], "12-01 11:00 Team", "12-03 11:00 Team"]);
        let all = edited(&event, "2026-11-30", &to, Scope::All);
        assert_eq!(all[..4], ["11-24 11:00 Team", "11-26 11:00 Team", "12-01 11:00 Team", "12-03 11:00 Team"]);
        assert_eq!(all.len(), 6);
    }
}

#[test]
fn a_removal_reaches_its_scope() {
    let event = series(&Zone::Floating, None);
    let rows = |scope| edited(&event, "2026-11-30", &OccurrenceEdit::Remove, scope).len();
    assert_eq!((rows(Scope::This), rows(Scope::Following), rows(Scope::All)), (5, 2, 0));
    let first = |scope| edited(&event, "2026-11-23", &OccurrenceEdit::Remove, scope).len();
    assert_eq!((first(Scope::This), first(Scope::Following)), (5, 0));
}

#[test]
fn an_imported_event_gets_an_own_override() {
    let event = series(&Zone::Floating, Some("uid"));
    let start = at("2026-11-30T10:00:00");
    let edit = OccurrenceEdit::Title("Retro".into());
    let changed = change(&event, start, &edit, Scope::This).event.expect("kept");
    assert!(
        changed
            .recurrence
            .as_ref()
            .is_some_and(|it| it.overrides[0].own && it.rules == event.recurrence.as_ref().expect("rules").rules)
    );
    assert_eq!(shown(&changed)[2], "11-30 10:00 Retro");
    let gone = edited(&event, "2026-11-30", &OccurrenceEdit::Remove, Scope::This);
    assert_eq!(gone.len(), 5);
    let single = Event { recurrence: None, ..event };
    let moved = OccurrenceEdit::Span(span("2026-11-24", "09:00", "09:30"));
    assert_eq!(edited(&single, "2026-11-23", &moved, Scope::This), ["11-24 09:00 Team"]);
}

/// Returns the series after some edits, one after the other.
fn changed(changes: &[(&str, OccurrenceEdit, Scope)]) -> Event {
    changes.iter().fold(series(&Zone::Floating, None), |event, (start, edit, scope)| {
        change(&event, at(&format!("2026-{start}:00")), edit, *scope).event.expect("kept")
    })
}

fn title(text: &str) -> OccurrenceEdit {
    OccurrenceEdit::Title(text.into())
}

#[test]
fn an_edit_of_all_reaches_overrides_with_other_differences() {
    let place = OccurrenceEdit::Place("Room 2".into());
    let own = ("11-25T10:00", title("Retro"), Scope::This);
    let event = changed(&[own.clone(), ("11-25T10:00", place, Scope::All)]);
    assert!(event.recurrence.iter().flat_map(|it| &it.overrides).all(|it| it.place == "Room 2"));
    assert_eq!(shown(&event)[..3], ["11-23 10:00 Team", "11-25 10:00 Retro", "11-30 10:00 Team"]);
    let event = changed(&[own.clone(), ("11-30T10:00", title("Review"), Scope::All)]);
    assert_eq!(shown(&event)[..3], ["11-23 10:00 Review", "11-25 10:00 Retro", "11-30 10:00 Review"]);
    let event = changed(&[own.clone(), ("11-25T10:00", title("Review"), Scope::All)]);
    assert_eq!(shown(&event)[..2], ["11-23 10:00 Review", "11-25 10:00 Review"], "the edited one takes it");
    let event = changed(&[
        ("11-25T10:00", OccurrenceEdit::WholeDays, Scope::Following),
        ("12-02T00:00", title("Review"), Scope::All),
    ]);
    assert_eq!(shown(&event)[..3], ["11-23 10:00 Review", "11-25 00:00 Review", "11-30 00:00 Review"]);
}

#[test]
fn a_new_time_of_all_reaches_overrides_without_a_time_of_their_own() {
    let to = |day: &str, from: &str, until: &str| OccurrenceEdit::Span(span(day, from, until));
    let named = ("11-25T10:00", title("Retro"), Scope::This);
    let moved = ("11-30T10:00", to("2026-11-30", "12:00", "13:00"), Scope::This);
    let event = changed(&[named, moved, ("12-02T10:00", to("2026-12-02", "08:00", "09:00"), Scope::All)]);
    assert_eq!(shown(&event)[..4], ["11-23 08:00 Team", "11-25 08:00 Retro", "11-30 12:00 Team", "12-02 08:00 Team"]);
    let moved = ("11-30T10:00", to("2026-11-30", "12:00", "13:00"), Scope::This);
    let event = changed(&[moved, ("11-30T12:00", to("2026-11-30", "13:00", "14:00"), Scope::All)]);
    assert_eq!(shown(&event)[..3], ["11-23 13:00 Team", "11-25 13:00 Team", "11-30 13:00 Team"]);
    let next_day = OccurrenceEdit::Span(Span::new(at("2026-11-26T00:00:00"), at("2026-11-27T00:00:00")));
    let whole = ("11-25T10:00", OccurrenceEdit::WholeDays, Scope::Following);
    let event = changed(&[whole, ("11-25T00:00", next_day, Scope::All)]);
    assert_eq!(shown(&event)[..2], ["11-24 10:00 Team", "11-26 00:00 Team"]);
    let half_an_hour = TimeDelta::minutes(30);
    let first = span_here(&event.time, clocks());
    assert_eq!(first.end - first.start, half_an_hour, "the length of a whole-day override is its own");
}

#[test]
fn an_edit_of_this_and_following_reaches_later_overrides() {
    let place = OccurrenceEdit::Place("Room 2".into());
    let later = ("12-02T10:00", title("Retro"), Scope::This);
    let event = changed(&[later, ("11-30T10:00", place, Scope::Following)]);
    let recurrence = event.recurrence.as_ref().expect("a series");
    assert!(recurrence.overrides.iter().all(|it| it.place == "Room 2"), "{recurrence:?}");
    assert_eq!(shown(&event)[2..5], ["11-30 10:00 Team", "12-02 10:00 Retro", "12-07 10:00 Team"]);
    let earlier = ("11-25T10:00", title("Retro"), Scope::This);
    let event = changed(&[earlier, ("11-30T10:00", title("Review"), Scope::Following)]);
    assert_eq!(shown(&event)[..3], ["11-23 10:00 Team", "11-25 10:00 Retro", "11-30 10:00 Review"]);
}

#[test]
fn overrides_of_the_file_are_kept() {
    let mut event = series(&Zone::Floating, Some("uid"));
    let first = at("2026-11-25T10:00:00");
    event = change(&event, first, &title("Retro"), Scope::This).event.expect("kept");
    let overrides = |event: &mut Event| event.recurrence.get_or_insert_default().overrides.clone();
    event.recurrence.get_or_insert_default().overrides[0].own = false;
    let before = overrides(&mut event);
    let later = at("2026-11-30T10:00:00");
    let mut all = change(&event, later, &OccurrenceEdit::Busy(false), Scope::All).event.expect("kept");
    assert!(all.free && overrides(&mut all) == before);
    let mut this = change(&event, first, &OccurrenceEdit::Busy(false), Scope::All).event.expect("kept");
    assert!(overrides(&mut this)[0].free && overrides(&mut this)[0].own, "the edited override is now the user's");
}

#[test]
fn an_edit_of_a_missing_occurrence_is_an_error() {
    let event = series(&Zone::Floating, None);
    let at = at("2026-11-24T10:00:00");
    let none = edit_occurrence(&event, clocks(), at, &OccurrenceEdit::Remove, Scope::This, event.id);
    assert_eq!(none, Err(NoSuchOccurrence));
}

mod rules {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-{text}:00").parse().expect("a time")
    }

    fn clocks() -> Clocks<'static> {
        Clocks::at(Tz::UTC)
    }

    /// Returns a series at ten, from Monday 23 November.
    fn event(rule: &str) -> Event {
        let time = EventTime::floating(Span::new(at("11-23T10:00"), at("11-23T10:30")));
        let event = Event::new(EventId::derived("series"), CalendarId::derived("c"), "Team", time);
        let recurrence = Recurrence { rules: vec![rule.into()], ..Recurrence::default() };
        Event { recurrence: Some(recurrence), ..event }
    }

    /// Returns the first times of the edited event and of the new series.
    fn after(event: &Event, start: &str, edit: &OccurrenceEdit, scope: Scope) -> [Vec<String>; 2] {
        let edited =
            edit_occurrence(event, clocks(), at(start), edit, scope, EventId::derived("rest")).expect("an occurrence");
        [edited.event, edited.rest].map(|event| event.iter().flat_map(times).take(4).collect())
    }

    fn times(event: &Event) -> Vec<String> {
        let (from, to) = (at("11-01T00:00").and_utc(), at("12-31T00:00").and_utc());
        let all = event_instances(event, clocks(), from, to).expect("a rule");
        let start = |time: &EventTime| span_here(time, clocks()).start.format("%m-%d %H:%M").to_string();
        all.iter().map(|it| start(&it.time)).collect()
    }

    fn by(rule: &str) -> OccurrenceEdit {
        OccurrenceEdit::Repeat(Some(Box::new(rule.parse().expect("a rule"))))
    }

    #[test]
    fn another_rule_from_here_on_starts_a_new_series() {
        let daily = event("FREQ=DAILY;COUNT=6");
        let [before, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE,FR;COUNT=6"), Scope::Following);
        assert_eq!(before, ["11-23 10:00", "11-24 10:00"]);
        assert_eq!(rest, ["11-25 10:00", "11-27 10:00", "12-02 10:00", "12-04 10:00"], "the four that are left");
        let [before, rest] = after(&daily, "11-25T10:00", &OccurrenceEdit::Repeat(None), Scope::Following);
        assert_eq!((before.len(), rest), (2, vec!["11-25 10:00".to_owned()]));
    }

    #[test]
    fn another_rule_of_all_starts_on_a_day_that_it_generates() {
        let weekly = event("FREQ=WEEKLY;BYDAY=MO");
        let [all, rest] = after(&weekly, "11-30T10:00", &by("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), Scope::All);
        assert_eq!((&all[..3], rest.len()), (&["11-24 10:00", "12-08 10:00", "12-22 10:00"].map(String::from)[..], 0));
        let [all, _] = after(&weekly, "11-30T10:00", &OccurrenceEdit::Repeat(None), Scope::All);
        assert_eq!(all, ["11-30 10:00"], "the edited one stays");
        assert!(begins_series(&weekly, clocks(), at("11-23T10:00")));
        assert!(!begins_series(&weekly, clocks(), at("11-30T10:00")));
    }

    #[test]
    fn a_day_of_the_month_moves_with_its_series() {
        let to = |day: &str| OccurrenceEdit::Span(Span::new(at(&format!("{day}T10:00")), at(&format!("{day}T10:30"))));
        let rule = |rule: &str, day: &str| {
            let all = edit_occurrence(&event(rule), clocks(), at("11-23T10:00"), &to(day), Scope::All, event(rule).id);
            all.expect("it is there").event.and_then(|event| event.recurrence).expect("a rule").rules.remove(0)
        };
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=4MO", "11-24"), "FREQ=MONTHLY;BYDAY=4TU");
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=4MO;COUNT=3", "11-30"), "FREQ=MONTHLY;BYDAY=-1MO;COUNT=3");
        assert_eq!(rule("FREQ=MONTHLY;BYMONTHDAY=23", "11-25"), "FREQ=MONTHLY");
        assert_eq!(rule("FREQ=WEEKLY;BYDAY=MO,WE", "11-24"), "FREQ=WEEKLY;BYDAY=TU,TH");
    }

    #[test]
    fn overrides_stay_if_their_occurrence_does() {
        let daily = event("FREQ=DAILY");
        let moved = OccurrenceEdit::Span(Span::new(at("11-26T15:00"), at("11-26T15:30")));
        let id = daily.id;
        let daily = edit_occurrence(&daily, clocks(), at("11-26T10:00"), &moved, Scope::This, id).expect("it is there");
        let daily = daily.event.expect("kept");
        let [_, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE,TH"), Scope::Following);
        assert_eq!(rest[..2], ["11-25 10:00", "11-26 15:00"]);
        let [_, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE"), Scope::Following);
        assert_eq!(rest[..2], ["11-25 10:00", "12-02 10:00"]);
    }

    #[test]
    fn whole_days_and_times_of_day_reach_their_scope() {
        let daily = event("FREQ=DAILY;COUNT=3");
        let [this, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::This);
        assert_eq!(this, ["11-23 10:00", "11-24 00:00", "11-25 10:00"]);
        let [following, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::Following);
        assert_eq!(following, ["11-23 10:00", "11-24 00:00", "11-25 00:00"]);
        let [all, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::All);
        assert_eq!(all, ["11-23 00:00", "11-24 00:00", "11-25 00:00"]);
        let edit = OccurrenceEdit::WholeDays;
        let whole = edit_occurrence(&daily, clocks(), at("11-24T10:00"), &edit, Scope::All, daily.id);
        let whole = whole.expect("it is there").event.expect("kept");
        let nine = OccurrenceEdit::TimeOfDay(at("11-23T09:00").time(), Minutes::new(60));
        let [all, _] = after(&whole, "11-24T00:00", &nine, Scope::All);
        assert_eq!(all, ["11-23 09:00", "11-24 09:00", "11-25 09:00"]);
    }

    #[test]
    fn a_whole_day_blocks_time_only_if_it_is_marked_busy() {
        let none = imbl::OrdMap::new();
        let day = Span::new(at("11-23T00:00"), at("11-26T00:00"));
        let blocks = |event: &Event| -> Vec<bool> {
            let all = occurrences(std::iter::once(event), &none, day, Tz::UTC);
            all.iter().map(|it| it.blocks).collect()
        };
        let edit = |event: &Event, edit, scope| {
            let start = times(event)[0].replace(' ', "T");
            edit_occurrence(event, clocks(), at(&start), &edit, scope, event.id)
                .ok()
                .and_then(|it| it.event)
                .expect("kept")
        };
        let daily = event("FREQ=DAILY;COUNT=3");
        assert_eq!(blocks(&daily), [true; 3]);
        let whole = edit(&daily, OccurrenceEdit::WholeDays, Scope::All);
        assert_eq!(blocks(&whole), [false; 3]);
        let first = edit(&whole, OccurrenceEdit::Busy(true), Scope::This);
        assert_eq!(blocks(&first), [true, false, false]);
        let all = edit(&whole, OccurrenceEdit::Busy(true), Scope::All);
        assert_eq!(blocks(&all), [true; 3]);
        assert_eq!(blocks(&edit(&all, OccurrenceEdit::Busy(false), Scope::All)), [false; 3]);
    }

    /// Returns the series without this occurrence and all later ones.
    fn cut(event: &Event, start: &str) -> Event {
        let cut = edit_occurrence(event, clocks(), at(start), &OccurrenceEdit::Remove, Scope::Following, event.id);
        cut.expect("it is there").event.expect("kept")
    }

    #[test]
    fn until_moves_with_its_series() {
        let cut = cut(&event("FREQ=DAILY"), "11-25T10:00");
        let earlier = OccurrenceEdit::Span(Span::new(at("11-23T09:00"), at("11-23T09:30")));
        let [all, _] = after(&cut, "11-23T10:00", &earlier, Scope::All);
        assert_eq!(all, ["11-23 09:00", "11-24 09:00"], "the removed occurrences stay removed");
        let tuesday = OccurrenceEdit::Span(Span::new(at("11-24T10:00"), at("11-24T10:30")));
        let [all, _] = after(&event("FREQ=WEEKLY;UNTIL=20261207"), "11-23T10:00", &tuesday, Scope::All);
        assert_eq!(all, ["11-24 10:00", "12-01 10:00", "12-08 10:00"], "the last occurrence stays");
    }

    #[test]
    fn whole_days_keep_the_last_occurrence_of_a_series() {
        let cut = cut(&event("FREQ=DAILY"), "11-25T10:00");
        let [all, _] = after(&cut, "11-23T10:00", &OccurrenceEdit::WholeDays, Scope::All);
        assert_eq!(all, ["11-23 00:00", "11-24 00:00"]);
    }

    #[test]
    fn an_occurrence_moved_over_a_cancelled_one_can_be_edited() {
        let imported = Event { uid: Some("uid".into()), ..event("FREQ=DAILY;COUNT=3") };
        let edit = |event: &Event, start: &str, edit: &OccurrenceEdit| {
            let edited = edit_occurrence(event, clocks(), at(start), edit, Scope::This, event.id);
            edited.expect("it is there").event.expect("kept")
        };
        let moved = OccurrenceEdit::Span(Span::new(at("11-24T10:00"), at("11-24T10:30")));
        let event = edit(&edit(&imported, "11-24T10:00", &OccurrenceEdit::Remove), "11-25T10:00", &moved);
        let event = edit(&event, "11-24T10:00", &OccurrenceEdit::Title("Retro".into()));
        let overrides = event.recurrence.expect("a series").overrides;
        let shown: Vec<&str> =
            overrides.iter().filter(|it| it.status != EventStatus::Cancelled).map(|it| it.title.as_str()).collect();
        assert_eq!(shown, ["Retro"]);
    }

    #[test]
    fn biweekly_days_stay_a_pair_across_the_end_of_a_week() {
        let to = |day: &str| OccurrenceEdit::Span(Span::new(at(&format!("{day}T10:00")), at(&format!("{day}T10:30"))));
        let pair = event("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU");
        let [all, _] = after(&pair, "11-23T10:00", &to("11-22"), Scope::All);
        assert_eq!(all, ["11-22 10:00", "11-23 10:00", "12-06 10:00", "12-07 10:00"]);
    }

    #[test]
    fn an_edit_of_this_keeps_an_earlier_edit_of_this_and_following() {
        let title = |text: &str| OccurrenceEdit::Title(text.into());
        let edit = |event: &Event, edit: &OccurrenceEdit, scope| {
            let edited = edit_occurrence(event, clocks(), at("11-24T10:00"), edit, scope, event.id);
            edited.expect("it is there").event.expect("kept")
        };
        let event = edit(&event("FREQ=DAILY;COUNT=4"), &title("Retro"), Scope::Following);
        let titles = |event: &Event| shown(event).iter().map(|it| it[12..].to_owned()).collect::<Vec<_>>();
        assert_eq!(titles(&edit(&event, &title("Once"), Scope::This)), ["Team", "Once", "Retro", "Retro"]);
        assert_eq!(titles(&edit(&event, &OccurrenceEdit::Remove, Scope::This)), ["Team", "Retro", "Retro"]);
    }

    #[test]
    fn removing_this_and_following_of_an_imported_event_removes_later_overrides() {
        let imported = Event { uid: Some("uid".into()), ..event("FREQ=DAILY;COUNT=4") };
        let edit = |event: &Event, start: &str, edit: &OccurrenceEdit, scope| {
            let edited = edit_occurrence(event, clocks(), at(start), edit, scope, event.id);
            edited.expect("it is there").event.expect("kept")
        };
        let event = edit(&imported, "11-25T10:00", &OccurrenceEdit::Title("Retro".into()), Scope::This);
        let event = edit(&event, "11-24T10:00", &OccurrenceEdit::Remove, Scope::Following);
        assert_eq!(shown(&event), ["11-23 10:00 Team"]);
    }
}
