//! The outcome of an export, and the parts that several formats share.

use std::collections::BTreeMap;

use crate::calendar::{Frequency, Rule};
use crate::model::Step;

/// Exported tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskExport {
    pub text: String,
    pub count: usize,
    /// Unsupported fields, with the number of tasks that have them.
    pub lost: BTreeMap<&'static str, usize>,
}

impl TaskExport {
    pub(super) fn lose(&mut self, field: &'static str, has: bool) {
        if has {
            *self.lost.entry(field).or_default() += 1;
        }
    }
}

/// Returns the title of a step with its length behind it, as `title_and_length` reads it.
pub(super) fn with_length(step: &Step) -> String {
    step.estimate.map_or_else(|| step.title.clone(), |it| format!("{} ({it})", step.title))
}

/// Returns a word without spaces.
pub(super) fn word(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("-")
}

/// Returns the frequency and interval of a rule that has nothing else.
pub(super) fn plain_rule(rrule: &str) -> Option<(u32, char)> {
    let rule: Rule = rrule.parse().ok()?;
    let plain = Rule { interval: rule.interval, ..Rule::every(rule.frequency) };
    let unit = match rule.frequency {
        Frequency::Daily => 'd',
        Frequency::Weekly => 'w',
        Frequency::Monthly => 'm',
        Frequency::Yearly => 'y',
        _ => return None,
    };
    (plain == rule).then_some((rule.interval.max(1), unit))
}
