//! The meaning of quick-add lines, read on a Monday morning with the day first in dates.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveTime};
use gapwise::calendar::Tz;
use gapwise::exchange::{
    DateOrder, PHRASE_RULES, PhraseKind, Reading, Understood, parse_length, understand, understand_all,
};
use gapwise::model::Minutes;

use crate::harness::moment;

pub fn reading() -> Reading {
    Reading::at(moment(), Tz::UTC, NaiveTime::from_hms_opt(4, 0, 0).unwrap(), DateOrder::DayFirst)
}

/// Returns `title | 25m | due 2026-11-27T14:00! | from 2026-11-30 | important | urgent | low | #tag | RRULE after | -
/// step 10m`.
pub fn brief(one: &Understood) -> String {
    let at = |(date, time): (NaiveDate, Option<NaiveTime>)| {
        time.map_or_else(|| date.to_string(), |time| format!("{date}T{}", time.format("%H:%M")))
    };
    let mut text = one.title.clone();
    let mut part = |words: String| {
        let _ = write!(text, " | {words}");
    };
    let minutes = |minutes: Minutes| minutes.get().to_string();
    one.estimate.into_iter().for_each(|it| part(format!("{}m", minutes(it))));
    one.due.into_iter().for_each(|due| part(format!("due {}{}", at(due), if one.hard { "!" } else { "" })));
    one.not_before.into_iter().for_each(|from| part(format!("from {}", at(from))));
    one.important.into_iter().for_each(|yes| part(if yes { "important" } else { "unimportant" }.into()));
    one.urgent.into_iter().for_each(|yes| part(if yes { "urgent" } else { "calm" }.into()));
    one.energy.into_iter().for_each(|energy| part(energy.to_string()));
    one.tags.iter().for_each(|tag| part(format!("#{tag}")));
    let after = if one.after_completion { " after" } else { "" };
    one.repeat.iter().for_each(|rule| part(format!("{}{after}", rule.trim_start_matches("FREQ="))));
    for step in &one.steps {
        let length = step.estimate.map_or_else(String::new, |it| format!(" {}m", minutes(it)));
        part(format!("- {}{length}", step.title));
    }
    text
}

fn assert_table(table: &[(&str, &str)]) {
    assert_lines(&reading(), table);
}

