//! The native window.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use egui::Context;

use super::panics;
use super::system_theme::SystemTheme;
use crate::app::clock::{Clock, date_order, local_zone, words};
use crate::app::gapwise::Gapwise;
use crate::app::remind::notify::Notifier;
use crate::app::timer::idle::IdleWatch;
use crate::store::{Place, Preferences, SaveState, save};
use crate::ui::{Dialog, theme};

/// Opens the window on the workspace at `place` and returns when it is closed.
///
/// # Errors
/// When no window can be opened: there is no display, or no graphics.
pub fn open_window(place: Place, clock: Clock) -> Result<(), eframe::Error> {
    let prefs_file = Preferences::file();
    let prefs = prefs_file.as_deref().map(Preferences::load).unwrap_or_default();
    let (width, height) = prefs.window.unwrap_or((1440.0, 900.0));
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("gapwise")
        .with_title("Gapwise")
        .with_inner_size([width, height])
        .with_min_inner_size([480.0, 360.0]);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "gapwise",
        options,
        Box::new(move |creation| {
            theme::install(&creation.egui_ctx);
            let mut app = Gapwise::on_folder(&creation.egui_ctx, place, clock, prefs, prefs_file);
            app.files.stopping = close_on_signal(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
}

/// Ends the app in order, with everything saved, when it is asked to stop from outside (Ctrl+C in a terminal, SIGTERM at
/// the end of a desktop session). Where no handler can be set, the saves of the last change are all there is.
/// Returns what tells that it was asked.
fn close_on_signal(ctx: &Context) -> Arc<AtomicBool> {
    let (ctx, stopping) = (ctx.clone(), Arc::new(AtomicBool::new(false)));
    let asked = Arc::clone(&stopping);
    let close = move || {
        asked.store(true, Ordering::Relaxed);
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        ctx.request_repaint();
    };
    if let Err(error) = ctrlc::set_handler(close) {
        tracing::warn!("signals are not handled: {error}");
    }
    stopping
}

impl Gapwise {
    /// An app on a folder, with its workers.
    fn on_folder(ctx: &Context, place: Place, clock: Clock, prefs: Preferences, prefs_file: Option<PathBuf>) -> Self {
        let mut app = Self {
            prefs_file,
            theme: SystemTheme::listen(ctx),
            egui: ctx.clone(),
            ..Self::in_memory(crate::model::Workspace::default(), clock, local_zone())
        };
        app.read_dates_as(date_order());
        app.write_as(words());
        app.use_preferences(prefs);
        app.plan_off_the_frame();
        let wake = ctx.clone();
        app.reminding.notifier = Notifier::start(move || wake.request_repaint());
        let wake = ctx.clone();
        app.idle = IdleWatch::start(move || wake.request_repaint());
        app.state.timeline.hour_height = app.prefs.hour_height;
        app.state.matrix.collapsed.clone_from(&app.prefs.collapsed);
        panics::install_hook(Arc::clone(&app.reports));
        app.open_place(place);
        app
    }

    /// Whether the window may close now. Where the last changes are not saved it is asked what to do, unless the program was
    /// told to stop from outside.
    fn may_close(&mut self) -> bool {
        let writes = self.open.as_ref().is_some_and(|open| open.read_only.is_none());
        let Some(SaveState::Failed(why)) = self.saver.as_mut().map(|saver| saver.state().clone()) else { return true };
        if !writes || self.files.close_unsaved || self.files.stopping.load(Ordering::Relaxed) {
            return true;
        }
        self.state.dialog = Some(Dialog::Unsaved(why));
        false
    }

    /// Keeps a copy of a workspace that cannot be saved, beside its backups.
    fn keep_unsaved(&self) {
        let Some(open) = self.open.as_ref().filter(|open| open.read_only.is_none()) else { return };
        let folder = open.place.state.join(format!("{UNSAVED}{}", chrono::Utc::now().format("%Y-%m-%d %H%M%S")));
        match save(&folder, self.workspace(), None) {
            Ok(()) => eprintln!("gapwise: a copy with the last change is in {}", folder.display()),
            Err(error) => {
                tracing::error!("no copy of the unsaved workspace was kept: {error}");
                eprintln!("gapwise: no copy could be kept: {error}");
            }
        }
    }
}

/// How the folders are called that hold what could not be saved.
pub(crate) const UNSAVED: &str = "unsaved ";

/// So long after a frame the next one is overdue even where the timer runs: no frames are drawn.
const OVERDUE: Duration = Duration::from_millis(1500);

impl eframe::App for Gapwise {
    /// No frame is drawn while the window is minimised or covered: time is kept here then.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        let hidden = ctx.input(|input| input.viewport().visible() == Some(false));
        if hidden || self.drawn.is_some_and(|drawn| drawn.elapsed() > OVERDUE) {
            self.watched(ctx, |app| app.pass_time(ctx));
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui.ctx().set_zoom_factor((self.prefs.text_scale as f32 / 100.0).clamp(0.8, 2.0));
        if ui.input(|input| input.viewport().close_requested()) && ui.ctx().text_edit_focused() {
            // What is half typed in a field becomes an edit when the field is left; then the window closes.
            ui.memory_mut(egui::Memory::stop_text_input);
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.files.close_next = true;
        } else if std::mem::take(&mut self.files.close_next) {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        } else if ui.input(|input| input.viewport().close_requested()) && !self.may_close() {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        self.drawn = Some(Instant::now());
        self.guarded(ui, Self::frame_ui);
        *self.reports.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = self.folder();
        let size = ui.ctx().content_rect().size() * (self.prefs.text_scale as f32 / 100.0);
        self.prefs.window = Some((size.x, size.y));
    }

    /// The background of all views: cheaper than a rectangle over the whole window, which they would draw else.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        let theme = if visuals.dark_mode { egui::Theme::Dark } else { egui::Theme::Light };
        theme::Colors::of(theme).background.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.prefs.hour_height = self.state.timeline.hour_height;
        self.prefs.collapsed.clone_from(&self.state.matrix.collapsed);
        self.save_preferences();
        if let Some(saver) = &mut self.saver
            && let Err(why) = saver.finish()
        {
            tracing::error!("the last change is not saved: {why}");
            eprintln!("gapwise: the last change is not saved: {why}");
            self.keep_unsaved();
            std::process::exit(1);
        }
    }
}
