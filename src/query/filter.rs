//! The filter language of the matrix: `#thesis <15m due:week`.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::words::Words;
use crate::model::{Energy, Minutes, Task};

/// The forms of a filter and their meaning, for the help.
pub const FORMS: &[(&str, &str)] = &[
    ("#thesis", "has the tag"),
    ("<15m, >1h", "less or more work left"),
    ("due:today, due:week, due:overdue, due:none, due:2026-12-12", "due by then"),
    ("~low", "needs that energy"),
    ("is:waiting, is:repeating, is:guess, is:delegated", "waits for another, repeats, has no estimate, is handed over"),
    ("draft", "in title, steps, notes or tags"),
    ("-#home", "not so"),
];

/// A filter of tasks: words that must all match. The empty filter matches every task.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::{Minutes, Order, Task, TaskId};
/// use gapwise::query::{Facts, Filter};
///
/// let task = Task::new(TaskId::derived("t"), "Draft intro", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// let facts = Facts { today: "2026-11-23".parse().unwrap(), words: Words::default(), left: Minutes::new(10), waits: false };
/// assert!(Filter::parse("<15m draft -#home").fits(&task, facts));
/// assert!(!Filter::parse("due:week").fits(&task, facts), "it has no due date");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter(Vec<(bool, Term)>);

/// One word of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    Tag(String),
    Less(Minutes),
    More(Minutes),
    DueBy(DueBy),
    Energy(Energy),
    Is(Quality),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DueBy {
    Days(u64),
    /// By the end of this week.
    Week,
    Month,
    Overdue,
    Never,
    Date(NaiveDate),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quality {
    Waiting,
    Repeating,
    Guess,
    Delegated,
}

/// Derived values of a task that a filter needs.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The date of the planning day.
    pub today: NaiveDate,
    /// For the first day of the week.
    pub words: Words,
    /// Work left.
    pub left: Minutes,
    /// Waits for an open task.
    pub waits: bool,
}

impl Filter {
    /// Reads a filter. A word that is not one of the [`FORMS`] is searched in the task's text.
    pub fn parse(text: &str) -> Self {
        let word = |word: &str| match word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            Some(rest) => (false, term(rest)),
            None => (true, term(word)),
        };
        Self(text.split_whitespace().map(word).collect())
    }

    /// Returns the first word that looks like one of the [`FORMS`] but is not, such as `due:foo`.
    pub fn not_understood(text: &str) -> Option<&str> {
        let looks_like_a_form = |word: &&str| {
            let bare = word.strip_prefix('-').unwrap_or(word);
            ["due:", "is:", "<", ">", "~"].iter().any(|lead| bare.starts_with(lead))
                && matches!(term(bare), Term::Text(_))
        };
        text.split_whitespace().find(looks_like_a_form)
    }

    /// Returns whether the filter has no words.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether a task matches all words.
    pub fn fits(&self, task: &Task, facts: Facts) -> bool {
        self.0.iter().all(|(wanted, term)| term.fits(task, facts) == *wanted)
    }
}

fn term(word: &str) -> Term {
    let lower = word.to_lowercase();
    let known = || -> Option<Term> {
        if let Some(tag) = lower.strip_prefix('#').filter(|tag| !tag.is_empty()) {
            return Some(Term::Tag(tag.to_owned()));
        }
        if let Some(length) = lower.strip_prefix('<') {
            return Some(Term::Less(minutes(length)?));
        }
        if let Some(length) = lower.strip_prefix('>') {
            return Some(Term::More(minutes(length)?));
        }
        if let Some(due) = lower.strip_prefix("due:") {
            return Some(Term::DueBy(due_by(due)?));
        }
        Some(match lower.as_str() {
            "~low" => Term::Energy(Energy::Low),
            "~mid" => Term::Energy(Energy::Mid),
            "~high" => Term::Energy(Energy::High),
            "is:waiting" => Term::Is(Quality::Waiting),
            "is:repeating" => Term::Is(Quality::Repeating),
            "is:guess" => Term::Is(Quality::Guess),
            "is:delegated" => Term::Is(Quality::Delegated),
            _ => return None,
        })
    };
    known().unwrap_or(Term::Text(lower))
}

