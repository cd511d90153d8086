//! A run: a plan of steps from one seed, carried out on machines that share a folder through a sync program.

use std::path::Path;

use gapwise::model::{Action, ActionKind, Workspace};
use gapwise::planner::SplitMix64;
use gapwise::store::{BackupReason, load_from};
use strum::IntoEnumIterator as _;

use super::cloud::Cloud;
use super::ledger::{Ledger, brief, changes};
use super::machine::{Failure, Machine, Planted, Trouble};
use crate::disk::{After, Fault, MemoryDisk};
use crate::drawn::action_of;

const YEAR: i64 = 365 * 24 * 3600;
/// Records of a workspace after which more are removed than added.
const MANY: usize = 120;

/// A kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Edit,
    Undo,
    Redo,
    TakeBackMerge,
    Watch,
    Sync,
    SyncOne,
    Restore,
    Cut,
    Fail,
    FailRead,
    Kill,
    PowerCut,
    Panic,
    OpenEditor,
    SaveEditor,
    Clock,
    Zone,
    Downgrade,
}

/// A step: its kind, and the seed of its choices.
pub type Step = (Kind, u64);

/// Figures of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub steps: usize,
    pub edits: usize,
    pub saves: usize,
    pub cuts: usize,
    pub carried: usize,
    pub seconds: i64,
}

/// Returns one of several values.
fn of<T: Copy>(chance: &mut SplitMix64, all: &[T]) -> T {
    all[chance.below(all.len())]
}

/// Returns the steps of a run.
pub fn plan(seed: u64, steps: usize) -> Vec<Step> {
    use Kind::*;
    let weights = [
        (Edit, 40),
        (Undo, 4),
        (Redo, 2),
        (TakeBackMerge, 1),
        (Watch, 14),
        (Sync, 12),
        (SyncOne, 14),
        (Restore, 1),
        (Cut, 4),
        (Fail, 3),
        (FailRead, 4),
        (Kill, 2),
        (PowerCut, 1),
        (Panic, 1),
        (OpenEditor, 2),
        (SaveEditor, 2),
        (Clock, 1),
        (Zone, 1),
        (Downgrade, 1),
    ];
    let all: Vec<Kind> = weights.iter().flat_map(|(kind, weight)| vec![*kind; *weight]).collect();
    let mut chance = SplitMix64(seed);
    (0..steps).map(|_| (of(&mut chance, &all), chance.next())).collect()
}

/// Carries out a plan on two or three machines that start with the same folder, then lets all meet.
///
/// # Errors
/// The violated promise, and the number of the step that violated it.
pub fn run(seed: u64, plan: &[Step], state: &Path) -> Result<Figures, (usize, Failure)> {
    told(seed, plan, state, None, None)
}

/// Does the same with a planted defect, and prints where a text, such as the id of a record, is after each step.
///
/// # Errors
/// As [`run`].
pub fn told(
    seed: u64,
    plan: &[Step],
    state: &Path,
    planted: Option<Planted>,
    focus: Option<&str>,
) -> Result<Figures, (usize, Failure)> {
    let mut world = World::new(2 + usize::from(seed.is_multiple_of(3)), state, planted);
    let mut figures = Figures { steps: plan.len(), ..Figures::default() };
    world.begin().map_err(|why| (0, why))?;
    for (at, (kind, seed)) in plan.iter().enumerate() {
        let done = world.step(*kind, &mut SplitMix64(*seed), &mut figures);
        if let Some(focus) = focus {
            println!("{at} {kind:?} {}: {}", std::mem::take(&mut world.said), world.places(focus));
        }
        done.map_err(|why| (at, format!("{kind:?}: {why}")))?;
    }
    let met = world.meet();
    if let Some(focus) = focus {
        println!("in the end: {}\n{}", world.places(focus), world.ledger.writes_of(focus));
    }
    met.map_err(|why| (plan.len(), why))?;
    figures.saves = world.machines.iter().map(|it| it.saves).sum();
    (figures.carried, figures.seconds) = (world.cloud.carried, world.now);
    Ok(figures)
}

struct World {
    machines: Vec<Machine>,
    cloud: Cloud,
    ledger: Ledger,
    now: i64,
    /// The machine and action of the present step, for traces.
    said: String,
}

