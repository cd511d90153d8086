//! Quick-add phrases are read as a whole or stay in the title; read on a Tuesday with the month first in dates.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use gapwise::calendar::Tz;
use gapwise::exchange::{DateOrder, Reading, understand_all};
use gapwise::model::Moment;

use crate::quick_add::{assert_lines, brief};

fn at(now: &str) -> Reading {
    in_zone(now, Tz::UTC)
}

fn in_zone(now: &str, zone: Tz) -> Reading {
    let local: NaiveDateTime = now.parse().unwrap();
    // Of two instants, the later.
    let later = zone.instant(local) + TimeDelta::hours(1);
    let instant = if zone.local(later) == local { later } else { zone.instant(local) };
    let four = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
    Reading::at(Moment { instant, local }, zone, four, DateOrder::MonthFirst)
}

fn assert_table(table: &[(&str, &str)]) {
    assert_lines(&at("2026-03-10T09:00:00"), table);
}

/// Asserts the meaning of lines typed at a given time.
fn assert_said(table: &[(&str, &str, &str)]) {
    for (now, line, meaning) in table {
        assert_lines(&at(now), &[(line, meaning)]);
    }
}

#[test]
fn a_day_with_its_part_and_its_time() {
    assert_table(&[
        ("Dinner fri evening 8pm", "Dinner | due 2026-03-13T20:00"),
        ("Standup tomorrow morning 9:15", "Standup | due 2026-03-11T09:15"),
        ("Train fri 14:05 arrives 16:20", "Train arrives 16:20 | due 2026-03-13T14:05"),
        ("Meeting fri 14:00 to 15:30", "Meeting | 90m | due 2026-03-13T15:30 | from 2026-03-13T14:00"),
        ("Ring Al tomorrow evening at 8", "Ring Al | due 2026-03-11T20:00"),
        ("Ring Al at 8 tomorrow evening", "Ring Al | due 2026-03-11T20:00"),
        ("Ring Al tomorrow at 8 in the evening", "Ring Al | due 2026-03-11T20:00"),
        ("Wake up tomorrow morning at 5", "Wake up | due 2026-03-11T05:00"),
        ("Gym every evening at 8", "Gym | due 2026-03-10T20:00 | DAILY"),
        ("Gym every friday evening at 8", "Gym | due 2026-03-13T20:00 | WEEKLY;BYDAY=FR"),
        ("Read every night at 10", "Read | due 2026-03-10T22:00 | DAILY"),
        ("Ring Al tonight at 8", "Ring Al | due 2026-03-10T20:00"),
        ("Ring Al at 8 tonight", "Ring Al | due 2026-03-10T20:00"),
        ("Ring Al at 3", "Ring Al | due 2026-03-10T15:00"),
        ("Lunch at 1", "Lunch | due 2026-03-10T13:00"),
        ("Tea at 5 o'clock", "Tea | due 2026-03-10T17:00"),
        ("Feed cat at 03", "Feed cat | due 2026-03-11T03:00"),
        ("Ring fri at 1900", "Ring | due 2026-03-13T19:00"),
        ("Ring every mon, fri at 2300", "Ring | due 2026-03-13T23:00 | WEEKLY;BYDAY=MO,FR"),
        ("Draft 2026-04-01T15:30", "Draft | due 2026-04-01T15:30"),
        ("Draft @2030-10-12T13:37", "Draft | due 2030-10-12T13:37"),
        ("Write memo in 90m", "Write memo | due 2026-03-10T10:30"),
        ("Write memo in 20m", "Write memo | due 2026-03-10T09:20"),
        ("Write memo in 1h30", "Write memo | due 2026-03-10T10:30"),
        ("Write memo in half an hour", "Write memo | due 2026-03-10T09:30"),
        ("Write memo in 1 hour and 30 minutes", "Write memo | due 2026-03-10T10:30"),
        ("Pack not before 14:00", "Pack | from 2026-03-10T14:00"),
        ("Pack after 5pm", "Pack | from 2026-03-10T17:00"),
        ("Book from 9am", "Book | from 2026-03-11T09:00"),
        ("Pack >14:00", "Pack | from 2026-03-10T14:00"),
        ("Pack >tue 14:00", "Pack | from 2026-03-10T14:00"),
    ]);
}

