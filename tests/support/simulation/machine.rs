//! A machine: its disk, its clock, and the program on it with the real keeper, merge, history and actions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::calendar::follow_ups;
use gapwise::model::{Action, Moment, Workspace};
use gapwise::store::{BackupReason, Backups, Conflict, History, Keeper, Loaded, Outside, Place, load_from, preview};

use super::ledger::{Change, Ledger, brief, changes};
use crate::disk::{After, Defect, Fault, MemoryDisk};

/// A defect that is planted by hand, to see that the simulation finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    AtDisk(Defect),
    /// Deletions leave no tombstones.
    NoTombstones,
    /// A save worker that takes over counts what it finds on disk as the base.
    WrongBase,
    /// The preview of a merge says nothing of templates.
    SilentPreview,
}

impl Planted {
    pub const ALL: [Self; 7] = [
        Self::AtDisk(Defect::NoSync),
        Self::AtDisk(Defect::LateCommit),
        Self::AtDisk(Defect::ErrorIsAbsence),
        Self::AtDisk(Defect::ThinsTooMuch),
        Self::NoTombstones,
        Self::WrongBase,
        Self::SilentPreview,
    ];
}

/// The way in which an operation is disturbed.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    None,
    /// The operation on the disk with this number fails.
    Fails(usize),
    /// The machine stops at this operation, and then its disk is so.
    Stops(usize, Fault, After),
    /// The read, stamp or listing with this number fails, and with `true` all later ones.
    Reads(usize, bool),
}

/// The open program.
pub struct Program {
    pub keeper: Keeper,
    pub history: History,
    /// The last value that was saved: the base for a worker that takes over.
    base: Workspace,
    /// Changes of the user that are not acknowledged, and the number of actions that made them.
    pending: Vec<Change>,
    actions: usize,
    is_saved: bool,
    /// Whether nothing may be changed, because a read failed at the start.
    pub waits: bool,
    /// The base of the next save, after a worker took over.
    from: Option<Workspace>,
}

pub struct Machine {
    pub index: usize,
    pub disk: Arc<MemoryDisk>,
    pub place: Place,
    pub program: Option<Program>,
    /// Seconds by which the clock is wrong.
    pub offset: i64,
    /// Seconds east of UTC.
    pub zone: i32,
    /// A file in a text editor: its path and text when it was opened.
    pub editor: Option<(PathBuf, Vec<u8>)>,
    /// Times of the backups that were seen.
    pub backups: Vec<DateTime<Utc>>,
    pub saves: usize,
    planted: Option<Planted>,
}

/// A violated promise.
pub type Failure = String;

impl Machine {
    pub fn new(index: usize, state: &Path, planted: Option<Planted>) -> Self {
        let disk = Arc::<MemoryDisk>::default();
        if let Some(Planted::AtDisk(defect)) = planted {
            disk.plant(Some(defect));
        }
        let place =
            Place { folder: format!("/machine {index}/workspace").into(), state: state.join(index.to_string()) };
        Self {
            index,
            disk,
            place,
            program: None,
            offset: 0,
            zone: 0,
            editor: None,
            backups: Vec::new(),
            saves: 0,
            planted,
        }
    }

    pub fn moment(&self, global: i64) -> Moment {
        let instant = DateTime::from_timestamp(1_790_000_000 + global + self.offset, 0).unwrap();
        Moment { instant, local: instant.naive_utc() + TimeDelta::seconds(self.zone.into()) }
    }

    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Returns a copy of the disk without faults.
    fn healthy(&self) -> MemoryDisk {
        let disk = self.disk.after(After::Kill);
        disk.plant(None);
        disk
    }

    fn load(&self) -> Loaded {
        load_from(&self.healthy(), &self.place.folder)
    }

    /// Runs `work` with trouble on the disk. If the machine stops, its disk is checked against the one before.
    pub fn troubled(
        &mut self,
        trouble: Trouble,
        now: Moment,
        ledger: &mut Ledger,
        work: impl FnOnce(&mut Self, &mut Ledger) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.disk.set_clock(SystemTime::from(now.instant));
        self.disturbed(trouble, ledger, work)?;
        // Now, because a clock that is set back makes the backups younger.
        self.check_backups(now)
    }

    fn disturbed(
        &mut self,
        trouble: Trouble,
        ledger: &mut Ledger,
        work: impl FnOnce(&mut Self, &mut Ledger) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match trouble {
            Trouble::None => work(self, ledger),
            Trouble::Reads(left, lasts) => {
                self.disk.break_read(Some((left, lasts)));
                let done = work(self, ledger);
                self.disk.break_read(None);
                done
            }
            Trouble::Fails(at) => {
                self.disk.break_at(at, Fault::Fails);
                let done = work(self, ledger);
                self.disk.repair();
                done
            }
            Trouble::Stops(at, fault, after) => {
                let before = self.load();
                self.disk.break_at(at, fault);
                let done = work(self, ledger);
                if self.disk.repair() <= at {
                    return done;
                }
                done?;
                self.stop(after, &before, ledger)
            }
        }
    }

