//! Breaking down, projects and goals, delegating and letting go, by accessible names and real drags.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{
    Action, Delegation, GoalTarget, Minutes, Order, Outcome, Task, TaskField, TaskId, Urgency, Workspace,
};
use gapwise::ui::Intent;

use crate::harness::{App, Hands as _, moment, open, with_tasks};

fn task(app: &App, title: &str) -> Task {
    let workspace = app.state().workspace();
    let open = workspace.tasks.values().find(|task| task.title == title);
    open.map_or_else(|| panic!("no open task '{title}'"), |task| (**task).clone())
}

fn act(app: &mut App, action: Action) {
    app.state_mut().ask_for(Intent::Act(action));
    app.run();
}

fn steps(app: &App, title: &str) -> Vec<String> {
    task(app, title).steps.into_iter().map(|step| step.title).collect()
}

#[test]
fn a_template_is_used_and_a_task_becomes_one() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    app.click("Use a template");
    app.get_by_label_contains("Essay").click();
    app.run();
    let made = steps(&app, "one");
    assert!(made.len() >= 4, "{made:?}");
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(steps(&app, "one").is_empty(), "one step of undo");
    app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    app.click("Save as template");
    assert_eq!(app.state().workspace().templates.len(), 1);
    app.click("two");
    app.click("Use a template");
    app.get_by_role_and_label(egui::accesskit::Role::Button, "one").click();
    app.run();
    assert_eq!(steps(&app, "two"), made);
    let ids = |title: &str| task(&app, title).steps.iter().map(|step| step.id).collect::<Vec<_>>();
    assert!(ids("one").iter().all(|id| !ids("two").contains(id)), "the steps are new ones");
}

#[test]
fn a_task_is_cut_to_fit_the_gaps_and_nothing_is_lost() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Estimate", "9h");
    app.click("Cut to fit the gaps");
    let pieces: Vec<_> = task(&app, "one").steps.iter().filter_map(|step| step.estimate).collect();
    assert!(pieces.len() > 1, "{pieces:?}");
    assert_eq!(pieces.iter().copied().sum::<Minutes>(), Minutes::new(540), "{pieces:?}");
    assert_eq!(pieces[..4], [40, 40, 40, 35].map(Minutes::new), "9:40 to lunch holds four and three breaks of five");
    assert!(pieces.iter().all(|piece| *piece <= Minutes::new(50)), "no piece is longer than one stretch: {pieces:?}");
    let suggested = (1..=4).filter(|n| app.query_by_label_contains(&format!("Suggestion: one, part {n} of")).is_some());
    assert_eq!(suggested.count(), 4, "they are suggested there: {pieces:?}");
}

#[test]
fn the_rest_of_a_task_is_cut_further() {
    let mut app = with_tasks(&["Book"]);
    app.click("Book");
    app.write("Estimate", "3h");
    app.write("Add a step", "Open the draft");
    assert_eq!(steps(&app, "Book"), ["Open the draft"]);
    app.write("Add a step", "/60");
    assert_eq!(steps(&app, "Book").len(), 4);
    assert_eq!(steps(&app, "Book")[3], "Book, part 3 of 3");
    app.click("Undo cut \"Book\"");
    app.write("Add a step", "The rest 170m");
    app.click("Drag step: The rest");
    app.click("Cut into pieces of 25 min");
    assert_eq!(steps(&app, "Book").len(), 8);
    let lengths: Minutes = task(&app, "Book").steps.iter().filter_map(|step| step.estimate).sum();
    assert_eq!(lengths, Minutes::new(180), "nothing is lost");
    app.click("Undo cut \"The rest\"");
    app.click("Cut to fit the gaps");
    assert!(app.query_by_label_contains("Suggestion: The rest, part 1 of").is_some(), "{:?}", steps(&app, "Book"));
    app.write("Add a step", "/3h");
    let kept = app.get_by_label("Add a step").accesskit_node().value();
    assert_eq!(kept.as_deref(), Some("/3h"), "what is refused stays to be mended");
}

#[test]
fn a_step_gets_a_tag_that_is_new() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Add a step", "outline 10m");
    app.click("Drag step: outline");
    app.click("Tag");
    app.write("New tag", "home");
    assert_eq!(task(&app, "one").steps[0].tag.as_deref(), Some("home"));
}

#[test]
fn a_step_becomes_a_task_and_another_goes_one_level_in() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    for text in ["outline 10m", "write 25m", "polish 15m"] {
        app.write("Add a step", text);
    }
    app.get_by_label("Step 2").focus();
    app.run();
    app.press(Modifiers::ALT, Key::ArrowRight);
    assert!(task(&app, "one").steps[1].indented);
    app.press(Modifiers::ALT, Key::ArrowLeft);
    assert!(!task(&app, "one").steps[1].indented);
    app.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(steps(&app, "one"), ["write", "outline", "polish"]);
    app.click("Drag step: write");
    app.click("Convert to a task");
    assert_eq!(steps(&app, "one"), ["outline", "polish"]);
    let promoted = task(&app, "write");
    assert_eq!((promoted.estimate, promoted.important), (Some(Minutes::new(25)), Some(true)));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(steps(&app, "one"), ["write", "outline", "polish"]);
}

