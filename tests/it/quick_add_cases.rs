//! The cases of public bug reports (`../shared/data/cases`), run as the program where the folder exists, and lines of
//! the same kinds.

use std::fs;
use std::path::Path;

use gapwise::exchange::{DateOrder, Reading, understand, understand_all, understand_first};
use serde_json::Value;

use crate::commands::program;
use crate::quick_add::{assert_lines, brief, reading};

#[test]
fn cases_of_public_bug_reports() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/quick_add.json");
    let Ok(text) = fs::read_to_string(&file) else {
        println!("no {}: nothing to compare with", file.display());
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wrong: Vec<String> = cases.iter().filter_map(|case| difference(folder.path(), case)).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn difference(folder: &Path, case: &Value) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap();
    let mut command = program(folder, &[]);
    for name in ["LC_ALL", "LC_TIME"] {
        command.env_remove(name);
    }
    command.env("LANG", text("lang")).env("TZ", text("tz"));
    // The time of the case replaces that of the other tests.
    let mut timed = std::process::Command::new(command.get_program());
    timed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    timed
        .args(["add", "--dry-run", "--json", "--now", text("now"), "--workspace"])
        .arg(folder)
        .args(["--", text("line")]);
    let output = timed.output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let differs = case["expected"].as_object().unwrap().iter().any(|(key, wanted)| found[key] != *wanted);
    differs.then(|| format!("{}: {}\n   wanted {}\n   found  {found}", text("id"), text("line"), case["expected"]))
}

#[test]
fn dates_beside_feasts() {
    assert_lines(
        &reading(),
        &[
            ("Pay 3 days before christmas", "Pay | due 2026-12-22"),
            ("Order gifts 2 weeks before xmas", "Order gifts | due 2026-12-11"),
            ("Book 10 days after easter", "Book | due 2027-04-07"),
            ("Return gifts the day after christmas", "Return gifts | due 2026-12-26"),
            ("Pack the day before new year's eve", "Pack | due 2026-12-30"),
            ("Pay the friday before christmas", "Pay | due 2026-12-18"),
            ("Call mum the monday after easter", "Call mum | due 2027-03-29"),
            ("Buy eggs by easter", "Buy eggs | due 2027-03-28"),
            ("Buy eggs before easter monday", "Buy eggs | due 2027-03-29"),
            ("Decorate a week before halloween", "Decorate | due 2027-10-24"),
            ("Sweep 2 days after new year", "Sweep | due 2027-01-03"),
            ("Book table 1 week before valentine's day", "Book table | due 2027-02-07"),
            ("Buy turkey 2 days before thanksgiving", "Buy turkey | due 2026-11-24"),
            ("Buy turkey by thanksgiving", "Buy turkey | due 2026-11-26"),
            ("Order Black Friday deals", "Order Black Friday deals"),
            ("Sell shares the week after christmas", "Sell shares | due 2027-01-01"),
            ("Pay 1 month before christmas eve", "Pay | due 2026-11-24"),
            ("Visit 3 weeks after christmas day", "Visit | due 2027-01-15"),
            ("Clean a day before boxing day", "Clean | due 2026-12-25"),
            ("Plan easter trip", "Plan easter trip"),
            ("Watch Christmas movie", "Watch Christmas movie"),
            ("Pay after christmas", "Pay | from 2026-12-26"),
            ("Pay 3 working days after christmas", "Pay | due 2026-12-30"),
        ],
    );
}

#[test]
fn weeks_from_a_day() {
    assert_lines(
        &reading(),
        &[
            ("Finish tuesday week", "Finish | due 2026-12-01"),
            ("Finish a week on tuesday", "Finish | due 2026-12-01"),
            ("Finish monday week", "Finish | due 2026-12-07"),
            ("Finish friday week at 14:00", "Finish | due 2026-12-04T14:00"),
            ("Finish tomorrow week", "Finish | due 2026-12-01"),
            ("Finish a week tomorrow", "Finish | due 2026-12-01"),
            ("Finish two weeks on friday", "Finish | due 2026-12-11"),
            ("Finish a fortnight on friday", "Finish | due 2026-12-11"),
            ("Finish by friday week", "Finish | due 2026-12-04"),
            ("Finish on thursday week", "Finish | due 2026-12-03"),
            ("Finish a week today", "Finish | due 2026-11-30"),
            ("Finish a week from tuesday", "Finish | due 2026-12-01"),
            ("Finish wed week", "Finish | due 2026-12-02"),
            ("Finish a week sunday", "Finish | due 2026-12-06"),
            ("Finish sunday fortnight", "Finish | due 2026-12-13"),
            ("Finish not before tuesday week", "Finish | from 2026-12-01"),
        ],
    );
}

