//! Simulated years of machines that share a workspace, with faults, from one seed.
//!
//! Two or three machines, each with the real keeper, store, merge, history and actions over a disk in memory, make
//! actions of every kind, undo, restore backups and lose power, while a sync program carries their files one by one and
//! leaves conflict copies. Operations and reads fail or stop, workers panic, clocks jump, a text editor saves an old
//! text, an older program writes.
//!
//! Promises: an acknowledged change survives a stop; every workspace is valid; every merge is described; no backup is
//! thinned without another in its place; in the end all machines show the same, no record is gone unless somebody deleted
//! it, and no replaced value is back unless a conflict was reported.
//!
//! An open program looks at its folder before another program changes a file there, as the real one does every second.
//!
//! Not covered: the window; values of settings and of fields that the program itself changes (`is_own` in `ledger.rs`);
//! fields of tasks that two machines close or reopen; deleted records that a conflict copy still holds; a text editor that saves
//! an old text while the program does not run.

mod cloud;
mod ledger;
mod machine;
mod run;

#[allow(unused_imports, reason = "the short form in the tests uses some of them")]
pub use {
    machine::Planted,
    run::{Figures, plan, run, shrink, steps_of, told},
};
