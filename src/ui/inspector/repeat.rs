//! Recurrence of an event.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use egui::{Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::fields::{field_ui, small_field};
use crate::calendar::words;
use crate::calendar::{Ends, Every, InMonth, Rule, SimpleRule};
use crate::exchange::{parse_date, repeat_words};
use crate::model::{Event, EventTime, Occurrence, Recurrence};
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{checked_field, focus_ring, line, paint_centred, read_field};

/// Maximum width of the choice of a rule.
const MOST_CHOICE: f32 = 150.0;
/// Size of the button of a weekday.
const WEEKDAY: Vec2 = vec2(23.0, 24.0);

/// Draws the recurrence of an event. Returns the chosen rule. A rule beyond these choices is described in words and
/// stays until another is chosen.
pub(super) fn repeat_ui(
    ui: &mut Ui,
    event: &Event,
    shown: Option<&Occurrence>,
    ctx: &ViewContext,
) -> Option<Option<Rule>> {
    let start = start_of(&event.time);
    // The choices follow the shown day.
    let date = shown.map_or(start, |shown| shown.span.start).date();
    let rules = event.recurrence.as_ref().map_or(&[][..], |it| &it.rules);
    let known = match rules {
        [rule] => rule.parse().ok().and_then(|rule| SimpleRule::read(&rule, start)),
        _ => None,
    };
    let mut changed = how_often_ui(ui, event, known.as_ref(), date);
    if let Some(known) = &known {
        let rule = interval_ui(ui, known)
            .or_else(|| days_ui(ui, known, date))
            .or_else(|| end_ui(ui, known, start.date(), ctx))
            .map(|new| Some(new.rule(date)));
        changed = changed.or(rule);
    }
    changed
}

/// Returns the recurrence in words; `None` for a single event.
pub(super) fn recurrence_words(event: &Event) -> Option<String> {
    let Recurrence { rules, rdates, .. } = event.recurrence.as_ref()?;
    let say = |rule: &String| repeat_words(rule, false).unwrap_or_else(|| "by a custom rule".into());
    let mut all: Vec<_> = rules.iter().map(say).collect();
    match rdates.len() {
        0 => {}
        1 => all.push("on one more day".into()),
        more => all.push(format!("on {}", words::counted(more, "more day", "more days"))),
    }
    (!all.is_empty()).then(|| all.join(", "))
}

fn start_of(time: &EventTime) -> NaiveDateTime {
    match time {
        EventTime::AllDay { start, .. } => start.and_time(NaiveTime::MIN),
        EventTime::Timed { start, .. } => start.local,
    }
}

fn how_often_ui(ui: &mut Ui, event: &Event, known: Option<&SimpleRule>, date: NaiveDate) -> Option<Option<Rule>> {
    let choices = [
        ("every day", Every::Day),
        ("every weekday", Every::weekday()),
        ("every week", Every::week(date)),
        ("every month", Every::Month(InMonth::Date)),
        ("every year", Every::Year),
    ];
    let words = recurrence_words(event);
    let shown = known.and_then(|known| {
        let plain = choices.iter().find(|(_, every)| *every == known.every && known.interval == 1);
        plain.map(|(name, _)| (*name).to_owned())
    });
    let endless = known.map(|known| SimpleRule { ends: Ends::Never, ..known.clone() }.rule(date));
    let shown = shown.or_else(|| endless.and_then(|rule| repeat_words(&rule.to_string(), false)));
    let shown = shown.or_else(|| words.clone()).unwrap_or_else(|| "never".into());
    let mut chosen = None;
    field_ui(ui, "Repeats", |ui| {
        let width = ui.available_width().min(MOST_CHOICE);
        let combo = egui::ComboBox::from_id_salt("repeats").selected_text(&shown).width(width).truncate();
        let response = combo.show_ui(ui, |ui| {
            if ui.selectable_label(words.is_none(), "never").clicked() && words.is_some() {
                chosen = Some(None);
            }
            for (name, every) in choices {
                let on = known.is_some_and(|known| known.every == every);
                if ui.selectable_label(on, name).clicked() && !on {
                    let interval = 1;
                    let ends = known.map_or(Ends::Never, |known| known.ends);
                    chosen = Some(Some(SimpleRule { every, interval, ends }.rule(date)));
                }
            }
        });
        let name = format!("Repeats: {}", words.as_deref().unwrap_or("never"));
        let response = response.response;
        response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &name));
        if let Some(words) = &words {
            response.on_hover_text(words);
        }
    });
    chosen
}

fn interval_ui(ui: &mut Ui, known: &SimpleRule) -> Option<SimpleRule> {
    let (unit, units) = match known.every {
        Every::Day => ("day", "days"),
        Every::Week(_) => ("week", "weeks"),
        Every::Month(_) => ("month", "months"),
        Every::Year => ("year", "years"),
    };
    field_ui(ui, "Every", |ui| {
        let read = |text: &str| {
            let number = text.trim().parse().ok().filter(|n| (1..=999).contains(n));
            number.ok_or_else(|| format!("\"{text}\" is not a number from 1 to 999."))
        };
        let current = known.interval.to_string();
        let name = format!("Interval in {units}");
        let interval = checked_field(ui, &name, "interval", &current, small_field(theme::FIELD_NUMBER, "1"), read);
        ui.label(words::plural(known.interval, unit, units));
        interval.map(|interval| SimpleRule { interval, ..known.clone() })
    })
}

