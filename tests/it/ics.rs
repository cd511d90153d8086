//! From an iCalendar file to the screen: a day shows the imported events.

use std::sync::Arc;

use gapwise::calendar::{Tz, occurrences};
use gapwise::exchange::ics::{events_json_lines, parse_instant, read};
use gapwise::exchange::import_calendar;
use gapwise::model::{Action, Calendar, CalendarId, Event, Span, Workspace};
use gapwise::store::History;
use imbl::OrdMap;

use crate::harness::moment;

const FILE: &str = "BEGIN:VCALENDAR\r
X-WR-CALNAME:Work\r
BEGIN:VTIMEZONE\r
TZID:Our office\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:19700329T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
END:DAYLIGHT\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:standup\r
SUMMARY:Stand-up\r
DTSTART;TZID=Our office:20060102T093000\r
DURATION:PT15M\r
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\r
EXDATE;TZID=Our office:20261125T093000\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:standup\r
SUMMARY:Stand-up with guests\r
RECURRENCE-ID;TZID=Our office:20261124T093000\r
DTSTART;TZID=Our office:20261124T110000\r
DURATION:PT30M\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:fair\r
SUMMARY:Fair\r
DTSTART;VALUE=DATE:20261124\r
DTEND;VALUE=DATE:20261126\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:dinner\r
SUMMARY:Dinner\r
DTSTART:20261124T180000\r
DTEND:20261124T200000\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
";

#[test]
fn an_imported_file_is_shown_where_the_person_is() {
    let id = CalendarId::derived("work");
    let file = read(FILE.as_bytes(), id);
    assert_eq!((file.skipped.len(), file.warnings.len()), (0, 0));
    let calendar = Calendar { zones: file.zones.clone(), ..Calendar::new(id, file.name.clone().unwrap()) };
    let calendars = OrdMap::unit(id, Arc::new(calendar));
    let span = Span::new("2026-11-24T04:00:00".parse().unwrap(), "2026-11-26T04:00:00".parse().unwrap());
    let shown = occurrences(file.events.iter(), &calendars, span, Tz::named("Europe/London").unwrap());
    let rows: Vec<String> =
        shown.iter().map(|it| format!("{} {} {} {}", it.span.start, it.span.minutes(), it.title, it.blocks)).collect();
    assert_eq!(rows, ["2026-11-24 00:00:00 48 h Fair false", "2026-11-24 10:00:00 30 min Stand-up with guests true"]);
}

#[test]
fn the_command_lists_every_occurrence_with_its_own_offset() {
    let file = read(FILE.as_bytes(), CalendarId::derived("work"));
    let (from, to) = (parse_instant("2026-11-23").unwrap(), parse_instant("2026-11-25").unwrap());
    assert_eq!(
        events_json_lines(&file, from, to, Tz::UTC).lines,
        [
            r#"{"uid":"standup","summary":"Stand-up","start":"2026-11-23T09:30:00+01:00","end":"2026-11-23T09:45:00+01:00","all_day":false,"status":"CONFIRMED","recurrence_id":"2026-11-23T09:30:00+01:00"}"#,
            r#"{"uid":"fair","summary":"Fair","start":"2026-11-24","end":"2026-11-26","all_day":true,"status":"CONFIRMED","recurrence_id":null}"#,
            r#"{"uid":"standup","summary":"Stand-up with guests","start":"2026-11-24T11:00:00+01:00","end":"2026-11-24T11:30:00+01:00","all_day":false,"status":"CONFIRMED","recurrence_id":"2026-11-24T09:30:00+01:00"}"#,
            r#"{"uid":"dinner","summary":"Dinner","start":"2026-11-24T18:00:00","end":"2026-11-24T20:00:00","all_day":false,"status":"CANCELLED","recurrence_id":null}"#,
        ]
    );
}

/// A file of two events becomes one of one event, and the user has set one to be busy by hand.
#[test]
fn removals_and_own_changes_of_an_import_are_kept_apart_and_undone() {
    let event =
        |uid: &str| format!("BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{uid}\nDTSTART;VALUE=DATE:20261123\nEND:VEVENT\n");
    let file = |uids: &[&str]| {
        let events: String = uids.iter().map(|uid| event(uid)).collect();
        format!("BEGIN:VCALENDAR\nX-WR-CALNAME:Team\n{events}END:VCALENDAR\n")
    };
    let mut history = History::new(Workspace::default());
    let import = |history: &mut History, uids: &[&str]| {
        let text = file(uids);
        let (action, report) =
            import_calendar(history.workspace(), "/team.ics", text.as_bytes(), moment(), Tz::UTC).unwrap();
        history.apply(&action.unwrap(), moment()).unwrap();
        report
    };
    let titles = |history: &History| {
        let mut titles: Vec<_> = history.workspace().events.values().map(|it| it.title.clone()).collect();
        titles.sort();
        titles
    };
    import(&mut history, &["a", "b"]);
    let busy = history.workspace().events.values().find(|it| it.title == "a").unwrap();
    let busy = Event { busy: true, own_busy: true, ..Event::clone(busy) };
    history.apply(&Action::ReplaceEvent(Box::new(busy)), moment()).unwrap();
    let report = import(&mut history, &["a"]);
    assert_eq!((report.removed.len(), titles(&history)), (1, vec!["a".to_owned()]));
    let kept = history.workspace().events.values().next().unwrap();
    assert!(kept.busy && kept.own_busy, "the choice of the user survives the import");
    assert_eq!(history.undo().as_deref(), Some("import \"Team\""));
    assert_eq!(titles(&history), ["a", "b"]);
    history.redo();
    assert_eq!(titles(&history), ["a"]);
}
