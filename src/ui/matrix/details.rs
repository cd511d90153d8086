//! The details on the last line of a card: length, due date, tags, progress.

use egui::{Color32, Rect, Ui, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::calendar::UrgencyView;
use crate::model::Task;
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{paint_icon, rich_line};

/// Width of an icon and place of its centre, width and radius of the dot of a tag, the least room for one.
pub(super) const ICON_ROOM: f32 = 15.0;
pub(super) const ICON_X: f32 = 6.0;
const DOT_ROOM: f32 = 10.0;
const DOT: f32 = 3.5;
const LEAST_DETAIL: f32 = 20.0;
/// Distance and radius of the dots below a guess.
const GUESS_STEP: f32 = 3.0;
const GUESS_DOT: f32 = 0.7;

/// A detail on the last line.
pub(super) struct Detail {
    pub text: String,
    pub icon: Option<MaterialIcon>,
    kind: DetailKind,
    /// The colour of a tag.
    dot: Option<u8>,
}

impl Detail {
    pub fn is_due(&self) -> bool {
        matches!(self.kind, DetailKind::Due | DetailKind::TooLate | DetailKind::Overdue)
    }

    /// Returns whether it is a due date that is no alarm.
    pub fn is_calm_due(&self) -> bool {
        self.kind == DetailKind::Due
    }

    /// Returns whether its icon alone says it.
    pub fn is_mark(&self) -> bool {
        self.kind == DetailKind::Mark
    }

    /// Returns its colour; `is_planned` says that all work has a place already, so that a due date is no alarm.
    pub fn color(&self, ui: &Ui, is_planned: bool) -> Color32 {
        match self.kind {
            DetailKind::Overdue | DetailKind::TooLate if !is_planned => palette(ui).danger,
            _ => palette(ui).secondary,
        }
    }

    /// Returns the accessible name.
    pub fn spoken(self) -> String {
        match self.kind {
            DetailKind::Progress => format!("Steps done: {}", self.text.replace('/', " of ")),
            DetailKind::Overdue => format!("overdue, due {}", self.text),
            DetailKind::Due => format!("due {}", self.text),
            DetailKind::Guess => format!("{}, a guess", self.text),
            DetailKind::TooLate => format!("due {}, too little time", self.text),
            DetailKind::Plain | DetailKind::Mark => self.text,
        }
    }
}

#[derive(PartialEq)]
enum DetailKind {
    Plain,
    Mark,
    Guess,
    Due,
    /// Whether its due date comes before its remaining work fits.
    TooLate,
    Overdue,
    Progress,
}

/// Returns the details of a task, the most important first.
pub(super) fn details(task: &Task, ctx: &ViewContext) -> Vec<Detail> {
    let plain = |text: String, icon| Detail { text, icon, kind: DetailKind::Plain, dot: None };
    let guess = task.is_guess();
    let mut out = vec![Detail {
        text: if task.steps.is_empty() {
            ctx.length_words(task.id, None, ctx.left(task))
        } else {
            ctx.left(task).to_string()
        },
        icon: None,
        kind: if guess { DetailKind::Guess } else { DetailKind::Plain },
        dot: None,
    }];
    if let Some(due) = task.due {
        let urgency = if ctx.task(task.id).is_some() { ctx.urgency(task.id) } else { UrgencyView::NONE };
        let icon = if due.time.is_some() { icons::ICON_SCHEDULE } else { icons::ICON_CALENDAR_TODAY };
        let words = ctx.words.due(due, ctx.today);
        out.push(if urgency.overdue {
            Detail { kind: DetailKind::Overdue, ..plain(words, Some(icon)) }
        } else if urgency.slack_tenth_days.is_some_and(|slack| slack < 0) {
            Detail { kind: DetailKind::TooLate, ..plain(words, Some(icons::ICON_WARNING)) }
        } else {
            Detail { kind: DetailKind::Due, ..plain(words, Some(icon)) }
        });
    }
    if task.repeat.is_some() {
        let mark = plain("repeats".into(), Some(icons::ICON_REPEAT));
        out.push(Detail { kind: DetailKind::Mark, ..mark });
    }
    let (done, all) = task.progress();
    if all > 0 {
        out.push(Detail { kind: DetailKind::Progress, ..plain(format!("{done}/{all}"), None) });
    }
    if !task.after.iter().all(|before| ctx.task(*before).is_none()) {
        let mark = plain("waits".into(), Some(icons::ICON_HOURGLASS_EMPTY));
        out.push(Detail { kind: DetailKind::Mark, ..mark });
    }
    let tone = |tag: &String| ctx.workspace.settings.tags.get(tag).and_then(|style| style.tone);
    out.extend(task.tags.iter().map(|tag| Detail { dot: tone(tag), ..plain(format!("#{tag}"), None) }));
    if let Some(goal) = task.goal.and_then(|goal| ctx.board.progress.goals.get(&goal)) {
        out.push(plain(format!("{} {}", goal.title, goal.short()), Some(icons::ICON_FLAG)));
    }
    if let Some(project) = task.project.and_then(|project| ctx.workspace.projects.get(&project)) {
        let progress = ctx.board.progress.projects.get(&project.id).copied().unwrap_or_default();
        let words = format!("{} {}", project.title, progress.short());
        out.push(plain(words, Some(icons::ICON_FOLDER)));
    }
    out
}

/// Paints the details that fit into a line, without the due date.
pub(super) fn paint_details(ui: &Ui, row: Rect, task: &Task, ctx: &ViewContext, is_planned: bool) {
    let palette = palette(ui);
    let mut x = row.left();
    for detail in details(task, ctx).into_iter().filter(|it| !it.is_due()) {
        let color = detail.color(ui, is_planned);
        let icon_width = match (&detail.icon, detail.dot) {
            (Some(_), _) => ICON_ROOM,
            (None, Some(_)) => DOT_ROOM,
            (None, None) => 0.0,
        };
        let room = row.right() - x - icon_width;
        if room < LEAST_DETAIL {
            break;
        }
        let galley = rich_line(ui, &[(&detail.text, theme::small(), color)], room, false);
        if let Some(icon) = detail.icon {
            paint_icon(ui, pos2(x + ICON_X, row.center().y), icon, theme::ICON_SMALL, color);
        }
        if let Some(tone) = detail.dot {
            ui.painter().circle_filled(pos2(x + DOT, row.center().y + 0.5), DOT, palette.accent_at(tone));
        }
        let at = pos2(x + icon_width, row.center().y - galley.size().y / 2.0);
        if detail.kind == DetailKind::Guess {
            dotted_under(ui, at + vec2(0.0, galley.size().y - 1.0), galley.size().x, color);
        }
        x = at.x + galley.size().x + theme::GAP;
        ui.painter().galley(at, galley, color);
    }
}

/// Marks an estimated default length.
fn dotted_under(ui: &Ui, at: egui::Pos2, width: f32, color: Color32) {
    let line = [at, at + vec2(width, 0.0)];
    ui.painter().extend(egui::Shape::dotted_line(&line, color, GUESS_STEP, GUESS_DOT));
}
