//! The desktop's light or dark theme. Windows and macOS report it to the window; on Linux it is a desktop setting.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use egui::{Context, Theme, ThemePreference};

use crate::store::ThemeChoice;

const UNKNOWN: u8 = 0;
const LIGHT: u8 = 1;
const DARK: u8 = 2;

/// Follows the desktop's theme.
#[derive(Default)]
pub(crate) struct SystemTheme {
    told: Arc<AtomicU8>,
    subscription: Option<mundy::Subscription>,
}

impl SystemTheme {
    /// Starts to listen, and repaints `ctx` after each change.
    pub fn listen(ctx: &Context) -> Self {
        let told = Arc::new(AtomicU8::new(UNKNOWN));
        let tell = Arc::clone(&told);
        let ctx = ctx.clone();
        let subscription = mundy::Preferences::subscribe(mundy::Interest::ColorScheme, move |preferences| {
            let theme = match preferences.color_scheme {
                mundy::ColorScheme::Dark => DARK,
                mundy::ColorScheme::Light => LIGHT,
                mundy::ColorScheme::NoPreference => UNKNOWN,
            };
            tell.store(theme, Ordering::Relaxed);
            ctx.request_repaint();
        });
        Self { told, subscription: Some(subscription) }
    }

    /// Shows the chosen theme. For the desktop's, egui decides if it is unknown here.
    pub fn show(&self, ctx: &Context, choice: ThemeChoice) {
        let told = match self.told.load(Ordering::Relaxed) {
            _ if self.subscription.is_none() => None,
            DARK => Some(Theme::Dark),
            LIGHT => Some(Theme::Light),
            _ => None,
        };
        let wanted = match (choice, told) {
            (ThemeChoice::Light, _) | (ThemeChoice::System, Some(Theme::Light)) => ThemePreference::Light,
            (ThemeChoice::Dark, _) | (ThemeChoice::System, Some(Theme::Dark)) => ThemePreference::Dark,
            (ThemeChoice::System, None) => ThemePreference::System,
        };
        ctx.options_mut(|options| {
            options.fallback_theme = Theme::Light;
            options.theme_preference = wanted;
        });
    }
}
