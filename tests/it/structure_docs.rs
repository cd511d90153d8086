//! Docs are plain: they begin with the noun or, those of functions, with a verb in the third person.

use std::fs;
use std::path::Path;

const FOLDERS: [&str; 4] = ["benches", "examples", "src", "tests"];

/// Doc lines per hundred that may contain the word "what".
const MAX_WHAT_PERCENT: usize = 3;

/// Words with which no doc begins.
const QUESTIONS: [&str; 4] = ["What", "How", "Which", "Where"];

/// Plural nouns with which docs of functions began in place of a verb.
const PLURALS: &str = "Actions Arrows Blocks Buttons Cards Commands Days Digits Fields Gaps Gestures Hours Items Lengths \
    Letters Lines Micro-tasks Minutes Months Offsets Phrases Preferences Proposals Rectangles Samples Sessions Steps \
    Strings Suggestions Tags Tasks Values Ways Words";

/// A doc comment.
struct Doc {
    line: usize,
    lines: Vec<String>,
    is_of_function: bool,
}

impl Doc {
    fn first_word(&self) -> &str {
        let end = |c: char| !c.is_alphabetic() && c != '-';
        self.lines[0].trim_start().split(end).next().unwrap_or_default()
    }

    fn begins_with_a_question(&self) -> bool {
        QUESTIONS.contains(&self.first_word())
    }

    fn lacks_its_verb(&self) -> bool {
        let first = self.first_word();
        let is_plural = PLURALS.split_whitespace().any(|it| it == first)
            || self.lines[0].trim_start().strip_prefix(first).is_some_and(|rest| rest.starts_with(" of "));
        self.is_of_function && (!first.ends_with('s') || first == "This" || is_plural)
    }

    /// Returns the number of its lines with the word "what".
    fn whats(&self) -> usize {
        let has_what =
            |line: &&String| line.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("what"));
        self.lines.iter().filter(has_what).count()
    }
}

fn doc_line(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
}

/// Returns whether a line begins a function.
fn is_function(line: &str) -> bool {
    let (modifiers, rest) = line.trim_start().split_once("fn ").unwrap_or((line, ""));
    let is_modifier = |word| ["const", "async", "unsafe", "extern"].contains(&word) || word.starts_with("pub");
    !rest.is_empty() && modifiers.split_whitespace().all(is_modifier)
}

/// Returns the doc comments of a source. A test is named by a sentence, so its doc is free.
fn docs(text: &str) -> Vec<Doc> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let doc: Vec<&str> = lines[at..].iter().map_while(|line| doc_line(line)).collect();
        let after = at + doc.len();
        if doc.is_empty() {
            at += 1;
            continue;
        }
        let attributes = lines[after..].iter().take_while(|line| line.trim_start().starts_with("#[")).count();
        let is_test = lines[after..after + attributes].iter().any(|line| line.trim() == "#[test]");
        let is_of_function = !is_test && lines.get(after + attributes).is_some_and(|line| is_function(line));
        let lines = doc.into_iter().map(str::to_owned).collect();
        found.push(Doc { line: at + 1, lines, is_of_function });
        at = after;
    }
    found
}

/// Returns the docs of a folder with their places.
fn docs_of(folder: &str) -> Vec<(String, Doc)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = crate::structure::rust_files(&root.join(folder));
    let read = files.iter().flat_map(|file| {
        let name = file.strip_prefix(root).unwrap().display();
        let placed = |doc: Doc| (format!("{name}:{}:{}", doc.line, doc.lines[0]), doc);
        docs(&fs::read_to_string(file).unwrap()).into_iter().map(placed).collect::<Vec<_>>()
    });
    read.collect()
}

/// Returns the places of all docs for which `is_wrong`.
fn offenders(is_wrong: fn(&Doc) -> bool) -> Vec<String> {
    let all = FOLDERS.iter().flat_map(|folder| docs_of(folder));
    all.filter(|(_, doc)| is_wrong(doc)).map(|(place, _)| place).collect()
}

#[test]
fn docs_begin_with_no_question() {
    let found = offenders(Doc::begins_with_a_question);
    assert!(found.is_empty(), "{} docs begin with a question:\n{}", found.len(), found.join("\n"));
}

#[test]
fn docs_of_functions_begin_with_a_verb() {
    let found = offenders(Doc::lacks_its_verb);
    assert!(found.is_empty(), "{} docs of functions have no verb first:\n{}", found.len(), found.join("\n"));
}

#[test]
fn docs_have_few_what_clauses() {
    for folder in FOLDERS {
        let docs = docs_of(folder);
        let all: usize = docs.iter().map(|(_, doc)| doc.lines.len()).sum();
        let with_what: usize = docs.iter().map(|(_, doc)| doc.whats()).sum();
        let found: Vec<_> = docs.iter().filter(|(_, doc)| doc.whats() > 0).map(|(place, _)| place.as_str()).collect();
        assert!(with_what * 100 <= all * MAX_WHAT_PERCENT, "{with_what} of {all} lines:\n{}", found.join("\n"));
    }
}

#[test]
fn planted_docs_are_found() {
    let text = "/// What is planned.\nstruct A;\n/// The legend.\n#[must_use]\npub(super) fn legend() {}\n\
        /// Draws what is\n/// left.\nconst fn draw() {}\n/// Rows of a day.\nfn rows() {}\n\
        /// A sentence.\n#[test]\nfn it() {}";
    let found = docs(text);
    let lines = |is_wrong: fn(&Doc) -> bool| -> Vec<usize> {
        found.iter().filter(|doc| is_wrong(doc)).map(|doc| doc.line).collect()
    };
    assert_eq!(lines(Doc::begins_with_a_question), [1]);
    assert_eq!(lines(Doc::lacks_its_verb), [3, 9]);
    assert_eq!(found.iter().map(Doc::whats).collect::<Vec<_>>(), [1, 0, 1, 0, 0]);
}
