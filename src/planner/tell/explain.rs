//! The sentences of the reasons.

use chrono::Timelike;

use crate::calendar::BusyKind;
use crate::model::{Energy, Workspace};
use crate::planner::why::{Limit, LimitRule, Shortfall, Why, WhyNot};

/// A second is close when it costs at most one part in so many of the first one's score.
const CLOSE_PART: i64 = 5;

impl Why {
    /// The reasons in plain words, the weightiest first.
    pub fn sentences(&self, workspace: &Workspace) -> Vec<String> {
        let mut out = vec![self.reason()];
        out.extend(self.limit.as_ref().map(|limit| limit.sentence(workspace)));
        out.extend(self.runner_up_sentence(workspace));
        if self.factors.guess {
            out.push("Its length is a guess.".into());
        }
        out
    }

    fn runner_up_sentence(&self, workspace: &Workspace) -> Option<String> {
        self.worth?;
        let Some(other) = self.runner_up else { return Some("Nothing else that is open would fit here.".into()) };
        let title = workspace.title_of(other.task, other.step)?;
        Some(match other.less {
            ..0 => format!("{title} would do as well; this one stays because you have seen it here."),
            less if less * CLOSE_PART <= self.value => format!("A close second: {title}."),
            _ => format!("Next in line: {title}."),
        })
    }

    /// Why this, in one sentence.
    pub fn reason(&self) -> String {
        let f = &self.factors;
        let mut reasons = Vec::new();
        if f.important {
            reasons.push("important".to_owned());
        }
        reasons.extend(self.due_words());
        reasons.extend(self.energy_words());
        if reasons.is_empty() {
            reasons.push(match f.age_days {
                14..30 => format!("it has waited for {} days", f.age_days),
                30.. => "it has waited for a month".to_owned(),
                _ => "it fits the time".to_owned(),
            });
        }
        format!("{}.", capitalised(&listed(&reasons)))
    }

    fn due_words(&self) -> Option<String> {
        let f = &self.factors;
        if f.overdue {
            return Some("overdue".into());
        }
        if f.due_today {
            let by = f.due.filter(|due| due.date() == self.start.date()).map(|due| due.format(" by %H:%M").to_string());
            let today = if f.must_today { "has to be done today" } else { "due today" };
            return Some(format!("{today}{}", by.unwrap_or_default()));
        }
        if f.pinned_urgent {
            return Some("you marked it as urgent".into());
        }
        match f.slack_tenth_days? {
            ..0 => Some("time is short before it is due".into()),
            0 => Some("due soon, with hardly an hour to lose".into()),
            1..5 => Some("due soon, with less than half a day to spare".into()),
            5..15 => Some("due soon, with about a day to spare".into()),
            slack @ 15..100 => Some(format!("due with {} days to spare", (slack + 5) / 10)),
            _ => None,
        }
    }

    fn energy_words(&self) -> Option<String> {
        let time_of_day = match self.start.hour() {
            4..12 => "mornings",
            12..18 => "afternoons",
            _ => "evenings",
        };
        match (self.factors.energy?, self.energy_at) {
            (Energy::High, Energy::High) => Some(format!("{time_of_day} are your high hours")),
            (Energy::Low, Energy::Low) => Some("easy enough for your low hours".into()),
            _ => None,
        }
    }
}

impl Limit {
    fn sentence(&self, workspace: &Workspace) -> String {
        match &self.rule {
            LimitRule::GapEnds { at, with, title } => {
                let at = at.format("%H:%M");
                match with {
                    BusyKind::DayEnd => format!("Your working hours end at {at}."),
                    BusyKind::Lunch => format!("The gap ends at {at} with lunch."),
                    BusyKind::Event | BusyKind::Block if !title.is_empty() => {
                        format!("The gap ends at {at} with {}.", quoted(title))
                    }
                    _ => format!("The gap ends at {at}."),
                }
            }
            LimitRule::Cap { percent } => format!("More would fill over {percent} % of your free time."),
            LimitRule::MicroTasks { most } => format!("{most} micro-tasks are enough for a day."),
            LimitRule::Breaks { focus } => format!("A break is due after {} minutes of work.", focus.get()),
            LimitRule::Order { task, step } => {
                let title = workspace.title_of(*task, *step).unwrap_or("The next step");
                format!("{title} has to wait for the step before it.")
            }
        }
    }
}

impl WhyNot {
    /// In plain words.
    pub fn sentence(&self, workspace: &Workspace) -> String {
        match self {
            Self::Eliminate => "Neither important nor urgent.".into(),
            Self::NotNow => "You said not now, for today.".into(),
            Self::NotBefore => "Its start date is later.".into(),
            Self::Planned => "It is planned already.".into(),
            Self::Delegated => "Handed over; the follow-up is later.".into(),
            Self::WaitsFor(task) => {
                let title = workspace.title_of(*task, None).unwrap_or("another task");
                format!("It waits for {}.", quoted(title))
            }
            Self::WaitsUntil(at) => format!("What comes before it is planned until {}.", at.format("%a %H:%M")),
            Self::TooLong { needs, longest } => format!("It needs {needs} in one go; the longest gap has {longest}."),
            Self::TooLate(due) => format!("No gap before {} holds it.", due.format("%a %H:%M")),
            Self::NoGap => "There is no gap for it today.".into(),
            Self::OutsideHours => "There is no free time in its hours today.".into(),
            Self::PushesOutMust => "It would take the time of what has to be done today.".into(),
            Self::WorthLess { short: Some(Shortfall { by, value }) } if *by > 0 => {
                let percent = by.saturating_mul(100) / (*value).max(1);
                match percent {
                    0 => "It came close: with it the day would be worth less than 1 % less.".into(),
                    _ => format!("What is planned is worth more: with it the day would be worth {percent} % less."),
                }
            }
            Self::WorthLess { .. } => "What is planned is worth more.".into(),
        }
    }
}

/// The title of a step, or of a task.
fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}

/// "a", "a and b", "a, b, and c"; what is a sentence of its own comes behind a comma.
fn listed(words: &[String]) -> String {
    match words {
        [one, other] if other.contains(" are ") => format!("{one}, and {other}"),
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
