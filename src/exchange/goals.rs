//! Goals as text: "Thesis: 5 h a week", "Chapter: 20 micro-tasks a month #thesis".

use super::quick_add::parse_length;
use crate::calendar::words::counted;
use crate::model::{Goal, GoalPeriod, GoalTarget};

/// A parsed goal line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalLine {
    pub title: String,
    pub target: GoalTarget,
    pub period: GoalPeriod,
    /// Counts only work with this tag.
    pub tag: Option<String>,
}

/// Parses a goal line, with or without a title. Returns `None` without a positive target, or without "a week" or "a
/// month".
///
/// ```
/// use gapwise::exchange::parse_goal;
/// use gapwise::model::{GoalTarget, Minutes};
///
/// let goal = parse_goal("Thesis: 5 h a week #thesis").unwrap();
/// assert_eq!(goal.target, GoalTarget::Minutes(Minutes::new(300)));
/// assert_eq!(parse_goal("Thesis"), None);
/// ```
pub fn parse_goal(text: &str) -> Option<GoalLine> {
    let (title, rest) = text.split_once(':').map_or((None, text), |(title, rest)| (Some(title.trim()), rest));
    let is_tag = |word: &&str| word.starts_with('#');
    let tag = rest.split_whitespace().find(is_tag).map(|tag| tag.trim_start_matches('#').to_owned());
    let words: Vec<_> = rest.split_whitespace().filter(|word| !is_tag(word)).collect();
    let lower = words.join(" ").to_lowercase();
    let (amount, period) = [("a week", GoalPeriod::Week), ("a month", GoalPeriod::Month)]
        .into_iter()
        .find_map(|(words, period)| Some((lower.strip_suffix(words)?.trim(), period)))?;
    let count = amount.split_once(' ').filter(|(_, what)| what.starts_with("micro") || what.starts_with("task"));
    let target = match count {
        Some((count, _)) => GoalTarget::MicroTasks(count.parse().ok().filter(|n| *n > 0)?),
        None => GoalTarget::Minutes(parse_length(amount).filter(|length| !length.is_zero())?),
    };
    let plain = if count.is_some() { "Micro-tasks" } else { "Work" };
    let title = title.unwrap_or(plain).to_owned();
    (!title.is_empty()).then_some(GoalLine { title, target, period, tag: tag.filter(|tag| !tag.is_empty()) })
}

/// Formats a goal so that [`parse_goal`] reads it back.
pub fn goal_text(goal: &Goal) -> String {
    let period = if goal.period == GoalPeriod::Week { "week" } else { "month" };
    let target = match goal.target {
        GoalTarget::Minutes(minutes) => minutes.to_string(),
        GoalTarget::MicroTasks(count) => counted(count, "micro-task", "micro-tasks"),
    };
    let tag = goal.tag.as_ref().map_or_else(String::new, |tag| format!(" #{tag}"));
    format!("{}: {target} a {period}{tag}", goal.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Minutes;

    #[test]
    fn a_goal_is_read_and_written_the_same() {
        let read = parse_goal("Thesis: 5 h a week #thesis").expect("a goal");
        assert_eq!(read.target, GoalTarget::Minutes(Minutes::new(300)));
        assert_eq!((read.period, read.tag.as_deref()), (GoalPeriod::Week, Some("thesis")));
        let count = parse_goal("Chapter: 20 micro-tasks a month").expect("a goal");
        assert_eq!((count.target, count.period), (GoalTarget::MicroTasks(20), GoalPeriod::Month));
        let bare = parse_goal("25 micro-tasks a week").expect("a goal");
        assert_eq!((bare.title.as_str(), bare.target), ("Micro-tasks", GoalTarget::MicroTasks(25)));
        for wrong in ["Thesis", "Thesis: 5 h", ": 5 h a week", "x: 0 tasks a week", "Thesis: a week", ""] {
            assert_eq!(parse_goal(wrong), None, "{wrong}");
        }
    }
}