#[test]
fn a_number_before_a_month_is_a_day() {
    assert_lines(
        &reading(),
        &[
            ("Call Bob 2h 30 nov", "Call Bob | 120m | due 2026-11-30"),
            ("Call Bob 1h 15", "Call Bob | 75m"),
            ("Call Bob 2 h 30 nov", "Call Bob | 120m | due 2026-11-30"),
            ("Call Bob 1h 10 january", "Call Bob | 60m | due 2027-01-10"),
            ("Call Bob 3h 24 december 2027", "Call Bob | 180m | due 2027-12-24"),
            ("Call Bob 1h 30 min", "Call Bob | 90m"),
            ("Call Bob 1h 12 of december", "Call Bob | 60m | due 2026-12-12"),
            ("Call Bob 2 hours 11 feb", "Call Bob | 120m | due 2027-02-11"),
            ("Call Bob 2h 10 pm", "Call Bob | 120m | due 2026-11-23T22:00"),
            ("Call Bob 25m 30 nov", "Call Bob | 25m | due 2026-11-30"),
            ("Call Bob 30 nov 2h", "Call Bob | 120m | due 2026-11-30"),
            ("Call Bob 1.5h 30 nov", "Call Bob | 90m | due 2026-11-30"),
            ("Call Bob 1h 05 dec", "Call Bob | 60m | due 2026-12-05"),
            ("Call Bob 1h30 12 dec", "Call Bob | 90m | due 2026-12-12"),
        ],
    );
}

#[test]
fn tags_of_every_script() {
    assert_lines(
        &reading(),
        &[
            ("Fix #हिन्दी", "Fix | #हिन्दी"),
            ("Fix #ที่ทำงาน", "Fix | #ที่ทำงาน"),
            ("Fix #café", "Fix | #café"),
            ("Fix #தமிழ் now", "Fix now | #தமிழ்"),
            ("Fix #বাংলা", "Fix | #বাংলা"),
            ("Fix #עִבְרִית", "Fix | #עִבְרִית"),
            ("Fix #العَرَبِيَّة", "Fix | #العَرَبِيَّة"),
            ("Fix #日本語", "Fix | #日本語"),
            ("Fix #한국어", "Fix | #한국어"),
            ("Fix #ภาษาไทย 25m", "Fix | 25m | #ภาษาไทย"),
            ("Fix #می\u{200c}خواهم", "Fix | #می\u{200c}خواهم"),
            ("Fix #ß #ÅNGSTRÖM", "Fix | #ß | #ÅNGSTRÖM"),
            ("Fix #1", "Fix #1"),
            ("Fix #home's", "Fix #home's"),
            ("Fix #work·life", "Fix | #work·life"),
        ],
    );
}

#[test]
fn lists_of_weekdays_repeat() {
    assert_lines(
        &reading(),
        &[
            ("Gym mon wed fri", "Gym | due 2026-11-23 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Gym mon, wed, fri", "Gym | due 2026-11-23 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Gym mon/wed/fri", "Gym | due 2026-11-23 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Gym mon,wed,fri 18:00", "Gym | due 2026-11-23T18:00 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Gym tue thu", "Gym | due 2026-11-24 | WEEKLY;BYDAY=TU,TH"),
            ("Gym tue thu 7am 45m", "Gym | 45m | due 2026-11-24T07:00 | WEEKLY;BYDAY=TU,TH"),
            ("Gym mon, wed and fri", "Gym | due 2026-11-23 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Gym Monday Wednesday Friday", "Gym | due 2026-11-23 | WEEKLY;BYDAY=MO,WE,FR"),
            ("Standup mon-fri 9:15", "Standup | due 2026-11-24T09:15 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Standup mon-fri", "Standup | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Conference wed-fri", "Conference wed-fri"),
            ("Meet fri or sat", "Meet fri or sat"),
            ("Gym on tue thu sat", "Gym | due 2026-11-24 | WEEKLY;BYDAY=TU,TH,SA"),
            ("Pick up kids tue & thu & fri 15:00", "Pick up kids | due 2026-11-24T15:00 | WEEKLY;BYDAY=TU,TH,FR"),
            ("Water sat sun", "Water | due 2026-11-28 | WEEKLY;BYDAY=SA,SU"),
        ],
    );
}

