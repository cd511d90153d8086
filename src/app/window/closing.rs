//! Closing the window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::Context;

/// Time after a frame at which the next one is overdue even while the timer runs: the desktop draws no frames.
const OVERDUE: Duration = Duration::from_millis(1500);

/// The state of the native window.
#[derive(Default)]
pub(crate) struct Closing {
    /// Whether a text field was left, so that its text is not lost. The window closes in the next frame.
    pub field_left: bool,
    /// Close although the last changes are not saved; a copy of them is kept.
    pub unsaved: bool,
    /// Whether the program was told to stop from outside.
    pub told: Arc<AtomicBool>,
    /// The time of the last frame.
    pub drawn: Option<Instant>,
}

impl Closing {
    /// Returns whether the window may close with unsaved changes: the user or the system insists.
    pub fn insists(&self) -> bool {
        self.unsaved || self.told.load(Ordering::Relaxed)
    }

    /// Returns whether the desktop has stopped drawing frames.
    pub fn is_overdue(&self) -> bool {
        self.drawn.is_some_and(|drawn| drawn.elapsed() > OVERDUE)
    }

    /// Closes the window in order, with everything saved, when the process is told to stop (Ctrl+C in a terminal,
    /// SIGTERM at the end of a desktop session).
    pub fn on_signal(ctx: &Context) -> Self {
        let (ctx, closing) = (ctx.clone(), Self::default());
        let told = Arc::clone(&closing.told);
        let close = move || {
            told.store(true, Ordering::Relaxed);
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            ctx.request_repaint();
        };
        if let Err(error) = ctrlc::set_handler(close) {
            tracing::warn!("signals are not handled: {error}");
        }
        closing
    }
}
