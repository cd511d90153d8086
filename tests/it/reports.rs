//! Reports as pages, Markdown and tables: input stays text, private tags stay out, and times follow the locale.

use chrono::Days;
use gapwise::calendar::words::Words;
use gapwise::model::{
    Action, Goal, GoalId, GoalPeriod, GoalTarget, InterruptionKind, Minutes, Order, Outcome, Settings, TagStyle, Task,
    TaskField, TaskId, Workspace,
};
use gapwise::review::report::{Document, ReportScope, TrackedBy, tracked_csv};
use gapwise::review::{DayReview, Period, ReviewSource};

use crate::harness::moment;
use crate::history::year;
use crate::review::{day, seconds, source, today, work};

#[test]
fn a_report_shows_what_was_typed_and_runs_none_of_it() {
    let mut workspace = work(&Workspace::default(), 0, today(), 8, 25, false);
    let id = TaskId::derived(&format!("work {} 0", today()));
    let title = "<script>alert('x')</script> | *bold* \"quoted\" & more\u{7}";
    let edit = Action::EditTask(id, TaskField::Title(title.into()));
    workspace = workspace.apply(&edit, moment()).unwrap();
    workspace = workspace.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap();
    let document = Document::of(&source(&workspace), ReportScope::Day(day(&workspace, today())));
    let html = document.html();
    assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") && !html.contains("<script"));
    assert!(!html.contains("http://") || html.matches("http://").all(|_| html.contains("http://www.w3.org/2000/svg")));
    let markdown = document.markdown();
    assert!(markdown.contains("\\<script\\>") && markdown.contains("\\| ") || markdown.contains("\\*bold\\*"));
    assert_eq!(html.matches("<section>").count(), html.matches("</section>").count());
}

#[test]
fn private_tags_are_left_out_where_that_is_asked_for() {
    let mut workspace = work(&Workspace::default(), 0, today(), 8, 25, true);
    let id = TaskId::derived(&format!("work {} 0", today()));
    let mut closed = gapwise::model::ClosedTask::clone(&workspace.closed[&id]);
    closed.task.tags.insert("secret".into());
    closed.task.title = "Surprise party".into();
    workspace.closed.insert(id, closed.into());
    let tags = [("secret".to_owned(), TagStyle { private: true, ..TagStyle::default() })].into();
    workspace.settings = Settings { tags, ..Settings::default() }.into();
    for scope in
        [ReportScope::Day(day(&workspace, today())), ReportScope::Period(Period::week(today(), Words::default()))]
    {
        let open = source(&workspace);
        assert!(Document::of(&open, ReportScope::Day(day(&workspace, today()))).html().contains("Surprise party"));
        let hidden = ReviewSource { without_private: true, ..open };
        let document = Document::of(&hidden, scope);
        assert!(!document.html().contains("Surprise") && !document.markdown().contains("Surprise"));
    }
    assert_eq!(seconds(&workspace, today(), today() + Days::new(1)), 25 * 60);
}

#[test]
fn a_report_uses_the_clock_of_the_locale() {
    let workspace = year(today(), 3000, 5000);
    let american = ReviewSource { words: Words::of_locale("en_US"), ..source(&workspace) };
    let report = |source: &ReviewSource| {
        Document::of(source, ReportScope::Day(day(&workspace, today() - Days::new(3)))).markdown()
    };
    assert!(report(&american).contains("am–") && !report(&american).contains(":00–"));
    assert!(!report(&source(&workspace)).contains("am–"));
}

#[test]
fn the_day_tells_planned_from_done() {
    let workspace = year(today(), 3000, 5000);
    let date = today() - Days::new(3);
    let review = DayReview::of(&source(&workspace), day(&workspace, date));
    let not_done = review.planned.iter().filter(|it| it.became == gapwise::review::BlockOutcome::NotDone).count();
    assert_eq!(not_done, review.left.len());
    assert!(!review.planned.is_empty() && !review.worked.is_empty());
    assert_eq!(review.total(), review.by_quadrant.into_iter().sum());
    let phone: Vec<_> = workspace.sessions.values().flat_map(|it| &it.interruptions).collect();
    assert!(!phone.is_empty() && phone.iter().all(|it| it.kind == InterruptionKind::Interrupted));
}