/// Asserts the meaning of lines.
pub fn assert_lines(reading: &Reading, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(line, meaning)| (line, meaning, understand(line, reading).map_or_else(String::new, |one| brief(&one))))
        .filter(|(_, meaning, found)| *meaning != found)
        .map(|(line, meaning, found)| format!("{line}\n   wanted {meaning}\n   found  {found}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn lengths() {
    assert_table(&[
        ("Draft intro 25m", "Draft intro | 25m"),
        ("Draft intro 25min", "Draft intro | 25m"),
        ("Draft intro t25m", "Draft intro | 25m"),
        ("Draft intro t1h30 fri", "Draft intro | 90m | due 2026-11-27"),
        ("Fix t5 and the t-junction", "Fix t5 and the t-junction"),
        ("Draft intro 90 min", "Draft intro | 90m"),
        ("Draft intro 45 minutes", "Draft intro | 45m"),
        ("Draft intro 1h", "Draft intro | 60m"),
        ("Draft intro 1h30", "Draft intro | 90m"),
        ("Draft intro 1h30m", "Draft intro | 90m"),
        ("Draft intro 1h 30m", "Draft intro | 90m"),
        ("Draft intro 1 h 20", "Draft intro | 80m"),
        ("Draft intro 1.5h", "Draft intro | 90m"),
        ("Draft intro 1,5 h", "Draft intro | 90m"),
        ("Draft intro 2 hours", "Draft intro | 120m"),
        ("Draft intro 1 hour and 15 minutes", "Draft intro | 75m"),
        ("Draft intro half an hour", "Draft intro | 30m"),
        ("Draft intro for 20 min", "Draft intro | 20m"),
        ("Draft intro for an hour", "Draft intro | 60m"),
        ("Draft intro (25m)", "Draft intro | 25m"),
        ("25m draft intro", "draft intro | 25m"),
        ("Draft 2h movie script", "Draft 2h movie script"),
        ("Draft 2h movie script #film", "Draft movie script | 120m | #film"),
        ("Watch the 10m talk 45m", "Watch the 10m talk | 45m"),
        ("Read 0m", "Read 0m"),
        ("Swim 100 m", "Swim 100 m"),
        ("Raise $5M", "Raise $5M"),
        ("Read chapter 7", "Read chapter 7"),
        ("Buy 2 apples", "Buy 2 apples"),
        ("25m", "25m"),
    ]);
}

#[test]
fn what_is_said_in_passing() {
    assert_table(&[
        ("Run in 5 workdays", "Run | due 2026-11-30"),
        ("Run in 3 weekdays", "Run | due 2026-11-26"),
        ("Run monday next week", "Run | due 2026-11-30"),
        ("Run everyday", "Run | due 2026-11-23 | DAILY"),
        ("Buy everyday shoes", "Buy everyday shoes"),
        ("Run every single day", "Run | due 2026-11-23 | DAILY"),
        ("Run every 9am", "Run | due 2026-11-24T09:00 | DAILY"),
        ("Run every fortnight", "Run | due 2026-11-23 | WEEKLY;INTERVAL=2"),
        ("Run every half year", "Run | due 2026-11-23 | MONTHLY;INTERVAL=6"),
        ("Run monthly on the 15th", "Run | due 2026-12-15 | MONTHLY;BYMONTHDAY=15"),
        ("Run weekly on fri", "Run | due 2026-11-27 | WEEKLY;BYDAY=FR"),
        ("Run every weekday except friday", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH"),
        ("Run every day except weekends", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every day except me", "Run except me | due 2026-11-23 | DAILY"),
        ("Run every new year eve", "Run | due 2026-12-31 | YEARLY;BYMONTH=12;BYMONTHDAY=31"),
        ("Run every halloween", "Run | due 2027-10-31 | YEARLY;BYMONTH=10;BYMONTHDAY=31"),
        ("Call home new year's day", "Call home | due 2027-01-01"),
        ("Buy halloween sweets", "Buy halloween sweets"),
        ("Plan christmas", "Plan christmas"),
        ("Run every tue starting aug 29 ending dec 1", "Run | due 2027-08-31 | WEEKLY;BYDAY=TU;UNTIL=20271201"),
        ("Paint from monday", "Paint | from 2026-11-30"),
        ("Paint after fri", "Paint | from 2026-11-28"),
        ("Read letter from monday club", "Read letter from monday club"),
        ("Hand in by!fri", "Hand in | due 2026-11-27!"),
        ("Run every month on the second tuesday at 9", "Run | due 2026-12-08T09:00 | MONTHLY;BYDAY=2TU"),
        ("Run every 14 jan, 14 apr", "Run | due 2027-01-14 | YEARLY;BYMONTH=1,4;BYMONTHDAY=14"),
        ("Run every day 15m until friday", "Run | 15m | due 2026-11-23 | DAILY;UNTIL=20261127"),
        ("Pay rent until friday", "Pay rent | due 2026-11-27"),
        ("Run every 0 days", "Run every 0 days"),
        ("Run in 99999999 days", "Run in 99999999 days"),
    ]);
}

#[test]
fn dates() {
    assert_table(&[
        ("Call mum today", "Call mum | due 2026-11-23"),
        ("Call mum tod", "Call mum | due 2026-11-23"),
        ("Call mum tomorrow", "Call mum | due 2026-11-24"),
        ("Call mum tom", "Call mum | due 2026-11-24"),
        ("tomorrow call mum", "call mum | due 2026-11-24"),
        ("Call mum the day after tomorrow", "Call mum | due 2026-11-25"),
        ("Call mum fri", "Call mum | due 2026-11-27"),
        ("Call mum Friday", "Call mum | due 2026-11-27"),
        ("Call mum on friday", "Call mum | due 2026-11-27"),
        ("Call mum by friday", "Call mum | due 2026-11-27"),
        ("Call mum due fri", "Call mum | due 2026-11-27"),
        ("Slides for thursday", "Slides | due 2026-11-26"),
        ("Call mum friday about rent", "Call mum about rent | due 2026-11-27"),
        ("Call mum mon", "Call mum | due 2026-11-30"),
        ("Call mum sunday", "Call mum | due 2026-11-29"),
        ("Call mum next friday", "Call mum | due 2026-12-04"),
        ("Call mum this friday", "Call mum | due 2026-11-27"),
        ("Call mum next week", "Call mum | due 2026-11-30"),
        ("Call mum this weekend", "Call mum | due 2026-11-28"),
        ("Call mum next weekend", "Call mum | due 2026-12-05"),
        ("Call mum next month", "Call mum | due 2026-12-01"),
        ("Call mum later this week", "Call mum | due 2026-11-25"),
        ("Call mum in 3 days", "Call mum | due 2026-11-26"),
        ("Call mum in a week", "Call mum | due 2026-11-30"),
        ("Call mum in two weeks", "Call mum | due 2026-12-07"),
        ("Call mum in 1 month", "Call mum | due 2026-12-23"),
        ("Call mum +3 days", "Call mum | due 2026-11-26"),
        ("Call mum +2w", "Call mum | due 2026-12-07"),
        ("Call mum 5 days from now", "Call mum | due 2026-11-28"),
        ("Pay rent end of month", "Pay rent | due 2026-11-30"),
        ("Pay rent by the end of the month", "Pay rent | due 2026-11-30"),
        ("Pay rent end of next month", "Pay rent | due 2026-12-31"),
        ("Pay rent end of year", "Pay rent | due 2026-12-31"),
        ("Pay rent last day of the month", "Pay rent | due 2026-11-30"),
        ("Pay rent eom", "Pay rent | due 2026-11-30"),
        ("Pay taxes mid january", "Pay taxes | due 2027-01-15"),
        ("Pay taxes 12 dec", "Pay taxes | due 2026-12-12"),
        ("Pay taxes dec 12", "Pay taxes | due 2026-12-12"),
        ("Pay taxes 12th of december", "Pay taxes | due 2026-12-12"),
        ("Pay taxes December 12th, 2027", "Pay taxes | due 2027-12-12"),
        ("Pay taxes 1 jan", "Pay taxes | due 2027-01-01"),
        ("Pay taxes 29 feb", "Pay taxes | due 2028-02-29"),
        ("Pay taxes on the 27th", "Pay taxes | due 2026-11-27"),
        ("Pay taxes 5th", "Pay taxes | due 2026-12-05"),
        ("Pay taxes 2026-12-24", "Pay taxes | due 2026-12-24"),
        ("Pay taxes 2026/12/24", "Pay taxes | due 2026-12-24"),
        ("Pay taxes 24/12/2026", "Pay taxes | due 2026-12-24"),
        ("Pay taxes 12/24/2026", "Pay taxes | due 2026-12-24"),
        ("Pay taxes 24.12.2026", "Pay taxes | due 2026-12-24"),
        ("Pay taxes 3/4", "Pay taxes | due 2027-04-03"),
        ("Prepare friday talk thu", "Prepare friday talk | due 2026-11-26"),
        ("Draft intro, 25m, fri", "Draft intro | 25m | due 2026-11-27"),
        ("Call Bob (tomorrow)", "Call Bob | due 2026-11-24"),
        ("Call Bob tomorrow.", "Call Bob | due 2026-11-24"),
    ]);
}

#[test]
fn times() {
    assert_table(&[
        ("Call Ann fri 14:00", "Call Ann | due 2026-11-27T14:00"),
        ("Call Ann fri at 14:00", "Call Ann | due 2026-11-27T14:00"),
        ("Call Ann Fri @ 7pm", "Call Ann | due 2026-11-27T19:00"),
        ("Call Ann @fri 4pm", "Call Ann | due 2026-11-27T16:00"),
        ("Call Ann tomorrow at 16:00", "Call Ann | due 2026-11-24T16:00"),
        ("Call Ann today at 10", "Call Ann | due 2026-11-23T10:00"),
        ("Call Ann at 10", "Call Ann | due 2026-11-23T10:00"),
        ("Call Ann 6pm", "Call Ann | due 2026-11-23T18:00"),
        ("Call Ann 8am", "Call Ann | due 2026-11-24T08:00"),
        ("Call Ann 9.30pm", "Call Ann | due 2026-11-23T21:30"),
        ("Call Ann 5 pm tomorrow", "Call Ann | due 2026-11-24T17:00"),
        ("Call Ann 14:00 on friday", "Call Ann | due 2026-11-27T14:00"),
        ("Call Ann tomorrow morning", "Call Ann | due 2026-11-24T09:00"),
        ("Call Ann fri evening", "Call Ann | due 2026-11-27T19:00"),
        ("Call Ann tonight", "Call Ann | due 2026-11-23T22:00"),
        ("Call Ann this evening", "Call Ann | due 2026-11-23T19:00"),
        ("Call Ann at noon", "Call Ann | due 2026-11-23T12:00"),
        ("Call Ann tomorrow noon", "Call Ann | due 2026-11-24T12:00"),
        ("Call Ann in 2 hours", "Call Ann | due 2026-11-23T11:40"),
        ("Call Ann in 20 min", "Call Ann | due 2026-11-23T10:00"),
        ("Call Ann mon 14:00", "Call Ann | due 2026-11-23T14:00"),
        ("Call Ann mon 8:00", "Call Ann | due 2026-11-30T08:00"),
        ("Call Ann 12 dec 9:15", "Call Ann | due 2026-12-12T09:15"),
        ("Call Ann fri about the flat 14:00", "Call Ann about the flat | due 2026-11-27T14:00"),
        ("Call Ann tomorrow at 14h", "Call Ann | due 2026-11-24T14:00"),
        ("Call Ann Tuesday 24 Nov at 10", "Call Ann | due 2026-11-24T10:00"),
        ("Lunch half past 12", "Lunch | due 2026-11-23T12:30"),
        ("Lunch at half past 12 tomorrow", "Lunch | due 2026-11-24T12:30"),
        ("Call Ann tomorrow at quarter to 3", "Call Ann | due 2026-11-24T14:45"),
        ("Call Ann a quarter past 7 pm", "Call Ann | due 2026-11-23T19:15"),
        ("Half past eleven call Ann", "call Ann | due 2026-11-23T11:30"),
        ("Standup tomorrow at ten to nine", "Standup | due 2026-11-24T08:50"),
        ("Call Ann quarter past noon", "Call Ann | due 2026-11-23T12:15"),
        ("Learn why five to nine jobs fail", "Learn why five to nine jobs fail"),
        ("Read half past the hour", "Read half past the hour"),
        ("Sell a quarter to Bob", "Sell a quarter to Bob"),
        ("Look at 3 houses", "Look at 3 houses"),
        ("Buy a 16:9 monitor", "Buy a 16:9 monitor"),
        ("Meet at 25:00", "Meet at 25:00"),
    ]);
}

#[test]
fn words_that_are_titles() {
    assert_table(&[
        ("Buy sun cream", "Buy sun cream"),
        ("Lunch sun", "Lunch | due 2026-11-29"),
        ("The cat sat there", "The cat sat there"),
        ("Call Tom", "Call Tom"),
        ("May the fourth", "May the fourth"),
        ("March for science", "March for science"),
        ("Watch the Friday film", "Watch the Friday film"),
        ("Black Friday shopping", "Black Friday shopping"),
        ("Read friday's notes", "Read friday's notes"),
        ("Create monthly report", "Create monthly report"),
        ("Daily standup notes 5m", "Daily standup notes | 5m"),
        ("Weekly review fri", "Weekly review | due 2026-11-27"),
        ("27th birthday party", "27th birthday party"),
        ("Fix issue #12", "Fix issue #12"),
        ("Learn C# basics", "Learn C# basics"),
        ("Fix p1 bugs", "Fix p1 bugs"),
        ("Surprise party!", "Surprise party!"),
        ("Read \"Friday night\" fri", "Read Friday night | due 2026-11-27"),
        ("Say \"25m #tag !!\" loudly", "Say 25m #tag !! loudly"),
        ("Buy a 27\" monitor", "Buy a 27\" monitor"),
        ("Client call: Northwind", "Client call: Northwind"),
        ("Read https://example.org/a/b", "Read https://example.org/a/b"),
        ("Every now and then", "Every now and then"),
        ("tomorrow", "tomorrow"),
        ("#thesis fri", "#thesis fri"),
    ]);
}

#[test]
fn importance_energy_tags_starts_and_hard_dates() {
    assert_table(&[
        ("Pay rent !", "Pay rent | important"),
        ("Pay rent !!", "Pay rent | important | urgent"),
        ("Pay rent fri!!", "Pay rent | due 2026-11-27 | important | urgent"),
        ("Wow!! that works", "Wow!! that works"),
        ("! Pay rent", "Pay rent | important"),
        ("Pay rent !urgent", "Pay rent | urgent"),
        ("Pay rent p1", "Pay rent | important | urgent"),
        ("Pay rent p2", "Pay rent | important | calm"),
        ("Pay rent p3", "Pay rent | unimportant | urgent"),
        ("Pay rent p4", "Pay rent | unimportant | calm"),
        ("Sort mail ~low", "Sort mail | low"),
        ("Sort mail ~medium", "Sort mail | mid"),
        ("Sort mail ~high", "Sort mail | high"),
        ("Sort mail #home", "Sort mail | #home"),
        ("Sort #home mail #errand #home", "Sort mail | #home | #errand"),
        ("Sort mail #home/desk", "Sort mail | #home/desk"),
        ("Sort mail #küche", "Sort mail | #küche"),
        ("Book flight >mon", "Book flight | from 2026-11-30"),
        ("Book flight > mon", "Book flight | from 2026-11-30"),
        ("Book flight >12 dec", "Book flight | from 2026-12-12"),
        ("Book flight >tomorrow 14:00", "Book flight | from 2026-11-24T14:00"),
        ("Book flight not before friday", "Book flight | from 2026-11-27"),
        ("Book flight starting tomorrow", "Book flight | from 2026-11-24"),
        ("Book flight fri >wed", "Book flight | due 2026-11-27 | from 2026-11-25"),
        ("Hand in by! fri", "Hand in | due 2026-11-27!"),
        ("Hand in by! fri 14:00", "Hand in | due 2026-11-27T14:00!"),
        ("Hand in fri by!", "Hand in | due 2026-11-27!"),
        ("Hand in {12 dec}", "Hand in | due 2026-12-12!"),
        ("Stand by!", "Stand by!"),
        (
            "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon",
            "Draft intro | 25m | due 2026-11-27T14:00 | from 2026-11-30 | important | urgent | low | #thesis | WEEKLY;INTERVAL=2",
        ),
    ]);
}

#[test]
fn recurrence() {
    assert_table(&[
        ("Run every day", "Run | due 2026-11-23 | DAILY"),
        ("Run daily", "Run | due 2026-11-23 | DAILY"),
        ("Run ev day", "Run | due 2026-11-23 | DAILY"),
        ("Run every morning", "Run | due 2026-11-24T09:00 | DAILY"),
        ("Run every afternoon", "Run | due 2026-11-23T12:00 | DAILY"),
        ("Run every evening", "Run | due 2026-11-23T19:00 | DAILY"),
        ("Run every night", "Run | due 2026-11-23T22:00 | DAILY"),
        ("Run every weekday", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every workday at 7:30", "Run | due 2026-11-24T07:30 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every week", "Run | due 2026-11-23 | WEEKLY"),
        ("Run weekly", "Run | due 2026-11-23 | WEEKLY"),
        ("Run every weekend", "Run | due 2026-11-28 | WEEKLY;BYDAY=SA"),
        ("Run every month", "Run | due 2026-11-23 | MONTHLY"),
        ("Run monthly", "Run | due 2026-11-23 | MONTHLY"),
        ("Run every quarter", "Run | due 2026-11-23 | MONTHLY;INTERVAL=3"),
        ("Run quarterly", "Run | due 2026-11-23 | MONTHLY;INTERVAL=3"),
        ("Run every year", "Run | due 2026-11-23 | YEARLY"),
        ("Run yearly", "Run | due 2026-11-23 | YEARLY"),
        ("Run every hour", "Run | due 2026-11-23T09:40 | HOURLY"),
        ("Run every 12 hours starting at 9pm", "Run | due 2026-11-23T21:00 | HOURLY;INTERVAL=12"),
        ("Run every 3 days", "Run | due 2026-11-23 | DAILY;INTERVAL=3"),
        ("Run every 3rd day", "Run | due 2026-11-23 | DAILY;INTERVAL=3"),
        ("Run every other day", "Run | due 2026-11-23 | DAILY;INTERVAL=2"),
        ("Run every second week", "Run | due 2026-11-23 | WEEKLY;INTERVAL=2"),
        ("Run biweekly", "Run | due 2026-11-23 | WEEKLY;INTERVAL=2"),
        ("Run every 2 months", "Run | due 2026-11-23 | MONTHLY;INTERVAL=2"),
        ("Run every mon", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO"),
        ("Run every friday", "Run | due 2026-11-27 | WEEKLY;BYDAY=FR"),
        ("Run each friday", "Run | due 2026-11-27 | WEEKLY;BYDAY=FR"),
        ("Run every mon, fri at 20:00", "Run | due 2026-11-23T20:00 | WEEKLY;BYDAY=MO,FR"),
        ("Run every tue, wed and thu", "Run | due 2026-11-24 | WEEKLY;BYDAY=TU,WE,TH"),
        ("Run every mon-fri", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every tuesday to thursday", "Run | due 2026-11-24 | WEEKLY;BYDAY=TU,WE,TH"),
        ("Run every other fri", "Run | due 2026-11-27 | WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("Run every 3 weeks on tue", "Run | due 2026-11-24 | WEEKLY;INTERVAL=3;BYDAY=TU"),
        ("Run on mondays", "Run | due 2026-11-23 | WEEKLY;BYDAY=MO"),
        ("Run tuesdays and thursdays", "Run | due 2026-11-24 | WEEKLY;BYDAY=TU,TH"),
        ("Run every 3rd friday", "Run | due 2026-12-18 | MONTHLY;BYDAY=3FR"),
        ("Run every last friday of the month", "Run | due 2026-11-27 | MONTHLY;BYDAY=-1FR"),
        ("Run every first and third monday", "Run | due 2026-12-07 | MONTHLY;BYDAY=1MO,3MO"),
        ("Run every 27th", "Run | due 2026-11-27 | MONTHLY;BYMONTHDAY=27"),
        ("Run every 27", "Run | due 2026-11-27 | MONTHLY;BYMONTHDAY=27"),
        ("Run every 2, 15, 27", "Run | due 2026-11-27 | MONTHLY;BYMONTHDAY=2,15,27"),
        ("Run every 4th at noon", "Run | due 2026-12-04T12:00 | MONTHLY;BYMONTHDAY=4"),
        ("Run every month on the 15th", "Run | due 2026-12-15 | MONTHLY;BYMONTHDAY=15"),
        ("Run every month on the last friday", "Run | due 2026-11-27 | MONTHLY;BYDAY=-1FR"),
        ("Run every last day", "Run | due 2026-11-30 | MONTHLY;BYMONTHDAY=-1"),
        ("Run every first day of the month", "Run | due 2026-12-01 | MONTHLY;BYMONTHDAY=1"),
        ("Run every 15th workday", "Run | due 2026-12-21 | MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=15"),
        ("Run every first workday", "Run | due 2026-12-01 | MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        ("Run every last workday", "Run | due 2026-11-30 | MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("Run every jan 27th", "Run | due 2027-01-27 | YEARLY;BYMONTH=1;BYMONTHDAY=27"),
        ("Run every 27 jan", "Run | due 2027-01-27 | YEARLY;BYMONTH=1;BYMONTHDAY=27"),
        (
            "Run every 14 jan, 14 apr, 15 jun, 15 sep",
            "Run | due 2027-01-14 | YEARLY;BYMONTH=1,4,6,9;BYMONTHDAY=14,15;BYSETPOS=1,3,6,8",
        ),
        ("Run every 1st wed jan, 3rd thu jul", "Run | due 2027-01-06 | YEARLY;BYMONTH=1,7;BYDAY=1WE,3TH;BYSETPOS=1,4"),
        ("Run every! 3 days", "Run | due 2026-11-23 | DAILY;INTERVAL=3 after"),
        ("Run every! week", "Run | due 2026-11-23 | WEEKLY after"),
        ("Run after 10 days", "Run | due 2026-11-23 | DAILY;INTERVAL=10 after"),
        ("Run every day starting 3 aug", "Run | due 2027-08-03 | DAILY"),
        ("Run every day starting friday", "Run | due 2026-11-27 | DAILY"),
        ("Run every day until 3 dec", "Run | due 2026-11-23 | DAILY;UNTIL=20261203"),
        ("Run every day ending dec 3", "Run | due 2026-11-23 | DAILY;UNTIL=20261203"),
        ("Run every day from 10 dec until 20 dec", "Run | due 2026-12-10 | DAILY;UNTIL=20261220"),
        ("Run every day for 3 weeks", "Run | due 2026-11-23 | DAILY;UNTIL=20261213"),
        ("Run every day 1 time", "Run | due 2026-11-23 | DAILY;COUNT=1"),
        ("Run every week 5 times", "Run | due 2026-11-23 | WEEKLY;COUNT=5"),
        ("Run every day at 8:00", "Run | due 2026-11-24T08:00 | DAILY"),
        ("Run every day 20m at 17:00", "Run | 20m | due 2026-11-23T17:00 | DAILY"),
        ("every mon water plants 5m", "water plants | 5m | due 2026-11-23 | WEEKLY;BYDAY=MO"),
    ]);
}

#[test]
fn steps() {
    assert_table(&[
        ("Essay: outline 10m, draft 25m", "Essay | - outline 10m | - draft 25m"),
        (
            "Essay 2h: outline, draft, polish fri #uni",
            "Essay | 120m | due 2026-11-27 | #uni | - outline | - draft | - polish",
        ),
        ("Essay: outline 10m", "Essay | - outline 10m"),
        ("Essay / outline 10m / draft 25m", "Essay | - outline 10m | - draft 25m"),
        ("Essay: outline, draft; polish", "Essay | - outline, draft | - polish"),
        ("Essay fri: outline / draft", "Essay | due 2026-11-27 | - outline | - draft"),
        ("Essay: outline 1h, 30m draft", "Essay | - outline 60m | - draft 30m"),
        ("Buy: milk, eggs, bread", "Buy | - milk | - eggs | - bread"),
        ("Either/or question", "Either/or question"),
        (
            "Read the book 1h /20",
            "Read the book | 60m | - Read the book, part 1 of 3 20m | - Read the book, part 2 of 3 20m | - Read the book, part 3 of 3 20m",
        ),
        ("Ratio 1 /20", "Ratio 1 /20"),
    ]);
}

fn all(text: &str) -> Vec<String> {
    understand_all(text, &reading()).iter().map(brief).collect()
}

#[test]
fn several_lines() {
    assert_eq!(all("Call mum\n\nPay rent fri\r\n"), ["Call mum", "Pay rent | due 2026-11-27"]);
    assert_eq!(
        all("Essay fri #uni\n- outline 10m\n- draft (25m)"),
        ["Essay | due 2026-11-27 | #uni | - outline 10m | - draft 25m"]
    );
    assert_eq!(
        all("# Move house:\n\n- [ ] pack 2h\n- [x] book van\n1. clean"),
        ["Move house | - pack 120m | - book van | - clean"]
    );
    assert_eq!(all("Essay\n\toutline 10m\n\t\tsources\nCall mum"), ["Essay | - outline 10m | - sources", "Call mum"]);
    assert_eq!(all("- Call mum fri\n- Pay rent"), ["Call mum | due 2026-11-27", "Pay rent"]);
    assert_eq!(all("* Essay\n  * outline 10m\n* Call mum"), ["Essay | - outline 10m", "Call mum"]);
    assert_eq!(all("- [ ] Buy milk 10m"), ["Buy milk | 10m"]);
    assert_eq!(all("2. Bundesliga fri"), ["2. Bundesliga | due 2026-11-27"]);
    assert_eq!(all(" \n\t\n"), Vec::<String>::new());
    let steps = &understand_all("Essay\n- outline ~low #read\n  - sources", &reading())[0].steps;
    assert_eq!((steps[0].tag.as_deref(), steps[0].energy.map(|it| it.to_string())), (Some("read"), Some("low".into())));
    assert_eq!((steps[0].indented, steps[1].indented), (false, true));
}

#[test]
fn a_locale_says_which_comes_first() {
    let order = DateOrder::of_locale;
    assert_eq!(["en_GB.UTF-8", "es_ES", "nl-NL", "en-AU"].map(order), [DateOrder::DayFirst; 4]);
    assert_eq!(["et_EE", "pl_PL.UTF-8", "da-DK"].map(order), [DateOrder::DayFirstDots; 3]);
    assert_eq!(["de_DE", "de-AT", "de_CH.UTF-8"].map(order), [DateOrder::German; 3]);
    assert_eq!(["fr-FR", "fr_CA.UTF-8", "pt_BR"].map(order), [DateOrder::DayFirstHours; 3]);
    assert_eq!(["en_US.UTF-8", "C", "C.UTF-8", "POSIX", ""].map(order), [DateOrder::MonthFirst; 5]);
    let us = Reading { order: DateOrder::MonthFirst, ..reading() };
    assert_eq!(understand("Pay 3/4", &us).unwrap().due.unwrap().0.to_string(), "2027-03-04");
}

#[test]
fn the_examples_of_the_help_mean_what_they_stand_for() {
    for rule in PHRASE_RULES {
        for example in rule.examples {
            let spans = understand(example, &reading()).unwrap().spans;
            let kind = if rule.kind == PhraseKind::Hard { PhraseKind::Due } else { rule.kind };
            assert!(spans.iter().any(|span| span.kind == kind), "{example}: {spans:?}");
        }
    }
}

#[test]
fn a_rule_is_said_in_words_that_are_read_back() {
    for line in [
        "every day",
        "every 3 days",
        "every! 10 days",
        "every weekday",
        "every week",
        "every 2 weeks on mon, fri",
        "every mon, wed",
        "every month",
        "every 27th",
        "every 2nd, 15th",
        "every last day",
        "every 3 months on the 1st",
        "every 3rd fri",
        "every last fri",
        "every 15th workday",
        "every last workday",
        "every year",
        "every 27 jan",
        "every 12 hours",
        "every 30 minutes",
        "every day until 2026-12-03",
        "every week 5 times",
    ] {
        let one = understand(&format!("x {line}"), &reading()).unwrap();
        let words = gapwise::exchange::repeat_words(&one.repeat.unwrap(), one.after_completion);
        assert_eq!(words.as_deref(), Some(line));
    }
}

#[test]
fn a_length_as_it_is_shown_is_read_back() {
    for minutes in 1..=1500 {
        let (length, shown) = (Minutes::new(minutes), Minutes::new(minutes).to_string());
        assert_eq!(parse_length(&shown), Some(length), "{shown}");
        let one = understand(&format!("Draft intro {shown}"), &reading()).unwrap();
        assert_eq!((one.title.as_str(), one.estimate), ("Draft intro", Some(length)), "{shown}");
    }
}

#[test]
fn spans_tell_where_and_what() {
    let line = "Draft intro 25m, every 2 weeks (fri)";
    let spans = understand(line, &reading()).unwrap().spans;
    let texts: Vec<_> = spans.iter().map(|span| &line[span.range.clone()]).collect();
    assert_eq!(texts, ["25m", "every 2 weeks", "(fri)"]);
    assert_eq!(spans[2].meaning, "due Fri 27 Nov");
}
