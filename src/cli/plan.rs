//! `gapwise plan`: prints a day's plan as text or as JSON.

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::dates::{DateText, day};
use super::open::read;
use super::output::{CliResult, complain, print};
use super::words;
use crate::app::locale_words;
use crate::calendar::words::{Words, block_state, full_day_year};
use crate::calendar::{Agenda, Availability, Gap, Tz, gaps};
use crate::model::{Minutes, Moment, PlanningDay, Span, StepId, Task, TaskId, Workspace, day_of};
use crate::planner::estimates::EstimateHistory;
use crate::planner::odds::{DayOdds, DueOdds, PlanOdds, due_odds};
use crate::planner::{
    LeftOut, Overload, Passed, PlanEntry, Proposal, Request, SmallRun, Smallness, Suggestion, explain, overloads,
    price_minimum, propose, small_things,
};
use crate::store::Place;

/// Days after the planned one whose due dates the text lists.
const DUE_DAYS: i64 = 7;

/// Prints the events, blocks and gaps of a day, with the suggestions for each gap and their reasons.
pub(super) fn run(place: &Place, date: Option<&DateText>, as_json: bool, now: Moment, here: Tz) -> CliResult {
    let workspace = read(&place.folder)?;
    let day = day(date, &workspace, now, here)?;
    let agenda = Agenda::of(&workspace, day, here);
    if agenda.is_part {
        complain(Agenda::IS_PART);
    }
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let passed = Passed::new();
    let (today, words) = (day_of(now.local, workspace.settings.day_start).date, locale_words());
    let request = Request::new(&workspace, &agenda, &gaps, &passed, now, here);
    let request = request.in_week(words.first_of_week(day.date), today);
    let mut proposal = propose(&request, &mut |_| ControlFlow::Continue(()));
    if as_json {
        explain(&request, &mut proposal, &|| true);
    } else {
        price_minimum(&request, &mut proposal);
    }
    let history = EstimateHistory::of(&workspace);
    let odds = DayOdds::of(&workspace, &agenda, &proposal, &history, now.local);
    let planned = PlanOdds { plan: &proposal, odds: odds.as_ref() };
    let due = due_odds(&workspace, &history, planned, now.local, here);
    let plan = Plan {
        workspace: &workspace,
        agenda: &agenda,
        gaps: &gaps,
        proposal: &proposal,
        runs: SmallRun::of_day(&agenda, &proposal, now.local),
        overloads: overloads(
            &workspace,
            &Availability::of(&workspace, now.local, here),
            &workspace.worked_on_tasks(),
            now,
        ),
        odds,
        due,
        today,
        words,
    };
    print(&if as_json { plan.json() } else { plan.text(now) })
}

/// Maximum left-out tasks that the text names.
const MOST_LEFT_OUT: usize = 8;

struct Plan<'a> {
    workspace: &'a Workspace,
    agenda: &'a Agenda,
    gaps: &'a [Gap],
    proposal: &'a Proposal,
    /// Small items that count as one.
    runs: Vec<SmallRun>,
    overloads: Vec<Overload>,
    odds: Option<DayOdds>,
    due: Vec<DueOdds>,
    today: NaiveDate,
    words: Words,
}

