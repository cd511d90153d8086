//! The only place that reads the clock.

use std::time::Instant;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::calendar::Tz;
use crate::calendar::words::Words;
use crate::exchange::DateOrder;
use crate::model::Moment;

/// The source of the time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The clock of the machine.
    System,
    /// A clock that showed `at` at `since` and runs `speed` times as fast as the real one; 0 stands still.
    Set { at: NaiveDateTime, since: Instant, speed: f64 },
}

impl Clock {
    /// Returns a clock that always shows `at`.
    pub fn frozen(at: NaiveDateTime) -> Self {
        Self::Set { at, since: Instant::now(), speed: 0.0 }
    }

    /// Returns the current moment in the zone `here`.
    pub fn now(&self, here: Tz) -> Moment {
        match self {
            Self::System => {
                let now = Utc::now();
                Moment { instant: now, local: here.local(now) }
            }
            Self::Set { at, since, speed } => {
                let passed = since.elapsed().mul_f64(*speed);
                let local = *at + chrono::TimeDelta::from_std(passed).unwrap_or_default();
                Moment { instant: instant_of(local, here), local }
            }
        }
    }
}

/// Returns the instant at which the wall clock in `here` shows `local`; the earlier one of two.
pub(super) fn instant_of(local: NaiveDateTime, here: Tz) -> DateTime<Utc> {
    here.instant(local)
}

/// Returns the zone of this machine.
///
/// # Errors
/// A sentence if it is not known, for example because TZ names no zone.
pub fn local_zone() -> Result<Tz, String> {
    Tz::of_system().map_err(|error| {
        let set = std::env::var_os("TZ").map_or_else(String::new, |tz| format!(" (TZ={})", tz.display()));
        format!("the time zone of this machine{set} is not known: {error}")
    })
}

/// Returns the order of day and month in dates like 3/4, by the locale.
pub fn date_order() -> DateOrder {
    locale().map_or_else(DateOrder::default, |locale| DateOrder::of_locale(&locale))
}

/// Returns the clock and the first day of the week that are usual here.
pub fn locale_words() -> Words {
    locale().map_or_else(Words::default, |locale| Words::of_locale(&locale))
}

/// Returns the locale of times and dates, such as `en_GB.UTF-8` or `de-DE`.
fn locale() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = ["LC_ALL", "LC_TIME", "LANG"].into_iter().find_map(set);
    named.or_else(sys_locale::get_locale)
}