#[test]
fn a_contradicting_weekday_gives_way() {
    assert_lines(
        &reading(),
        &[
            ("Report tue 25 nov", "Report | due 2026-11-25"),
            ("Report mon 24 nov 2026", "Report | due 2026-11-24"),
            ("Report friday 12 december", "Report | due 2026-12-12"),
            ("Report Fri, Dec 5", "Report | due 2026-12-05"),
            ("Report wed 25 nov", "Report | due 2026-11-25"),
            ("Report sun 2026-12-25", "Report | due 2026-12-25"),
            ("Report tue 25/12", "Report | due 2026-12-25"),
            ("Report >tue 25 nov", "Report | from 2026-11-25"),
            ("Report fri 14:00", "Report | due 2026-11-27T14:00"),
            ("Report fri 5pm", "Report | due 2026-11-27T17:00"),
            ("Report monday in 2 weeks", "Report | due 2026-12-07"),
        ],
    );
}

#[test]
fn business_days() {
    assert_lines(
        &reading(),
        &[
            ("Pay in 3 business days", "Pay | due 2026-11-26"),
            ("Pay in 5 working days", "Pay | due 2026-11-30"),
            ("Pay in a business day", "Pay | due 2026-11-24"),
            ("Pay within 2 working days", "Pay | due 2026-11-25"),
            ("Pay 2 business days before 12 dec", "Pay | due 2026-12-10"),
            ("Pay next business day", "Pay | due 2026-11-24"),
            ("Pay +3 business days", "Pay | due 2026-11-26"),
            ("Pay 10 business days from now", "Pay | due 2026-12-07"),
            ("Pay every business day", "Pay | due 2026-11-23 | WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Pay in 3 workdays", "Pay | due 2026-11-26"),
            ("Pay three business days from today", "Pay | due 2026-11-26"),
            ("Review 3 business days of logs", "Review 3 business days of logs"),
        ],
    );
}

#[test]
fn keys_mark_their_value() {
    assert_lines(
        &reading(),
        &[
            ("my task due:tomorrow", "my task | due 2026-11-24"),
            ("my task due:2026-12-01", "my task | due 2026-12-01"),
            ("my task due:fri 14:00", "my task | due 2026-11-27T14:00"),
            ("my task due: fri", "my task | due 2026-11-27"),
            ("my task DUE:fri", "my task | due 2026-11-27"),
            ("my task due:12/12", "my task | due 2026-12-12"),
            ("my task deadline:fri", "my task | due 2026-11-27"),
            ("my task t:2026-12-01 due:2026-12-05", "my task | due 2026-12-05 | from 2026-12-01"),
            ("my task start:mon", "my task | from 2026-11-30"),
            ("my task rec:weekly", "my task | due 2026-11-23 | WEEKLY"),
            ("my task rec:2w", "my task | due 2026-11-23 | WEEKLY;INTERVAL=2"),
            ("my task est:45m", "my task | 45m"),
            ("my task due:nonsense", "my task due:nonsense"),
            ("Read due://host/x", "Read due://host/x"),
        ],
    );
}

