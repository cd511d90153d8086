//! Ranges of estimates and forecasts of deadlines keep their stated coverage.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use gapwise::model::{
    Block, BlockId, BlockState, ClosedTask, Interruption, InterruptionKind, Minutes, Order, Outcome, Session,
    SessionId, SessionKind, Step, StepId, Task, TaskId, Workspace,
};
use gapwise::planner::estimates::{EstimateHistory, EstimateRange, OpenWork, Sample, pieces, range_words};
use proptest::prelude::*;

fn minutes(minutes: u32) -> Minutes {
    Minutes::new(minutes)
}

fn tags(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn sample(estimate: u32, actual: u32, names: &[&str]) -> Sample {
    Sample::new(minutes(estimate), minutes(actual), tags(names)).expect("lengths above zero")
}

/// Returns samples of one estimate that took these actual minutes.
fn took(estimate: u32, actual: impl IntoIterator<Item = u32>) -> impl Iterator<Item = Sample> {
    actual.into_iter().map(move |actual| sample(estimate, actual, &[]))
}

fn piece(estimate: u32) -> OpenWork {
    OpenWork { estimate: minutes(estimate), tags: BTreeSet::new() }
}

fn instant(hour: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + hour * 3600, 0).expect("an instant")
}

/// Returns a history of work of 25 minutes that took from 5 minutes to two hours.
fn ordinary() -> EstimateHistory {
    took(25, (1..=24).map(|n| n * 5)).collect()
}

#[test]
fn with_seven_finished_tasks_the_range_is_not_known_yet_and_with_eight_it_is() {
    let mut history: EstimateHistory = took(25, [20; 7]).collect();
    assert_eq!(history.range(minutes(25), &BTreeSet::new()), None);
    assert_eq!(range_words(minutes(25), None), "not known yet");
    assert!(!history.forecast(&[piece(25)], 60).own);
    history.push(sample(25, 20, &[]));
    let range = history.range(minutes(25), &BTreeSet::new()).expect("a range");
    assert_eq!((range.low, range.high, range.samples), (minutes(20), minutes(20), 8));
    assert!(history.forecast(&[piece(25)], 60).own);
}

#[test]
fn a_range_reads_like_a_person_says_it() {
    let words = |estimate, low, high| {
        range_words(minutes(estimate), Some(EstimateRange { low: minutes(low), high: minutes(high), samples: 9 }))
    };
    assert_eq!(words(25, 15, 45), "25 min, usually 15–45 min");
    assert_eq!(words(45, 20, 90), "45 min, usually 20 min to 1 h 30");
    assert_eq!(words(120, 70, 240), "2 h, usually 1 h 10 to 4 h");
    assert_eq!(words(25, 25, 25), "25 min, usually 25 min");
}

#[test]
fn one_in_twenty_is_quicker_and_three_in_twenty_take_longer() {
    let history: EstimateHistory = took(100, 1..=99).collect();
    let range = history.range(minutes(100), &BTreeSet::new()).expect("a range");
    assert_eq!((range.low, range.high), (minutes(5), minutes(85)));
}

#[test]
fn what_took_twice_as_long_until_now_is_expected_to_take_twice_as_long() {
    let history: EstimateHistory = took(10, [20; 8]).collect();
    let range = history.range(minutes(12), &BTreeSet::new()).expect("a range");
    assert_eq!((range.low, range.high), (minutes(24), minutes(24)));
}

#[test]
fn small_and_large_tasks_are_judged_by_their_own_kind() {
    let history: EstimateHistory = took(10, [30; 20]).chain(took(480, [240; 20])).collect();
    let range = |estimate| history.range(minutes(estimate), &BTreeSet::new()).expect("a range");
    assert_eq!((range(10).low, range(10).high), (minutes(30), minutes(30)));
    assert_eq!((range(480).low, range(480).high), (minutes(240), minutes(240)));
}

#[test]
fn a_size_without_a_past_borrows_from_the_nearest_size() {
    let history: EstimateHistory = took(480, [240; 20]).chain(took(50, [100; 20])).collect();
    let range = history.range(minutes(10), &BTreeSet::new()).expect("a range");
    assert_eq!((range.low, range.high, range.samples), (minutes(20), minutes(20), 20));
}

