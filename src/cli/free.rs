//! `gapwise free` and `gapwise next`: the free time of a day, and the work to do now.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::dates::{DateText, day};
use super::ids::ShortIds;
use super::open::read;
use super::output::{CliResult, print};
use super::words;
use crate::app::locale_words;
use crate::calendar::words::Words;
use crate::calendar::{Agenda, Tz, gaps};
use crate::model::{Moment, Span, Workspace, day_of};
use crate::planner::{Passed, Request, propose};
use crate::store::Place;

/// Lists the free gaps of a day.
pub(super) fn free(place: &Place, date: Option<&DateText>, as_json: bool, now: Moment, here: Tz) -> CliResult {
    let workspace = read(&place.folder)?;
    let day = day(date, &workspace, now, here)?;
    let agenda = Agenda::of(&workspace, day, here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    if as_json {
        let object = |span: Span| {
            let (start, end) = words::machine_span(span);
            json!({"start": start, "end": end, "minutes": span.minutes().get()})
        };
        return print(&format!("{:#}\n", Value::Array(gaps.iter().map(|gap| object(gap.span)).collect())));
    }
    let line = |span: Span| format!("{}  {}\n", words::times(span), span.minutes());
    print(&gaps.iter().map(|gap| line(gap.span)).collect::<String>())
}

/// Shows the first planned block that is not done, or the plan's first suggestion if that comes earlier.
pub(super) fn next(place: &Place, as_json: bool, now: Moment, here: Tz) -> CliResult {
    let workspace = read(&place.folder)?;
    let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let passed = Passed::new();
    let words = if as_json { Words::default() } else { locale_words() };
    let today = agenda.day.date;
    let request = Request::new(&workspace, &agenda, &gaps, &passed, now, here);
    let request = request.in_week(locale_words().first_of_week(today), today);
    let proposal = propose(&request, &mut |_| ControlFlow::Continue(()));
    let mut blocks = agenda.upcoming(now.local).filter(|block| block.state.is_open());
    let block = blocks.next().map(|block| (block.span(), block.task, block.step, String::new()));
    let suggestion =
        proposal.suggestions.first().map(|it| (it.span, it.task, it.step, it.why.reason(agenda.day.date, words)));
    let first = block.into_iter().chain(suggestion).min_by_key(|(span, ..)| span.start);
    let Some((span, task, step, why)) = first else {
        return if as_json { print("null\n") } else { print(words::NOTHING_NEXT) };
    };
    let id = short_id(&workspace, task, step);
    let title = words::work_title(&workspace, task, step);
    if as_json {
        let (start, end) = words::machine_span(span);
        let planned = why.is_empty();
        return print(&format!(
            "{:#}\n",
            json!({"id": id, "title": title, "start": start, "end": end, "planned": planned, "why": why})
        ));
    }
    print(format!("{id}  {}  {title}\n{why}", words::times(span)).trim_end()).and_then(|()| print("\n"))
}

/// Returns the short id of a task or step.
fn short_id(workspace: &Workspace, task: crate::model::TaskId, step: Option<crate::model::StepId>) -> String {
    let ids = ShortIds::of(workspace);
    let Some(task) = workspace.any_task(task) else { return String::new() };
    let at = step.and_then(|step| task.steps.iter().position(|it| it.id == step));
    at.map_or_else(|| ids.short(task.id), |at| ids.step(task, at))
}