#[test]
fn lengths_in_every_form() {
    assert_lines(
        &reading(),
        &[
            ("Essay 5h 12 dec", "Essay | 300m | due 2026-12-12"),
            ("Essay 30'", "Essay | 30m"),
            ("Essay 90′", "Essay | 90m"),
            ("Essay 1h30'", "Essay | 90m"),
            ("Essay 1½h", "Essay | 90m"),
            ("Essay 1½ hours", "Essay | 90m"),
            ("Essay ½h", "Essay | 30m"),
            ("Essay ½ hour", "Essay | 30m"),
            ("Essay 2½ hrs", "Essay | 150m"),
            ("Essay 1 1/2 hours", "Essay | 90m"),
            ("Essay 20–30 min", "Essay | 25m"),
            ("Essay 20-30m", "Essay | 25m"),
            ("Essay 1-2h", "Essay | 90m"),
            ("Essay 1-2 hours", "Essay | 90m"),
            ("Essay 20 to 30 min", "Essay | 25m"),
            ("Essay two and a half hours", "Essay | 150m"),
            ("Essay half hour", "Essay | 30m"),
            ("Essay quarter of an hour", "Essay | 15m"),
            ("Essay three quarters of an hour", "Essay | 45m"),
            ("Essay ~20-30 min", "Essay | 25m"),
            ("Essay for 20-30 min", "Essay | 25m"),
            ("Essay 0,5h", "Essay | 30m"),
            ("Essay 1.25h fri", "Essay | 75m | due 2026-11-27"),
            ("Essay ~20-30 min", "Essay | 25m"),
            ("Essay 3/4 hour", "Essay | 45m"),
        ],
    );
}

#[test]
fn lines_of_obsidian_tasks() {
    assert_lines(
        &reading(),
        &[
            ("Call mum 📅2026-12-01", "Call mum | due 2026-12-01"),
            ("Call mum 📅 tomorrow", "Call mum | due 2026-11-24"),
            ("Call mum 🛫 2026-11-30 📅 2026-12-01", "Call mum | due 2026-12-01 | from 2026-11-30"),
            ("Call mum ⏳ 2026-11-30", "Call mum | from 2026-11-30"),
            ("Call mum 🔁 every week 📅 2026-12-01", "Call mum | due 2026-12-01 | WEEKLY"),
            ("Call mum 🔁 every week when done 📅 2026-12-01", "Call mum | due 2026-12-01 | WEEKLY after"),
            ("Call mum ⏫ 📅 2026-12-01", "Call mum | due 2026-12-01 | important"),
            ("Call mum 🔺", "Call mum | important | urgent"),
            ("Call mum 🔽 #home", "Call mum | unimportant | #home"),
            ("Call mum ➕ 2026-11-20 📅 2026-12-01", "Call mum | due 2026-12-01"),
            ("Call mum [due:: 2026-12-01]", "Call mum | due 2026-12-01"),
            ("Call mum (due:: 2026-12-01) [priority:: high]", "Call mum | due 2026-12-01 | important"),
            ("Buy 📅 calendar", "Buy 📅 calendar"),
            ("Call mum ⏫️", "Call mum | important"),
        ],
    );
}

#[test]
fn phrases_inside_a_title_stay() {
    assert_lines(
        &reading(),
        &[
            ("Watch Freaky Friday", "Watch Freaky Friday"),
            ("Watch Friday Night Lights", "Watch Friday Night Lights"),
            ("Watch Saturday Night Fever", "Watch Saturday Night Fever"),
            ("Listen to Ruby Tuesday", "Listen to Ruby Tuesday"),
            ("Listen to Blue Monday", "Listen to Blue Monday"),
            ("Watch Any Given Sunday", "Watch Any Given Sunday"),
            ("Listen to Manic Monday", "Listen to Manic Monday"),
            ("Book Super Bowl Sunday tickets", "Book Super Bowl Sunday tickets"),
            ("Watch 60 Minutes", "Watch 60 Minutes"),
            ("Watch 48 Hours", "Watch 48 Hours"),
            ("Watch 127 Hours", "Watch 127 Hours"),
            ("Read 4 Hour Work Week", "Read 4 Hour Work Week"),
            ("Watch The Day After Tomorrow", "Watch The Day After Tomorrow"),
            ("Watch Tomorrow Never Dies", "Watch Tomorrow Never Dies"),
            ("Watch Midnight in Paris", "Watch Midnight in Paris"),
            ("Read Tuesdays with Morrie", "Read Tuesdays with Morrie"),
            ("Listen to November Rain", "Listen to November Rain"),
            ("Host Taco Tuesday", "Host Taco Tuesday"),
            ("Take the 8:15 train", "Take the 8:15 train"),
            ("Catch 9:30 bus", "Catch 9:30 bus"),
            ("Fix the 5pm cron job", "Fix the 5pm cron job"),
            ("Buy a 5m rope", "Buy a 5m rope"),
            ("Buy 5m rope", "Buy 5m rope"),
            ("Buy 30 min timer", "Buy 30 min timer"),
            ("Write 15 minute presentation #work", "Write 15 minute presentation | #work"),
            ("Write the 15 minute presentation fri", "Write the 15 minute presentation | due 2026-11-27"),
            ("Watch the 10m talk 45m", "Watch the 10m talk | 45m"),
            ("Order a 24h deodorant", "Order a 24h deodorant"),
            ("Prepare friday meeting", "Prepare friday meeting"),
            ("Prepare friday meeting thu", "Prepare friday meeting | due 2026-11-26"),
            ("Call Bob Friday", "Call Bob | due 2026-11-27"),
            ("Email Anna Monday", "Email Anna | due 2026-11-30"),
            ("Lunch with Bob Friday", "Lunch with Bob | due 2026-11-27"),
            ("Call mum Friday", "Call mum | due 2026-11-27"),
            ("Write the report Friday", "Write the report | due 2026-11-27"),
            ("Call mum 20m about the party", "Call mum about the party | 20m"),
            ("Draft 25m intro #thesis", "Draft intro | 25m | #thesis"),
            ("Friday the 13th movie night", "Friday the 13th movie night"),
            ("Dinner friday the 13th", "Dinner | due 2026-12-13"),
            ("Buy 6' ladder", "Buy 6' ladder"),
            ("Order 20-30 chairs", "Order 20-30 chairs"),
            ("Read pages 20-30", "Read pages 20-30"),
        ],
    );
}

