//! Rescue of a file that does not parse: every record in it that parses by itself.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::format::{WorkspaceFile, extreme_year, options};
use crate::model::{Calendar, Event, Settings, Workspace};

/// Adds the records of a damaged file that parse by themselves to `workspace`. Returns their number.
pub fn rescue(part: WorkspaceFile, text: &str, workspace: &mut Workspace) -> usize {
    match part {
        WorkspaceFile::Main => {
            let names = ["settings", "goals", "projects", "templates", "tombstones"];
            let of = |name| section(text, name, &names);
            if let Some(settings) = records::<Settings>(of("settings")).into_iter().next() {
                workspace.settings = Arc::new(settings);
            }
            let goals = put(&mut workspace.goals, records(of("goals")), |it: &crate::model::Goal| it.id);
            let projects = put(&mut workspace.projects, records(of("projects")), |it: &crate::model::Project| it.id);
            let templates =
                put(&mut workspace.templates, records(of("templates")), |it: &crate::model::Template| it.id);
            goals + projects + templates
        }
        WorkspaceFile::Tasks => put(&mut workspace.tasks, records(text), |it: &crate::model::Task| it.id),
        WorkspaceFile::Calendar => {
            let names = ["calendars", "events"];
            let calendars = records(section(text, "calendars", &names));
            let calendars = put(&mut workspace.calendars, calendars, |it: &Calendar| it.id);
            let events = records(section(text, "events", &names));
            calendars + put(&mut workspace.events, events, |it: &Event| it.id)
        }
        WorkspaceFile::Plan => put(&mut workspace.blocks, records(text), |it: &crate::model::Block| it.id),
        WorkspaceFile::Log(_) => {
            let names = ["closed", "sessions", "reviews"];
            let of = |name| section(text, name, &names);
            let closed = put(&mut workspace.closed, records(of("closed")), |it: &crate::model::ClosedTask| it.task.id);
            let mut all = imbl::OrdMap::clone(&workspace.sessions);
            let sessions = put(&mut all, records(of("sessions")), |it: &crate::model::Session| it.id);
            workspace.sessions = all.into_iter().collect();
            let reviews = put(&mut workspace.reviews, records(of("reviews")), |it: &crate::model::Review| it.date);
            closed + sessions + reviews
        }
    }
}

/// Adds records by id and returns the number added. Of two records with one id, the first stays.
fn put<K: Ord + Clone, V: Clone>(map: &mut imbl::OrdMap<K, Arc<V>>, records: Vec<V>, id: impl Fn(&V) -> K) -> usize {
    let before = map.len();
    for record in records {
        map.entry(id(&record)).or_insert_with(|| Arc::new(record));
    }
    map.len() - before
}

/// Returns the text of the list `name`, up to the next of the lists `all`; empty if the list is missing.
fn section<'a>(text: &'a str, name: &str, all: &[&str]) -> &'a str {
    let Some(start) = heading(text, name) else { return "" };
    let end = all.iter().filter_map(|other| heading(text, other)).filter(|at| *at > start).min();
    &text[start..end.unwrap_or(text.len())]
}

/// Returns the offset of the opening bracket of the list `name`.
fn heading(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).find_map(|(at, _)| {
        let own_word = text[..at].ends_with(|c: char| c.is_whitespace() || c == '(' || c == ',');
        let rest = text[at + name.len()..].trim_start().strip_prefix(':')?.trim_start();
        (own_word && rest.starts_with(['[', '(', '{'])).then(|| text.len() - rest.len())
    })
}

/// Maximum bytes parsed in vain, after brackets that never close.
const MOST_IN_VAIN: usize = 1 << 30;

fn runs_to_the_end(error: &ron::Error) -> bool {
    matches!(error, ron::Error::Eof | ron::Error::ExpectedStringEnd | ron::Error::UnclosedBlockComment)
}

/// Returns every record of type `T` in `text`, wherever it begins.
fn records<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let options = options();
    let mut found = Vec::new();
    let (mut at, mut in_vain) = (0, 0);
    while let Some(next) = text[at..].find('(').filter(|_| in_vain <= MOST_IN_VAIN) {
        at += next;
        let rest = &text[at..];
        let parsed = ron::Deserializer::from_str_with_options(rest, &options)
            .map_err(|error| error.code)
            .and_then(|mut reader| T::deserialize(&mut reader).map(|record| (record, reader.remainder().len())));
        match parsed {
            Ok((record, left)) => {
                at = text.len() - left;
                if extreme_year::<T>(&rest[..rest.len() - left]).is_none() {
                    found.push(record);
                }
            }
            Err(error) => {
                // The parser reads an unclosed record to the end of the text.
                in_vain += if runs_to_the_end(&error) { rest.len() } else { 1 };
                at += 1;
            }
        }
    }
    found
}