#[test]
fn what_depends_on_when_it_is_said() {
    assert_said(&[
        ("2026-03-10T14:00:00", "Do this afternoon", "Do | due 2026-03-10"),
        ("2026-03-10T20:00:00", "Do this evening", "Do | due 2026-03-10"),
        ("2026-03-10T23:00:00", "Do tonight", "Do | due 2026-03-10"),
        ("2026-03-10T09:00:00", "Do this morning", "Do | due 2026-03-10"),
        ("2026-03-11T00:10:00", "Do every hour", "Do | due 2026-03-11T00:10 | HOURLY"),
        ("2026-03-10T00:10:00", "Do today 2am", "Do | due 2026-03-10T02:00"),
        ("2026-03-10T01:30:00", "Ring today 8am", "Ring | due 2026-03-10T08:00"),
        ("2026-03-10T00:10:00", "Do today midnight", "Do | due 2026-03-11T00:00"),
        ("2026-03-10T09:00:00", "Do today midnight", "Do | due 2026-03-11T00:00"),
        ("2026-03-10T00:10:00", "Do every day at 23:00", "Do | due 2026-03-10T23:00 | DAILY"),
        ("2026-03-15T10:00:00", "Do this weekend", "Do | due 2026-03-15"),
    ]);
}

#[test]
fn hours_from_now_are_counted_across_a_change_of_the_clocks() {
    let berlin = |now: &str| in_zone(now, Tz::named("Europe/Berlin").unwrap());
    let lines = [("2026-03-29T01:30:00", "03:30"), ("2026-03-29T00:30:00", "03:30"), ("2026-10-25T01:30:00", "02:30")];
    for ((now, at), line) in lines.into_iter().zip(["Ring in 1 hour", "Ring in 2 hours", "Ring in 2 hours"]) {
        assert_lines(&berlin(now), &[(line, &format!("Ring | due {}T{at}", &now[..10]))]);
    }
    // A time that the clock shows twice is read as its second one here, an hour before three.
    assert_lines(&berlin("2026-10-25T02:30:00"), &[("Ring in 90 min", "Ring | due 2026-10-25T04:00")]);
}

