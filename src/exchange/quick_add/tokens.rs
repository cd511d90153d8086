//! The words of a line, and the vocabulary of quick add.

use std::ops::Range;

use chrono::Weekday;

/// A word of a line, with its byte range.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// With punctuation.
    pub range: Range<usize>,
    /// Without opening brackets and trailing punctuation.
    pub core: Range<usize>,
    /// The core in lower case.
    pub lower: String,
    /// Quoted: always stays in the title.
    pub literal: bool,
}

impl Word {
    fn new(text: &str, range: Range<usize>, literal: bool) -> Self {
        let raw = &text[range.clone()];
        let mut core = range.clone();
        let marks = raw.trim_start_matches(['(', '[', '{']).trim_end_matches([',', ';', '.', ':', '?', ')', ']', '}']);
        let marks = !marks.is_empty() && marks.bytes().all(|b| b == b'!');
        if !literal && (marks || raw.contains(char::is_alphanumeric)) {
            core.start += raw.len() - raw.trim_start_matches(['(', '[', '{']).len();
            let kept = |word: &str| {
                let marks = word.bytes().all(|b| b == b'!');
                // The last dot of "1.12." belongs to the date.
                let dotted = word.ends_with('.') && word.matches('.').count() == 2 && is_dotted(word);
                marks || dotted || ["every!", "ev!", "by!"].contains(&word.to_ascii_lowercase().as_str())
            };
            let mut rest = &text[core.clone()];
            while let Some(last) = rest.chars().next_back().filter(|c| ",;.:!?)]}".contains(*c)) {
                if kept(rest) {
                    break;
                }
                rest = &rest[..rest.len() - last.len_utf8()];
            }
            core.end = core.start + rest.len();
        }
        let typed = &text[core.clone()];
        // The name Tom keeps its capital, so that it is not read as tomorrow.
        let lower = if typed == "Tom" { typed.to_owned() } else { typed.to_lowercase() };
        Self { lower, range, core, literal }
    }

    /// Splits the word after so many bytes of its core.
    pub fn split(&self, text: &str, length: usize) -> [Self; 2] {
        let at = self.core.start + length;
        [Self::new(text, self.range.start..at, false), Self::new(text, at..self.range.end, false)]
    }

    /// Returns the punctuation before and after the core.
    pub fn around<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        (&text[self.range.start..self.core.start], &text[self.core.end..self.range.end])
    }
}

/// Returns whether a word has only digits and single dots between them.
fn is_dotted(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !word.contains("..") && !word.starts_with('.')
}

/// Returns whether a character separates words: spaces, control characters and direction marks. Joiners stay inside
/// words, because emoji contain them.
fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
}

/// Returns byte ranges between the gaps in part of a text.
fn plain(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let joiner = |c| ['\u{200c}', '\u{200d}'].contains(&c);
    let slice = &text[part.clone()];
    slice.split(is_gap).filter(move |word| !word.chars().all(joiner)).map(move |word| {
        let start = word.as_ptr() as usize - slice.as_ptr() as usize + part.start;
        start..start + word.len()
    })
}

/// Splits a line into words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c| !is_gap(c)).map(|skip| at + skip) {
        if let Some((open, close)) = quoted(text, start) {
            words.extend(plain(text, open.end..close.start).map(|range| Word::new(text, range, true)));
            at = close.end;
            continue;
        }
        let end = text[start..].find(is_gap).map_or(text.len(), |length| start + length);
        let lists = words.last().is_some_and(|word| LISTING.contains(&word.lower.as_str()));
        at = end;
        for chunk in plain(text, start..end) {
            let mut head = chunk.start;
            for cut in cuts(&text[chunk.clone()], lists) {
                words.push(Word::new(text, head..chunk.start + cut, false));
                head = chunk.start + cut;
            }
            let marks = Some(head..end).filter(|_| text[end..].chars().all(is_gap)).and_then(|last| marked(text, last));
            words.extend(marks.map(|marks| Word::new(text, head..marks, false)));
            words.push(Word::new(text, marks.unwrap_or(head)..end, false));
        }
    }
    words
}

/// After these words a comma between numbers separates them.
const LISTING: [&str; 7] = ["every", "ev", "each", "every!", "ev!", "the", "on"];

/// Returns the offsets where a comma without a space ends a word, as in "mon,wed" or "25m,fri", but not in numbers and
/// addresses.
fn cuts(word: &str, lists: bool) -> Vec<usize> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let days = word.split(',').all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let numbers = !(days && (lists || word.matches(',').count() > 1));
    let ends = word.match_indices([',', ';']).map(|(at, _)| at + 1);
    let divides = |end: &usize| {
        let (head, rest) = word.split_at(*end);
        let inside = digit(head.chars().rev().nth(1)) && digit(rest.chars().next()) && numbers;
        !inside && rest.starts_with(|c: char| c.is_alphanumeric() || "#!~>({".contains(c))
    };
    if word.contains("://") { Vec::new() } else { ends.filter(divides).collect() }
}

/// Returns the offset of the importance marks attached to the last word: "fri!!", "fri!!,".
fn marked(text: &str, word: Range<usize>) -> Option<usize> {
    let body = text[word.clone()].trim_end_matches([',', ';']);
    let head = body.trim_end_matches('!').len();
    (head > 0 && (2..=3).contains(&(body.len() - head))).then_some(word.start + head)
}

