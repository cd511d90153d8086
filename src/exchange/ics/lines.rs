//! Splits bytes into content lines and components (RFC 5545 section 3.1); tolerates broken files.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Longer content lines are dropped. No field that Gapwise shows is longer.
const MAX_LINE_BYTES: usize = 1 << 20;

/// Maximum lines kept of one component.
const MAX_COMPONENT_LINES: usize = 50_000;

/// Components that make a file a calendar.
const COMPONENTS: [&str; 5] = ["VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"];

/// Maximum nesting depth of components.
const MAX_DEPTH: usize = 32;

/// An unfolded content line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// 1-based line of the file where it starts.
    pub number: usize,
    pub text: String,
    /// Longer than [`MAX_LINE_BYTES`], so its text is incomplete.
    pub cut: bool,
}

/// A component with its lines and direct children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Component {
    pub name: String,
    /// Line of its BEGIN.
    pub line: usize,
    pub lines: Vec<ContentLine>,
    pub inner: Vec<Component>,
}

/// The parts of a file that Gapwise uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CalendarContents {
    /// Whether the file is a calendar at all, even an empty one. A file of contacts is not.
    pub has_components: bool,
    /// Lines of the calendars themselves.
    pub calendar: Vec<ContentLine>,
    pub events: Vec<Component>,
    pub zones: Vec<Component>,
    /// Tasks (VTODO).
    pub todos: Vec<Component>,
    /// Whether each calendar has its end.
    pub complete: bool,
}

/// Splits a file into content lines. Decodes UTF-8, or the encoding of the byte order mark; invalid lines as Latin-1.
pub(super) fn content_lines(bytes: &[u8]) -> Vec<ContentLine> {
    let bytes = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != encoding_rs::UTF_8 => {
            let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
            Cow::Owned(text.into_owned().into_bytes())
        }
        Some((_, mark)) => Cow::Borrowed(&bytes[mark..]),
        None => Cow::Borrowed(bytes),
    };
    let mut lines = Vec::new();
    let mut open: Option<(usize, Vec<u8>)> = None;
    for (number, physical) in (1..).zip(physical_lines(&bytes)) {
        match (physical, &mut open) {
            (rest, Some((_, line))) if is_soft_break(line) => {
                line.pop();
                let room = (MAX_LINE_BYTES + 1).saturating_sub(line.len());
                line.extend_from_slice(&rest[..rest.len().min(room)]);
            }
            ([b' ' | b'\t', rest @ ..], Some((_, line))) => {
                let room = (MAX_LINE_BYTES + 1).saturating_sub(line.len());
                line.extend_from_slice(&rest[..rest.len().min(room)]);
            }
            ([], _) => {}
            _ => {
                let whole = physical[..physical.len().min(MAX_LINE_BYTES + 1)].to_vec();
                lines.extend(open.replace((number, whole)).map(finished));
            }
        }
    }
    lines.extend(open.map(finished));
    lines
}

/// Returns whether a line of quoted-printable text (vCalendar 1.0) goes on with the next one.
fn is_soft_break(line: &[u8]) -> bool {
    let says_so = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        name.to_ascii_uppercase().windows(16).any(|word| word == b"QUOTED-PRINTABLE")
    };
    line.last() == Some(&b'=') && line.len() <= MAX_LINE_BYTES && says_so(line)
}

/// Returns physical lines, ended by CR LF, LF or CR.
fn physical_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').flat_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.split(|byte| *byte == b'\r')
    })
}

/// Decodes an unfolded line. Unfolding comes first, because a fold may split a character.
fn finished((number, bytes): (usize, Vec<u8>)) -> ContentLine {
    let cut = bytes.len() > MAX_LINE_BYTES;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if cut => Cow::Borrowed(""),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(&bytes).0,
    };
    let mut text: String = text.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    // The crate `icalendar` recognises property names in capitals only.
    let name_end = text.find([';', ':']).unwrap_or(0);
    text[..name_end].make_ascii_uppercase();
    ContentLine { number, text, cut }
}

