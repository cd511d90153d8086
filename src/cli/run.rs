//! Running the program.

use std::process::ExitCode;

use clap::Parser as _;

use super::arguments::{Arguments, BackupCommand, CliCommand};
use super::open::place;
use super::output::{CliResult, complain};
use super::{add, backup, check, edit, events, export, free, import, list, log, now, plan, report, window, work};
use crate::app::{choose_zones, local_zone, start_log};
use crate::calendar::Tz;

/// Runs the program with the arguments of the process. Exit codes: 0, 1 for a failure, 2 for wrong usage.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(why) = start_log() {
        complain(format!("the log cannot be written: {why}"));
    }
    let name = arguments.command.as_ref().map_or("window", CliCommand::name);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), command = name, "started");
    match carry_out(&arguments) {
        Ok(()) => {
            tracing::info!(command = name, "ended");
            ExitCode::SUCCESS
        }
        Err(why) => {
            // The reason may quote the workspace's text; standard error has it.
            tracing::error!(command = name, "failed");
            tracing::debug!("{why}");
            complain(why);
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: &Arguments) -> CliResult {
    choose_zones();
    let here = local_zone().unwrap_or_else(|why| {
        complain(format!("{why}; times are UTC"));
        Tz::UTC
    });
    let clock = arguments.clock();
    let now = clock.now(here);
    let place = || place(arguments.common.workspace.as_deref());
    match &arguments.command {
        None => window::run(arguments, clock, now, here),
        Some(CliCommand::Plan { date, json }) => plan::run(&place()?, date.as_ref(), *json, now, here),
        Some(CliCommand::Now { json, follow }) => now::run(&place()?, (*json, *follow), &clock, here),
        Some(CliCommand::Next { json }) => free::next(&place()?, *json, now, here),
        Some(CliCommand::Free { date, json }) => free::free(&place()?, date.as_ref(), *json, now, here),
        Some(CliCommand::List { filter, json }) => list::list(&place()?, filter, *json, now, here),
        Some(CliCommand::Show { id, json }) => list::show(&place()?, id, *json, now, here),
        Some(CliCommand::Start { id }) => work::start(&place()?, id.as_deref(), now, here),
        Some(CliCommand::Stop { at }) => work::stop(&place()?, *at, now, here),
        Some(CliCommand::Done { ids }) => work::done(&place()?, ids, now, here),
        Some(CliCommand::Edit { id, text }) => edit::run(&place()?, id, &text.join(" "), now, here),
        Some(CliCommand::Log { from, to, json }) => log::run(&place()?, (from.as_ref(), to.as_ref()), *json, now, here),
        Some(CliCommand::Report { about, date, html, csv, from, to, by, without_private, output }) => {
            let format = report::format(*html, csv.then_some(*by));
            let (range, without_private) = ((from.as_ref(), to.as_ref()), *without_private);
            let form = report::Form { about: *about, date: date.as_ref(), range, format, without_private };
            report::run(&place()?, &form, output.as_deref(), now, here)
        }
        Some(CliCommand::Add { text, dry_run, json }) => add::run(place(), text, (*dry_run, *json), now, here),
        Some(CliCommand::Import { files, kind, dry_run }) => import::run(&place()?, files, *kind, *dry_run, now, here),
        Some(CliCommand::Export { format, from, to, follow, output }) => {
            let range = (from.as_ref(), to.as_ref());
            let export = export::Export { format: *format, range, output: output.as_deref(), follow: *follow };
            export.run(&place()?, &clock, here)
        }
        Some(CliCommand::Check) => check::run(&place()?),
        Some(CliCommand::Backup { command: BackupCommand::List }) => backup::list(&place()?),
        Some(CliCommand::Backup { command: BackupCommand::Restore { name, dry_run } }) => {
            backup::restore(&place()?, name, *dry_run, now)
        }
        Some(CliCommand::Events { file, from, to, json: _ }) => events::run(file, *from, *to),
    }
}
