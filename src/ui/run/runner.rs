//! A command under way.

use crate::model::Action;
use crate::ui::context::ViewContext;
use crate::ui::intent::Intent;
use crate::ui::state::UiState;

/// A command under way: its context, the state that it may change, and its intents so far.
pub(super) struct Runner<'a> {
    pub ctx: &'a ViewContext<'a>,
    pub state: &'a mut UiState,
    pub out: Vec<Intent>,
}

impl Runner<'_> {
    pub fn push(&mut self, intent: Intent) {
        self.out.push(intent);
    }

    pub fn act(&mut self, action: Action) {
        self.push(Intent::Act(action));
    }
}