/// Returns the marks of a quotation that starts at `start`. Its end must precede a space or punctuation, so that inches
/// and apostrophes are no quotations.
fn quoted(text: &str, start: usize) -> Option<(Range<usize>, Range<usize>)> {
    let open = text[start..].chars().next().filter(|c| matches!(c, '"' | '“' | '”'))?;
    let inside = start + open.len_utf8();
    let (at, close) = text[inside..].char_indices().find(|(at, c)| {
        let next = text[inside + at + c.len_utf8()..].chars().next();
        matches!(c, '"' | '”' | '“') && next.is_none_or(|next| next.is_whitespace() || ",;.:!?)".contains(next))
    })?;
    let close_at = inside + at;
    (!text[inside..close_at].trim().is_empty()).then(|| (start..inside, close_at..close_at + close.len_utf8()))
}

/// Returns the position of `word` in a table of spellings.
fn position<const N: usize>(table: [&[&str]; N], word: &str) -> Option<usize> {
    table.iter().position(|spellings| spellings.contains(&word))
}

/// Reads a day of the week: "mon", "tues", "friday".
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let index = position(
        [
            &["mon", "monday"],
            &["tue", "tues", "tuesday"],
            &["wed", "weds", "wednesday"],
            &["thu", "thur", "thurs", "thursday"],
            &["fri", "friday"],
            &["sat", "saturday"],
            &["sun", "sunday"],
        ],
        word,
    )?;
    Weekday::try_from(u8::try_from(index).ok()?).ok()
}

/// Reads "mondays", "fridays".
pub(super) fn weekday_plural(word: &str) -> Option<Weekday> {
    word.strip_suffix("days").and_then(|_| word.strip_suffix('s')).and_then(weekday)
}

/// Reads the number of a month: "jan", "sept", "december".
pub(in crate::exchange) fn month(word: &str) -> Option<u32> {
    let index = position(
        [
            &["jan", "january"],
            &["feb", "february"],
            &["mar", "march"],
            &["apr", "april"],
            &["may"],
            &["jun", "june"],
            &["jul", "july"],
            &["aug", "august"],
            &["sep", "sept", "september"],
            &["oct", "october"],
            &["nov", "november"],
            &["dec", "december"],
        ],
        word,
    )?;
    u32::try_from(index + 1).ok()
}

/// Reads a whole number in digits or words: "3", "three", "a".
pub(super) fn number(word: &str) -> Option<u32> {
    if !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|n| *n <= 9_999);
    }
    let table: [&[&str]; 12] = [
        &["a", "an", "one"],
        &["two"],
        &["three"],
        &["four"],
        &["five"],
        &["six"],
        &["seven"],
        &["eight"],
        &["nine"],
        &["ten"],
        &["eleven"],
        &["twelve"],
    ];
    u32::try_from(position(table, word)? + 1).ok()
}

/// Reads "1st", "third", "27th"; -1 for "last".
pub(super) fn ordinal(word: &str) -> Option<i32> {
    if word == "last" {
        return Some(-1);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
    if let Some(digits) = digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())) {
        return digits.parse().ok().filter(|n| (1..=366).contains(n));
    }
    let names = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    i32::try_from(names.iter().position(|name| *name == word)? + 1).ok()
}

/// Calendar units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Reads "days", "week", "h".
pub(super) fn unit(word: &str) -> Option<Unit> {
    const UNITS: [Unit; 7] = [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
    let index = position(
        [
            &["min", "mins", "minute", "minutes"],
            &["h", "hr", "hrs", "hour", "hours"],
            &["d", "day", "days"],
            &["w", "wk", "wks", "week", "weeks"],
            &["mo", "month", "months"],
            &["quarter", "quarters"],
            &["y", "yr", "yrs", "year", "years"],
        ],
        word,
    )?;
    UNITS.get(index).copied()
}

/// Reads a number and a unit, in one word or two: "3 days", "3d", "a week", "a couple of days". Returns them with the
/// number of words used.
pub(super) fn amount(words: &[&str]) -> Option<(u32, Unit, usize)> {
    let first = words.first()?;
    match *words {
        ["a", "couple", "of", name, ..] => return Some((2, unit(name)?, 4)),
        ["a", "few", name, ..] => return Some((3, unit(name)?, 3)),
        _ => {}
    }
    if let Some(n) = number(first) {
        return Some((n, unit(words.get(1)?)?, 2));
    }
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let (n, name) = first.split_at(digits);
    Some((number(n)?, unit(name)?, 1))
}

/// Reads the name of a holiday. Returns its day, month and the number of words used.
pub(super) fn holiday(words: &[&str]) -> Option<(u32, u32, usize)> {
    match *words {
        ["new", "year" | "years" | "year's", "day", ..] => Some((1, 1, 3)),
        ["new", "year" | "years" | "year's", "eve", ..] => Some((31, 12, 3)),
        ["christmas" | "xmas", "eve", ..] => Some((24, 12, 2)),
        ["christmas" | "xmas", "day", ..] => Some((25, 12, 2)),
        ["christmas" | "xmas", ..] => Some((25, 12, 1)),
        ["boxing", "day", ..] => Some((26, 12, 2)),
        ["new", "year" | "years" | "year's", ..] => Some((1, 1, 2)),
        ["st" | "saint", "patrick's" | "patricks", "day", ..] => Some((17, 3, 3)),
        ["independence", "day", ..] => Some((4, 7, 2)),
        ["valentine" | "valentines" | "valentine's", "day", ..] => Some((14, 2, 2)),
        ["valentine", ..] => Some((14, 2, 1)),
        ["halloween", ..] => Some((31, 10, 1)),
        _ => None,
    }
}

/// Returns the default hour of a part of the day.
pub(super) fn day_part(word: &str) -> Option<u32> {
    Some(match word {
        "morning" => 9,
        "afternoon" => 12,
        "evening" => 19,
        "night" => 22,
        _ => return None,
    })
}

/// Reads a whole number of at most four digits.
pub(super) fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}
