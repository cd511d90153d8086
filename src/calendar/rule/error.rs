//! The errors of reading and expanding a rule.

/// Longest part of a rejected value that an error message quotes, in characters.
const MAX_QUOTED_CHARS: usize = 40;

/// The reason why a recurrence rule cannot be used.
///
/// ```
/// use gapwise::calendar::{Rule, RuleError};
///
/// assert_eq!("BYDAY=MO".parse::<Rule>(), Err(RuleError::NoFrequency));
/// let error = "FREQ=DAILY;BYMONTH=13".parse::<Rule>().unwrap_err();
/// assert_eq!(error.to_string(), "BYMONTH cannot be \"13\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("the rule has no FREQ part")]
    NoFrequency,
    #[error("\"{0}\" is not a frequency")]
    BadFrequency(String),
    #[error("{name} cannot be \"{value}\"")]
    BadPart { name: &'static str, value: String },
    #[error("only the Gregorian calendar is supported")]
    OtherCalendar,
    #[error("the rule contradicts itself: {0}")]
    Contradiction(String),
}

impl RuleError {
    pub(super) fn bad_part(name: &'static str, value: &str) -> Self {
        Self::BadPart { name, value: quoted(value) }
    }

    pub(super) fn bad_frequency(value: &str) -> Self {
        Self::BadFrequency(quoted(value))
    }
}

fn quoted(value: &str) -> String {
    value.chars().take(MAX_QUOTED_CHARS).collect()
}
