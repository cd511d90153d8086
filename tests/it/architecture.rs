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

/// The code of a file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer_of(path: &Path, src: &Path) -> Option<usize> {
    let first = path.strip_prefix(src).unwrap().components().next()?.as_os_str().to_str()?.to_owned();
    LAYERS.iter().position(|layer| *layer == first.trim_end_matches(".rs"))
}

/// The files of the library by layer, with their code.
fn files() -> Vec<(PathBuf, usize, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src).into_iter().filter(|path| !path.ends_with("tests.rs"));
    files.filter_map(|path| layer_of(&path, &src).map(|layer| (path.clone(), layer, code(&path)))).collect()
}

fn offenders(forbidden: impl Fn(usize) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, layer, code) in files() {
        for word in forbidden(layer).iter().filter(|word| code.contains(word.as_str())) {
            found.push(format!("{} uses {word}", path.display()));
        }
    }
    found
}

#[test]
fn imports_point_down() {
    assert!(files().len() > 50, "the sources were not found");
    let up = |layer: usize| LAYERS[..layer].iter().map(|name| format!("crate::{name}::")).collect();
    assert_eq!(offenders(up), Vec::<String>::new());
}

#[test]
fn no_window_below_ui_and_no_file_or_clock_below_store() {
    let position = |name| LAYERS.iter().position(|layer| *layer == name).unwrap();
    let (ui, store) = (position("ui"), position("store"));
    let forbidden = |layer: usize| {
        let mut words = Vec::new();
        if layer > ui {
            words.extend(["egui::", "eframe::", "rfd::"]);
        }
        if layer > store || layer == ui {
            words.extend([
                "std::fs",
                "fs::read",
                "File::open",
                "File::create",
                "std::time::",
                "Instant::now",
                "Utc::now",
                "Local::now",
                "now_v7",
            ]);
        }
        words.into_iter().map(str::to_owned).collect()
    };
    assert_eq!(offenders(forbidden), Vec::<String>::new());
}

#[test]
fn views_call_no_planner_and_the_model_knows_nothing_else() {
    let position = |name| LAYERS.iter().position(|layer| *layer == name).unwrap();
    let (ui, model) = (position("ui"), position("model"));
    let forbidden = |layer: usize| match layer {
        layer if layer == ui => vec!["propose(".to_owned(), "planner::solve".to_owned()],
        layer if layer == model => {
            ["crate::calendar", "crate::planner", "crate::exchange", "chrono_tz", "ron::"].map(str::to_owned).into()
        }
        _ => Vec::new(),
    };
    assert_eq!(offenders(forbidden), Vec::<String>::new());
}

#[test]
fn colours_are_named_in_the_theme_only() {
    let mut found = Vec::new();
    for (path, _, code) in files().into_iter().filter(|(path, ..)| !path.ends_with("theme.rs")) {
        for word in ["Color32::from_rgb", "Color32::from_gray", "Color32::RED", "Color32::WHITE", "Color32::BLACK"] {
            if code.contains(word) {
                found.push(format!("{} uses {word}", path.display()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
