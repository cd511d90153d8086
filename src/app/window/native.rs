//! The native window.

use std::path::PathBuf;
use std::time::Instant;

use chrono::Utc;
use egui::{Context, Ui};

use super::closing::Closing;
use super::errand::Errand;
use super::single_window::hand_over;
use super::system_theme::SystemTheme;
use crate::app::clock::{Clock, date_order, local_zone, locale_words};
use crate::app::folder::open_folder::UNSAVED;
use crate::app::gapwise::Gapwise;
use crate::app::remind::notify::Notifier;
use crate::app::timer::idle::IdleWatch;
use crate::calendar::Tz;
use crate::model::Workspace;
use crate::store::{Place, Preferences, save};
use crate::ui::{Dialog, theme};

/// The name by which a desktop knows the program: that of its `.desktop` file.
const APP_ID: &str = "io.github.gapwise.Gapwise";
const ICON: &[u8] = include_bytes!("../../../packaging/icons/128.png");

/// Opens the window on the workspace at `place`, carries out `errands` in it and returns when it is closed. If a window
/// has the workspace open already, that one gets the errands instead.
///
/// # Errors
/// When no window can be opened: there is no display, or no graphics.
pub fn open_window(place: Place, clock: Clock, errands: Vec<Errand>) -> Result<(), eframe::Error> {
    if hand_over(&place, &errands) {
        return Ok(());
    }
    let prefs_file = Preferences::file();
    let prefs = prefs_file.as_deref().map(Preferences::load).unwrap_or_default();
    let (width, height) = prefs.window.unwrap_or((1440.0, 900.0));
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Gapwise")
        .with_inner_size([width, height])
        .with_min_inner_size([480.0, 360.0]);
    match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => viewport = viewport.with_icon(icon),
        Err(why) => tracing::warn!("the window has no icon: {why}"),
    }
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "gapwise",
        options,
        Box::new(move |creation| {
            theme::install(&creation.egui_ctx);
            let mut app = Gapwise::on_folder(&creation.egui_ctx, place, clock, prefs, prefs_file);
            app.closing = Closing::on_signal(&creation.egui_ctx);
            app.folder.work.errands = errands;
            Ok(Box::new(app))
        }),
    )
}

impl Gapwise {
    /// Returns an app on a folder, with its workers.
    fn on_folder(ctx: &Context, place: Place, clock: Clock, prefs: Preferences, prefs_file: Option<PathBuf>) -> Self {
        let here = local_zone().unwrap_or_else(|why| {
            tracing::warn!("{why}; times are UTC");
            Tz::UTC
        });
        let mut app = Self { egui: ctx.clone(), ..Self::in_memory(Workspace::default(), clock, here) };
        app.personal.file = prefs_file;
        app.personal.theme = SystemTheme::listen(ctx);
        app.use_preferences(prefs);
        app.read_dates_as(date_order());
        app.write_as(locale_words());
        app.plan_off_the_frame();
        let wake = ctx.clone();
        app.reminding.notifier = Notifier::start(move || wake.request_repaint());
        let wake = ctx.clone();
        app.timing.idle = IdleWatch::start(move || wake.request_repaint());
        app.state.timeline.hour_height = app.personal.prefs.hour_height;
        app.state.matrix.collapsed.clone_from(&app.personal.prefs.collapsed);
        app.crash.install_hook();
        app.open_place(place);
        app
    }

    /// Returns whether the window may close now. With unsaved changes a dialog asks first, unless the user or the
    /// system insists.
    fn may_close(&mut self) -> bool {
        let Some(why) = self.folder.save_problem() else { return true };
        if self.folder.writable().is_none() || self.closing.insists() {
            return true;
        }
        self.state.dialog = Some(Dialog::Unsaved(why));
        false
    }

    /// Answers a request to close the window. Returns whether it closes now.
    pub fn answer_close(&mut self, ctx: &Context) -> bool {
        if !ctx.input(|input| input.viewport().close_requested()) {
            if self.closing.field_left {
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            return false;
        }
        // A half-typed field is saved when it loses the focus, so the window closes a frame later. A field that takes
        // the focus again, as the palette's does, does not keep it open.
        let leave_field = ctx.text_edit_focused() && !self.closing.field_left;
        if leave_field {
            ctx.memory_mut(egui::Memory::stop_text_input);
        }
        let closes = !leave_field && self.may_close();
        self.closing.field_left = leave_field;
        if !closes {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        closes
    }

    /// Writes a copy of an unsaved workspace beside its backups.
    fn keep_unsaved(&self) {
        let Some(open) = self.folder.writable() else { return };
        let folder = open.place.state.join(format!("{UNSAVED}{}", Utc::now().format("%Y-%m-%d %H%M%S")));
        match save(&folder, self.workspace(), None) {
            Ok(()) => eprintln!("gapwise: a copy with the last change is in {}", folder.display()),
            Err(error) => {
                tracing::error!("no copy of the unsaved workspace was kept: {error}");
                eprintln!("gapwise: no copy could be kept: {error}");
            }
        }
    }
}

impl eframe::App for Gapwise {
    /// Keeps time while the window is minimised or covered and no frame is drawn.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        let hidden = ctx.input(|input| input.viewport().visible() == Some(false));
        if hidden || self.closing.is_overdue() {
            self.watched(ctx, |app| app.pass_time(ctx));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        ui.ctx().set_zoom_factor(self.personal.zoom());
        self.answer_close(ui.ctx());
        self.closing.drawn = Some(Instant::now());
        self.guarded(ui, Self::frame_ui);
        self.crash.report_to(self.folder.open.as_ref().map(|open| open.place.state.clone()));
        let size = ui.ctx().content_rect().size() * self.personal.zoom();
        self.personal.prefs.window = Some((size.x, size.y));
    }

    /// Returns the background of all views: cheaper than a rectangle over the whole window.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        let theme = if visuals.dark_mode { egui::Theme::Dark } else { egui::Theme::Light };
        theme::Colors::of(theme).background.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.personal.prefs.hour_height = self.state.timeline.hour_height;
        self.personal.prefs.collapsed.clone_from(&self.state.matrix.collapsed);
        self.personal.save();
        if let Some(saver) = &mut self.folder.saver
            && let Err(why) = saver.finish()
        {
            tracing::error!("the last change is not saved: {why}");
            eprintln!("gapwise: the last change is not saved: {why}");
            self.keep_unsaved();
            std::process::exit(1);
        }
    }
}
