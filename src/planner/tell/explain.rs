//! The sentences of the reasons.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::calendar::BusyKind;
use crate::calendar::words::counted;
use crate::calendar::words::{Words, capitalised, weekday, weekday_short};
use crate::model::{Energy, Workspace};
use crate::planner::why::{LimitRule, RunnerUp, Shortfall, Why, WhyNot};
use crate::planner::words::{micro_tasks, quoted};

/// A runner-up is close when it costs at most this part of the suggestion's score: one fifth.
const CLOSE_PART: i64 = 5;

/// The part of a date that belongs to the evening before.
const EARLY: TimeDelta = TimeDelta::hours(6);

impl Why {
    /// Returns the reasons as sentences, the most important first.
    pub fn sentences(&self, workspace: &Workspace, today: NaiveDate, words: Words) -> Vec<String> {
        let mut out = vec![format!("{}.", self.reason(today, words))];
        out.extend(self.limit.as_ref().map(|limit| limit.rule.sentence(workspace, words)));
        out.extend(self.runner_up_sentence(workspace));
        if self.factors.guess {
            out.push("The length is a guess.".into());
        }
        out
    }

    fn runner_up_sentence(&self, workspace: &Workspace) -> Option<String> {
        let Some(RunnerUp { task, step, with, less }) = self.runner_up else {
            return self.alone.then(|| "Nothing else to plan fits here.".into());
        };
        let title = quoted(workspace.title_of(task, step)?);
        let (title, fit) = if with == 0 { (title, "fits") } else { (format!("{title} and {with} more"), "fit") };
        match less {
            ..0 => Some(format!("{title} {fit} as well.")),
            _ if less * CLOSE_PART <= self.value => Some(format!("Close second: {title}.")),
            _ => self.worth.map(|_| format!("Next in line: {title}.")),
        }
    }

    /// Returns the factors that speak for the suggestion, as one label: "Important, due today by 17:00".
    pub fn reason(&self, today: NaiveDate, words: Words) -> String {
        let mut labels = Vec::new();
        if self.factors.important {
            labels.push("important".to_owned());
        }
        labels.extend(self.due_label(today, words));
        if self.factors.weekly_minimum {
            labels.push("counts towards your weekly minimum".to_owned());
        }
        labels.extend(self.energy_label().map(str::to_owned));
        if labels.is_empty() {
            labels.push(match self.factors.age_days {
                days @ 14..30 => format!("open for {}", counted(days, "day", "days")),
                30.. => "open for a month or more".to_owned(),
                _ => "fits this gap".to_owned(),
            });
        }
        capitalised(&labels.join(", "))
    }

    fn due_label(&self, today: NaiveDate, words: Words) -> Option<String> {
        let factors = &self.factors;
        if factors.overdue {
            return Some("overdue".into());
        }
        let day = factors.due.map(|due| due_day(due, today));
        if let Some(day) = day.as_ref().filter(|_| factors.due_today) {
            let what = if factors.must_today { "must be done" } else { "due" };
            let by = factors.due.filter(|due| due.date() == self.start.date()).map(|due| words.time(due));
            return Some(by.map_or_else(|| format!("{what} {day}"), |by| format!("{what} {day} by {by}")));
        }
        if factors.pinned_urgent {
            return Some("marked urgent by you".into());
        }
        match factors.slack_tenth_days? {
            ..0 => Some("too little time before it is due".into()),
            0 => Some("due soon, less than 1 h to spare".into()),
            1..5 => Some("due soon, less than half a day to spare".into()),
            5..100 => day.map(|day| format!("due {day}")),
            _ => None,
        }
    }

    fn energy_label(&self) -> Option<&'static str> {
        match (self.factors.energy?, self.energy_at, self.start.hour()) {
            (Energy::High, Energy::High, 4..12) => Some("fits your high-energy mornings"),
            (Energy::High, Energy::High, 12..18) => Some("fits your high-energy afternoons"),
            (Energy::High, Energy::High, _) => Some("fits your high-energy evenings"),
            (Energy::Low, Energy::Low, _) => Some("easy enough for low energy"),
            _ => None,
        }
    }
}