#[test]
fn names_and_adjectives_stay_in_the_title() {
    assert_lines(
        &reading(),
        &[
            ("Read Thursday Murder Club", "Read Thursday Murder Club"),
            ("Watch Sunday Bloody Sunday", "Watch Sunday Bloody Sunday"),
            ("Listen to Friday I'm in Love", "Listen to Friday I'm in Love"),
            ("Watch Groundhog Day", "Watch Groundhog Day"),
            ("Buy 2 hour parking ticket", "Buy 2 hour parking ticket"),
            ("Order a 30 min massage", "Order a 30 min massage"),
            ("Write 5 minute speech", "Write 5 minute speech"),
            ("Buy 3m cable", "Buy 3m cable"),
            ("Buy 5 m rope", "Buy 5 m rope"),
            ("Buy a 5m rope tomorrow", "Buy a 5m rope | due 2026-11-24"),
            ("Install 2h timer", "Install 2h timer"),
            ("Read 24 Hours in Ancient Rome", "Read 24 Hours in Ancient Rome"),
            ("Watch 13 Hours", "Watch 13 Hours"),
            ("Read The 5 Minute Journal", "Read The 5 Minute Journal"),
            ("Read The 4-Hour Workweek", "Read The 4-Hour Workweek"),
            ("Watch Tomorrowland", "Watch Tomorrowland"),
            ("Read Midnight's Children", "Read Midnight's Children"),
            ("Watch Midnight Mass", "Watch Midnight Mass"),
            ("Watch Before Midnight", "Watch Before Midnight"),
            ("Watch High Noon", "Watch High Noon"),
            ("Watch Born on the Fourth of July", "Watch Born on the Fourth of July"),
            ("Watch Independence Day", "Watch Independence Day"),
            ("Watch New Year's Eve", "Watch New Year's Eve"),
            ("Watch Last Christmas", "Watch Last Christmas"),
            ("Watch Black Christmas", "Watch Black Christmas"),
            ("Watch Halloween", "Watch Halloween"),
            ("Read April 1865", "Read April 1865"),
            ("Play Sunday League", "Play Sunday League"),
            ("Buy Sunday roast", "Buy Sunday roast"),
            ("Book Monday night football tickets", "Book Monday night football tickets"),
            ("Write Monday morning memo", "Write Monday morning memo"),
            ("Prepare Tuesday standup notes", "Prepare Tuesday standup notes"),
            ("Call Ann Tuesday 10:00", "Call Ann | due 2026-11-24T10:00"),
            ("Finish slides Monday", "Finish slides | due 2026-11-30"),
            ("Send Tuesday", "Send | due 2026-11-24"),
            ("Review Q3 report Friday", "Review Q3 report | due 2026-11-27"),
            ("Talk to HR Thursday", "Talk to HR | due 2026-11-26"),
            ("Pack for trip 1h", "Pack for trip | 60m"),
            ("Read 30 min", "Read | 30m"),
            ("Run 5k 30 min", "Run 5k | 30m"),
            ("Watch Ocean's 11", "Watch Ocean's 11"),
            ("Watch 2 Days in Paris", "Watch 2 Days in Paris"),
            ("Watch 500 Days of Summer", "Watch 500 Days of Summer"),
            ("Watch 28 Days Later", "Watch 28 Days Later"),
            ("Read Man on the Moon in 3 days", "Read Man on the Moon | due 2026-11-26"),
        ],
    );
}