impl Plan<'_> {
    fn text(&self, now: Moment) -> String {
        let mut out = format!("{}\n", full_day_year(self.agenda.day.date));
        for event in &self.agenda.all_day {
            out += &format!("  all day      {}\n", event.title);
        }
        let mut rows: Vec<(Span, String)> = Vec::new();
        rows.extend(self.agenda.events.iter().map(|event| {
            let free = if event.blocks { "" } else { "  (does not block)" };
            (event.span, format!("{}{free}", event.title))
        }));
        for block in &self.agenda.blocks {
            let state = block_state(block, now.local);
            let entry = PlanEntry { span: block.span(), task: block.task, step: block.step };
            match self.run_of(entry) {
                Some(run) if run.members.first() != Some(&entry) => {}
                Some(run) => {
                    let titles: Vec<_> = run.members.iter().map(|it| self.title(it.task, it.step)).collect();
                    rows.push((run.span, format!("[{state}] {}: {}", words::small_run(run), titles.join(", "))));
                }
                None => rows.push((entry.span, format!("[{state}] {}", self.title(block.task, block.step)))),
            }
        }
        rows.extend(self.agenda.lunch.map(|span| (span, "Lunch".to_owned())));
        rows.extend(self.gaps.iter().map(|gap| (gap.span, self.gap_words(gap))));
        rows.sort_by_key(|(span, _)| *span);
        for (span, row) in rows {
            out += &format!("  {}  {row}\n", words::times(span));
        }
        out + &self.summary()
            + &self.weekly_minimum()
            + &self.late()
            + &self.overloads()
            + &self.left_out()
            + &self.odds_text()
    }

    /// Returns the share of the day in the weekly minimum, and its price.
    fn weekly_minimum(&self) -> String {
        let minimum = self.proposal.weekly_minimum.iter();
        minimum.map(|minimum| format!("  {}\n", minimum.sentences(self.workspace).join(" "))).collect()
    }

    /// Returns tasks due on this day that the plan does not finish in time.
    fn late(&self) -> String {
        let late = self.proposal.late.iter().filter_map(|id| self.workspace.tasks.get(id));
        let line = |task: &Arc<Task>| {
            Some(words::late(
                &task.title,
                &self.words.due(task.due?, PlanningDay { date: self.today, ..self.agenda.day }),
            ))
        };
        late.filter_map(line).collect()
    }

    /// Returns the due dates until which important work does not fit.
    fn overloads(&self) -> String {
        let line = |it: &Overload| format!("  {}\n", self.overload(it, self.words));
        self.overloads.iter().map(line).collect()
    }

    fn overload(&self, overload: &Overload, words: Words) -> String {
        let today = PlanningDay { date: self.today, ..self.agenda.day };
        overload.sentence(self.workspace, today, words)
    }

    fn overloads_json(&self) -> Vec<Value> {
        let overload = |it: &Overload| {
            let due = self.workspace.tasks.get(&it.task).and_then(|task| task.due);
            let due = due.map(|due| words::machine_time(due.instant(self.workspace.settings.day_start)));
            json!({"due": due, "needs_min": it.needs.get(), "has_min": it.has.get(), "gives": it.gives,
                   "why": self.overload(it, Words::default())})
        };
        self.overloads.iter().map(overload).collect()
    }

    /// Returns work that is important or due by this day and has no place in it, with the reasons.
    fn left_out(&self) -> String {
        let day = self.agenda.day.date;
        let matters = |task: &Task| task.important == Some(true) || task.due.is_some_and(|due| due.date <= day);
        let task = |left: &&LeftOut| self.workspace.tasks.get(&left.task).is_some_and(|task| matters(task));
        let left: Vec<_> = self.proposal.left_out.iter().filter(task).collect();
        let mut out = String::new();
        for left in left.iter().take(MOST_LEFT_OUT) {
            let why = left.why.sentence(self.workspace, self.words);
            out += &format!("  Left out: {}. {why}\n", self.title(left.task, left.step));
        }
        out + &words::more_left_out(left.len().saturating_sub(MOST_LEFT_OUT))
    }

    /// Returns the odds of the day and of the due dates up to a week after it.
    fn odds_text(&self) -> String {
        let mut out = self.odds.as_ref().map_or_else(String::new, |odds| format!("{}.\n", odds.words(self.words)));
        let soon = self.agenda.day.plus(DUE_DAYS).span().end;
        for odds in self.due.iter().take_while(|odds| odds.due <= soon) {
            out += &words::due_odds(odds, &words::title(self.workspace, odds.task, None), self.workspace, self.today);
        }
        out
    }

    fn gap_words(&self, gap: &Gap) -> String {
        let mut row = words::free(gap.span.minutes());
        for suggestion in self.proposal.suggestions.iter().filter(|it| it.span.overlaps(gap.span)) {
            let (times, reason) = (words::times(suggestion.span), suggestion.why.reason(self.today, self.words));
            let title = self.title(suggestion.task, suggestion.step);
            let entry = PlanEntry::from(suggestion);
            let Some(run) = self.run_of(entry) else {
                row += &format!("\n      {times}  > {title}\n                     {reason}");
                continue;
            };
            if run.members.first() == Some(&entry) {
                row += &format!("\n      {}  > {}", words::times(run.span), words::small_run(run));
            }
            row += &format!("\n                     {times} {title}. {reason}");
        }
        row
    }

    fn run_of(&self, entry: PlanEntry) -> Option<&SmallRun> {
        self.runs.iter().find(|run| run.contains(entry))
    }

    fn bundles_json(&self) -> Vec<Value> {
        let bundle = |run: &SmallRun| {
            let (start, end) = words::machine_span(run.span);
            let member = |it: &PlanEntry| {
                let (start, end) = words::machine_span(it.span);
                json!({"task": it.task, "step": it.step, "title": self.title(it.task, it.step), "start": start,
                       "end": end})
            };
            json!({"title": small_things(run.members.len()), "start": start, "end": end,
                   "minutes": run.minutes().get(), "suggested": run.sort == Smallness::Suggested,
                   "items": run.members.iter().map(member).collect::<Vec<_>>()})
        };
        self.runs.iter().map(bundle).collect()
    }

    fn summary(&self) -> String {
        let free = self.gaps.iter().map(|gap| gap.span.minutes().get()).sum();
        words::plan_summary(self.proposal, Minutes::new(free))
    }

    fn json(&self) -> String {
        let events = self.agenda.events.iter().chain(&self.agenda.all_day).map(|event| {
            let (start, end) = words::machine_span(event.span);
            json!({"title": event.title, "start": start, "end": end, "all_day": event.all_day, "blocks": event.blocks})
        });
        let blocks = self.agenda.blocks.iter().map(|block| {
            let (start, end) = words::machine_span(block.span());
            json!({"task": block.task, "step": block.step, "title": self.title(block.task, block.step), "start": start,
                   "end": end, "state": block.state.to_string()})
        });
        let left_out = self.proposal.left_out.iter().map(|left| {
            json!({"task": left.task, "step": left.step, "title": self.title(left.task, left.step),
                   "why": left.why.sentence(self.workspace, Words::default())})
        });
        let due = self.due.iter().map(|odds| {
            json!({"task": odds.task, "title": words::title(self.workspace, odds.task, None),
                   "due": words::machine_time(odds.due), "percent": odds.forecast.percent,
                   "from_own_tasks": odds.forecast.own})
        });
        let plan = json!({
            "date": self.agenda.day.date.to_string(),
            "events": events.collect::<Vec<_>>(),
            "blocks": blocks.collect::<Vec<_>>(),
            "gaps": self.gaps_json(),
            "bundles": self.bundles_json(),
            "odds": self.odds.as_ref().map(|odds| self.odds_json(odds)),
            "due": due.collect::<Vec<_>>(),
            "late": self.proposal.late,
            "overloads": self.overloads_json(),
            "weekly_minimum": self.proposal.weekly_minimum.as_ref().map(|minimum| json!({
                "missing_min": minimum.missing.get(),
                "share_min": minimum.share.get(),
                "planned_min": minimum.planned.get(),
                "cost": minimum.cost.map(|cost| cost.by),
                "why": minimum.sentences(self.workspace),
            })),
            "left_out": left_out.collect::<Vec<_>>(),
            "value": self.proposal.value,
            "bound": self.proposal.bound,
        });
        format!("{plan:#}\n")
    }

    fn gaps_json(&self) -> Vec<Value> {
        let suggestion = |suggestion: &Suggestion| {
            let (start, end) = words::machine_span(suggestion.span);
            json!({"task": suggestion.task, "step": suggestion.step,
                   "title": self.title(suggestion.task, suggestion.step), "start": start, "end": end,
                   "work_min": suggestion.work.get(), "value": suggestion.why.worth,
                   "why": suggestion.why.sentences(self.workspace, self.today, Words::default())})
        };
        let gap = |gap: &Gap| {
            let (start, end) = words::machine_span(gap.span);
            let inside = self.proposal.suggestions.iter().filter(|suggestion| suggestion.span.overlaps(gap.span));
            let suggestions: Vec<_> = inside.map(suggestion).collect();
            json!({"start": start, "end": end, "minutes": gap.span.minutes().get(), "suggestions": suggestions})
        };
        self.gaps.iter().map(gap).collect()
    }

    fn odds_json(&self, odds: &DayOdds) -> Value {
        let work = odds.work.iter().map(|work| {
            json!({"task": work.task, "step": work.step, "title": self.title(work.task, work.step),
                   "percent": work.percent, "percent_by_due": work.by_due})
        });
        json!({
            "planned": odds.work.len(),
            "likely": odds.likely,
            "by": odds.by.map(words::machine_time),
            "from_own_tasks": odds.own,
            "work": work.collect::<Vec<_>>(),
        })
    }

    fn title(&self, task: TaskId, step: Option<StepId>) -> String {
        words::work_title(self.workspace, task, step)
    }
}
