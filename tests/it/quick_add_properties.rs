//! Properties of quick add: no typed text is lost, and no line contradicts itself.

use chrono::NaiveDate;
use gapwise::exchange::{PhraseKind, Understood, understand, understand_all};
use proptest::prelude::*;

use crate::quick_add::reading;

/// Returns the letters and digits outside the phrases.
fn kept(text: &str, one: &Understood) -> String {
    let understood = |at: usize| one.spans.iter().any(|span| span.range.contains(&at));
    text.char_indices().filter(|(at, c)| c.is_alphanumeric() && !understood(*at)).map(|(_, c)| c).collect()
}

fn of_titles(one: &Understood) -> String {
    let pieces = one.spans.iter().any(|span| span.kind == PhraseKind::Pieces);
    let steps = one.steps.iter().filter(|_| !pieces).map(|step| step.title.as_str());
    std::iter::once(one.title.as_str()).chain(steps).flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
}

fn fragment() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "25m",
        "1h",
        "30",
        "fri",
        "every",
        "every!",
        "mon,",
        "and",
        "at",
        "10",
        "14:00",
        "5pm",
        "#tag",
        "!!",
        "~low",
        ">mon",
        ">",
        "by!",
        "in",
        "3",
        "days",
        "next",
        "week",
        "12",
        "dec",
        "the",
        "27th",
        "last",
        "workday",
        "of",
        "month",
        "until",
        "for",
        "starting",
        "Essay:",
        "/",
        "/15",
        "a,",
        "b;",
        "\"x",
        "y\"",
        "\"q\"",
        "(fri)",
        "{sat}",
        "after",
        "x3",
        "times",
        "daily",
        "mid",
        "end",
        "or",
        "to",
        "about",
        "evening",
        "tonight",
        "christmas",
        "mon,wed",
        "3/4",
        "on",
        "@",
        "p1",
        "sun",
        "+2w",
        "half",
        "an",
        "hour",
        ":",
        "-",
        "jan",
        "1st",
        "0",
        "99999999999",
        "every:",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_title_loses_nothing_that_was_not_understood(parts in prop::collection::vec(fragment(), 0..14)) {
        let line = parts.join(" ");
        let one = understand(&line, &reading());
        prop_assert_eq!(one.is_none(), line.trim().is_empty());
        if let Some(one) = one {
            prop_assert!(!one.title.trim().is_empty());
            prop_assert_eq!(of_titles(&one), kept(&line, &one), "{:?}", one);
            for span in &one.spans {
                prop_assert!(line.get(span.range.clone()).is_some_and(|text| !text.is_empty()));
                let hard = line[span.range.clone()].starts_with(['{', 'b']);
                let before = line[..span.range.start].split_whitespace().next_back().unwrap_or_default();
                let ties = ["and", "of", "or", "to", "about", "than"].contains(&before);
                prop_assert!(span.kind != PhraseKind::Due || hard || !ties, "{:?}", one);
            }
            if let Some(rule) = &one.repeat {
                prop_assert!(gapwise::calendar::check_rule(rule).is_ok(), "{}", rule);
                let (first, _) = one.due.unwrap();
                let until = rule.split("UNTIL=").nth(1).map(|day| NaiveDate::parse_from_str(day, "%Y%m%d").unwrap());
                prop_assert!(until.is_none_or(|until| until >= first), "{:?}", one);
                let said = one.spans.iter().any(|span| span.kind == PhraseKind::Due);
                prop_assert!(said || one.not_before.is_none_or(|(from, _)| from <= first), "{:?}", one);
            }
        }
    }

    #[test]
    fn any_text_makes_tasks_or_nothing(text in "(\\PC|\n|\t){0,80}") {
        let tasks = understand_all(&text, &reading());
        prop_assert!(tasks.iter().all(|task| !task.title.trim().is_empty()));
        prop_assert!(tasks.iter().flat_map(|task| &task.steps).all(|step| !step.title.trim().is_empty()));
    }
}