#[test]
fn a_project_and_a_goal_show_their_progress() {
    let mut app = with_tasks(&["one", "two"]);
    for title in ["one", "two"] {
        app.click(title);
        app.write("Estimate", "30m");
        if !app.is_there("Project") {
            app.click("More");
        }
        app.write("Project", "House");
        app.write("Goal", "Home: 5 micro-tasks a week");
    }
    let workspace = app.state().workspace();
    assert_eq!((workspace.projects.len(), workspace.goals.len()), (1, 1), "the second is found by its name");
    assert_eq!(workspace.goals.values().next().unwrap().target, GoalTarget::MicroTasks(5));
    app.click("Done: one");
    app.click("two");
    assert!(app.query_by_label("1 of 2 tasks, 30 min of 1 h").is_some(), "progress of the project");
    assert!(app.query_by_label_contains("1 of 5 micro-tasks this week").is_some(), "progress of the goal");
    let card = app.get_by_role_and_label(egui::accesskit::Role::ListItem, "two").accesskit_node().description();
    let card = card.unwrap_or_default();
    assert!(card.contains("Home 1/5") && card.contains("House 1/2"), "{card}");
    app.rewrite("Goal", "Home: 2 h a week");
    assert!(app.query_by_label_contains("of 2 h this week, 1 micro-task").is_some(), "the target is changed in place");
}

#[test]
fn dragging_the_handle_links_tasks_and_a_circle_is_refused_with_its_path() {
    let mut app = with_tasks(&["one", "two", "three"]);
    let link = |app: &mut App, from: &str, to: &str| {
        let target = app.place(to).center();
        app.hover_at(app.place(from).center());
        app.run();
        let handle = app.place(&format!("Drag to the next task: {from}")).center();
        app.drag(handle, target);
    };
    link(&mut app, "one", "two");
    assert!(task(&app, "two").after.contains(&TaskId::derived("one")));
    link(&mut app, "two", "three");
    link(&mut app, "three", "one");
    assert!(task(&app, "one").after.is_empty(), "a circle is refused");
    assert!(app.query_by_label_contains("one > three > two > one").is_some(), "the path is shown");
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(task(&app, "three").after.is_empty(), "one step of undo");
    app.click("two");
    app.click("Stop waiting for: one");
    assert!(task(&app, "two").after.is_empty());
}

#[test]
fn a_delegated_task_is_planned_as_its_small_step() {
    let mut app = with_tasks(&["Order the cake"]);
    let id = TaskId::derived("Order the cake");
    act(&mut app, Action::EditTask(id, TaskField::Important(Some(false))));
    act(&mut app, Action::EditTask(id, TaskField::Urgency(Urgency::Pinned(true))));
    app.click("Order the cake");
    app.write("Delegate to", "Sam");
    assert!(app.is_there("Suggestion: Hand over to Sam"), "five minutes are suggested");
    app.click("Handed over");
    assert!(!app.is_there("Suggestion: Hand over to Sam"));
    app.write("Follow up", "today");
    assert!(app.is_there("Suggestion: Follow up with Sam"));
    app.rewrite("Follow up", "fri");
    assert!(!app.is_there("Suggestion: Follow up with Sam"), "not before its date");
    app.click("Take back");
    assert_eq!(task(&app, "Order the cake").delegated, None);
}

#[test]
fn finishing_the_block_of_a_delegated_task_hands_it_over() {
    let mut app = with_tasks(&["Order the cake"]);
    let id = TaskId::derived("Order the cake");
    let delegation = Delegation { person: "Sam".into(), ..Delegation::default() };
    act(&mut app, Action::EditTask(id, TaskField::Delegated(Some(delegation))));
    app.click("Suggestion: Hand over to Sam");
    app.press(Modifiers::NONE, Key::Enter);
    app.press(Modifiers::NONE, Key::Space);
    assert!(task(&app, "Order the cake").is_handed_over(), "the task stays open");
}

/// Returns four unimportant tasks of different ages.
fn with_old_tasks() -> App {
    let mut workspace = Workspace::default();
    for (title, days) in [("old", 20), ("older", 30), ("new", 3)] {
        let created = moment().instant - TimeDelta::days(days);
        let mut task = Task::new(TaskId::derived(title), title, Order::default(), created);
        task.important = Some(false);
        workspace.tasks.insert(task.id, task.into());
    }
    let mut task = Task::new(TaskId::derived("came"), "came", Order::default(), moment().instant - TimeDelta::days(40));
    task.important = Some(false);
    task.set_aside = Some(moment().instant - TimeDelta::days(1));
    workspace.tasks.insert(task.id, task.into());
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

#[test]
fn cards_in_eliminate_for_two_weeks_are_offered_once() {
    let mut app = with_old_tasks();
    let question = "2 here for two weeks. Let them go?";
    assert!(app.is_there(question), "what came yesterday is not asked about");
    app.click("Keep");
    assert!(!app.is_there(question) && app.state().workspace().tasks.len() == 4);
    app.press(Modifiers::COMMAND, Key::Z);
    app.click("Let go");
    let gone = app.state().workspace().closed.values().filter(|closed| closed.outcome == Outcome::LetGo).count();
    assert_eq!((gone, app.state().workspace().tasks.len()), (2, 2));
}

#[test]
fn the_question_about_one_old_task_names_it() {
    let mut workspace = Workspace::default();
    let created = moment().instant - TimeDelta::days(20);
    let mut task = Task::new(TaskId::derived("Tidy"), "Tidy", Order::default(), created);
    task.important = Some(false);
    workspace.tasks.insert(task.id, task.into());
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    assert!(app.is_there("Let go of \"Tidy\"?"));
    app.click("Keep");
    assert!(app.is_there("Undo keep \"Tidy\""));
}