impl LimitRule {
    fn sentence(&self, workspace: &Workspace, words: Words) -> String {
        match self {
            Self::GapEnds { at, with, title } => match with {
                BusyKind::DayEnd => format!("Your working hours end at {}.", words.time(*at)),
                BusyKind::Lunch => format!("The gap ends at {} with lunch.", words.time(*at)),
                BusyKind::Event | BusyKind::Block if !title.is_empty() => {
                    format!("The gap ends at {} with {}.", words.time(*at), quoted(title))
                }
                _ => format!("The gap ends at {}.", words.time(*at)),
            },
            Self::Cap { percent } => format!("At most {percent} % of your free time is planned."),
            Self::MicroTasks { most } => format!("The day is limited to {}.", micro_tasks(*most)),
            Self::Breaks { focus } => format!("A break is due after {focus} of work."),
            Self::Order { task, step } => match workspace.title_of(*task, *step) {
                Some(title) => format!("{} must wait for the work before it.", quoted(title)),
                None => "The next step must wait for the one before it.".into(),
            },
        }
    }
}

impl WhyNot {
    /// Returns the reason as a sentence about the planned day.
    pub fn sentence(&self, workspace: &Workspace, words: Words) -> String {
        match self {
            Self::Eliminate => "Neither important nor urgent.".into(),
            Self::NotNow => "Skipped by you for this day.".into(),
            Self::NotBefore => "Starts later.".into(),
            Self::Planned => "Already planned.".into(),
            Self::Delegated => "Delegated. The follow-up is not due yet.".into(),
            Self::WaitsFor(task) => match workspace.title_of(*task, None) {
                Some(title) => format!("Waits for {}.", quoted(title)),
                None => "Waits for another task.".into(),
            },
            Self::WaitsUntil(at) => format!("The work before it is planned until {}.", day_and_time(*at, words)),
            Self::TooLong { needs, breaks, longest } => {
                let longest = format!("The longest free time for it is {longest}.");
                match breaks.is_zero() {
                    true => format!("Needs {needs} in one go. {longest}"),
                    false => format!("Needs {needs} in one go and {breaks} of breaks. {longest}"),
                }
            }
            Self::TooLate { due, needs, left, in_one_go } => {
                let due = day_and_time(*due, words);
                match (left.is_zero(), in_one_go) {
                    (true, _) => format!("Needs {needs}. No time for it is left until {due}."),
                    (_, true) => {
                        format!("Needs {needs} in one go. The longest free time for it until {due} is {left}.")
                    }
                    (_, false) => format!("Needs {needs}. The free time until {due} is {left}."),
                }
            }
            Self::Limited(rule) => rule.sentence(workspace, words),
            Self::NoGap => "No free time is left.".into(),
            Self::OutsideHours => "No free time is left in its hours.".into(),
            Self::PushesOutMust => "Would displace work that must be done on this day.".into(),
            Self::WorthLess { short } => short
                .as_ref()
                .map_or_else(|| "Less pressing than the planned work.".to_owned(), |short| short.sentence(workspace)),
        }
    }
}

impl Shortfall {
    /// Returns the loss. It is measured while other gaps stay, so a whole new plan may lose less.
    fn sentence(&self, workspace: &Workspace) -> String {
        let Self { by, displaced, value } = *self;
        if by <= 0 {
            return "The plan would be equally good with it.".into();
        }
        let loss = match by.saturating_mul(100) / value.max(1) {
            0 => "less than 1 % less".to_owned(),
            percent => format!("up to {} % less", percent + 1),
        };
        match displaced.and_then(|(task, step)| workspace.title_of(task, step)) {
            Some(title) => format!("Would take the time of {}. The day would be worth {loss}.", quoted(title)),
            None => format!("With it the day would be worth {loss}."),
        }
    }
}

/// Returns "Tue 14:05".
fn day_and_time(at: NaiveDateTime, words: Words) -> String {
    format!("{} {}", weekday_short(at.date()), words.time(at))
}

/// Returns "today", "tomorrow", "Thursday", "in 9 days". A due date without a time ends in the early hours of the next
/// date.
fn due_day(due: NaiveDateTime, today: NaiveDate) -> String {
    let date = (due - EARLY).date();
    match (date - today).num_days() {
        ..=0 => "today".into(),
        1 => "tomorrow".into(),
        2..7 => weekday(date),
        days => format!("in {}", counted(days, "day", "days")),
    }
}