fn days_ui(ui: &mut Ui, known: &SimpleRule, date: NaiveDate) -> Option<SimpleRule> {
    match &known.every {
        Every::Week(days) => {
            let toggled = field_ui(ui, "On", |ui| weekdays_ui(ui, |day| days.contains(&day)))?;
            let mut days = days.clone();
            if !days.remove(&toggled) {
                days.insert(toggled);
            }
            (!days.is_empty()).then(|| SimpleRule { every: Every::Week(days), ..known.clone() })
        }
        Every::Month(now) => {
            let chosen = field_ui(ui, "On", |ui| in_month_ui(ui, *now, date))?;
            Some(SimpleRule { every: Every::Month(chosen), ..known.clone() })
        }
        Every::Day | Every::Year => None,
    }
}

/// Draws seven weekday toggles. Returns the clicked one, Monday is 0.
fn weekdays_ui(ui: &mut Ui, is_on: impl Fn(u8) -> bool) -> Option<u8> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let palette = palette(ui);
    let mut clicked = None;
    ui.spacing_mut().item_spacing.x = theme::GAP_TINY;
    for (day, name) in (0..).zip(DAYS) {
        let (rect, response) = ui.allocate_exact_size(WEEKDAY, Sense::click());
        let on = is_on(day);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("Repeats on {name}")));
        let (fill, color) = if on { (palette.accent, palette.on_accent) } else { (palette.surface, palette.secondary) };
        let fill = if response.hovered() && !on { palette.sunken } else { fill };
        let edge = if on { palette.accent } else { palette.hairline };
        ui.painter().rect(rect, theme::CORNER, fill, theme::hairline(edge), StrokeKind::Inside);
        let letter = line(ui, &name[..1], theme::small_medium(), color, rect.width());
        paint_centred(ui, rect.center(), letter, color);
        focus_ring(ui, &response, rect.expand(2.0));
        if response.on_hover_text(name).clicked() {
            clicked = Some(day);
        }
    }
    clicked
}

fn in_month_ui(ui: &mut Ui, now: InMonth, date: NaiveDate) -> Option<InMonth> {
    let words = |choice: InMonth| match choice {
        InMonth::Date => format!("day {}", date.day()),
        InMonth::Nth(n) => {
            let nth = ["first", "second", "third", "fourth"][usize::from(n - 1).min(3)];
            format!("the {nth} {}", words::weekday(date))
        }
        InMonth::Last => format!("the last {}", words::weekday(date)),
    };
    let shown = words(now);
    let mut chosen = None;
    let combo =
        egui::ComboBox::from_id_salt("in-month").selected_text(&shown).width(theme::FIELD_DATE).show_ui(ui, |ui| {
            for choice in InMonth::choices(date) {
                if ui.selectable_label(choice == now, words(choice)).clicked() && choice != now {
                    chosen = Some(choice);
                }
            }
        });
    combo.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("On: {shown}")));
    chosen
}

/// Draws the last day, or the number of occurrences.
fn end_ui(ui: &mut Ui, known: &SimpleRule, start: NaiveDate, ctx: &ViewContext) -> Option<SimpleRule> {
    let until = field_ui(ui, "Until", |ui| {
        let current = match known.ends {
            Ends::On(day) => words::weekday_day_year(day),
            Ends::Never | Ends::After(_) => String::new(),
        };
        let read = |text: &str| {
            let day = read_field(
                text,
                |text| parse_date(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try fri, 12 dec or next month."),
            )?;
            match day {
                Some(day) if day < start => Err(format!("The series starts on {}.", words::day_long_year(start))),
                day => Ok(day),
            }
        };
        checked_field(ui, "Repeats until", "until", &current, small_field(theme::FIELD_DATE, "forever"), read)
    });
    let times = field_ui(ui, "Times", |ui| {
        let current = match known.ends {
            Ends::After(times) => times.to_string(),
            Ends::Never | Ends::On(_) => String::new(),
        };
        let parse = |text: &str| text.parse::<u32>().ok().filter(|times| (1..=999).contains(times));
        let read = |text: &str| read_field(text, parse, |text| format!("\"{text}\" is not a number from 1 to 999."));
        checked_field(ui, "Number of occurrences", "times", &current, small_field(theme::FIELD_COUNT, "any"), read)
    });
    let ends = until.map(|day| day.map_or(Ends::Never, Ends::On));
    let ends = ends.or(times.map(|times| times.map_or(Ends::Never, Ends::After)))?;
    Some(SimpleRule { ends, ..known.clone() })
}