/// Reads "15m", "1h", "1h30" or "90".
fn minutes(text: &str) -> Option<Minutes> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n <= 100_000);
    let total = match text.split_once('h') {
        Some((hours, "")) => number(hours)? * 60,
        Some((hours, rest)) => number(hours)? * 60 + number(rest.trim_end_matches('m'))?,
        None => number(text.trim_end_matches("min").trim_end_matches('m'))?,
    };
    Some(Minutes::new(total))
}

fn due_by(text: &str) -> Option<DueBy> {
    Some(match text {
        "today" => DueBy::Days(0),
        "tomorrow" => DueBy::Days(1),
        "week" => DueBy::Week,
        "month" => DueBy::Month,
        "overdue" => DueBy::Overdue,
        "none" | "never" => DueBy::Never,
        _ => match text.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| *days < 10_000) {
            Some(days) => DueBy::Days(days),
            None => DueBy::Date(text.parse().ok()?),
        },
    })
}

impl DueBy {
    fn fits(self, due: Option<NaiveDate>, today: NaiveDate, words: Words) -> bool {
        let Some(due) = due else { return self == Self::Never };
        let until = |days: u64| today.checked_add_days(Days::new(days)).is_none_or(|last| due <= last);
        match self {
            Self::Days(days) => until(days),
            Self::Week => due < words.first_of_week(today) + Days::new(7),
            Self::Month => (due.year(), due.month()) <= (today.year(), today.month()),
            Self::Overdue => due < today,
            Self::Never => false,
            Self::Date(date) => due <= date,
        }
    }
}

impl Term {
    fn fits(&self, task: &Task, facts: Facts) -> bool {
        match self {
            Self::Tag(tag) => task.tags.iter().any(|own| {
                let own = own.to_lowercase();
                own == *tag || own.strip_prefix(tag.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }),
            Self::Less(minutes) => facts.left < *minutes,
            Self::More(minutes) => facts.left > *minutes,
            Self::DueBy(due) => due.fits(task.due.map(|due| due.date), facts.today, facts.words),
            Self::Energy(energy) => task.energy == Some(*energy),
            Self::Is(Quality::Waiting) => facts.waits,
            Self::Is(Quality::Repeating) => task.repeat.is_some(),
            Self::Is(Quality::Guess) => task.is_guess(),
            Self::Is(Quality::Delegated) => task.delegated.is_some(),
            Self::Text(text) => {
                let has = |hay: &str| hay.to_lowercase().contains(text.as_str());
                has(&task.title)
                    || has(&task.notes)
                    || task.steps.iter().any(|step| has(&step.title))
                    || task.tags.iter().any(|tag| has(tag))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Due, Order, TaskId};

    #[test]
    fn a_mistyped_form_is_returned() {
        assert_eq!(Filter::not_understood("#home due:foo"), Some("due:foo"));
        assert_eq!(Filter::not_understood("-is:lost"), Some("-is:lost"));
        assert_eq!(Filter::not_understood("#home <15m due:week is:guess draft"), None);
    }

    #[test]
    fn every_word_must_match() {
        let mut task = Task::new(TaskId::derived("t"), "Draft intro", Order::default(), chrono::DateTime::UNIX_EPOCH);
        task.tags.insert("thesis/one".into());
        task.estimate = Some(Minutes::new(10));
        let today: NaiveDate = "2026-11-23".parse().expect("a date");
        task.due = "2026-11-29".parse().ok().map(Due::on);
        let facts = Facts { today, words: Words::default(), left: Minutes::new(10), waits: false };
        let fits = |text: &str| Filter::parse(text).fits(&task, facts);
        let yes = [
            "",
            "#thesis",
            "#Thesis/one",
            "<15m",
            ">5",
            "due:week",
            "due:2026-11-29",
            "due:6d",
            "draft",
            "INTRO",
            "-#home",
            "#thesis <15m due:week",
            "due:month",
            "-is:waiting",
            "thes",
            "<1h30",
        ];
        assert_eq!(yes.iter().filter(|text| !fits(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
        let no = [
            "#the",
            "<10m",
            ">1h",
            "due:today",
            "due:none",
            "due:overdue",
            "-draft",
            "~low",
            "is:repeating",
            "#thesis #home",
            "<x",
        ];
        assert_eq!(no.iter().filter(|text| fits(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
    }
}