#[test]
fn dates_beside_other_dates() {
    assert_table(&[
        ("Report third friday of every month", "Report | due 2026-03-20 | MONTHLY;BYDAY=3FR"),
        ("Report last friday of each month", "Report | due 2026-03-27 | MONTHLY;BYDAY=-1FR"),
        ("Report last friday of the month", "Report | due 2026-03-27"),
        ("Pay rent on the 1st of every month", "Pay rent | due 2026-04-01 | MONTHLY;BYMONTHDAY=1"),
        ("Pay rent 15th of every month", "Pay rent | due 2026-03-15 | MONTHLY;BYMONTHDAY=15"),
        ("Pay rent on the last day of every month", "Pay rent | due 2026-03-31 | MONTHLY;BYMONTHDAY=-1"),
        ("Plan every year on the first monday of september", "Plan | due 2026-09-07 | YEARLY;BYMONTH=9;BYDAY=1MO"),
        ("Plan every last monday in may", "Plan | due 2026-05-25 | YEARLY;BYMONTH=5;BYDAY=-1MO"),
        ("Call Jo last friday of march", "Call Jo | due 2026-03-27"),
        ("Call Jo first monday of april", "Call Jo | due 2026-04-06"),
        ("Call Jo on the last day of april", "Call Jo | due 2026-04-30"),
        ("Call Jo first monday of february", "Call Jo | due 2027-02-01"),
        ("Shop 50 days before new year's eve", "Shop | due 2026-11-11"),
        ("Shop 6 weeks before 21 Jul", "Shop | due 2026-06-09"),
        ("Shop 28 days after 21 July", "Shop | due 2026-08-18"),
        ("Shop a week from friday", "Shop | due 2026-03-20"),
        ("Shop 2 weeks from tomorrow", "Shop | due 2026-03-25"),
        ("Shop monday in 2 weeks", "Shop | due 2026-03-23"),
        ("Shop in a fortnight", "Shop | due 2026-03-24"),
        ("Shop next workday", "Shop | due 2026-03-11"),
        ("Draft fri 20th", "Draft | due 2026-03-20"),
        ("Draft friday the 13th", "Draft | due 2026-03-13"),
        ("Draft 12dec", "Draft | due 2026-12-12"),
        ("Draft 12dec 14:00", "Draft | due 2026-12-12T14:00"),
        ("Draft 12-dec 2027", "Draft | due 2027-12-12"),
        ("Draft by 1jan", "Draft | due 2027-01-01"),
        ("Carve on halloween", "Carve | due 2026-10-31"),
        ("Bake by christmas", "Bake | due 2026-12-25"),
        ("Draft until valentine", "Draft | due 2027-02-14"),
        ("Buy gifts before christmas dinner", "Buy gifts before christmas dinner"),
        ("Review no later than friday", "Review | due 2026-03-13"),
        ("Review later today", "Review | due 2026-03-10"),
        ("Review early next week", "Review | due 2026-03-16"),
        ("Pay in 9999 years", "Pay in 9999 years"),
        ("Pay mid-year", "Pay mid-year"),
    ]);
}

