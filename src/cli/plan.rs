//! `gapwise plan`: prints a day's plan as text or as JSON.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use serde_json::json;

use super::open::read;
use super::output::{Outcome, print};
use super::words;
use crate::calendar::{Agenda, Gap, Tz, gaps};
use crate::model::{Minutes, Moment, PlanningDay, Span, StepId, TaskId, Workspace, day_of};
use crate::planner::{Passed, Proposal, Request, explain, propose};
use crate::store::Place;

/// Prints the events, blocks and gaps of a day, with the suggestions for each gap and their reasons.
pub(super) fn run(place: &Place, date: Option<NaiveDate>, as_json: bool, now: Moment, here: Tz) -> Outcome {
    let workspace = read(&place.folder);
    let starts = workspace.settings.day_start;
    let day = date.map_or_else(|| day_of(now.local, starts), |date| PlanningDay { date, starts });
    let agenda = Agenda::of(&workspace, day, here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let passed = Passed::new();
    let request = Request::new(&workspace, &agenda, &gaps, &passed, now, here);
    let mut proposal = propose(&request, &mut |_| ControlFlow::Continue(()));
    if as_json {
        explain(&request, &mut proposal, &|| true);
    }
    let plan = Plan { workspace: &workspace, agenda: &agenda, gaps: &gaps, proposal: &proposal };
    print(&if as_json { plan.json() } else { plan.text(now) })
}

struct Plan<'a> {
    workspace: &'a Workspace,
    agenda: &'a Agenda,
    gaps: &'a [Gap],
    proposal: &'a Proposal,
}

impl Plan<'_> {
    fn text(&self, now: Moment) -> String {
        let mut out = format!("{}\n", words::date(self.agenda.day.date));
        for event in &self.agenda.all_day {
            out += &format!("  all day      {}\n", event.title);
        }
        let mut rows: Vec<(Span, String)> = Vec::new();
        rows.extend(self.agenda.events.iter().map(|event| {
            let free = if event.blocks { "" } else { "  (does not block)" };
            (event.span, format!("{}{free}", event.title))
        }));
        rows.extend(self.agenda.blocks.iter().map(|block| {
            let state = if block.is_missed(now.local) { "missed".to_owned() } else { block.state.to_string() };
            (block.span(), format!("[{state}] {}", self.title(block.task, block.step)))
        }));
        rows.extend(self.agenda.lunch.map(|span| (span, "Lunch".to_owned())));
        rows.extend(self.gaps.iter().map(|gap| (gap.span, self.gap_words(gap))));
        rows.sort_by_key(|(span, _)| *span);
        for (span, row) in rows {
            out += &format!("  {}  {row}\n", words::times(span));
        }
        out + &self.summary()
    }

    fn gap_words(&self, gap: &Gap) -> String {
        let mut row = words::free(gap.span.minutes());
        for suggestion in self.proposal.suggestions.iter().filter(|it| it.span.overlaps(gap.span)) {
            let (times, reason) = (words::times(suggestion.span), suggestion.why.reason());
            let title = self.title(suggestion.task, suggestion.step);
            row += &format!("\n      {times}  > {title}\n                     {reason}");
        }
        row
    }

    fn summary(&self) -> String {
        let free = self.gaps.iter().map(|gap| gap.span.minutes().get()).sum();
        words::plan_summary(self.proposal, Minutes::new(free))
    }

    fn json(&self) -> String {
        let span = |span: Span| {
            (span.start.format("%Y-%m-%dT%H:%M").to_string(), span.end.format("%Y-%m-%dT%H:%M").to_string())
        };
        let events = self.agenda.events.iter().chain(&self.agenda.all_day).map(|event| {
            let (start, end) = span(event.span);
            json!({"title": event.title, "start": start, "end": end, "all_day": event.all_day, "blocks": event.blocks})
        });
        let blocks = self.agenda.blocks.iter().map(|block| {
            let (start, end) = span(block.span());
            json!({"task": block.task, "step": block.step, "title": self.title(block.task, block.step), "start": start,
                   "end": end, "state": block.state.to_string()})
        });
        let gaps = self.gaps.iter().map(|gap| {
            let (start, end) = span(gap.span);
            let suggestions: Vec<_> = self
                .proposal
                .suggestions
                .iter()
                .filter(|suggestion| suggestion.span.overlaps(gap.span))
                .map(|suggestion| {
                    let (start, end) = span(suggestion.span);
                    json!({"task": suggestion.task, "step": suggestion.step,
                           "title": self.title(suggestion.task, suggestion.step), "start": start, "end": end,
                           "work_min": suggestion.work.get(), "value": suggestion.why.worth,
                           "why": suggestion.why.sentences(self.workspace)})
                })
                .collect();
            json!({"start": start, "end": end, "minutes": gap.span.minutes().get(), "suggestions": suggestions})
        });
        let left_out = self.proposal.left_out.iter().map(|left| {
            json!({"task": left.task, "step": left.step, "title": self.title(left.task, left.step),
                   "why": left.why.sentence(self.workspace)})
        });
        let plan = json!({
            "date": self.agenda.day.date.to_string(),
            "events": events.collect::<Vec<_>>(),
            "blocks": blocks.collect::<Vec<_>>(),
            "gaps": gaps.collect::<Vec<_>>(),
            "left_out": left_out.collect::<Vec<_>>(),
            "value": self.proposal.value,
            "bound": self.proposal.bound,
        });
        format!("{plan:#}\n")
    }

    fn title(&self, task: TaskId, step: Option<StepId>) -> String {
        let Some(task) = self.workspace.any_task(task) else { return String::new() };
        match step.and_then(|step| task.step(step)) {
            Some(step) => format!("{} ({})", step.title, task.title),
            None => task.title.clone(),
        }
    }
}
