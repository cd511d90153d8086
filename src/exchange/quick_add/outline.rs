//! Reads several lines: each is a task, and indented or bulleted lines below one are its steps.

use super::line::{understand, understand_step};
use super::reading::Reading;
use super::tokens::words;
use super::understood::{Understood, UnderstoodStep};

/// A line of an outline, without its bullet or heading marks.
struct OutlineLine<'a> {
    /// In columns; a tab counts as four.
    indent: usize,
    bullet: bool,
    heading: bool,
    /// With a check box.
    boxed: bool,
    done: bool,
    text: &'a str,
}

/// Parses an outline into tasks, one a line. A bulleted or indented line, or a Markdown check box, is a step of the
/// line above it that has none. If all lines are bullets on one level, each is a task.
pub fn understand_all(text: &str, reading: &Reading) -> Vec<Understood> {
    understand_first(text, reading, usize::MAX).0
}

/// Parses the first `limit` tasks like [`understand_all`]. Returns them and the number of all tasks.
pub fn understand_first(text: &str, reading: &Reading, limit: usize) -> (Vec<Understood>, usize) {
    let lines = lines(text);
    let mut tasks: Vec<Understood> = Vec::new();
    let mut count = 0;
    let mut head: Option<&OutlineLine> = None;
    let mut first_step: Option<usize> = None;
    // A checked task is already done: it is skipped with its steps.
    let mut passed = false;
    for line in &lines {
        let below = head.is_some_and(|head| {
            !line.heading && (line.indent > head.indent || (line.bullet && (!head.bullet || head.heading)))
        });
        if below && passed {
            continue;
        }
        if below && count > limit {
            continue;
        }
        if below && let Some(task) = tasks.last_mut() {
            if let Some(step) = step(line, reading, *first_step.get_or_insert(line.indent)) {
                task.steps.push(step);
            }
            continue;
        }
        passed = line.done;
        if passed {
            head = Some(line);
            continue;
        }
        let title = if lines.len() > 1 { line.text.strip_suffix(':').unwrap_or(line.text) } else { line.text };
        if tasks.len() == limit {
            count += usize::from(!words(title).is_empty());
            (head, first_step) = (Some(line), None);
        } else if let Some(task) = understand(title, reading) {
            tasks.push(task);
            count += 1;
            (head, first_step) = (Some(line), None);
        }
    }
    (tasks, count)
}

/// Parses an outline into steps, one a line; deeper lines are indented steps.
pub fn steps_of_outline(text: &str, reading: &Reading) -> Vec<UnderstoodStep> {
    let lines = lines(text);
    let Some(least) = lines.iter().map(|line| line.indent).min() else { return Vec::new() };
    lines.iter().filter_map(|line| step(line, reading, least)).collect()
}

fn step(line: &OutlineLine, reading: &Reading, level: usize) -> Option<UnderstoodStep> {
    let step = understand_step(line.text, reading)?;
    Some(UnderstoodStep { indented: line.indent > level, done: line.done, ..step })
}

fn lines(text: &str) -> Vec<OutlineLine<'_>> {
    let mut lines: Vec<OutlineLine> = text.lines().filter_map(outline_line).collect();
    if let [only] = &mut lines[..] {
        // A single line is read as typed, except for its bullet.
        let bulleted = only.boxed || text.trim_start().starts_with(['-', '*', '+', '•']);
        let marked = only.heading || (only.bullet && !bulleted);
        if marked {
            only.text = text.trim();
        }
    }
    lines
}

fn outline_line(line: &str) -> Option<OutlineLine<'_>> {
    // Some programs write a byte order mark first.
    let line = line.trim_start_matches('\u{feff}');
    let trimmed = line.trim_start();
    let is_rule = |mark| trimmed.trim_end().len() > 2 && trimmed.trim_end().chars().all(|c| c == mark);
    if ['-', '=', '*', '_'].into_iter().any(is_rule) {
        return None;
    }
    let lead = &line[..line.len() - trimmed.len()];
    let indent = lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    let heading = trimmed.trim_start_matches('#');
    if heading.len() < trimmed.len() && heading.starts_with(' ') && !heading.trim().is_empty() {
        return Some(OutlineLine {
            indent,
            bullet: true,
            heading: true,
            boxed: false,
            done: false,
            text: heading.trim(),
        });
    }
    let after_bullet =
        ["- ", "* ", "+ ", "• ", "– ", "— ", "◦ ", "● ", "○ ", "▪ "].iter().find_map(|mark| trimmed.strip_prefix(mark));
    let numbered = || {
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let rest = trimmed[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ');
        rest.filter(|_| (1..=3).contains(&digits))
    };
    let after_bullet = after_bullet.or_else(numbered);
    let rest = after_bullet.unwrap_or(trimmed).trim_start();
    let boxes = [
        ("[ ]", false),
        ("[]", false),
        ("☐", false),
        ("[x]", true),
        ("[X]", true),
        ("☑", true),
        ("✓", true),
        ("✔", true),
    ];
    let boxed = boxes.iter().find_map(|(mark, done)| Some((rest.strip_prefix(mark)?, *done)));
    let (rest, done) = boxed.unwrap_or((rest, false));
    let boxed = boxed.is_some();
    let bullet = after_bullet.is_some() || boxed;
    let text = rest.trim();
    (!text.is_empty()).then_some(OutlineLine { indent, bullet, heading: false, boxed, done, text })
}