#[test]
fn rules_that_are_understood_whole() {
    assert_table(&[
        (
            "Bill every 15th workday, first workday, last workday",
            "Bill | due 2026-03-20 | MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,15,-1",
        ),
        ("Run every mon,wed,fri", "Run | due 2026-03-11 | WEEKLY;BYDAY=MO,WE,FR"),
        ("Run every mon/wed/fri", "Run | due 2026-03-11 | WEEKLY;BYDAY=MO,WE,FR"),
        ("Run ev 2,15,27", "Run | due 2026-03-15 | MONTHLY;BYMONTHDAY=2,15,27"),
        ("Run every day,20m", "Run | 20m | due 2026-03-10 | DAILY"),
        ("Run every week until christmas", "Run | due 2026-03-10 | WEEKLY;UNTIL=20261225"),
        ("Run every 10 days after completion", "Run | due 2026-03-10 | DAILY;INTERVAL=10 after"),
        ("Run every day but sunday", "Run | due 2026-03-10 | WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("Run every monday and every thursday", "Run | due 2026-03-12 | WEEKLY;BYDAY=MO,TH"),
        ("Run every day at 9am and 5pm", "Run and 5pm | due 2026-03-11T09:00 | DAILY"),
        ("Run every week day", "Run | due 2026-03-10 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every working day", "Run | due 2026-03-10 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Run every week end", "Run | due 2026-03-14 | WEEKLY;BYDAY=SA"),
        ("Run every 3/4", "Run | due 2027-03-04 | YEARLY;BYMONTH=3;BYMONTHDAY=4"),
        ("Run every 24/12", "Run | due 2026-12-24 | YEARLY;BYMONTH=12;BYMONTHDAY=24"),
        ("Run every eom", "Run | due 2026-03-31 | MONTHLY;BYMONTHDAY=-1"),
        ("Run every start of month", "Run | due 2026-04-01 | MONTHLY;BYMONTHDAY=1"),
        ("Run every 90m", "Run | due 2026-03-10T09:00 | MINUTELY;INTERVAL=90"),
        ("Run once a week", "Run | due 2026-03-10 | WEEKLY"),
        ("Run after 10 days", "Run | due 2026-03-10 | DAILY;INTERVAL=10 after"),
        ("Run every day starting friday ending wednesday", "Run | due 2026-03-13 | DAILY;UNTIL=20260318"),
        ("Run every fri until thu", "Run | due 2026-03-13 | WEEKLY;BYDAY=FR;UNTIL=20260319"),
        (
            "Run every 3rd Tuesday starting Aug 29 ending in 6 months",
            "Run | due 2026-09-15 | MONTHLY;BYDAY=3TU;UNTIL=20270228",
        ),
        ("Wash car starting aug 3 every day", "Wash car | due 2026-08-03 | from 2026-08-03 | DAILY"),
        ("Wash car every day >mon", "Wash car | due 2026-03-16 | from 2026-03-16 | DAILY"),
        ("Wash car from monday every day", "Wash car | due 2026-03-16 | from 2026-03-16 | DAILY"),
        ("Wash car every day starting fri >mon", "Wash car | due 2026-03-16 | from 2026-03-16 | DAILY"),
        ("Run friday mornings", "Run | due 2026-03-13T09:00 | WEEKLY;BYDAY=FR"),
        ("Run on mon and wed evenings at 8 20m", "Run | 20m | due 2026-03-11T20:00 | WEEKLY;BYDAY=MO,WE"),
        ("Run every friday mornings", "Run | due 2026-03-13T09:00 | WEEKLY;BYDAY=FR"),
        ("Run mondays, evenings at 8", "Run | due 2026-03-16T20:00 | WEEKLY;BYDAY=MO"),
        ("Run weekday mornings until june", "Run | due 2026-03-11T09:00 | WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260630"),
        ("Run every month until dec 2026", "Run | due 2026-03-10 | MONTHLY;UNTIL=20261231"),
        ("Run every month until jan", "Run | due 2026-03-10 | MONTHLY;UNTIL=20270131"),
        ("Run every month starting apr 1 until mar", "Run | due 2026-04-01 | MONTHLY;UNTIL=20270331"),
        ("Run every 12dec", "Run | due 2026-12-12 | YEARLY;BYMONTH=12;BYMONTHDAY=12"),
        ("Call Jo 1 apr every fri", "Call Jo | due 2026-04-03 | WEEKLY;BYDAY=FR"),
    ]);
}

#[test]
fn rules_that_are_not_understood_stay_whole() {
    let titles = [
        "Stretch every 10 pages",
        "Check oil every 5 km",
        "Every second counts",
        "Water every second plant",
        "Read every third chapter",
        "Run every 1st wed jan, 1st thu jul",
        "Pay every feb 30",
        "Run every 31 jun",
        "Run every 30 feb",
        "Report every mon 9am, thu 5pm",
        "Report every mon at 8pm, tue at 9pm",
        "Reset the router after 30 min",
        "Return book after 2 weeks if unread",
        "Bill every 3 workday",
        "Bill every 3 workdays",
        "Bill every 30th workday",
        "Watch every friday the 13th",
        "Run every 0 days",
        "Run every eow",
        "Run every end of week",
        "Friday mornings are slow",
        "Enjoy friday mornings in bed",
    ];
    assert_table(&titles.map(|title| (title, title)));
    assert_table(&[
        ("Run every day until 2025-01-01", "Run until 2025-01-01 | due 2026-03-10 | DAILY"),
        ("Run every day until yesterday", "Run until yesterday | due 2026-03-10 | DAILY"),
        ("Run every day 15m until yesterday", "Run until yesterday | 15m | due 2026-03-10 | DAILY"),
        ("Run every day until march 2025", "Run until march 2025 | due 2026-03-10 | DAILY"),
        ("Pay every hour until 5pm", "Pay until 5pm | due 2026-03-10T09:00 | HOURLY"),
        ("Run every day for 9999 years", "Run for 9999 years | due 2026-03-10 | DAILY"),
    ]);
}

#[test]
fn words_that_remain() {
    let titles = [
        "Buy gift for Tom",
        "Report by Tom",
        "Look after Tom",
        "Book from Tom",
        "Release version 1.2.3",
        "Install python 3.12.1",
        "Update node 22.11.0",
        "Section 4.1.2",
        "Order 1-2-3",
        "Chapter 1/2/3",
        "kernel 6.8.12 update",
        "Mid year review",
        "Enjoy the sun",
        "Enjoy the weekend",
        "Build a shed in a weekend",
        "Call 24/7",
        "Draft fri or sat",
        "Reschedule monday meeting to friday",
        "Move 9:00 standup to 10:00",
        "Email notes of monday",
        "Ask Bob about friday 14:00",
        "Essay 20m /30",
        "Essay 100h /1",
        "Wow, that,works",
        "Pay 1,5 of it",
        "Draft (by hand)",
        "Rate A - B",
    ];
    let kept = |title: &'static str| match title {
        "Essay 20m /30" => (title, "Essay /30 | 20m"),
        "Essay 100h /1" => (title, "Essay /1 | 6000m"),
        _ => (title, title),
    };
    assert_table(&titles.map(kept));
    assert_table(&[
        ("Mow at the weekend", "Mow | due 2026-03-14"),
        ("Mow on the weekend", "Mow | due 2026-03-14"),
        ("Pay 1.2.26", "Pay | due 2026-02-01"),
        ("Call Jo tom", "Call Jo | due 2026-03-11"),
    ]);
}