impl World {
    fn new(machines: usize, state: &Path, planted: Option<Planted>) -> Self {
        let machines = (0..machines).map(|index| Machine::new(index, state, planted)).collect();
        Self { machines, cloud: Cloud::default(), ledger: Ledger::default(), now: 0, said: String::new() }
    }

    /// Returns the files and open workspaces that hold a text.
    fn places(&self, focus: &str) -> String {
        let on_disk = |it: &Machine| {
            let files = it.disk.below(it.folder()).into_iter();
            let holds = files.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(focus));
            holds.map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        let in_memory = |it: &Machine| {
            let program = it.program.as_ref()?;
            Some(format!("{:?}", changes(&Workspace::default(), program.history.workspace())).matches(focus).count())
        };
        let all = self.machines.iter().map(|it| format!("{:?} {:?}", in_memory(it), on_disk(it)));
        all.collect::<Vec<_>>().join(" | ")
    }

    /// Returns all machines open the same folder.
    fn begin(&mut self) -> Result<(), Failure> {
        for index in 0..self.machines.len() {
            let now = self.machines[index].moment(self.now);
            self.machines[index].troubled(Trouble::None, now, &mut self.ledger, |it, ledger| it.start(now, ledger))?;
            self.sync(index, &mut SplitMix64(1), usize::MAX);
        }
        Ok(())
    }

    /// Carries files of a machine in any order.
    fn sync(&mut self, index: usize, chance: &mut SplitMix64, most: usize) {
        let machine = &self.machines[index];
        machine.disk.set_clock(machine.moment(self.now).instant.into());
        let mut waiting = self.cloud.waiting(index, &machine.disk, machine.folder());
        for _ in 0..most.min(waiting.len()) {
            let path = waiting.swap_remove(chance.below(waiting.len()));
            self.cloud.carry(index, &machine.disk, machine.folder(), &path);
        }
    }

    fn step(&mut self, kind: Kind, chance: &mut SplitMix64, figures: &mut Figures) -> Result<(), Failure> {
        // Bursts of seconds, hours, and days away.
        self.now += match chance.below(10) {
            0..=4 => 1 + chance.below(60),
            5..=7 => chance.below(4 * 3600),
            _ => chance.below(9 * 24 * 3600),
        } as i64;
        let index = chance.below(self.machines.len());
        self.said = format!("on {index}");
        // An open program looks every second, so it has looked since the last step.
        if matches!(kind, Kind::Sync | Kind::SyncOne | Kind::SaveEditor | Kind::Downgrade) {
            self.at(index, Trouble::None, Machine::watch)?;
        }
        match kind {
            Kind::Sync => {
                self.sync(index, chance, usize::MAX);
                return self.at(index, Trouble::None, Machine::watch);
            }
            Kind::SyncOne => {
                self.sync(index, chance, 1);
                return Ok(());
            }
            _ => {}
        }
        let running = self.machines[index].program.is_some();
        if !running {
            let trouble = match kind {
                Kind::Cut => cut(chance, figures),
                Kind::FailRead => reads(chance),
                _ => Trouble::None,
            };
            return self.at(index, trouble, Machine::start);
        }
        let mut trouble = Trouble::None;
        match kind {
            Kind::Cut => trouble = cut(chance, figures),
            Kind::Fail => trouble = Trouble::Fails(chance.below(30)),
            Kind::FailRead => trouble = reads(chance),
            _ => {}
        }
        match kind {
            Kind::Watch => self.at(index, trouble, Machine::watch),
            Kind::Cut | Kind::Fail | Kind::FailRead if chance.below(3) == 0 => self.at(index, trouble, Machine::watch),
            Kind::Edit | Kind::Cut | Kind::Fail | Kind::FailRead => {
                figures.edits += 1;
                let machine = &self.machines[index];
                let Some(program) = &machine.program else { return Ok(()) };
                let action = edit(program.history.workspace(), machine.moment(self.now), chance);
                self.said += &format!(" {}", format!("{action:?}").chars().take(160).collect::<String>());
                self.at(index, trouble, |it, now, ledger| it.act(&action, None, now, ledger).map(drop))
            }
            Kind::Undo => self.by_history(index, |history| drop(history.undo())),
            Kind::Redo => self.by_history(index, |history| drop(history.redo())),
            Kind::TakeBackMerge => {
                let now = self.machines[index].moment(self.now).instant;
                self.by_history(index, |history| {
                    history.take_back_merge(now);
                })
            }
            Kind::Restore => {
                let Some(workspace) = self.machines[index].backup(chance.next())? else { return Ok(()) };
                let action = Action::Become { name: "restore".into(), workspace: Box::new(workspace) };
                self.at(index, trouble, |it, now, ledger| {
                    it.act(&action, Some(BackupReason::Restore), now, ledger).map(drop)
                })
            }
            Kind::Kill => self.stop(index, After::Kill, figures),
            Kind::PowerCut => {
                let after = of(chance, &[After::PowerLoss, After::NamesFirst]);
                self.stop(index, after, figures)
            }
            Kind::Panic => self.at(index, trouble, Machine::worker_panics),
            Kind::OpenEditor => {
                self.open_editor(index, chance);
                Ok(())
            }
            // The open program notices it within a second.
            Kind::SaveEditor => {
                self.save_editor(index, chance);
                self.at(index, Trouble::None, Machine::watch)
            }
            Kind::Clock => {
                self.machines[index].offset = chance.below(40 * 24 * 3600) as i64 - 20 * 24 * 3600;
                Ok(())
            }
            Kind::Zone => {
                self.machines[index].zone = (chance.below(26) as i32 - 12) * 3600;
                Ok(())
            }
            Kind::Downgrade => self.downgrade(index, figures),
            Kind::Sync | Kind::SyncOne => Ok(()),
        }
    }

