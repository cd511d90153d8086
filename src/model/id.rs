//! Identities of records. An id is made before the action that introduces it and travels inside it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id (UUID version 7): unique, and sorted by `now`, so that files list records in the order in which
            /// they were made.
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(time_ordered(now))
            }

            /// The id that `name` always gives (UUID version 5): for what must be the same on two machines, such as
            /// the events of an imported calendar or the instances of a recurring task.
            pub fn derived(name: &str) -> Self {
                Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
            }

            /// The bare UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

fn time_ordered(now: DateTime<Utc>) -> Uuid {
    let random = Uuid::new_v4().into_bytes();
    let mut tail = [0; 10];
    tail.copy_from_slice(&random[..10]);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

id!(
    /// A task, open or closed.
    TaskId
);
id!(
    /// A step of a task; unique in the whole workspace.
    StepId
);
id!(
    /// A fixed event, one for a whole series.
    EventId
);
id!(
    /// A calendar that holds events.
    CalendarId
);
id!(
    /// A planned block.
    BlockId
);
id!(
    /// A session of tracked time.
    SessionId
);
id!(
    /// A goal.
    GoalId
);
id!(
    /// A project.
    ProjectId
);
id!(
    /// A template of a task.
    TemplateId
);
