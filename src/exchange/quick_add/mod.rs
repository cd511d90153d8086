//! A task from a line of text: "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon".
//!
//! What may be said stands in one table ([`PHRASE_RULES`]), from which the help is made. What is not understood stays in the title, so
//! nothing that was typed is lost; words in double quotes are never understood. A phrase is understood as a whole: where
//! an "every" goes on with days that no rule can say, or a date follows "or", "of" or "about", all of it is title.
//!
//! Days are counted from the planning day. A weekday is the next such day after today; with a time that is still to
//! come it may be today. "Next friday" is the Friday of next week. A time without a date is the next such time. Where a
//! line says the same thing twice the last one counts and the other stays in the title; a hard date counts before
//! others, and a date with a time before a time alone. What might as well be a word ("sun", "monthly", "27th") counts
//! only behind the title.

mod dates;
mod days;
mod found;
mod grammar;
mod lengths;
mod line;
mod meaning;
mod months;
mod outline;
mod reading;
mod repeats;
mod rule;
mod settle;
mod times;
mod understood;
mod words;

pub use dates::{parse_date, parse_due};
pub use grammar::{PHRASE_RULES, PhraseRule};
pub use lengths::parse_length;
pub use line::{understand, understand_event};
pub use outline::{steps_of_outline, understand_all};
pub use reading::{DateOrder, Reading};
pub use rule::repeat_words;
pub use understood::{PhraseKind, TextSpan, Understood, UnderstoodStep};
pub(super) use words::month;
