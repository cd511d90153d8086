//! The reminders that are due at a moment.

use chrono::{NaiveDateTime, TimeDelta};

use crate::calendar::Agenda;
use crate::model::{Minutes, Moment, SessionKind, Workspace};
use crate::ui::Reminder;

/// Time after which a reminder is too late: for a machine that slept, or a missed minute.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// The reminders that are due at `now`. Their keys stay the same while they are due.
pub(crate) fn due(workspace: &Workspace, agenda: &Agenda, now: Moment) -> Vec<Reminder> {
    let rules = &workspace.settings.reminders;
    let mut found = Vec::new();
    let open = workspace.open_session().filter(|session| session.kind == SessionKind::Focus);
    if rules.block_starts {
        found.extend(blocks(workspace, agenda, now));
    }
    if rules.timer_ends
        && let Some(session) = open.filter(|session| session.paused.is_none())
    {
        found.extend(timer(workspace, session, now));
    }
    let before = rules.before_events.delta();
    for event in agenda.events.iter().filter(|event| event.blocks && !before.is_zero()) {
        if event.span.start - before <= now.local && now.local < event.span.start {
            let minutes = ((event.span.start - now.local).num_seconds() + 59) / 60;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            let title = format!("{} in {minutes} {unit}", event.title);
            found.push(plain(format!("event/{}/{}", event.event, event.span.start), title, event.place.clone()));
        }
    }
    let begins = agenda.working.first().map(|hours| hours.start);
    if rules.due_dates && begins.is_some_and(|at| at <= now.local && now.local < at + LATE) {
        found.extend(due_today(workspace, agenda));
    }
    found
}

pub(crate) fn plain(key: String, title: String, body: String) -> Reminder {
    Reminder { key, title, body, start: None, session: None, rest: false }
}

fn blocks(workspace: &Workspace, agenda: &Agenda, now: Moment) -> Vec<Reminder> {
    let starts = |start: NaiveDateTime| start <= now.local && now.local < start + LATE;
    let planned = agenda.blocks.iter().filter(|block| block.state.is_open() && starts(block.start));
    let reminders = planned.map(|block| {
        let title = workspace.title_of(block.task, block.step).unwrap_or_default().to_owned();
        let body = format!("Planned from {} to {}", block.start.format("%H:%M"), block.span().end.format("%H:%M"));
        let key = format!("block/{}/{}", block.id, block.start);
        Reminder { start: Some((block.task, block.step)), ..plain(key, title, body) }
    });
    reminders.collect()
}

pub(crate) fn timer(workspace: &Workspace, session: &crate::model::Session, now: Moment) -> Vec<Reminder> {
    let mut found = Vec::new();
    let of = |kind: &str, title: String, body: String| Reminder {
        session: Some(session.id),
        rest: kind != "end",
        ..plain(format!("{kind}/{}", session.id), title, body)
    };
    let left = session.left(now.instant).filter(|left| *left <= TimeDelta::zero() && *left > -LATE);
    if left.is_some() {
        let planned = session.planned.unwrap_or_default();
        let title = format!("{}: {planned} are up", session.title);
        let over = of("end", title, "Finish, or add 5 minutes.".into());
        found.push(Reminder { key: format!("{}/{planned}", over.key), ..over });
    }
    let unbroken = workspace.unbroken(now.instant);
    let worked = Minutes::new(u32::try_from(unbroken.num_minutes()).unwrap_or(0));
    let focus = workspace.settings.rhythm.focus.delta();
    let rest = workspace.next_rest(now.instant);
    if unbroken >= focus * 2 {
        found.push(of("long", format!("{worked} without a break"), format!("Take a break of {rest}.")));
    } else if unbroken >= focus && left.is_none() {
        let body = format!("{worked} of work without a break.");
        found.push(of("rest", format!("Time for a break of {rest}"), body));
    }
    found
}

fn due_today(workspace: &Workspace, agenda: &Agenda) -> Option<Reminder> {
    let date = agenda.day.date;
    let due: Vec<_> = workspace.tasks.values().filter(|task| task.due.is_some_and(|due| due.date <= date)).collect();
    let titles: Vec<_> = due.iter().take(3).map(|task| task.title.as_str()).collect();
    let more = due.len().saturating_sub(3);
    let and = if more == 0 { String::new() } else { format!(" and {more} more") };
    let body = format!("{}{and}", titles.join(", "));
    (!due.is_empty()).then(|| plain(format!("due/{date}"), format!("{} due by today", due.len()), body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo_workspace;
    use crate::model::day_of;

    fn titles(time: &str) -> Vec<String> {
        let local: NaiveDateTime = format!("2026-11-23T{time}").parse().expect("a time");
        let morning: NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        let workspace = demo_workspace(Moment { instant: morning.and_utc(), local: morning });
        let agenda = Agenda::of(&workspace, day_of(local, workspace.settings.day_start), crate::calendar::Tz::UTC);
        let found = due(&workspace, &agenda, Moment { instant: local.and_utc(), local });
        found.into_iter().map(|reminder| reminder.title).collect()
    }

    #[test]
    fn an_event_is_announced_five_minutes_before_and_a_block_at_its_start() {
        assert_eq!(titles("09:54:59"), Vec::<String>::new());
        assert_eq!(titles("09:55:00"), ["Design review in 5 minutes"]);
        assert_eq!(titles("09:59:30"), ["Design review in 1 minute"]);
        assert_eq!(titles("14:30:10"), ["Point 2: missing baseline"]);
        assert!(titles("09:00:30").iter().any(|title| title.ends_with("due by today")));
    }
}
