//! The text of reports.

use super::document::{ChartData, Document, ReportChart, ReportPart, ReportScope, ReportSection, ReportTable};
use crate::calendar::Agenda;
use crate::calendar::words::{self, full_day_year, weekday_day, weekday_full_day};
use crate::model::{Minutes, PlanningDay, Span};
use crate::planner::estimates::{self, EstimateHistory};
use crate::review::day::{BlockOutcome, DayReview, PlannedBlock};
use crate::review::goals::goal_progress;
use crate::review::observe::observations;
use crate::review::period::{Estimated, Period, PeriodReview};
use crate::review::record::{FinishedWork, QUADRANTS, ReviewSource, WorkStretch, minutes as minutes_of, quadrant_name};

fn strings<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).into()
}

fn section(heading: &str, parts: Vec<ReportPart>) -> ReportSection {
    ReportSection { heading: heading.to_owned(), parts }
}

impl Document {
    /// Builds the report on `scope`.
    pub fn of(source: &ReviewSource, scope: ReportScope) -> Self {
        match scope {
            ReportScope::Plan(day) => plan(source, day),
            ReportScope::Day(day) => day_review(source, day),
            ReportScope::Period(period) => period_review(source, period),
        }
    }
}

/// Returns the plan of a day: events and blocks.
fn plan(source: &ReviewSource, day: PlanningDay) -> Document {
    let workspace = source.workspace;
    let agenda = Agenda::of(workspace, day, source.here);
    let review = DayReview::of(source, day);
    let shown = |block: &crate::model::Block| review.planned.iter().find(|it| it.block.id == block.id);
    let mut rows: Vec<(Span, String, String)> = Vec::new();
    let private = source.without_private;
    for event in agenda.events.iter().filter(|event| event.blocks || !private) {
        let title = if private { "Busy".to_owned() } else { event.title.clone() };
        rows.push((event.span, title, "event".into()));
    }
    for block in agenda.blocks.iter().filter_map(|block| shown(block)) {
        let state = match block.became {
            BlockOutcome::NotDone | BlockOutcome::ToCome => "planned",
            became => became.words(),
        };
        rows.push((block.block.span(), block.title.clone(), state.into()));
    }
    rows.sort();
    let planned = || review.planned.iter().filter(|it| agenda.blocks.iter().any(|block| block.id == it.block.id));
    let work: Minutes = planned().map(|it| it.planned).sum();
    let events: Minutes = agenda.events.iter().filter(|it| it.blocks).map(|it| it.span.minutes()).sum();
    let table = ReportTable {
        head: strings(["Item", "Time", "Length", "State"]),
        rows: rows
            .into_iter()
            .map(|(span, what, state)| vec![what, source.words.times(span), span.minutes().to_string(), state])
            .collect(),
    };
    let parts = if table.rows.is_empty() {
        vec![ReportPart::Text("Nothing planned.".into())]
    } else {
        vec![ReportPart::Table(table)]
    };
    let mut sections = vec![section("The day", parts)];
    if !agenda.all_day.is_empty() && !private {
        let names = agenda.all_day.iter().map(|event| event.title.clone()).collect();
        sections.insert(0, section("All day", vec![ReportPart::List(names)]));
    }
    Document {
        title: format!("Plan for {}", full_day_year(day.date)),
        subtitle: "Made with Gapwise".into(),
        figures: vec![
            (work.to_string(), "planned".into()),
            (events.to_string(), "in events".into()),
            counted(planned().count(), "block", "blocks"),
        ],
        sections,
    }
}