#[test]
fn a_tag_counts_once_there_are_thirty_tasks_with_it() {
    let of = |count| {
        let plain = took(30, [30; 90]);
        let mail = std::iter::repeat_n(sample(30, 60, &["mail"]), count);
        let history: EstimateHistory = mail.chain(plain).collect();
        history.range(minutes(30), &tags(&["garden", "mail"])).expect("a range")
    };
    assert_eq!((of(29).high, of(29).samples), (minutes(30), 100));
    assert_eq!((of(30).low, of(30).high, of(30).samples), (minutes(60), minutes(60), 30));
}

#[test]
fn what_was_long_ago_is_forgotten() {
    let history: EstimateHistory = took(30, [90; 500]).chain(took(30, [30; 100])).collect();
    let range = history.range(minutes(30), &BTreeSet::new()).expect("a range");
    assert_eq!((range.high, range.samples), (minutes(30), 100));
}

#[test]
fn a_deadline_gets_likelier_with_more_time_and_less_likely_with_more_work() {
    let history = ordinary();
    let percent = |count, until_due| history.forecast(&vec![piece(25); count], until_due).percent;
    assert!(percent(2, 60) < percent(2, 120) && percent(2, 120) < percent(2, 200));
    assert!(percent(4, 120) < percent(2, 120));
    assert_eq!((percent(2, 0), percent(2, 10_000), percent(0, 0)), (0, 99, 100));
    assert_eq!(percent(2, 1), 1);
}

#[test]
fn a_forecast_says_whether_the_plan_fits_and_how_likely_that_is() {
    let half: EstimateHistory = took(60, [30, 120].repeat(40)).collect();
    let forecast = half.forecast(&[piece(60)], 100);
    assert!(forecast.fits());
    let percent = forecast.percent;
    assert!((50..=60).contains(&percent), "{percent}: half of the own ratios and 0.72 of the typical ones");
    assert_eq!(forecast.words(), format!("fits with 40 min to spare, {percent} % likely"));
    let short = EstimateHistory::default().forecast(&[piece(60), piece(60)], 50);
    assert!(!short.fits());
    assert_eq!(short.words(), format!("1 h 10 short, about {} % likely", short.percent));
    assert!((3..=35).contains(&short.percent), "typical work rarely takes half of its estimate: {}", short.percent);
}

/// A workspace in which time is recorded by hand.
#[derive(Default)]
struct Diary {
    workspace: Workspace,
    count: i64,
}

impl Diary {
    fn next(&mut self) -> (i64, String) {
        self.count += 1;
        (self.count, format!("record {}", self.count))
    }

    fn task(&mut self, estimate: Option<u32>) -> Task {
        let (hour, name) = self.next();
        let mut task = Task::new(TaskId::derived(&name), name, Order::default(), instant(hour));
        task.estimate = estimate.map(minutes);
        task
    }

    fn close(&mut self, task: &Task, outcome: Outcome) {
        let closed = ClosedTask { task: task.clone(), closed: instant(self.next().0), outcome };
        self.workspace.closed.insert(task.id, closed.into());
    }

    fn session(&mut self, task: &Task, step: Option<StepId>, kind: SessionKind, length: i64) -> SessionId {
        let (hour, name) = self.next();
        let (id, start) = (SessionId::derived(&name), instant(hour));
        let (end, seen) = (Some(start + TimeDelta::minutes(length)), None);
        let (task, title, interruptions) = (Some(task.id), String::new(), Vec::new());
        self.workspace.sessions.insert(
            id,
            Session { kind, task, step, title, end, seen, interruptions, ..Session::new(id, start) }.into(),
        );
        id
    }

    fn block(&mut self, task: &Task, length: u32, state: BlockState) {
        let id = BlockId::derived(&self.next().1);
        let start = NaiveDateTime::default();
        let block = Block { id, task: task.id, step: None, start, minutes: minutes(length), state };
        self.workspace.blocks.insert(id, block.into());
    }

    /// Finishes eight tasks of 30 minutes, each with the notes of `record`, and returns the estimate of such a task.
    fn eight(mut self, record: impl Fn(&mut Self, &mut Task)) -> Option<(u32, u32)> {
        for _ in 0..8 {
            let mut task = self.task(Some(30));
            record(&mut self, &mut task);
            self.close(&task, Outcome::Done);
        }
        let range = EstimateHistory::of(&self.workspace).range(minutes(30), &BTreeSet::new())?;
        Some((range.low.get(), range.high.get()))
    }
}

