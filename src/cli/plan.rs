//! A day's plan as text and as JSON.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use chrono_tz::Tz;
use serde_json::json;

use crate::calendar::{Agenda, Gap, gaps};
use crate::model::{Moment, PlanningDay, Span, StepId, TaskId, Workspace};
use crate::planner::{Passed, Proposal, Request, propose};

/// The events, blocks and gaps of a day, with what is suggested for each gap and why.
pub(super) fn plan_text(workspace: &Workspace, day: PlanningDay, now: Moment, here: Tz, as_json: bool) -> String {
    let agenda = Agenda::of(workspace, day, here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let passed = Passed::new();
    let request = Request::new(workspace, &agenda, &gaps, &passed, now, here);
    let proposal = propose(&request, &mut |_| ControlFlow::Continue(()));
    let plan = Plan { workspace, agenda: &agenda, gaps: &gaps, proposal: &proposal };
    if as_json { plan.json() } else { plan.text(now) }
}

struct Plan<'a> {
    workspace: &'a Workspace,
    agenda: &'a Agenda,
    gaps: &'a [Gap],
    proposal: &'a Proposal,
}

impl Plan<'_> {
    fn text(&self, now: Moment) -> String {
        let mut out = format!("{}\n", self.agenda.day.date.format("%A, %-d %B %Y"));
        for event in &self.agenda.all_day {
            let _ = writeln!(out, "  all day      {}", event.title);
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
        for (span, words) in rows {
            let _ = writeln!(out, "  {}  {words}", times(span));
        }
        out + &self.summary()
    }

    fn gap_words(&self, gap: &Gap) -> String {
        let mut words = format!("free, {}", gap.span.minutes());
        for suggestion in self.proposal.suggestions.iter().filter(|s| s.span.overlaps(gap.span)) {
            let title = self.title(suggestion.task, suggestion.step);
            let reason = suggestion.why.reason();
            let _ = write!(words, "\n      {}  > {title}\n                     {reason}", times(suggestion.span));
        }
        words
    }

    fn summary(&self) -> String {
        let proposal = self.proposal;
        let quality = match proposal.shortfall_permille() {
            _ if proposal.suggestions.is_empty() => "Nothing to suggest".to_owned(),
            0 => "The best possible plan".to_owned(),
            permille => format!("Within {}.{} % of the best possible plan", permille / 10, permille % 10),
        };
        let free: u32 = self.gaps.iter().map(|gap| gap.span.minutes().get()).sum();
        let free = crate::model::Minutes::new(free);
        format!("{quality}: {} suggestions, {} of {free} free.\n", proposal.suggestions.len(), proposal.work())
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

fn times(span: Span) -> String {
    format!("{}-{}", span.start.format("%H:%M"), span.end.format("%H:%M"))
}