#[test]
fn a_private_tag_hides_steps_blocks_and_goals_too() {
    let mut workspace = Workspace::default();
    let id = TaskId::derived("move");
    let mut task = Task::new(id, "Move house", Order::default(), moment().instant);
    let step = |title: &str, tag: Option<&str>| gapwise::model::Step {
        tag: tag.map(str::to_owned),
        done: Some(moment().instant),
        ..gapwise::model::Step::new(gapwise::model::StepId::derived(title), title)
    };
    task.steps = vec![step("Secret step", Some("secret")), step("Open step", None)];
    let block = gapwise::model::Block {
        id: gapwise::model::BlockId::derived("secret"),
        task: id,
        step: Some(task.steps[0].id),
        start: moment().local,
        minutes: Minutes::new(10),
        state: gapwise::model::BlockState::Planned,
    };
    workspace.blocks.insert(block.id, block.into());
    workspace.tasks.insert(id, task.into());
    let other = TaskId::derived("other");
    let mut task = Task::new(other, "Hidden", Order::default(), moment().instant);
    task.tags.insert("secret".into());
    task.steps = vec![step("Secret errand", Some("errands"))];
    workspace.tasks.insert(other, task.into());
    let goal = Goal {
        id: GoalId::derived("secret"),
        title: "Secret goal".into(),
        target: GoalTarget::MicroTasks(4),
        period: GoalPeriod::Week,
        tag: Some("secret".into()),
        created: moment().instant,
        archived: None,
    };
    workspace.goals.insert(goal.id, goal.into());
    let tags = [("secret".to_owned(), TagStyle { private: true, ..TagStyle::default() })].into();
    workspace.settings = Settings { tags, ..Settings::default() }.into();
    let hidden = ReviewSource { without_private: true, ..source(&workspace) };
    let today = day(&workspace, today());
    for scope in [
        ReportScope::Plan(today),
        ReportScope::Day(today),
        ReportScope::Period(Period::week(today.date, Words::default())),
    ] {
        let text = Document::of(&hidden, scope).markdown();
        assert!(!text.contains("Secret"), "{text}");
    }
    assert!(Document::of(&hidden, ReportScope::Day(today)).markdown().contains("Open step"));
}

#[test]
fn tracked_time_is_summed_for_spreadsheets_and_runs_no_formula() {
    let monday = Period::week(today(), Words::default()).from - Days::new(7);
    let mut workspace = Workspace::default();
    for (n, hour, minutes) in [(0, 9, 30), (1, 10, 15), (2, 11, 40)] {
        workspace = work(&workspace, n, monday + Days::new(u64::from(n / 2)), hour, minutes, false);
    }
    let id = TaskId::derived(&format!("work {monday} 0"));
    let tags = ["a".to_owned(), "b".to_owned()].into();
    for field in [TaskField::Title("=1+1, \"x\"".into()), TaskField::Tags(tags)] {
        workspace = workspace.apply(&Action::EditTask(id, field), moment()).unwrap();
    }
    let csv = |by| tracked_csv(&source(&workspace), Period::week(monday, Words::default()), by);
    let (day, next) = (monday, monday + Days::new(1));
    assert_eq!(
        csv(TrackedBy::Task),
        "Task,Project,Sessions,Minutes,Hours\n\"'=1+1, \"\"x\"\"\",,1,30,0.50\nPiece 1,,1,15,0.25\n\
         Piece 2,,1,40,0.67\n"
    );
    assert_eq!(csv(TrackedBy::Day), format!("Date,Sessions,Minutes,Hours\n{day},2,45,0.75\n{next},1,40,0.67\n"));
    assert_eq!(csv(TrackedBy::Tag), "Tag,Sessions,Minutes,Hours\n,2,55,0.92\na,1,30,0.50\nb,1,30,0.50\n");
    assert_eq!(csv(TrackedBy::Project), "Project,Sessions,Minutes,Hours\n,3,85,1.42\n");
    let rows = csv(TrackedBy::Session);
    let first = rows.lines().nth(1).unwrap();
    assert!(first.starts_with(&format!("{day},09:00,09:30,30,\"'=1+1")), "{first}");
    let none = tracked_csv(&source(&workspace), Period { from: day, to: day }, TrackedBy::Session);
    assert_eq!(none.lines().count(), 1);
}

#[test]
fn hostile_titles_stay_text_in_a_report() {
    let monday = Period::week(today(), Words::default()).from - Days::new(7);
    let mut workspace = Workspace::default();
    for (n, title) in (0_u32..).zip(["---", "# x", "| |", "===", "- [ ] y", "1. z"]) {
        let id = TaskId::derived(&format!("work {monday} {n}"));
        workspace = work(&workspace, n, monday, 9 + n, 10, false);
        workspace = workspace.apply(&Action::EditTask(id, TaskField::Title(title.into())), moment()).unwrap();
        workspace = workspace.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap();
    }
    let text = Document::of(&source(&workspace), ReportScope::Day(day(&workspace, today()))).markdown();
    for line in ["- \\---\n", "- \\# x\n", "- \\| \\|\n", "- \\===\n", "- \\- \\[ \\] y\n", "- 1\\. z\n"] {
        assert!(text.contains(line), "{line} in {text}");
    }
}
