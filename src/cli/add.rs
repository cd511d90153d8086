//! `gapwise add`: adds tasks from lines of text.

use serde_json::{Value, json};

use super::open::{OpenWorkspace, read};
use super::output::{CliResult, print, read_stdin};
use super::words;
use crate::app::{add_tasks, date_order};
use crate::calendar::Tz;
use crate::exchange::{Reading, Understood, understand_all};
use crate::model::{Minutes, Moment};
use crate::store::Place;

/// Maximum bytes of lines on standard input.
const MOST_INPUT: u64 = 64 << 20;

/// Adds the tasks of `text`, or of standard input for "-". A dry run works without a readable workspace.
pub(super) fn run(
    place: Result<Place, String>,
    text: &str,
    (dry_run, json): (bool, bool),
    now: Moment,
    here: Tz,
) -> CliResult {
    let read_in;
    let text = if text == "-" {
        read_in = read_stdin(MOST_INPUT)?;
        read_in.as_str()
    } else {
        text
    };
    let mut open = None;
    let settings = if dry_run {
        place.and_then(|place| read(&place.folder)).map(|workspace| workspace.settings).unwrap_or_default()
    } else {
        open.insert(OpenWorkspace::open(&place?)?).workspace.settings.clone()
    };
    let reading = Reading::at(now, here, settings.day_start, date_order());
    let understood = understand_all(text, &reading);
    if understood.is_empty() {
        return Err(words::NOTHING_TO_ADD.into());
    }
    if let Some(open) = &mut open
        && let Some((action, _)) = add_tasks(&understood, &open.workspace, None, now)
    {
        open.change(&action, None, now)?;
    }
    if json {
        print(&as_json(&understood))
    } else if dry_run {
        print(&as_text(&understood))
    } else {
        print(&understood.iter().map(|one| words::added(&one.title)).collect::<String>())
    }
}

/// Returns one JSON object for one task, an array for several.
fn as_json(understood: &[Understood]) -> String {
    let all: Vec<Value> = understood.iter().map(object).collect();
    match &all[..] {
        [one] => format!("{one}\n"),
        _ => format!("{}\n", Value::Array(all)),
    }
}

fn object(one: &Understood) -> Value {
    let at = |when: Option<(chrono::NaiveDate, Option<chrono::NaiveTime>)>| {
        when.map(|(date, time)| match time {
            Some(time) => words::machine_time(date.and_time(time)),
            None => date.to_string(),
        })
    };
    let steps = one.steps.iter().map(|step| json!({"title": step.title, "estimate_min": minutes(step.estimate)}));
    json!({
        "title": one.title,
        "estimate_min": minutes(one.estimate),
        "due": at(one.due),
        "hard": one.hard,
        "not_before": at(one.not_before),
        "important": one.important,
        "urgent": one.urgent,
        "energy": one.energy.map(|energy| energy.to_string()),
        "tags": one.tags,
        "repeat": one.repeat,
        "after_completion": one.after_completion,
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn minutes(minutes: Option<Minutes>) -> Option<u32> {
    minutes.map(Minutes::get)
}

/// Returns the tasks as text, with the meaning of each word that was read.
fn as_text(understood: &[Understood]) -> String {
    let one = |one: &Understood| {
        let offers = one.offers.iter().map(|offer| words::other_reading(&offer.meaning));
        let parts: Vec<_> = one.spans.iter().map(|span| span.meaning.clone()).chain(offers).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) };
        let steps = one.steps.iter().map(|step| {
            let length = step.estimate.map_or_else(String::new, |minutes| format!(" {minutes}"));
            format!("  - {}{length}\n", step.title)
        });
        format!("{}{parts}\n{}", one.title, steps.collect::<String>())
    };
    understood.iter().map(one).collect()
}
