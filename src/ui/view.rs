//! The views that fill the window between its bars.

/// A view: the content between the bars of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum View {
    /// The matrix beside the day; the start view.
    #[default]
    Plan,
    /// Several days side by side.
    Week,
    /// The running task and its timer.
    Focus,
    /// Planned against done.
    Review,
}

impl View {
    /// Returns the label in the top bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Week => "Week",
            Self::Focus => "Focus",
            Self::Review => "Review",
        }
    }
}