#[test]
fn forms_of_a_locale() {
    let table = [
        ("de_DE.UTF-8", "Zahnarzt 1.12. 9:00", "Zahnarzt | due 2026-12-01T09:00"),
        ("de_DE.UTF-8", "Zahnarzt 1.12.", "Zahnarzt | due 2026-12-01"),
        ("de_DE.UTF-8", "Zahnarzt 1.12", "Zahnarzt | due 2026-12-01"),
        ("de_DE.UTF-8", "Zahnarzt am 24.12.", "Zahnarzt | due 2026-12-24"),
        ("de_DE.UTF-8", "Zahnarzt 1.12.2026 9.30", "Zahnarzt | due 2026-12-01T09:30"),
        ("de_DE.UTF-8", "Zahnarzt 01.12.26", "Zahnarzt | due 2026-12-01"),
        ("de_DE.UTF-8", "Prepare release 10.12 notes", "Prepare release 10.12 notes"),
        ("de_DE.UTF-8", "Release 10.12", "Release 10.12"),
        ("de_DE.UTF-8", "Buy 1.5 kg flour", "Buy 1.5 kg flour"),
        ("de_DE.UTF-8", "Zahnarzt >1.12.", "Zahnarzt | from 2026-12-01"),
        ("de_DE.UTF-8", "Arzt fri 4.12. 14:00 30m", "Arzt | 30m | due 2026-12-04T14:00"),
        ("de_AT", "Zahnarzt by 1.12.", "Zahnarzt | due 2026-12-01"),
        ("pl_PL.UTF-8", "Dentysta 5.1. 25m", "Dentysta | 25m | due 2027-01-05"),
        ("cs_CZ", "Lekar 31.12.", "Lekar | due 2026-12-31"),
        ("de_DE", "Nichts 31.11.", "Nichts 31.11."),
        ("de_DE", "Essay 1,5h", "Essay | 90m"),
        ("en_US.UTF-8", "Zahnarzt 1.12.", "Zahnarzt 1.12."),
        ("fr_FR.UTF-8", "Call 17h30", "Call | due 2026-11-23T17:30"),
        ("fr_FR.UTF-8", "Call 9h", "Call | due 2026-11-24T09:00"),
        ("fr_FR.UTF-8", "Call fri 9h15", "Call | due 2026-11-27T09:15"),
        ("fr_FR.UTF-8", "Essay 1h30", "Essay | 90m"),
        ("fr_FR.UTF-8", "Essay 2h", "Essay | 120m"),
        ("fr_FR.UTF-8", "Call at 8h", "Call | due 2026-11-24T08:00"),
        ("fr_FR.UTF-8", "Call 17H30", "Call | due 2026-11-23T17:30"),
        ("fr_FR.UTF-8", "Call 17h30 45m", "Call | 45m | due 2026-11-23T17:30"),
        ("fr_FR.UTF-8", "Rdv 3/12 à 14h", "Rdv | due 2026-12-03T14:00"),
        ("fr_FR.UTF-8", "Rendre avant 3/12", "Rendre | due 2026-12-03"),
        ("de_DE.UTF-8", "Zahnarzt am 1.12. um 9 Uhr", "Zahnarzt | due 2026-12-01T09:00"),
        ("de_DE.UTF-8", "Abgabe bis 1.12. 9:30 Uhr", "Abgabe | due 2026-12-01T09:30"),
        ("de_DE.UTF-8", "Um 3 Bücher bitten", "Um 3 Bücher bitten"),
        ("nl_NL.UTF-8", "Vlucht op 31-12-2026 om 18:30", "Vlucht | due 2026-12-31T18:30"),
        ("it_IT.UTF-8", "Riunione il 3/12 alle 15:00", "Riunione | due 2026-12-03T15:00"),
        ("en_GB.UTF-8", "Meet at 9 am 3/12", "Meet | due 2026-12-03T09:00"),
        ("en_GB.UTF-8", "Send by next week friday", "Send | due 2026-12-04"),
        ("en_GB.UTF-8", "Send this week on friday", "Send | due 2026-11-27"),
        ("en_GB.UTF-8", "Renew passport 15 Jan '28", "Renew passport | due 2028-01-15"),
        ("en_GB.UTF-8", "Read 15 jan 28 pages", "Read 28 pages | due 2027-01-15"),
        ("en_GB.UTF-8", "Deploy in a year and a half", "Deploy | due 2028-05-23"),
        ("en_GB.UTF-8", "Deploy in a month and a half", "Deploy in a month and a half"),
        ("en_GB.UTF-8", "Deploy in 2 weeks time", "Deploy | due 2026-12-07"),
        ("en_GB.UTF-8", "Pay within 14 days", "Pay | due 2026-12-07"),
        ("en_GB.UTF-8", "Party saturday 8-11pm", "Party | 180m | due 2026-11-28T23:00 | from 2026-11-28T20:00"),
        ("pt_BR.UTF-8", "Call 17h30", "Call | due 2026-11-23T17:30"),
        ("fr_CA.UTF-8", "Call 17h30", "Call | due 2026-11-23T17:30"),
    ];
    for (locale, line, meaning) in table {
        assert_lines(&Reading { order: DateOrder::of_locale(locale), ..reading() }, &[(line, meaning)]);
    }
}