    fn at(
        &mut self,
        index: usize,
        trouble: Trouble,
        work: impl FnOnce(&mut Machine, gapwise::model::Moment, &mut Ledger) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let machine = &mut self.machines[index];
        let now = machine.moment(self.now);
        machine.troubled(trouble, now, &mut self.ledger, |machine, ledger| work(machine, now, ledger))
    }

    fn by_history(&mut self, index: usize, work: impl FnOnce(&mut gapwise::store::History)) -> Result<(), Failure> {
        self.at(index, Trouble::None, |machine, now, ledger| {
            let Some(program) = machine.program.as_mut().filter(|it| !it.waits) else { return Ok(()) };
            let before = program.history.workspace().clone();
            work(&mut program.history);
            machine.changed(&before, None, now, ledger)
        })
    }

    fn stop(&mut self, index: usize, after: After, figures: &mut Figures) -> Result<(), Failure> {
        figures.cuts += 1;
        let machine = &mut self.machines[index];
        let before = load_from(&*machine.disk, machine.folder());
        machine.stop(after, &before, &mut self.ledger)
    }

    fn open_editor(&mut self, index: usize, chance: &mut SplitMix64) {
        let machine = &mut self.machines[index];
        let parts = ["tasks.ron", "calendar.ron", "workspace.ron"];
        let path = machine.folder().join(of(chance, &parts));
        let found = machine.disk.below(&path).into_iter().next();
        machine.editor = found.map(|(path, bytes)| (path, bytes.to_vec()));
    }

    /// Saves the text that was opened earlier with one title changed.
    fn save_editor(&mut self, index: usize, chance: &mut SplitMix64) {
        let machine = &mut self.machines[index];
        let Some((path, bytes)) = machine.editor.take() else { return };
        let text = String::from_utf8(bytes).unwrap();
        let titles: Vec<usize> = text.match_indices("\n      title: \"").map(|(at, it)| at + it.len()).collect();
        if titles.is_empty() {
            return;
        }
        let at = of(chance, &titles);
        let Some(end) = text[at..].find("\",\n") else { return };
        let new = format!("{}Edited by hand {}{}", &text[..at], chance.next(), &text[at + end..]);
        let parsed = |text: &str| {
            let disk = MemoryDisk::default();
            disk.put(&path, Some(text.as_bytes()));
            load_from(&disk, machine.folder()).workspace
        };
        let typed = changes(&parsed(&text), &parsed(&new));
        machine.disk.set_clock(machine.moment(self.now).instant.into());
        machine.disk.put(&path, Some(new.as_bytes()));
        self.ledger.acknowledge(index, typed);
    }

    /// Returns the program ends, and an earlier version has written some files when it starts again.
    fn downgrade(&mut self, index: usize, figures: &mut Figures) -> Result<(), Failure> {
        self.stop(index, After::Kill, figures)?;
        let machine = &self.machines[index];
        for name in ["calendar.ron", "plan.ron", "workspace.ron"] {
            let path = machine.folder().join(name);
            for (path, bytes) in machine.disk.below(&path) {
                let text = String::from_utf8_lossy(&bytes).replacen("version: 5,", "version: 4,", 1);
                machine.disk.put(&path, Some(text.as_bytes()));
            }
        }
        Ok(())
    }