    /// Stops the machine. Acknowledged changes must be on its disk.
    pub fn stop(&mut self, after: After, before: &Loaded, ledger: &mut Ledger) -> Result<(), Failure> {
        self.disk = Arc::new(self.disk.after(after));
        let found = self.load();
        if before.faults.is_empty() && !found.faults.is_empty() {
            return Err(format!("after {after:?} files are damaged: {}", brief(&found.faults)));
        }
        let Some(program) = self.program.take() else { return Ok(()) };
        let changed = changes(&before.workspace, &found.workspace);
        if program.is_saved {
            // A merge of others' changes may be on disk or not, but no record may be gone.
            return match ledger.reverted(self.index, &changed) {
                Some(why) => Err(format!("after {after:?}: {why}")),
                None => Ok(()),
            };
        }
        if changed.is_empty() {
            return Ok(());
        }
        // Of one save without a merge, all is there or nothing.
        let has_copies =
            self.disk.below(self.folder()).iter().any(|(path, _)| path.to_string_lossy().contains("conflict"));
        let is_alone = program.actions == 1 && !has_copies && changes(&program.base, &before.workspace).is_empty();
        self.keep_pending(program.pending, &changed, is_alone, ledger).map_err(|why| format!("after {after:?} {why}"))
    }

    /// Acknowledges changes of a save that was cut after its commit: all of them are on disk.
    fn keep_pending(
        &self,
        pending: Vec<Change>,
        changed: &[Change],
        is_alone: bool,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        let is_there = |(id, _, new): &Change| {
            let found = changed.iter().find(|(other, ..)| other == id);
            found.is_some_and(|(_, _, found)| new.iter().all(|(path, value)| found.get(path) == Some(value)))
        };
        // Later edits of one record replace earlier ones.
        let last = |at: usize| !pending[at + 1..].iter().any(|(id, ..)| *id == pending[at].0);
        let is_change =
            |at: usize| pending.iter().find(|(id, ..)| *id == pending[at].0).map(|it| &it.1) != Some(&pending[at].2);
        let all: Vec<usize> = (0..pending.len()).filter(|at| last(*at) && is_change(*at)).collect();
        let missing: Vec<_> = all.iter().filter(|at| !is_there(&pending[**at])).collect();
        if missing.is_empty() {
            ledger.acknowledge(self.index, pending);
        } else if missing.len() < all.len() && is_alone {
            return Err(format!("the folder holds half of a save: {}", brief(&pending)));
        }
        Ok(())
    }

    /// Starts the program.
    pub fn start(&mut self, now: Moment, ledger: &mut Ledger) -> Result<(), Failure> {
        if self.program.is_some() {
            return Ok(());
        }
        let before = self.load().workspace;
        let opened = Keeper::open(self.disk.clone(), self.place.clone(), false, now.instant);
        let waits = opened.loaded.must_not_write().is_some();
        let workspace = opened.loaded.workspace;
        if !waits {
            self.check_merge(&before, &workspace, &opened.conflicts, ledger)?;
        }
        let is_saved = waits || opened.keeper.is_in_step();
        self.program = Some(Program {
            keeper: opened.keeper,
            history: History::new(workspace.clone()),
            base: workspace,
            pending: Vec::new(),
            actions: 0,
            is_saved,
            waits,
            from: None,
        });
        if is_saved { Ok(()) } else { self.save(None, now, ledger) }
    }

    /// Applies an action as the app does, and saves.
    pub fn act(
        &mut self,
        action: &Action,
        reason: Option<BackupReason>,
        now: Moment,
        ledger: &mut Ledger,
    ) -> Result<bool, Failure> {
        let Some(program) = self.program.as_mut().filter(|it| !it.waits) else { return Ok(false) };
        let before = program.history.workspace().clone();
        if program.history.apply_with(action, now, |before, after| follow_ups(before, after, now)).is_err() {
            return Ok(false);
        }
        self.changed(&before, reason, now, ledger).map(|()| true)
    }

    /// Saves a change of the history since `before`.
    pub fn changed(
        &mut self,
        before: &Workspace,
        reason: Option<BackupReason>,
        now: Moment,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        let Some(program) = &mut self.program else { return Ok(()) };
        if self.planted == Some(Planted::NoTombstones) {
            let forgetful = Workspace { tombstones: before.tombstones.clone(), ..program.history.workspace().clone() };
            program.history.replace(forgetful);
        }
        let after = program.history.workspace();
        after.check().map_err(|broken| format!("broken: {broken}"))?;
        program.pending.extend(changes(before, after));
        program.actions += 1;
        program.is_saved = false;
        self.save(reason, now, ledger)
    }

