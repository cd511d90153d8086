//! All integration tests in one binary: each binary links the whole toolkit again.

#![allow(clippy::unwrap_used)]

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/actions.rs"]
mod drawn;
#[path = "../support/raster.rs"]
mod raster;

#[path = "../support/history.rs"]
mod history;
#[allow(dead_code, reason = "the long form uses the rest")]
#[path = "../support/simulation/mod.rs"]
mod simulation;

mod actions;
mod architecture;
mod calm;
mod cases;
mod century;
mod commands;
mod estimates;
mod event_edits;
mod fuzz;
mod gaps;
mod harness;
mod ics;
mod ics_conformance;
mod kill;
mod model;
mod odds;
mod overload;
mod planner_breaks;
mod planner_day;
mod planner_days;
mod planner_plans;
mod planner_reasons;
mod planner_scoring;
mod promises;
mod quick_add;
mod quick_add_cases;
mod quick_add_german;
mod quick_add_phrases;
mod quick_add_properties;
mod repeating;
mod reports;
mod review;
mod scripts;
mod search;
mod snapshots;
mod snapshots_dialogs;
mod snapshots_messages;
mod snapshots_states;
mod store;
mod store_backups;
mod store_bases;
mod store_commits;
mod store_editors;
mod store_failed;
mod store_faults;
mod store_hostile;
mod store_merge;
mod store_moved;
mod store_outside;
mod store_reads;
mod store_seams;
mod store_synced;
mod store_unrelated;
mod structure;
mod structure_docs;
mod task_formats;
mod task_imports;
mod timer;
mod ui_breakdown;
mod ui_capture;
mod ui_change;
mod ui_day;
mod ui_events;
mod ui_export;
mod ui_fields;
mod ui_focus;
mod ui_jobs;
mod ui_layout;
mod ui_lens;
mod ui_matrix;
mod ui_morning;
mod ui_narrow;
mod ui_personal;
mod ui_places;
mod ui_review;
mod ui_rhythm;
mod ui_settings;
mod ui_sittings;
mod ui_steps;
mod ui_storage;
mod ui_then;
mod ui_today;
mod ui_tracked;
mod ui_week;
mod unwritten;
mod weekly_minimum;
mod wording;
mod zones;
