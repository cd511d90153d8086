//! Ids of records. The action that adds a record contains its id.

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
            /// Returns a new unique id (UUID version 7). Ids sort by `now`, so files list records in order of creation.
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(time_ordered(now))
            }

            /// Returns the id of `name` (UUID version 5), the same on every machine: for the events of an imported
            /// calendar and the instances of a recurring task.
            pub fn derived(name: &str) -> Self {
                Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
            }

            /// Returns the bare UUID.
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
    /// Id of a task, open or closed.
    TaskId
);
id!(
    /// Id of a step, unique within its task.
    StepId
);
id!(
    /// Id of an event; a series has one.
    EventId
);
id!(
    /// Id of a calendar.
    CalendarId
);
id!(
    /// Id of a planned block.
    BlockId
);
id!(
    /// Id of a session of tracked time.
    SessionId
);
id!(
    /// Id of a goal.
    GoalId
);
id!(
    /// Id of a project.
    ProjectId
);
id!(
    /// Id of a task template.
    TemplateId
);