/// Extracts events and zones. An unclosed component ends at the next event or with its parent. An END without BEGIN
/// is ignored.
pub(super) fn contents(lines: Vec<ContentLine>) -> CalendarContents {
    let mut contents = CalendarContents::default();
    let mut stack: Vec<Component> = Vec::new();
    let mut too_deep = 0_usize;
    for line in lines {
        match marker(&line.text) {
            Some((ComponentMarker::Begin, name)) => {
                contents.has_components |= COMPONENTS.contains(&name.as_str());
                let ends_before = match name.as_str() {
                    "VCALENDAR" => Some(0),
                    "VEVENT" | "VTODO" | "VTIMEZONE" => stack.iter().position(|open| open.name != "VCALENDAR"),
                    _ => None,
                };
                if let Some(at) = ends_before {
                    contents.close(&mut stack, at);
                    too_deep = 0;
                }
                if stack.len() < MAX_DEPTH {
                    stack.push(Component { name, line: line.number, ..Component::default() });
                } else {
                    too_deep += 1;
                }
            }
            Some((ComponentMarker::End, _)) if too_deep > 0 => too_deep -= 1,
            Some((ComponentMarker::End, name)) => {
                if let Some(at) = stack.iter().rposition(|open| open.name == name) {
                    contents.close(&mut stack, at);
                }
            }
            None => match stack.last_mut() {
                Some(open) if open.name == "VCALENDAR" => contents.calendar.push(line),
                Some(open) if too_deep == 0 && open.lines.len() < MAX_COMPONENT_LINES => open.lines.push(line),
                _ => {}
            },
        }
    }
    contents.complete = stack.is_empty();
    contents.close(&mut stack, 0);
    contents
}

impl CalendarContents {
    /// Closes the open components from `at` on, innermost first.
    fn close(&mut self, stack: &mut Vec<Component>, at: usize) {
        while stack.len() > at {
            let Some(component) = stack.pop() else { return };
            match (component.name.as_str(), stack.last_mut()) {
                ("VEVENT", _) => self.events.push(component),
                ("VTODO", _) => self.todos.push(component),
                ("VTIMEZONE", _) => self.zones.push(component),
                ("STANDARD" | "DAYLIGHT" | "VALARM", Some(around)) => around.inner.push(component),
                _ => {}
            }
        }
    }
}

enum ComponentMarker {
    Begin,
    End,
}

fn marker(line: &str) -> Option<(ComponentMarker, String)> {
    let (key, name) = line.split_once(':')?;
    let marker = match key.trim() {
        key if key.eq_ignore_ascii_case("BEGIN") => ComponentMarker::Begin,
        key if key.eq_ignore_ascii_case("END") => ComponentMarker::End,
        _ => return None,
    };
    Some((marker, name.trim().to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<String> {
        content_lines(bytes).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_of_every_kind_are_unfolded() {
        assert_eq!(texts(b"A:1\r\nB:2\nC:3\rD:\r\n 4\r\n\t5"), ["A:1", "B:2", "C:3", "D:45"]);
        assert_eq!(texts("\u{feff}A:Caf\u{e9}".as_bytes()), ["A:Caf\u{e9}"]);
        assert_eq!(texts(b"A:Caf\xc3\r\n \xa9"), ["A:Caf\u{e9}"]);
        assert_eq!(texts(b"A:Caf\xe9"), ["A:Caf\u{e9}"]);
        assert_eq!(texts(b"\xff\xfeA\0:\x001\0"), ["A:1"]);
        assert_eq!(texts(b"A:\x00x\x07y\tz"), ["A:xy\tz"]);
        assert_eq!(
            texts(b"S;ENCODING=QUOTED-PRINTABLE:a=\r\nb =\r\n c\r\nD:1="),
            ["S;ENCODING=QUOTED-PRINTABLE:ab  c", "D:1="]
        );
        let numbers: Vec<_> = content_lines(b"A:1\n\nB:\n 2\nC:3").into_iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3, 5]);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let lines = content_lines(&[b'A'; MAX_LINE_BYTES * 2]);
        assert!(lines.len() == 1 && lines[0].cut);
    }

    #[test]
    fn components_are_found_whatever_is_missing() {
        let found = |text: &str| {
            let contents = contents(content_lines(text.as_bytes()));
            let line_count = |c: &Component| (c.line, c.lines.len());
            (contents.events.iter().map(line_count).collect::<Vec<_>>(), contents.zones.len(), contents.calendar.len())
        };
        assert_eq!(found("BEGIN:VEVENT\nA:1\nBEGIN:VALARM\nB:2\nEND:VALARM\nC:3\nEND:VEVENT"), (vec![(1, 2)], 0, 0));
        assert_eq!(
            found("BEGIN:VCALENDAR\nX:0\nBEGIN:VEVENT\nA:1\nBEGIN:VEVENT\nA:1\nEND:VCALENDAR"),
            (vec![(3, 1), (5, 1)], 0, 1)
        );
        assert_eq!(found("END:VEVENT\nBEGIN:VEVENT\nA:1"), (vec![(2, 1)], 0, 0));
        assert_eq!(found(&"BEGIN:X\n".repeat(10_000)), (vec![], 0, 0));
    }
}
