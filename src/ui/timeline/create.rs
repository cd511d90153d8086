//! Making an event or a block out of empty space, or an event out of a line of text.

use chrono::{NaiveTime, TimeDelta};
use egui::{Align2, Id, Order, Ui};

use super::times;
use crate::model::{Minutes, PlanningDay, Span, TimeRange};
use crate::ui::state::UiState;
use crate::ui::theme::{self, palette};
use crate::ui::view::{Intent, ViewContext};
use crate::ui::widgets::text_button;

/// What is to be made, while its title is typed.
#[derive(Clone, Debug)]
pub struct Draft {
    span: Span,
    title: String,
    asked: bool,
}

impl Draft {
    /// Asks for the title of what takes `span`.
    pub fn new(span: Span) -> Self {
        Self { span, title: String::new(), asked: false }
    }
}

/// The small dialog that asks for the title.
pub(super) fn create_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let Some(draft) = &mut state.timeline.create else { return };
    if !ctx.days.iter().any(|day| day.agenda.day.span().overlaps(draft.span)) {
        state.timeline.create = None;
        return;
    }
    let mut done = false;
    let center = ui.max_rect().center();
    let area =
        egui::Area::new(Id::unique("create")).order(Order::Foreground).fixed_pos(center).pivot(Align2::CENTER_CENTER);
    area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.set_width(280.0);
            ui.label(
                egui::RichText::new(format!("{}  {}", times(draft.span), draft.span.minutes()))
                    .font(theme::body_medium()),
            );
            let field = egui::TextEdit::singleline(&mut draft.title)
                .id_salt("title")
                .hint_text("What is it?")
                .desired_width(f32::INFINITY);
            let response = ui.add(field).accessible_name("What is it?");
            if !std::mem::replace(&mut draft.asked, true) {
                response.request_focus();
            }
            let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let title = draft.title.trim();
            ui.horizontal(|ui| {
                ui.add_enabled_ui(!title.is_empty(), |ui| {
                    if text_button(ui, "Event", true).on_hover_text("Fixed: the planner keeps clear of it").clicked()
                        || (enter && !title.is_empty())
                    {
                        out.push(Intent::NewEvent { title: title.into(), span: draft.span });
                        done = true;
                    }
                    if text_button(ui, "Task block", false).on_hover_text("A new task, planned here").clicked() {
                        out.push(Intent::NewBlock { title: title.into(), span: draft.span });
                        done = true;
                    }
                });
                done |= text_button(ui, "Cancel", false).clicked();
            });
            done |= ui.input(|input| input.key_pressed(egui::Key::Escape));
        });
    });
    if done {
        state.timeline.create = None;
    }
}

/// Reads "10:00–10:25", with or without a space around the dash.
pub fn parse_times(text: &str, day: PlanningDay) -> Option<Span> {
    parse_range(text).map(|range| range.on(day)).filter(|span| span.minutes() <= LONGEST)
}

/// The same for a field.
///
/// # Errors
/// What to write instead, in words for the person.
pub fn read_times(text: &str, day: PlanningDay) -> Result<Span, String> {
    parse_times(text, day).ok_or_else(|| format!("'{text}' is no time. Write 10:00-10:25."))
}

/// Longer ranges than this that are typed have their ends the wrong way round.
const LONGEST: Minutes = Minutes::new(12 * 60);

/// Reads "9-12:30", with or without spaces.
pub fn parse_range(text: &str) -> Option<TimeRange> {
    let word: String = text.split_whitespace().collect();
    let (from, to) = parse_start(&word)?;
    Some(TimeRange { from, to: to? })
}

/// Reads "10-10:45 team": a range of the clock and a title, in either order. A range that ends before it starts goes on
/// past midnight; a start alone takes half an hour.
///
/// # Errors
/// What is missing, in words for the person.
pub fn parse_event_line(text: &str, day: PlanningDay) -> Result<(String, Span), &'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let found = words.iter().enumerate().find_map(|(at, word)| Some((at, parse_start(word)?)));
    let (at, (from, to)) = found.ok_or("Write when it is and what: 10-10:45 team")?;
    let title: Vec<&str> = words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, word)| *word).collect();
    if title.is_empty() {
        return Err("Write what it is behind the time: 10-10:45 team");
    }
    let start = day.at(from);
    let span = to.map_or_else(|| Span::new(start, start + TimeDelta::minutes(30)), |to| TimeRange { from, to }.on(day));
    if span.minutes() > LONGEST {
        return Err("That ends before it starts, or lasts over 12 hours");
    }
    Ok((title.join(" "), span))
}

/// Reads "9-12:30" or "15:00"; the end is missing where only a start is given.
fn parse_start(word: &str) -> Option<(NaiveTime, Option<NaiveTime>)> {
    match word.split_once(['-', '–']) {
        Some((from, to)) => {
            let (from, to) = (parse_time(from)?, parse_time(to)?);
            (from != to).then_some((from, Some(to)))
        }
        None if word.contains(':') => Some((parse_time(word)?, None)),
        None => None,
    }
}

/// "9", "9:30", "09.30", "9am", "5:15pm", "24:00".
fn parse_time(word: &str) -> Option<NaiveTime> {
    let word = word.to_ascii_lowercase();
    let (digits, noon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (word.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    NaiveTime::from_hms_opt(if hour == 24 && minute == 0 { 0 } else { hour }, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> PlanningDay {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
        PlanningDay { date, starts: NaiveTime::from_hms_opt(4, 0, 0).expect("a time") }
    }

    fn read(text: &str) -> String {
        match parse_event_line(text, day()) {
            Ok((title, span)) => format!("{title} {} {}", span.start.format("%d %H:%M"), span.end.format("%d %H:%M")),
            Err(why) => why.into(),
        }
    }

    #[test]
    fn a_line_gives_a_time_and_a_title() {
        assert_eq!(read("10-10:45 team"), "team 23 10:00 23 10:45");
        assert_eq!(read("lunch with Ana 12:30–13.15"), "lunch with Ana 23 12:30 23 13:15");
        assert_eq!(read("9am-5:15pm fair"), "fair 23 09:00 23 17:15");
        assert_eq!(read("22-0:30 party"), "party 23 22:00 24 00:30");
        assert_eq!(read("1-2 night shift"), "night shift 24 01:00 24 02:00");
        assert_eq!(read("15:00 call"), "call 23 15:00 23 15:30");
        assert_eq!(read("14-24:00 late"), "late 23 14:00 24 00:00");
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!(read("team").starts_with("Write when"));
        assert!(read("10-11").starts_with("Write what"));
        assert!(read("25-26 team").starts_with("Write when"));
        assert!(read("").starts_with("Write when"));
    }
}