/// Returns the review of a day.
fn day_review(source: &ReviewSource, day: PlanningDay) -> Document {
    let review = DayReview::of(source, day);
    let mut sections = Vec::new();
    if !review.written.reflection.is_empty() {
        sections.push(section("Reflection", vec![ReportPart::Text(review.written.reflection.clone())]));
    }
    if !review.finished.is_empty() {
        let items = review.finished.iter().map(|it| it.title.clone()).collect();
        sections.push(section("Finished", vec![ReportPart::List(items)]));
    }
    if !review.planned.is_empty() {
        let row = |it: &PlannedBlock| {
            let span = Span::new(it.block.start, it.block.start + it.planned.delta());
            let (planned, actual) = (it.planned.to_string(), it.actual.to_string());
            vec![it.title.clone(), source.words.times(span), planned, actual, it.became.words().to_owned()]
        };
        let head = strings(["Item", "Time", "Planned", "Worked", "State"]);
        let table = ReportTable { head, rows: review.planned.iter().map(row).collect() };
        sections.push(section("Planned and done", vec![ReportPart::Table(table)]));
    }
    sections.push(section("Time", vec![ReportPart::Table(quadrant_table(source, &review.by_quadrant))]));
    if !review.worked.is_empty() {
        let row = |it: &WorkStretch| {
            let span = Span::new(it.start, it.end);
            vec![it.title.clone(), source.words.times(span), minutes_of(it.seconds).to_string()]
        };
        let table =
            ReportTable { head: strings(["Item", "Time", "Work"]), rows: review.worked.iter().map(row).collect() };
        sections.push(section("Work log", vec![ReportPart::Table(table)]));
    }
    if !review.estimates.is_empty() {
        let row = |(it, estimate, actual): &(FinishedWork, Minutes, Minutes)| {
            vec![it.title.clone(), estimate.to_string(), actual.to_string()]
        };
        let table = ReportTable {
            head: strings(["Finished", "Estimate", "Actual"]),
            rows: review.estimates.iter().map(row).collect(),
        };
        sections.push(section("Estimates", vec![ReportPart::Table(table)]));
    }
    Document {
        title: format!("Review of {}", full_day_year(day.date)),
        subtitle: "Made with Gapwise".into(),
        figures: vec![
            (review.important().to_string(), "on important work".into()),
            counted(review.finished_tasks().count(), "task finished", "tasks finished"),
            counted(review.micro_tasks, "micro-task finished", "micro-tasks finished"),
            (breaks_words(review.breaks, review.skipped), counted(review.breaks + review.skipped, "break", "breaks").1),
            counted(review.interruptions.len(), "interruption", "interruptions"),
        ],
        sections,
    }
}

/// Returns a count and its noun, in the right number.
fn counted(count: usize, one: &str, many: &str) -> (String, String) {
    (count.to_string(), words::plural(count, one, many).to_owned())
}

fn breaks_words(taken: usize, skipped: usize) -> String {
    if skipped == 0 { taken.to_string() } else { format!("{taken} of {}", taken + skipped) }
}

fn quadrant_table(source: &ReviewSource, minutes: &[Minutes; 5]) -> ReportTable {
    let total: Minutes = minutes.iter().copied().sum();
    let share = |part: Minutes| match (part.get() * 100 + total.get() / 2).checked_div(total.get()) {
        Some(percent) => format!("{percent} %"),
        None => "–".to_owned(),
    };
    let settings = &source.workspace.settings;
    let rows = QUADRANTS.iter().zip(minutes);
    let rows = rows.map(|(quadrant, minutes)| {
        vec![quadrant_name(settings, *quadrant).to_owned(), minutes.to_string(), share(*minutes)]
    });
    ReportTable { head: strings(["Quadrant", "Work", "Share"]), rows: rows.collect() }
}

/// Returns the review of a week or longer.
fn period_review(source: &ReviewSource, period: Period) -> Document {
    let review = PeriodReview::of(source, period);
    let mut sections = Vec::new();
    let observations = observations(&review);
    if !observations.is_empty() {
        let items = observations.iter().map(|it| format!("{} ({})", it.text, it.figures)).collect();
        sections.push(section("Observations", vec![ReportPart::List(items)]));
    }
    sections.push(section("Time", time_parts(source, &review)));
    if review.estimates.len() >= 2 {
        sections.push(section("Estimates", estimate_parts(source, &review)));
    }
    if !review.is_empty() {
        let chart = ReportChart {
            title: "Focus by hour of the day".into(),
            says: heat_words(&review),
            data: ChartData::Heat { seconds: Box::new(review.heat), words: review.words },
        };
        sections.push(section("Hours", vec![ReportPart::Chart(chart)]));
    }
    let last = period.to.pred_opt().unwrap_or(period.to);
    let goals = goal_progress(source, last);
    if !goals.is_empty() {
        let items = goals.iter().map(|goal| format!("{}: {}", goal.title, goal.words())).collect();
        sections.push(section("Goals", vec![ReportPart::List(items)]));
    }
    let mut compared = comparison(&review);
    compared.head[0] = "Figure".into();
    sections.push(section(&comparison_title(&review), vec![ReportPart::Table(compared)]));
    if let Some(written) = source.workspace.reviews.get(&period.from).filter(|it| !it.answers.is_empty()) {
        let items = written.answers.iter().map(|(question, answer)| format!("{question} {answer}")).collect();
        sections.push(section("In your words", vec![ReportPart::List(items)]));
    }
    Document {
        title: format!("Review of {}", period.words()),
        subtitle: "Made with Gapwise".into(),
        figures: vec![
            (review.total.important().to_string(), "on important work".into()),
            counted(review.total.tasks, "task finished", "tasks finished"),
            counted(review.total.micro_tasks, "micro-task finished", "micro-tasks finished"),
        ],
        sections,
    }
}