#[test]
fn the_time_of_a_finished_task_is_its_focus_time_without_breaks() {
    let twice = Diary::default().eight(|diary, task| {
        diary.session(task, None, SessionKind::Focus, 25);
        diary.session(task, None, SessionKind::Break, 5);
        diary.session(task, None, SessionKind::Focus, 35);
        diary.block(task, 30, BlockState::Done);
    });
    assert_eq!(twice, Some((60, 60)));
}

#[test]
fn an_interruption_is_not_work() {
    let interrupted = Diary::default().eight(|diary, task| {
        let id = diary.session(task, None, SessionKind::Focus, 50);
        let mut session = Session::clone(&diary.workspace.sessions[&id]);
        let at = session.start + TimeDelta::minutes(10);
        session.interruptions = vec![
            Interruption {
                at,
                until: Some(at + TimeDelta::minutes(15)),
                why: "phone".into(),
                kind: InterruptionKind::Interrupted,
            },
            Interruption { at, until: None, why: "a thought".into(), kind: InterruptionKind::Interrupted },
        ];
        diary.workspace.sessions.insert(id, session.into());
    });
    assert_eq!(interrupted, Some((35, 35)));
}

#[test]
fn where_nobody_ran_the_timer_the_blocks_that_are_done_count() {
    let blocks = Diary::default().eight(|diary, task| {
        diary.block(task, 20, BlockState::Done);
        diary.block(task, 25, BlockState::Done);
        diary.block(task, 90, BlockState::Planned);
    });
    assert_eq!(blocks, Some((45, 45)));
}

#[test]
fn ticked_steps_count_by_themselves() {
    let steps = Diary::default().eight(|diary, task| {
        for name in ["draft", "check"] {
            let mut step = Step::new(StepId::derived(&format!("{name} {}", task.title)), name);
            step.estimate = Some(minutes(30));
            step.done = Some(instant(1));
            diary.session(task, Some(step.id), SessionKind::Focus, 40);
            task.steps.push(step);
        }
    });
    assert_eq!(steps, Some((40, 40)));
}

#[test]
fn a_task_without_an_estimate_or_without_time_or_let_go_teaches_nothing() {
    let mut diary = Diary::default();
    for outcome in [Outcome::LetGo, Outcome::Deleted] {
        let task = diary.task(Some(30));
        diary.block(&task, 30, BlockState::Done);
        diary.close(&task, outcome);
    }
    let (timeless, guessed) = (diary.task(Some(30)), diary.task(None));
    diary.block(&guessed, 30, BlockState::Done);
    diary.close(&timeless, Outcome::Done);
    diary.close(&guessed, Outcome::Done);
    assert!(EstimateHistory::of(&diary.workspace).is_empty());
}

#[test]
fn what_is_left_of_a_task_is_its_open_steps_with_a_guess_where_nothing_is_said() {
    let mut task = Diary::default().task(None);
    task.tags = tags(&["deep"]);
    assert_eq!(pieces(&task, minutes(25)), [OpenWork { estimate: minutes(25), tags: tags(&["deep"]) }]);
    task.steps = ["done", "open", "own tag"].map(|name| Step::new(StepId::derived(name), name)).into();
    task.steps[0].done = Some(instant(1));
    task.steps[2].estimate = Some(minutes(10));
    task.steps[2].tag = Some("mail".into());
    let left = [
        OpenWork { estimate: minutes(25), tags: tags(&["deep"]) },
        OpenWork { estimate: minutes(10), tags: tags(&["mail"]) },
    ];
    assert_eq!(pieces(&task, minutes(25)), left);
}

fn length() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 1_u32..500, 1 => Just(1), 1 => Just(Minutes::MAX.get()), 1 => 1..=Minutes::MAX.get()]
}

fn any_sample() -> impl Strategy<Value = Sample> {
    (length(), length(), prop::sample::subsequence(vec!["a", "b", "c"], 0..=3))
        .prop_map(|(estimate, actual, names)| sample(estimate, actual, &names))
}

