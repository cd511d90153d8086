//! The views that fill the window between its bars.

/// What fills the window between its bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum View {
    /// The matrix beside the day: the home.
    #[default]
    Plan,
    /// Several days beside each other.
    Week,
    /// One thing at a time.
    Focus,
    /// What was planned against what happened.
    Review,
}

impl View {
    /// What it is called in the top bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Week => "Week",
            Self::Focus => "Focus",
            Self::Review => "Review",
        }
    }
}
