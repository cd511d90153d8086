//! The current time on the wall clock of the user's zone.

use std::time::{Duration, Instant};

use super::clock::{Clock, local_zone};
use crate::calendar::Tz;
use crate::calendar::words::Words;
use crate::exchange::DateOrder;
use crate::model::Moment;

/// Time between two questions to the system for its zone.
const ZONE_EVERY: Duration = Duration::from_secs(50);

/// The clock, and how its times are read and shown.
pub(crate) struct LocalTime {
    clock: Clock,
    here: Tz,
    zone_read: Option<Instant>,
    /// The meaning of 3/4.
    pub date_order: DateOrder,
    /// The clock and the first day of the week of the locale.
    pub words: Words,
}

impl LocalTime {
    pub fn new(clock: Clock, here: Tz) -> Self {
        Self { clock, here, zone_read: None, date_order: DateOrder::default(), words: Words::default() }
    }

    pub fn now(&self) -> Moment {
        self.clock.now(self.here)
    }

    /// Returns the user's zone.
    pub fn here(&self) -> Tz {
        self.here
    }

    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Returns the speed of the clock as a multiple of real time; 0 if it stands still.
    pub fn speed(&self) -> f64 {
        match self.clock {
            Clock::System => 1.0,
            Clock::Set { speed, .. } => speed,
        }
    }

    /// Asks the system for its zone once a minute: a user who travels sees the wall clock of the place. Returns whether
    /// the zone changed.
    pub fn follow_system(&mut self) -> bool {
        let due = self.zone_read.is_none_or(|read| read.elapsed() >= ZONE_EVERY);
        if !matches!(self.clock, Clock::System) || !due {
            return false;
        }
        self.zone_read = Some(Instant::now());
        local_zone().is_ok_and(|here| self.move_to(here))
    }

    /// Shows the wall clock of another zone. Returns whether it is another one.
    pub fn move_to(&mut self, here: Tz) -> bool {
        std::mem::replace(&mut self.here, here) != here
    }
}