proptest! {
    #[test]
    fn a_range_is_never_inverted_and_stays_within_what_was_seen(
        samples in prop::collection::vec(any_sample(), 0..150),
        estimate in prop_oneof![3 => 0_u32..600, 1 => Just(u32::MAX)],
    ) {
        let history: EstimateHistory = samples.iter().cloned().collect();
        let range = history.range(minutes(estimate), &tags(&["b"]));
        prop_assert_eq!(range, samples.iter().cloned().collect::<EstimateHistory>().range(minutes(estimate), &tags(&["b"])));
        prop_assert_eq!(range.is_some(), samples.len() >= 8);
        if let Some(range) = range {
            prop_assert!(minutes(1) <= range.low && range.low <= range.high && range.high <= Minutes::MAX);
            prop_assert!((8..=100).contains(&range.samples) && range.samples <= samples.len());
        }
    }

    #[test]
    fn a_forecast_is_a_percentage_that_does_not_fall_with_more_time(
        samples in prop::collection::vec(any_sample(), 8..60),
        left in prop::collection::vec(prop_oneof![1 => Just(0), 8 => length()], 0..5),
        time in prop_oneof![3 => 0_u64..2000, 1 => Just(u64::MAX)],
        more in prop_oneof![0_u64..2000, Just(u64::MAX)],
    ) {
        let history: EstimateHistory = samples.into_iter().collect();
        let left: Vec<OpenWork> = left.into_iter().map(piece).collect();
        let (less, more) = (history.forecast(&left, time), history.forecast(&left, time.saturating_add(more)));
        prop_assert_eq!(less, history.forecast(&left, time));
        prop_assert!(less.percent <= more.percent && more.percent <= 100);
        prop_assert!(!less.words().is_empty());
    }
}

/// Returns the finished tasks of each person of a shared data set, in order; `None`, said aloud, where the data is
/// absent.
fn people(name: &str) -> Option<Vec<Vec<Sample>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/estimates").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("{} is absent: not tested", path.display());
        return None;
    };
    let mut people: BTreeMap<String, Vec<(u64, Sample)>> = BTreeMap::new();
    for (line, fields) in text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).enumerate() {
        let length = |field: &str| field.parse::<f64>().expect("minutes").round().max(1.0) as u32;
        let sample = sample(length(fields[3]), length(fields[4]), &[fields[2]]);
        let order = fields[1].parse().unwrap_or(line as u64);
        people.entry(fields[0].to_owned()).or_default().push((order, sample));
    }
    people.values_mut().for_each(|tasks| tasks.sort_by_key(|(order, _)| *order));
    Some(people.into_values().map(|tasks| tasks.into_iter().map(|(_, sample)| sample).collect()).collect())
}

#[test]
fn eight_in_ten_real_tasks_take_what_was_said() {
    for people in ["sip.csv", "cesaw_even.csv"].into_iter().filter_map(people) {
        let (mut stated, mut inside) = (0, 0);
        for tasks in people {
            let mut history = EstimateHistory::default();
            for task in tasks {
                if let Some(range) = history.range(task.estimate(), task.tags()) {
                    stated += 1;
                    inside += u32::from((range.low..=range.high).contains(&task.actual()));
                }
                history.push(task);
            }
        }
        let percent = 100.0 * f64::from(inside) / f64::from(stated);
        assert!((78.0..=82.0).contains(&percent), "{percent:.1} % of {stated}");
    }
}

#[test]
fn real_projects_of_four_tasks_are_in_time_as_often_as_was_forecast() {
    for people in ["sip.csv", "cesaw_even.csv"].into_iter().filter_map(people) {
        // By fifths of the scale: forecasts, the sum of their percentages, and how many came true.
        let mut fifths = [(0_u32, 0_u32, 0_u32); 5];
        for (person, tasks) in people.iter().enumerate() {
            let mut history = EstimateHistory::default();
            for (turn, project) in tasks.chunks_exact(4).enumerate() {
                let left: Vec<_> =
                    project.iter().map(|t| OpenWork { estimate: t.estimate(), tags: t.tags().clone() }).collect();
                let room = left.iter().map(|piece| u64::from(piece.estimate.get())).sum::<u64>()
                    * [2, 3, 4, 5, 6, 8, 12][(person + turn) % 7]
                    / 4;
                let percent = history.forecast(&left, room).percent;
                let took: u64 = project.iter().map(|task| u64::from(task.actual().get())).sum();
                let fifth = &mut fifths[(percent / 20).min(4) as usize];
                *fifth = (fifth.0 + 1, fifth.1 + percent, fifth.2 + u32::from(took <= room));
                project.iter().cloned().for_each(|task| history.push(task));
            }
        }
        for (count, said, came) in fifths.into_iter().filter(|(count, ..)| *count > 100) {
            let (said, came) = (f64::from(said) / f64::from(count), 100.0 * f64::from(came) / f64::from(count));
            println!("{count} forecasts of {said:.0} %: {came:.0} % came true");
            assert!((said - came).abs() < 10.0, "{count} forecasts of {said:.0} %: {came:.0} % came true");
        }
    }
}
