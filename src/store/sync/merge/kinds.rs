//! The kinds of records that can be merged: their names, notes and actions.

use super::records::{Mergeable, add_note};
use crate::model::{Action, Block, Calendar, Event, Goal, Project, Record, Review, Session, Settings, Task, Template};

fn record_action(record: Record) -> Option<Action> {
    Some(Action::Put(Box::new(record)))
}

impl Mergeable for Settings {
    fn called(&self) -> String {
        "The settings".into()
    }

    fn take(self) -> Option<Action> {
        Some(Action::SetSettings(Box::new(self)))
    }
}

impl Mergeable for Task {
    fn called(&self) -> String {
        format!("\"{}\"", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Task(self))
    }
}

impl Mergeable for Event {
    fn called(&self) -> String {
        format!("Event \"{}\"", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Event(self))
    }
}

impl Mergeable for Block {
    fn called(&self) -> String {
        format!("A block on {}", self.start.date())
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Block(self))
    }
}

impl Mergeable for Project {
    fn called(&self) -> String {
        format!("Project \"{}\"", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }
}

impl Mergeable for Review {
    fn called(&self) -> String {
        format!("The review of {}", self.date)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.reflection, sentence);
    }
}

impl Mergeable for Calendar {
    fn called(&self) -> String {
        format!("Calendar \"{}\"", self.name)
    }
}

impl Mergeable for Goal {
    fn called(&self) -> String {
        format!("Goal \"{}\"", self.title)
    }
}

impl Mergeable for Template {
    fn called(&self) -> String {
        format!("Template \"{}\"", self.title)
    }
}

impl Mergeable for Session {
    fn called(&self) -> String {
        format!("Tracked time of {}", self.start.date_naive())
    }
}
