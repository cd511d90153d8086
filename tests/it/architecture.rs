//! An import may only point down the list of layers, and the lower layers stay clear of window, files and clock.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top down.
const LAYERS: [&str; 10] = ["cli", "app", "ui", "store", "exchange", "review", "query", "planner", "calendar", "model"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Returns the code of a file without comments and code for tests.
fn code(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut kept = Vec::new();
    while let Some(line) = lines.next() {
        match line.strip_suffix("#[cfg(test)]") {
            // The item ends with its first line, or where its brace is closed in the column in which it began.
            Some(indent) if !lines.next().is_some_and(|item| item.ends_with([';', '}'])) => {
                lines.find(|line| line.strip_prefix(indent).is_some_and(|rest| rest.starts_with('}')));
            }
            Some(_) => {}
            None => kept.push(line),
        }
    }
    kept.join("\n")
}

/// Returns every path that the code names, those of `use` without their groups: `a::{b, c::d}` are `a::b` and
/// `a::c::d`.
fn paths(code: &str) -> Vec<String> {
    let in_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let inline = code.split(|c| !in_path(c)).filter(|word| word.contains("::") && !word.ends_with(':'));
    let mut found: Vec<String> = inline.map(str::to_owned).collect();
    for statement in code.split(';') {
        if let Some((_, tree)) = statement.rsplit_once("use ").filter(|(before, _)| !before.ends_with(in_path)) {
            expand("", tree, &mut found);
        }
    }
    found
}

fn expand(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        let name = tree.split_whitespace().next().unwrap_or_default();
        return found.push(format!("{prefix}{name}"));
    };
    let prefix = format!("{prefix}{}", head.trim());
    let mut depth = 0;
    let parts = group.trim_end().trim_end_matches('}').split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).for_each(|part| expand(&prefix, part, found));
}

/// Returns whether a path has these segments somewhere, one after the other.
fn names(path: &str, segments: &str) -> bool {
    format!("::{path}::").contains(&format!("::{segments}::"))
}

fn layer_of(path: &Path, src: &Path) -> Option<usize> {
    let first = path.strip_prefix(src).unwrap().components().next()?.as_os_str().to_str()?.to_owned();
    LAYERS.iter().position(|layer| *layer == first.trim_end_matches(".rs"))
}

/// Returns the files of the library by layer, with the paths that their code names.
fn files() -> Vec<(PathBuf, usize, Vec<String>)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src).into_iter().filter(|path| !path.ends_with("tests.rs"));
    let read = |path: &Path| paths(&code(&fs::read_to_string(path).unwrap()));
    files.filter_map(|path| layer_of(&path, &src).map(|layer| (path.clone(), layer, read(&path)))).collect()
}

fn offenders(forbidden: impl Fn(&Path, usize) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, layer, named) in files() {
        for word in forbidden(&path, layer) {
            let uses = named.iter().filter(|name| names(name, &word));
            found.extend(uses.map(|name| format!("{} uses {name}", path.display())));
        }
    }
    found
}

fn position(layer: &str) -> usize {
    LAYERS.iter().position(|name| *name == layer).unwrap()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn imports_point_down() {
    assert!(files().len() > 50, "the sources were not found");
    let up = |path: &Path, layer: usize| {
        let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
        let depth = inside.components().count() - usize::from(path.ends_with("mod.rs"));
        let mut words: Vec<String> = LAYERS[..layer].iter().map(|name| format!("crate::{name}")).collect();
        // Paths to other layers are written from the root.
        words.extend([vec!["super"; depth].join("::"), "crate::*".into()]);
        words
    };
    assert_eq!(offenders(up), Vec::<String>::new());
}

#[test]
fn no_window_below_ui_and_no_file_or_clock_below_store() {
    let forbidden = |_: &Path, layer: usize| {
        let mut words = Vec::new();
        if layer > position("ui") {
            words.extend(["egui", "eframe", "rfd"]);
        }
        if layer > position("store") || layer == position("ui") {
            words.extend(["std::fs", "File", "OpenOptions", "std::time", "Instant::now", "Utc::now", "Local::now"]);
            words.push("Uuid::now_v7");
        }
        owned(&words)
    };
    assert_eq!(offenders(forbidden), Vec::<String>::new());
}

#[test]
fn views_make_no_plans_and_the_model_knows_nothing_else() {
    let forbidden = |_: &Path, layer: usize| match LAYERS[layer] {
        "ui" => {
            ["propose", "solve", "what_if", "now_for", "why_not", "Request"].map(|it| format!("planner::{it}")).into()
        }
        "model" => owned(&["jiff", "ron"]),
        _ => Vec::new(),
    };
    assert_eq!(offenders(forbidden), Vec::<String>::new());
}

#[test]
fn colours_are_named_in_the_theme_only() {
    let forbidden = |path: &Path, _: usize| match path.parent().is_some_and(|folder| folder.ends_with("theme")) {
        true => Vec::new(),
        false => ["from_rgb", "from_gray", "RED", "WHITE", "BLACK"].map(|name| format!("Color32::{name}")).into(),
    };
    assert_eq!(offenders(forbidden), Vec::<String>::new());
}

#[test]
fn every_way_to_write_a_path_is_read() {
    let text = "use a::{b, c::{d as e, f}};\n#[cfg(test)]\nmod tests;\npub(super) use super::super::g;\nfn h() {\n    \
                i::j();\n}\n#[cfg(test)]\nmod tests {\n    use k::l;\n}\nfn m(n: o::P) {}\n";
    let mut found = paths(&code(text));
    found.retain(|path| path.contains("::"));
    found.sort();
    assert_eq!(found, ["a::b", "a::c::d", "a::c::f", "i::j", "o::P", "super::super::g", "super::super::g"]);
    assert!(names("a::c::d", "c::d") && !names("a::cc::d", "c::d"));
}