fn time_parts(source: &ReviewSource, review: &PeriodReview) -> Vec<ReportPart> {
    let days: Vec<_> = review.bars().into_iter().map(|(date, totals)| (date, totals.by_quadrant)).collect();
    let names = QUADRANTS.map(|quadrant| quadrant_name(&source.workspace.settings, quadrant).to_owned());
    let chart = ReportChart {
        title: days_title(review).into(),
        says: days_words(review),
        data: ChartData::Days { names, days },
    };
    let settings = &source.workspace.settings;
    let mut head = vec!["Day".to_owned()];
    head.extend(QUADRANTS.map(|quadrant| quadrant_name(settings, quadrant).to_owned()));
    head.push("All".into());
    let rows = review.days.iter().filter(|(_, totals)| review.days.len() <= 7 || !totals.minutes().is_zero());
    let rows = rows.map(|(date, totals)| {
        let mut row = vec![weekday_day(*date)];
        row.extend(totals.by_quadrant.map(|minutes| minutes.to_string()));
        row.push(totals.minutes().to_string());
        row
    });
    let mut parts = vec![
        ReportPart::Chart(chart),
        ReportPart::Table(ReportTable { head, rows: rows.collect() }),
        ReportPart::Table(quadrant_table(source, &review.total.by_quadrant)),
    ];
    if !review.total.minutes().is_zero() {
        parts.push(ReportPart::Text(share_words(review)));
    }
    if review.total.micro_tasks > 0 {
        let counts = review.bars().into_iter().map(|(date, totals)| (date, totals.micro_tasks));
        let (title, says) = ("Micro-tasks finished".to_owned(), micro_words(review));
        parts.push(ReportPart::Chart(ReportChart { title, says, data: ChartData::Counts(counts.collect()) }));
    }
    parts
}

/// Returns the share of important, not urgent work, compared with the weekly minimum.
pub fn share_words(review: &PeriodReview) -> String {
    let schedule = review.total.schedule();
    let Some(percent) = review.total.schedule_percent() else { return "No time recorded.".into() };
    let (minimum, share) = (review.minimum, format!("Important, not urgent: {schedule}, {percent} % of the time."));
    match minimum.is_zero() {
        true => share,
        false if schedule >= minimum => format!("{share} Your minimum of {minimum} is reached."),
        false if review.so_far => format!("{share} Your minimum is {minimum}."),
        false => format!("{share} That is {} below your minimum of {minimum}.", minimum - schedule),
    }
}

/// Returns the title of the chart of days.
pub fn days_title(review: &PeriodReview) -> &'static str {
    if review.by_week() { "Work by week and quadrant" } else { "Work by day and quadrant" }
}

/// Returns the description of the chart of micro-tasks.
pub fn micro_words(review: &PeriodReview) -> String {
    let total = review.total.micro_tasks;
    match review.days.iter().max_by_key(|(_, totals)| totals.micro_tasks) {
        Some((date, most)) if total > 0 => {
            format!("{total} finished. Most on {}: {}.", weekday_full_day(*date), most.micro_tasks)
        }
        _ => "No micro-tasks finished.".into(),
    }
}

/// Returns the description of the chart of days.
pub fn days_words(review: &PeriodReview) -> String {
    let most = review.days.iter().max_by_key(|(_, totals)| totals.minutes());
    match most.filter(|(_, totals)| !totals.minutes().is_zero()) {
        None => "No time recorded.".into(),
        Some((date, totals)) => {
            let date = weekday_full_day(*date);
            match review.days.iter().filter(|(_, totals)| !totals.minutes().is_zero()).count() {
                1 => format!("{}, all on {date}.", totals.minutes()),
                days => {
                    format!(
                        "{} on {}. Most on {date}: {}.",
                        review.total.minutes(),
                        words::counted(days, "day", "days"),
                        totals.minutes()
                    )
                }
            }
        }
    }
}