#[test]
fn marks_around_what_is_understood() {
    assert_table(&[
        ("Draft (25m, fri)", "Draft | 25m | due 2026-03-13"),
        ("Essay (2h, fri):", "Essay | 120m | due 2026-03-13"),
        ("Essay (2h, fri): outline, draft", "Essay | 120m | due 2026-03-13 | - outline | - draft"),
        ("Hand in { 12 dec }", "Hand in | due 2026-12-12!"),
        ("Hand in {march 30} fri", "Hand in fri | due 2026-03-30!"),
        ("Call Jo fri!!,", "Call Jo | due 2026-03-13 | important | urgent"),
        ("Call Jo !!, fri", "Call Jo | due 2026-03-13 | important | urgent"),
        ("Essay: a 10m, b 25m !!, c", "Essay | important | urgent | - a 10m | - b 25m | - c"),
        ("25m - Call Jo", "Call Jo | 25m"),
        ("Draft | 25m | fri", "Draft | 25m | due 2026-03-13"),
        ("Draft - fri - notes", "Draft - notes | due 2026-03-13"),
        ("Buy milk / fri", "Buy milk | due 2026-03-13"),
        ("Call Jo 25m,fri", "Call Jo | 25m | due 2026-03-13"),
        ("Draft fri,14:00", "Draft | due 2026-03-13T14:00"),
        ("\u{feff}Call \u{1b}[31mJo\u{200b} fri\u{200e}", "Call [31mJo | due 2026-03-13"),
        ("Hug 👩\u{200d}👧 fri", "Hug 👩\u{200d}👧 | due 2026-03-13"),
        ("\u{200b}\u{feff}", ""),
    ]);
}

#[test]
fn dates_of_steps() {
    assert_table(&[
        ("Essay by fri: outline by wed, draft by thu", "Essay | due 2026-03-13 | - outline by wed | - draft by thu"),
        ("Essay: outline 10m fri, draft 20m mon", "Essay | - outline fri 10m | - draft mon 20m"),
        ("Essay: outline by wed, draft", "Essay | - outline by wed | - draft"),
        ("Standup: yesterday, today, blockers", "Standup | - yesterday | - today | - blockers"),
        ("Pick day: mon, tue, wed", "Pick day | - mon | - tue | - wed"),
        ("Call Jo: fri, by phone", "Call Jo: by phone | due 2026-03-13"),
    ]);
}

