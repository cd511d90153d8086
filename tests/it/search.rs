//! Search finds tasks by words as users type them.

use gapwise::model::{
    Calendar, CalendarId, Event, EventId, EventStatus, EventTime, OccurrenceOverride, Order, Recurrence,
    RecurrenceDate, Span, Step, StepId, Task, TaskId, Workspace, Zone, ZonedTime,
};
use gapwise::query::{Findable, Index};

use crate::harness::{at, moment};

fn put(workspace: &mut Workspace, title: &str, tag: &str, step: &str, notes: &str) {
    let mut task = Task::new(TaskId::derived(title), title, Order::default(), moment().instant);
    task.tags.extend((!tag.is_empty()).then(|| tag.to_owned()));
    task.steps.extend((!step.is_empty()).then(|| Step::new(StepId::derived(step), step)));
    task.notes = notes.to_owned();
    workspace.tasks.insert(task.id, task.into());
}

/// Returns tasks, and a series with an occurrence of another name.
fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    put(&mut workspace, "Call mum", "garden", "Ask about the shed", "");
    put(&mut workspace, "Straße fegen", "", "", "");
    put(&mut workspace, "Cafe\u{301} reservieren", "", "", "");
    put(&mut workspace, "Interview", "", "Résumé prüfen", "");
    put(&mut workspace, "Ann’s birthday", "", "", "");
    put(&mut workspace, "İstanbul trip", "", "", "");
    put(&mut workspace, "Отчёт за ноябрь", "", "", "");
    put(&mut workspace, "Pay the bill", "", "", "Ångström account");
    let calendar = Calendar::new(CalendarId::derived("team"), "Team");
    let span = |start: &str, end: &str| EventTime::floating(Span::new(at(start), at(end)));
    let mut event = Event::new(EventId::derived("weekly"), calendar.id, "Weekly sync", span("10:00", "10:30"));
    let change = OccurrenceOverride {
        original: RecurrenceDate::Time(ZonedTime { local: at("10:00"), zone: Zone::Floating }),
        and_future: false,
        time: span("11:00", "11:30"),
        title: "Kickoff".into(),
        place: String::new(),
        notes: String::new(),
        status: EventStatus::Confirmed,
        free: false,
        busy: false,
        sequence: 0,
        own: false,
    };
    let rules = vec!["FREQ=WEEKLY".to_owned()];
    event.recurrence = Some(Recurrence { rules, overrides: vec![change], ..Recurrence::default() });
    workspace.calendars.insert(calendar.id, calendar.into());
    workspace.events.insert(event.id, event.into());
    workspace
}

#[test]
fn words_are_found_however_they_are_written() {
    let workspace = workspace();
    let index = Index::of(&workspace);
    let first = |query: &str| {
        let hit = index.search(query, 5).into_iter().next()?;
        Some(match hit.item {
            Findable::Task(task) => workspace.tasks[&task].title.clone(),
            Findable::Event(event) => workspace.events[&event].title.clone(),
        })
    };
    for (query, title) in [
        ("call #garden", "Call mum"),
        ("mum shed", "Call mum"),
        ("strasse", "Straße fegen"),
        ("straße", "Straße fegen"),
        ("café", "Cafe\u{301} reservieren"),
        ("cafe", "Cafe\u{301} reservieren"),
        ("resume", "Interview"),
        ("ann's", "Ann’s birthday"),
        ("Ann’s", "Ann’s birthday"),
        ("istanbul", "İstanbul trip"),
        ("отчет", "Отчёт за ноябрь"),
        ("ANGSTROM", "Pay the bill"),
        ("bill account", "Pay the bill"),
        ("kickoff", "Weekly sync"),
        ("weekly kick", "Weekly sync"),
    ] {
        assert_eq!(first(query).as_deref(), Some(title), "{query}");
    }
    assert_eq!(first("call #home"), None, "each word has to be somewhere");
}
