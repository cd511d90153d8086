//! The text that people read: plurals, lengths and dates come from the files of words.

use std::fs;
use std::path::Path;

use gapwise::calendar::words::time_is_up;
use gapwise::model::Minutes;

/// Files and folders that write or read dates for machines, each with its reason.
const MACHINE_DATES: &[(&str, &str)] = &[
    ("app/window/crash.rs", "names a file"),
    ("app/window/native.rs", "names a folder"),
    ("calendar/rule/parts.rs", "RFC 5545"),
    ("calendar/task_series.rs", "part of an id"),
    ("calendar/words.rs", "the file of words"),
    ("cli/dates.rs", "reads ISO 8601"),
    ("cli/words.rs", "ISO 8601 for programs"),
    ("exchange/ics/", "RFC 5545, and ISO 8601 for programs"),
    ("exchange/tasks/", "the formats of other programs"),
    ("store/sync/opening.rs", "names a file"),
];

/// Plurals that are right for every number, each with its reason.
const PLURALS: &[(&str, &str)] =
    &[("{times} times", "a decimal number"), ("{name}s", "all names of weekdays form it alike")];

/// Nouns that follow a number in the text of the program.
const NOUNS: &str = "backups blocks calendars copies days events files gaps hours items lines micro-tasks minutes months \
    occurrences problems records reminders seconds sessions steps suggestions tasks things times weeks years";

/// Returns the lines of a source without comments and tests, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().enumerate().map(|(n, line)| (n + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Returns whether a place of a line is inside a string.
fn is_text(line: &str, at: usize) -> bool {
    line[..at].replace("\\\"", "").matches('"').count() % 2 == 1
}

/// Returns whether a line writes the noun of a count itself.
fn has_hand_made_plural(line: &str) -> bool {
    let chooses = ["== 1 { \"", "== 1 { (\"", "== 1 { format!("].iter().any(|choice| line.contains(choice));
    let optional = |(at, _): (usize, &str)| is_text(line, at) && !line[..at].ends_with(' ');
    let follows = |(at, _): (usize, &str)| {
        let placeholder = line[..at].rfind('{').map_or("", |open| &line[open..]);
        let rest = &line[at + 1..];
        let word: String = rest.trim_start().chars().take_while(|c| c.is_alphabetic() || *c == '-').collect();
        let is_noun = rest.starts_with(' ') && NOUNS.split_whitespace().any(|noun| noun == word);
        let is_ending = word == "s" && !rest.starts_with(' ') || placeholder.starts_with("{plural}");
        let is_right = PLURALS.iter().any(|(right, _)| placeholder.starts_with(right));
        is_text(line, at) && (is_noun || is_ending) && !is_right
    };
    chooses || line.match_indices("(s)").any(optional) || line.match_indices('}').any(follows)
}

/// Returns whether a line formats a date or time itself.
fn has_hand_made_date(line: &str) -> bool {
    [".format(\"%", ".format(\" %", "%H:%M", "%-d", "%Y"].iter().any(|pattern| line.contains(pattern))
}

/// Returns whether a line writes the unit of a length itself.
fn has_hand_made_minutes(line: &str) -> bool {
    let is_unit = |(at, _): (usize, &str)| {
        let rest = line[at + 1..].trim_start_matches(' ');
        let unit: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        is_text(line, at) && ["m", "min", "mins"].contains(&unit.as_str())
    };
    line.match_indices('}').any(is_unit)
}

/// Terms that are not used in the text of the program, each with its replacement.
const REPLACED: &[(&str, &str)] = &[
    ("silence", "idle time"),
    ("missed\"", "not started"),
    ("worth more", "better"),
    ("worth no more", "no better"),
    ("mistake", "the fault itself"),
    ("Click one to accept", "Double-click one to accept"),
];

/// Returns whether a line has a term in its text that is not used.
fn has_replaced_term(line: &str) -> bool {
    REPLACED.iter().any(|(term, _)| line.match_indices(term).any(|(at, _)| is_text(line, at)))
}

/// Returns the lines of the sources that `is_wrong` finds, but for those in `allowed` files.
fn offenders(is_wrong: fn(&str) -> bool, allowed: &[(&str, &str)]) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in crate::structure::rust_files(&src).into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        if allowed.iter().any(|(allowed, _)| name.starts_with(allowed)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let wrong = code(&text).filter(|(_, line)| is_wrong(line));
        found.extend(wrong.map(|(n, line)| format!("{name}:{n}: {}", line.trim())));
    }
    found
}

#[test]
fn plurals_come_from_the_words() {
    let found = offenders(has_hand_made_plural, &[("calendar/words.rs", "the file of words")]);
    assert!(found.is_empty(), "use `calendar::words::counted` or `plural`:\n{}", found.join("\n"));
}