fn all(text: &str) -> Vec<String> {
    understand_all(text, &at("2026-03-10T09:00:00")).iter().map(brief).collect()
}

#[test]
fn lines_of_an_outline() {
    assert_eq!(all("- [x] Pay rent\n  - by card\n- [ ] Call Jo\n  - [x] find number"), ["Call Jo | - find number"]);
    assert_eq!(all("- [x] Pay rent"), Vec::<String>::new());
    assert_eq!(
        all("Essay\n---\n● outline\n▪ draft\n○ read\n— send\n===\n***"),
        ["Essay | - outline | - draft | - read | - send"]
    );
    assert_eq!(all("Essay\n✔ outline"), ["Essay | - outline"]);
    assert_eq!(all("\u{feff}Call Jo\n\u{200b}\nPay"), ["Call Jo", "Pay"]);
}

#[test]
fn ranges_of_times() {
    assert_table(&[
        ("Clean 2-4pm", "Clean | 120m | due 2026-03-10T16:00 | from 2026-03-10T14:00"),
        ("Clean fri 10-2pm", "Clean | 240m | due 2026-03-13T14:00 | from 2026-03-13T10:00"),
        ("Clean from 9 to 11am tomorrow", "Clean | 120m | due 2026-03-11T11:00 | from 2026-03-11T09:00"),
        ("Clean 14:00 – 15:30", "Clean | 90m | due 2026-03-10T15:30 | from 2026-03-10T14:00"),
        ("Clean sat noon to 2", "Clean | 120m | due 2026-03-14T14:00 | from 2026-03-14T12:00"),
        ("Call Jo between 2 and 4pm", "Call Jo | due 2026-03-10T16:00 | from 2026-03-10T14:00"),
        ("Clean 25m 2-4pm", "Clean | 25m | due 2026-03-10T16:00 | from 2026-03-10T14:00"),
        ("Watch fri 22:00-0:30", "Watch | 150m | due 2026-03-14T00:30 | from 2026-03-13T22:00"),
        ("Gym every mon 6-7pm", "Gym | 60m | due 2026-03-16T19:00 | from 2026-03-16T18:00 | WEEKLY;BYDAY=MO"),
        ("Run every weekday at 9 except fri", "Run | due 2026-03-11T09:00 | WEEKLY;BYDAY=MO,TU,WE,TH"),
    ]);
    let titles = [
        "Read John 3:16-18",
        "Read pages 9-11",
        "Count from 1 to 10",
        "Prepare the 2-4pm slot",
        "Move the call from 2pm to 4pm",
        "Order 4-6 chairs",
        "Call 555-0100",
    ];
    assert_table(&titles.map(|title| (title, title)));
}

#[test]
fn hours_from_one_to_six_are_in_the_afternoon_unless_written_with_a_zero() {
    assert_table(&[
        ("Ring Al at 3", "Ring Al | due 2026-03-10T15:00"),
        ("Ring Al at 3:15", "Ring Al | due 2026-03-10T15:15"),
        ("Ring Al 3:15", "Ring Al | due 2026-03-10T15:15"),
        ("Ring Al fri 5:45", "Ring Al | due 2026-03-13T17:45"),
        ("Ring Al at 03:15 fri", "Ring Al | due 2026-03-13T03:15"),
        ("Ring Al fri at 3:15 am", "Ring Al | due 2026-03-13T03:15"),
        ("Ring Al fri at 3:15 in the morning", "Ring Al | due 2026-03-13T03:15"),
        ("Ring Al fri at 7:15", "Ring Al | due 2026-03-13T07:15"),
        ("Ring Al fri 12:15", "Ring Al | due 2026-03-13T12:15"),
        ("Ring Al fri 0:15", "Ring Al | due 2026-03-13T00:15"),
        ("Clean fri 2:00-4:00", "Clean | 120m | due 2026-03-13T16:00 | from 2026-03-13T14:00"),
        ("Clean fri 9:00-5:00", "Clean | 480m | due 2026-03-13T17:00 | from 2026-03-13T09:00"),
        ("Clean fri 10:00 to 2:00", "Clean | 240m | due 2026-03-13T14:00 | from 2026-03-13T10:00"),
        ("Clean fri 5:00-6:30am", "Clean | 90m | due 2026-03-13T06:30 | from 2026-03-13T05:00"),
        ("Clean fri 6:00-14:00", "Clean | 480m | due 2026-03-13T14:00 | from 2026-03-13T06:00"),
        ("Watch fri 22:00-2:00", "Watch | 240m | due 2026-03-14T02:00 | from 2026-03-13T22:00"),
        ("Send it by 5", "Send it | due 2026-03-10T17:00"),
        ("Send it by 5 25m", "Send it | 25m | due 2026-03-10T17:00"),
        ("Send it fri by 10", "Send it | due 2026-03-13T10:00"),
    ]);
    let titles = ["Reduce costs by 5", "Rent a van by 5 friends", "Go by 14"];
    assert_table(&titles.map(|title| (title, title)));
}