/// Returns the description of the heat map.
pub fn heat_words(review: &PeriodReview) -> String {
    let by_hour = (0..24).map(|hour| review.heat.iter().map(|day| day[hour]).sum::<u32>());
    match by_hour.enumerate().max_by_key(|(_, seconds)| *seconds) {
        Some((hour, seconds)) if seconds > 0 => format!(
            "Most focus from {} to {}: {} of {}.",
            review.words.hour(hour),
            review.words.hour(hour + 1),
            minutes_of(i64::from(seconds)),
            review.total.minutes()
        ),
        _ => "No focus recorded.".into(),
    }
}

/// Returns the description of the scatter plot.
pub fn scatter_words(review: &PeriodReview) -> String {
    let inside = review.estimates.iter().filter(|it| it.actual <= it.estimate).count();
    let all = review.estimates.len();
    let tasks = words::counted(all, "task stayed within its estimate", "tasks stayed within their estimate");
    format!("{inside} of {tasks}, {} took longer.", all - inside)
}

/// Returns the learned range at some estimates: (estimate, low, high), in minutes.
pub fn band(source: &ReviewSource) -> Vec<(u32, u32, u32)> {
    let history = EstimateHistory::of(source.workspace);
    let at = [5, 10, 15, 16, 20, 25, 30, 35, 40, 45, 60, 61, 90, 120, 180, 240];
    let none = std::collections::BTreeSet::new();
    let band = at.into_iter().filter_map(|estimate| {
        let range = history.range(Minutes::new(estimate), &none)?;
        Some((estimate, range.low.get(), range.high.get()))
    });
    band.collect()
}

fn estimate_parts(source: &ReviewSource, review: &PeriodReview) -> Vec<ReportPart> {
    let band = band(source);
    let words = if band.is_empty() {
        format!("{} The band is {}.", scatter_words(review), estimates::NOT_KNOWN_YET)
    } else {
        format!("{} The band holds the actual time of 8 of 10 tasks.", scatter_words(review))
    };
    let points = review.estimates.iter().map(|it| (it.estimate.get(), it.actual.get())).collect();
    let row = |it: &Estimated| vec![it.title.clone(), it.estimate.to_string(), it.actual.to_string()];
    let longest = 20;
    let rows = review.estimates.iter().rev().take(longest).map(row).collect();
    vec![
        ReportPart::Chart(ReportChart {
            title: "Estimated and actual time".into(),
            says: words,
            data: ChartData::Scatter { points, band },
        }),
        ReportPart::Table(ReportTable { head: strings(["Last finished", "Estimate", "Actual"]), rows }),
    ]
}

/// Returns the heading of [`comparison`]: "Compared with last week", or the week before if the period is over.
pub fn comparison_title(review: &PeriodReview) -> String {
    let period = review.period;
    match (review.so_far, period) {
        (true, _) if period == Period::week(period.from, review.words) => "Compared with last week".into(),
        (false, _) if period == Period::week(period.from, review.words) => "Compared with the week before".into(),
        (true, _) if period == Period::month(period.from) => "Compared with last month".into(),
        (false, _) if period == Period::month(period.from) => "Compared with the month before".into(),
        _ => format!("Compared with the {} before", words::counted(period.len(), "day", "days")),
    }
}

/// Compares this period with the one before.
pub fn comparison(review: &PeriodReview) -> ReportTable {
    let (now, before) = (&review.total, &review.before);
    let minutes = |name: &str, a: Minutes, b: Minutes| vec![name.to_owned(), a.to_string(), b.to_string()];
    let count = |name: &str, a: usize, b: usize| vec![name.to_owned(), a.to_string(), b.to_string()];
    ReportTable {
        head: strings(if review.so_far {
            ["", "So far", "Previous, by this point"]
        } else {
            ["", "This period", "Previous"]
        }),
        rows: vec![
            minutes("Important", now.important(), before.important()),
            minutes("Important, not urgent", now.schedule(), before.schedule()),
            minutes("All work", now.minutes(), before.minutes()),
            count("Tasks finished", now.tasks, before.tasks),
            count("Micro-tasks finished", now.micro_tasks, before.micro_tasks),
            count("Breaks taken", now.breaks, before.breaks),
            count("Breaks skipped", now.skipped, before.skipped),
            count("Interruptions", now.interruptions, before.interruptions),
        ],
    }
}