    /// Heals everything and syncs until nothing moves. Then all machines show the same, and nothing acknowledged is lost.
    fn meet(&mut self) -> Result<(), Failure> {
        for round in 0..40 {
            let mut moved = false;
            for index in 0..self.machines.len() {
                self.now += 30;
                moved |=
                    !self.cloud.waiting(index, &self.machines[index].disk, self.machines[index].folder()).is_empty();
                self.sync(index, &mut SplitMix64(round), usize::MAX);
                self.at(index, Trouble::None, |it, now, ledger| {
                    it.start(now, ledger)?;
                    (0..6).try_for_each(|_| it.watch(now, ledger))
                })?;
            }
            if !moved && round > 2 {
                return self.compare();
            }
        }
        Err("the machines do not come to rest".into())
    }

    fn compare(&self) -> Result<(), Failure> {
        let shown: Vec<&Workspace> =
            self.machines.iter().filter_map(|it| Some(it.program.as_ref()?.history.workspace())).collect();
        if shown.len() < self.machines.len() {
            return Err("a machine cannot open its folder".into());
        }
        for other in &shown[1..] {
            let different = changes(shown[0], other);
            if !different.is_empty() {
                return Err(format!("the machines differ in the end: {}", brief(&different)));
            }
        }
        self.ledger.lost(shown[0], |id| self.cloud.was_copied(id)).map_or(Ok(()), |why| Err(format!("lost: {why}")))
    }
}

fn reads(chance: &mut SplitMix64) -> Trouble {
    Trouble::Reads(chance.below(80), chance.below(3) == 0)
}

fn cut(chance: &mut SplitMix64, figures: &mut Figures) -> Trouble {
    figures.cuts += 1;
    let fault = of(chance, &[Fault::Stops, Fault::CutsShort]);
    Trouble::Stops(chance.below(40), fault, of(chance, &[After::Kill, After::PowerLoss, After::NamesFirst]))
}

/// Returns an action of any kind, more often one that removes if there are many records.
fn edit(workspace: &Workspace, now: gapwise::model::Moment, chance: &mut SplitMix64) -> Action {
    use ActionKind as Is;
    let records = workspace.tasks.len()
        + workspace.closed.len()
        + workspace.events.len()
        + workspace.blocks.len()
        + workspace.sessions.len()
        + workspace.calendars.len()
        + workspace.goals.len()
        + workspace.projects.len();
    let removing = [
        Is::CloseTask,
        Is::Forget,
        Is::RemoveEvent,
        Is::RemoveBlock,
        Is::RemoveSession,
        Is::RemoveGoal,
        Is::RemoveProject,
        Is::RemoveTemplate,
        Is::RemoveCalendar,
    ];
    let all: Vec<ActionKind> = ActionKind::iter().collect();
    let kind = match of(chance, &all) {
        _ if records > MANY && chance.below(3) > 0 => of(chance, &removing),
        // A copy of another state replaces everything, so it is rare.
        Is::Become if chance.below(20) > 0 => Is::EditTask,
        kind => kind,
    };
    action_of((kind, chance.next()), workspace, now, u32::MAX)
}

/// Returns the number of steps that take about so many years.
pub fn steps_of(years: usize) -> usize {
    // The mean step takes 22 hours and a half.
    years * usize::try_from(YEAR).unwrap() / 81_000
}

/// Drops steps while the run still fails with the same first words. Returns the shorter plan and its failure.
pub fn shrink(seed: u64, mut steps: Vec<Step>, mut failure: (usize, Failure), state: &Path) -> (Vec<Step>, Failure) {
    let words = |why: &str| {
        why.split(' ')
            .filter(|word| word.chars().all(char::is_alphabetic))
            .take(4)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    steps.truncate(failure.0 + 1);
    let sign = words(&failure.1);
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < steps.len() {
            let shorter = [&steps[..at], &steps[(at + size).min(steps.len())..]].concat();
            let _ = std::fs::remove_dir_all(state);
            match run(seed, &shorter, state) {
                Err(why) if words(&why.1) == sign => (steps, failure) = (shorter, why),
                _ => at += size,
            }
        }
        size /= 2;
    }
    (steps, failure.1)
}