#[test]
fn dates_for_people_come_from_the_words() {
    let found = offenders(has_hand_made_date, MACHINE_DATES);
    assert!(found.is_empty(), "use a function of `calendar::words`:\n{}", found.join("\n"));
    for (file, reason) in MACHINE_DATES {
        let others: Vec<_> = MACHINE_DATES.iter().filter(|(other, _)| other != file).copied().collect();
        assert!(!offenders(has_hand_made_date, &others).is_empty(), "{file} needs no exception for \"{reason}\"");
    }
}

#[test]
fn lengths_have_one_form() {
    let found = offenders(has_hand_made_minutes, &[("model/time.rs", "the file of lengths")]);
    assert!(found.is_empty(), "use `Display` of `Minutes`:\n{}", found.join("\n"));
}

/// Files in which a text begins with its separator, each with its reason.
const SUFFIXES: &[(&str, &str)] = &[("ui/matrix/card.rs", "left out alone where the card is narrow")];

/// Returns whether a text of a line begins with the separator of labels: half a label, which another text is glued to.
fn has_half_label(line: &str) -> bool {
    line.match_indices("\" · ").any(|(at, _)| !is_text(line, at) && !line[at + 5..].starts_with('"'))
}

#[test]
fn labels_are_joined_whole() {
    let found = offenders(has_half_label, SUFFIXES);
    assert!(found.is_empty(), "use `calendar::words::dotted`:\n{}", found.join("\n"));
    assert!(has_half_label("detail += \" · ticked\";") && has_half_label("format!(\" · {minutes}\")"));
    assert!(!has_half_label("parts.join(\" · \")") && !has_half_label("format!(\"{} · {rest}\", \"a\")"));
}

#[test]
fn replaced_terms_are_gone() {
    let found = offenders(has_replaced_term, &[("store/sync/merge/fields.rs", "the name of a field")]);
    assert!(found.is_empty(), "use the replacements {REPLACED:?}:\n{}", found.join("\n"));
}

#[test]
fn the_verb_agrees_with_the_length() {
    let up = |minutes| time_is_up("Report", Minutes::new(minutes));
    assert_eq!([up(1), up(25)], ["Report: 1 min is up", "Report: 25 min are up"]);
    assert_eq!([up(60), up(90), up(120)], ["Report: 1 h is up", "Report: 1 h 30 is up", "Report: 2 h are up"]);
}

/// Returns whether a line has a value in single quotes.
fn has_single_quotes(line: &str) -> bool {
    line.match_indices("'{").any(|(at, _)| {
        let value = line[at + 1..].split('\'').next().unwrap_or_default();
        is_text(line, at) && !value.contains('"') && value.trim_end_matches('…').ends_with('}')
    })
}

#[test]
fn quotes_have_one_form() {
    let found = offenders(has_single_quotes, &[]);
    assert!(found.is_empty(), "use double quotes:\n{}", found.join("\n"));
}

#[test]
fn planted_words_are_found() {
    for line in [
        "let plural = if count == 1 { \"\" } else { \"s\" };",
        "format!(\"{count} suggestion{plural}\")",
        "format!(\"{} task(s)\", tasks.len())",
        "format!(\"due in {days} days\")",
        "format!(\"{unit}s\")",
        "if n == 1 { format!(\"one\") } else { format!(\"{n}\") }",
        "format!(\"{all} of {} blocks\", blocks.len())",
    ] {
        assert!(has_hand_made_plural(line), "{line}");
    }
    for line in ["counted(days, \"day\", \"days\")", "format!(\"{times} times your estimate\")", "fn f() { stop() }"] {
        assert!(!has_hand_made_plural(line), "{line}");
    }
    for line in ["date.format(\"%-d %B\")", "at.format(\" %H:%M\")", "format!(\"{}\", time.format(\"%H:%M\"))"] {
        assert!(has_hand_made_date(line), "{line}");
    }
    for line in ["\"{line} m</text>\"", "\"{minutes} min\"", "\"read {minutes} min ago\"", "\"{n}m\""] {
        assert!(has_hand_made_minutes(line), "{line}");
    }
    assert!(!has_hand_made_minutes("\"{title} more\"") && has_replaced_term("\"missed\".to_owned()"));
    assert!(has_single_quotes("format!(\"delete '{title}' here\")") && !has_single_quotes("c == '{' || c == '}'"));
    let tested = "let a = 1;\n// {n} days\n#[cfg(test)]\nmod tests {\n    format!(\"{n} days\");\n}\n";
    assert!(!code(tested).any(|(_, line)| has_hand_made_plural(line)), "comments and tests are free");
}