    fn save(&mut self, reason: Option<BackupReason>, now: Moment, ledger: &mut Ledger) -> Result<(), Failure> {
        let Some(program) = &mut self.program else { return Ok(()) };
        let workspace = program.history.workspace().clone();
        let from = program.from.as_ref();
        let Ok(outside) = program.keeper.save(&workspace, from, reason, now.instant) else { return Ok(()) };
        self.saves += 1;
        (program.is_saved, program.from, program.actions) = (true, None, 0);
        program.base = workspace;
        ledger.acknowledge(self.index, std::mem::take(&mut program.pending));
        self.take_in(outside, now, ledger)
    }

    /// Returns a look at the folder, as the save worker does every second.
    pub fn watch(&mut self, now: Moment, ledger: &mut Ledger) -> Result<(), Failure> {
        let Some(program) = &mut self.program else { return Ok(()) };
        if !program.is_saved {
            return self.save(None, now, ledger);
        }
        let Ok(outside) = program.keeper.take_in(false, now.instant) else { return Ok(()) };
        self.take_in(outside, now, ledger)
    }

    /// Returns the save worker panics, and another takes over.
    pub fn worker_panics(&mut self, now: Moment, ledger: &mut Ledger) -> Result<(), Failure> {
        let Some(program) = &mut self.program else { return Ok(()) };
        if program.waits {
            // The next save starts another worker, and there is none before the program starts again.
            self.program = None;
            return Ok(());
        }
        let opened = Keeper::open(self.disk.clone(), self.place.clone(), false, now.instant);
        program.keeper = opened.keeper;
        // It keeps this base until a save succeeds.
        if self.planted != Some(Planted::WrongBase) {
            program.from.get_or_insert(program.base.clone());
        }
        program.is_saved = false;
        self.save(None, now, ledger)
    }

    fn take_in(&mut self, outside: Option<Outside>, now: Moment, ledger: &mut Ledger) -> Result<(), Failure> {
        let (Some(mut outside), Some(program)) = (outside, &mut self.program) else { return Ok(()) };
        let mut before = program.history.workspace().clone();
        let next = outside.brought_into(&before);
        let waited = std::mem::take(&mut program.waits);
        let Outside { merged, conflicts, .. } = outside;
        let is_in_step = next.is(&merged);
        if waited {
            // A file that could not be read counts as unchanged.
            program.history.replace(next.clone());
            before = next.clone();
        } else {
            program.history.take_in(next.clone());
        }
        program.base = merged;
        self.check_merge(&before, &next, &conflicts, ledger)?;
        if is_in_step { Ok(()) } else { self.save(None, now, ledger) }
    }

    /// Checks the rules that hold for every change from outside.
    fn check_merge(
        &self,
        before: &Workspace,
        after: &Workspace,
        conflicts: &[Conflict],
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        after.check().map_err(|broken| format!("broken by a merge: {broken}"))?;
        ledger.tell(conflicts);
        let changed = changes(before, after);
        if let Some(why) = ledger.reverted(self.index, &changed) {
            return Err(why);
        }
        let kinds: std::collections::BTreeSet<&str> = changed
            .iter()
            .filter(|(id, old, new)| id.0 != "session" || old.keys().ne(new.keys()))
            .map(|(id, ..)| id.0)
            .collect();
        let mut previewed = after.clone();
        if self.planted == Some(Planted::SilentPreview) {
            previewed.templates = before.templates.clone();
        }
        let lines = preview(before, &previewed).len();
        if lines < kinds.len() {
            return Err(format!("a merge that changes {kinds:?} is described in {lines} lines"));
        }
        Ok(())
    }

    /// Returns every hour, day and month keeps a backup, as the rule of thinning says.
    fn check_backups(&mut self, now: Moment) -> Result<(), Failure> {
        let disk = self.healthy();
        let backups = Backups { disk: &disk, place: &self.place };
        let found: Vec<DateTime<Utc>> = backups.list().into_iter().map(|backup| backup.taken).collect();
        if found.first() == self.backups.last() {
            return Ok(());
        }
        for at in std::mem::take(&mut self.backups) {
            let age = now.instant - at;
            let form = if age <= TimeDelta::hours(1) {
                "%Y%m%dT%H%M%S%f"
            } else if age <= TimeDelta::days(1) {
                "%Y%m%dT%H"
            } else if age <= TimeDelta::days(31) {
                "%Y%m%d"
            } else {
                "%Y%m"
            };
            let name = |at: &DateTime<Utc>| at.format(form).to_string();
            if !found.iter().any(|other| name(other) == name(&at)) {
                return Err(format!("the backup of {at} was thinned at {}, and nothing stands for it", now.instant));
            }
        }
        self.backups = found.into_iter().rev().collect();
        Ok(())
    }

    /// Returns the backup of a number, read; `None` if there is none.
    pub fn backup(&self, number: u64) -> Result<Option<Workspace>, Failure> {
        let backups = Backups { disk: &*self.disk, place: &self.place };
        let list = backups.list();
        if list.is_empty() {
            return Ok(None);
        }
        let chosen = &list[usize::try_from(number % list.len() as u64).unwrap()];
        let whole = backups.read(chosen).whole();
        whole.map(|it| Some(it.workspace)).map_err(|error| format!("a backup cannot be read: {error}"))
    }
}