#[test]
fn deadlines_starts_and_the_next_days() {
    assert_table(&[
        ("Essay deadline friday", "Essay | due 2026-03-13"),
        ("Essay 2h deadline 12 dec", "Essay | 120m | due 2026-12-12"),
        ("Thesis starts monday", "Thesis | from 2026-03-16"),
        ("Course begins 1 april", "Course | from 2026-04-01"),
        ("Tidy up within the next 3 days", "Tidy up | due 2026-03-13"),
        ("Tidy up in the next two weeks", "Tidy up | due 2026-03-24"),
        ("Tidy up in the coming 2 months", "Tidy up | due 2026-05-10"),
        ("Meet the deadline friday", "Meet the deadline | due 2026-03-13"),
    ]);
    let titles = ["Plan the next 3 days", "Find out when it starts", "Ask about the deadline", "Trip in december"];
    assert_table(&titles.map(|title| (title, title)));
}

#[test]
fn times_that_are_spoken_or_not_exact() {
    assert_table(&[
        ("Lunch 12ish", "Lunch | due 2026-03-10T12:00"),
        ("Lunch at 3pm-ish tomorrow", "Lunch | due 2026-03-11T15:00"),
        ("Lunch around 3pm", "Lunch | due 2026-03-10T15:00"),
        ("Lunch at about 3", "Lunch | due 2026-03-10T15:00"),
        ("Lunch ~15:00 fri", "Lunch | due 2026-03-13T15:00"),
        ("Ring Al fri at half nine", "Ring Al | due 2026-03-13T09:30"),
        ("Ring Al at nine thirty", "Ring Al | due 2026-03-10T09:30"),
        ("Ring Al fri 1430h", "Ring Al | due 2026-03-13T14:30"),
        ("Ring Al fri １４：３０", "Ring Al | due 2026-03-13T14:30"),
        ("Ring Al １２ dec ２５m", "Ring Al | 25m | due 2026-12-12"),
        ("Ring Al in two weeks' time", "Ring Al | due 2026-03-24"),
        ("Ring Al in an hour’s time", "Ring Al | due 2026-03-10T10:00"),
        ("Ring Al in a couple of days", "Ring Al | due 2026-03-12"),
        ("Ring Al friday of next week", "Ring Al | due 2026-03-20"),
        ("Ring Al by end of quarter", "Ring Al | due 2026-03-31"),
        ("Ring Al by close of business", "Ring Al | due 2026-03-10"),
    ]);
    let titles = [
        "Look at three houses",
        "Walk around 3 lakes",
        "Fix the 1920ish house",
        "Be there in time",
        "Read ５ books",
        "Report on last friday",
        "Buy half five kilos",
    ];
    assert_table(&titles.map(|title| (title, title)));
}
