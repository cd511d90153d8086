//! Quick add: parses a line such as "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon" into a task.
//!
//! One table ([`PHRASE_RULES`]) lists all phrases; the help is generated from it. Words that match no phrase stay in
//! the title, so nothing typed is lost. Words in double quotes always stay in the title. A phrase is read as a whole:
//! if "every" is followed by days that no rule can express, or a date follows "or", "of" or "about", all of it is
//! title.
//!
//! Days are relative to the planning day. A weekday is the next one after today, or today if it has a time in the
//! future. "Next friday" is the Friday of next week. A time without a date means its next occurrence. If a line says
//! something twice, the last mention counts and the others stay in the title; but a hard date wins over other dates,
//! and a date with a time over a time alone. A phrase that may also be a word ("sun", "monthly", "27th") is *weak*:
//! it counts only at the end of the title.

mod dates;
mod days;
mod found;
mod german;
mod grammar;
mod holidays;
mod lengths;
mod line;
mod local_forms;
mod meaning;
mod months;
mod names;
mod outline;
mod phrase;
mod reading;
mod repeats;
mod rule;
mod settle;
mod starts;
mod times;
mod tokens;
mod understood;

pub use dates::{parse_date, parse_due};
pub use grammar::{PHRASE_RULES, PhraseRule};
pub use lengths::parse_length;
pub use line::{understand, understand_event};
pub use outline::{steps_of_outline, understand_all, understand_first};
pub use reading::{DateOrder, Reading};
pub use rule::repeat_words;
pub(super) use tokens::month;
pub use understood::{PhraseKind, ReadingOffer, TextSpan, Understood, UnderstoodStep};
