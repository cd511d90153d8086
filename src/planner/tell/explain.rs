//! The sentences of the reasons.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::calendar::BusyKind;
use crate::calendar::words::{Words, weekday, weekday_short};
use crate::model::{Energy, Workspace};
use crate::planner::why::{Limit, LimitRule, RunnerUp, Shortfall, Why, WhyNot};
use crate::planner::words::{length, micro_tasks, quoted};

/// A runner-up is close when it costs at most this part of the suggestion's score: one fifth.
const CLOSE_PART: i64 = 5;

/// The part of a date that belongs to the evening before.
const EARLY: TimeDelta = TimeDelta::hours(6);

impl Why {
    /// Returns the reasons as sentences, the most important first.
    pub fn sentences(&self, workspace: &Workspace, words: Words) -> Vec<String> {
        let mut out = vec![format!("{}.", self.reason(words))];
        out.extend(self.limit.as_ref().map(|limit| limit.sentence(workspace, words)));
        out.extend(self.runner_up_sentence(workspace));
        if self.factors.guess {
            out.push("The length is a guess.".into());
        }
        out
    }

    fn runner_up_sentence(&self, workspace: &Workspace) -> Option<String> {
        let Some(RunnerUp { task, step, less }) = self.runner_up else {
            return self.worth.map(|_| "No unplanned work fits here.".into());
        };
        let title = quoted(workspace.title_of(task, step)?);
        Some(match less {
            ..0 => format!("{title} fits as well. This one was suggested first."),
            _ if less * CLOSE_PART <= self.value => format!("Close second: {title}."),
            _ => format!("Next in line: {title}."),
        })
    }

    /// Returns the factors that speak for the suggestion, as one label: "Important, due today by 17:00".
    pub fn reason(&self, words: Words) -> String {
        let mut labels = Vec::new();
        if self.factors.important {
            labels.push("important".to_owned());
        }
        labels.extend(self.due_label(words));
        labels.extend(self.energy_label().map(str::to_owned));
        if labels.is_empty() {
            labels.push(match self.factors.age_days {
                days @ 14..30 => format!("open for {days} days"),
                30.. => "open for over a month".to_owned(),
                _ => "fits this gap".to_owned(),
            });
        }
        capitalised(&labels.join(", "))
    }

    fn due_label(&self, words: Words) -> Option<String> {
        let factors = &self.factors;
        if factors.overdue {
            return Some("overdue".into());
        }
        if factors.due_today {
            let by = factors.due.filter(|due| due.date() == self.start.date()).map(|due| words.time(due));
            return Some(match (factors.must_today, by) {
                (true, Some(by)) => format!("must be done today by {by}"),
                (true, None) => "must be done today".into(),
                (false, Some(by)) => format!("due today by {by}"),
                (false, None) => "due today".into(),
            });
        }
        if factors.pinned_urgent {
            return Some("marked urgent by you".into());
        }
        match factors.slack_tenth_days? {
            ..0 => Some("too little time before it is due".into()),
            0 => Some("due soon, less than 1 h to spare".into()),
            1..5 => Some("due soon, less than half a day to spare".into()),
            5..100 => factors.due.map(|due| due_day(due, self.start.date())),
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

impl Limit {
    fn sentence(&self, workspace: &Workspace, words: Words) -> String {
        match &self.rule {
            LimitRule::GapEnds { at, with, title } => match with {
                BusyKind::DayEnd => format!("Your working hours end at {}.", words.time(*at)),
                BusyKind::Lunch => format!("The gap ends at {} with lunch.", words.time(*at)),
                BusyKind::Event | BusyKind::Block if !title.is_empty() => {
                    format!("The gap ends at {} with {}.", words.time(*at), quoted(title))
                }
                _ => format!("The gap ends at {}.", words.time(*at)),
            },
            LimitRule::Cap { percent } => format!("The day is filled to {percent} % of your free time."),
            LimitRule::MicroTasks { most } => format!("The day is limited to {}.", micro_tasks(*most)),
            LimitRule::Breaks { focus } => format!("A break is due after {} of work.", length(*focus)),
            LimitRule::Order { task, step } => match workspace.title_of(*task, *step) {
                Some(title) => format!("{} must wait for the step before it.", quoted(title)),
                None => "The next step must wait for the one before it.".into(),
            },
        }
    }
}

impl WhyNot {
    /// Returns the reason as a sentence.
    pub fn sentence(&self, workspace: &Workspace, words: Words) -> String {
        match self {
            Self::Eliminate => "Neither important nor urgent.".into(),
            Self::NotNow => "Skipped by you for today.".into(),
            Self::NotBefore => "Starts later.".into(),
            Self::Planned => "Already planned.".into(),
            Self::Delegated => "Delegated. The follow-up is not due yet.".into(),
            Self::WaitsFor(task) => match workspace.title_of(*task, None) {
                Some(title) => format!("Waits for {}.", quoted(title)),
                None => "Waits for another task.".into(),
            },
            Self::WaitsUntil(at) => format!("The step before it is planned until {}.", day_and_time(*at, words)),
            Self::TooLong { needs, longest } => {
                format!("Needs {} in one go. The longest gap has {}.", length(*needs), length(*longest))
            }
            Self::TooLate { due, needs, left } => {
                let needs = length(*needs);
                match left.is_zero() {
                    true => format!("{needs} are needed, no time is left until {}.", day_and_time(*due, words)),
                    false => format!("{needs} are needed, {} is left until {}.", length(*left), words.time(*due)),
                }
            }
            Self::NoGap => "No free time today.".into(),
            Self::OutsideHours => "No free time in its hours today.".into(),
            Self::PushesOutMust => "Would displace work that must be done today.".into(),
            Self::WorthLess { short: Some(Shortfall { by, value }) } if *by > 0 => {
                match by.saturating_mul(100) / (*value).max(1) {
                    0 => "Just missed the plan: with it the day would be worth less than 1 % less.".into(),
                    percent => format!("Less pressing today: with it the day would be worth {percent} % less."),
                }
            }
            Self::WorthLess { .. } => "Less pressing today.".into(),
        }
    }
}

/// "Tue 14:05".
fn day_and_time(at: NaiveDateTime, words: Words) -> String {
    format!("{} {}", weekday_short(at.date()), words.time(at))
}

/// "due tomorrow", "due Thursday", "due in 9 days". A due date without a time ends in the early hours of the next date.
fn due_day(due: NaiveDateTime, today: NaiveDate) -> String {
    let date = (due - EARLY).date();
    match (date - today).num_days() {
        ..=0 => "due today".into(),
        1 => "due tomorrow".into(),
        2..7 => format!("due {}", weekday(date)),
        days => format!("due in {days} days"),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