#[test]
fn a_contradicting_weekday_is_named() {
    let meaning = |line: &str| understand(line, &reading()).unwrap().spans[0].meaning.clone();
    assert_eq!(meaning("Report tue 25 nov"), "due Wed 25 Nov, which is a Wednesday, not a Tuesday");
    assert_eq!(meaning("Report >fri 12/12"), "not before Sat 12 Dec, which is a Saturday, not a Friday");
    assert_eq!(meaning("Report wed 25 nov"), "due Wed 25 Nov");
}

#[test]
fn a_phrase_in_a_title_offers_its_other_reading() {
    let offered = |line: &str| {
        let one = understand(line, &reading()).unwrap();
        let offer = one.offers.first().unwrap_or_else(|| panic!("{line} offers nothing"));
        (offer.meaning.clone(), understand(&offer.line, &reading()).unwrap())
    };
    let (meaning, other) = offered("Buy a 5m rope");
    assert_eq!((meaning.as_str(), other.title.as_str()), ("5 min", "Buy a rope"));
    assert_eq!(other.estimate.unwrap().get(), 5);
    let (meaning, other) = offered("Watch Freaky Friday");
    assert_eq!((meaning.as_str(), other.title.as_str()), ("due Fri 27 Nov", "Watch Freaky"));
    let (_, other) = offered("Watch 60 Minutes");
    assert_eq!(other.estimate.unwrap().get(), 60);
    assert!(understand("Watch the 10m talk 45m", &reading()).unwrap().offers.is_empty(), "the length is already given");
}

#[test]
fn a_check_box_is_a_bullet() {
    for line in ["1. [ ] Call mum 📅 2026-12-01", "- [ ] Call mum 📅 2026-12-01", "* [ ] Call mum 🗓️ 2026-12-01"]
    {
        let one = understand_all(line, &reading());
        assert_eq!((one.len(), brief(&one[0]).as_str()), (1, "Call mum | due 2026-12-01"), "{line}");
    }
}

#[test]
fn a_preview_reads_the_first_tasks_and_counts_all() {
    let text = "Plan\n- slides 10m\nCall Ann fri\n\n- [x] done\nPay rent\n  - ask Bob";
    let all = understand_all(text, &reading());
    for limit in 0..4 {
        let (first, count) = understand_first(text, &reading(), limit);
        assert_eq!((&first[..], count), (&all[..limit.min(all.len())], all.len()));
    }
}
