//! German words for days in quick add, and dates that only a chip reads.

use gapwise::exchange::{DateOrder, Reading, parse_date, parse_due, understand};

use crate::quick_add::{assert_lines, brief, reading};

/// Returns a reading on Monday 23 November 2026, 9:40, under a German locale.
fn german() -> Reading {
    Reading { order: DateOrder::of_locale("de_AT.UTF-8"), ..reading() }
}

#[test]
fn german_days_are_dates_under_a_german_locale() {
    assert_lines(
        &german(),
        &[
            ("Zahnarzt Montag", "Zahnarzt | due 2026-11-30"),
            ("Zahnarzt morgen 9 Uhr", "Zahnarzt | due 2026-11-24T09:00"),
            ("Zahnarzt morgen um 9", "Zahnarzt | due 2026-11-24T09:00"),
            ("Morgen Zahnarzt", "Zahnarzt | due 2026-11-24"),
            ("Bericht übermorgen abgeben", "Bericht abgeben | due 2026-11-25"),
            ("Bericht Freitag abgeben 45m", "Bericht abgeben | 45m | due 2026-11-27"),
            ("Bericht Freitag an Chef schicken", "Bericht an Chef schicken | due 2026-11-27"),
            ("Bericht bis Freitag abgeben", "Bericht abgeben | due 2026-11-27"),
            ("Bericht bis nächsten Freitag", "Bericht | due 2026-12-04"),
            ("Heute Müll rausbringen", "Müll rausbringen | due 2026-11-23"),
            ("Essen mit Anna Freitagabend", "Essen mit Anna | due 2026-11-27T19:00"),
            ("Essen heute Abend um 8", "Essen | due 2026-11-23T20:00"),
            ("Anruf Montag früh", "Anruf | due 2026-11-30T09:00"),
            ("Anruf am Donnerstag um 14:30", "Anruf | due 2026-11-26T14:30"),
            ("Anruf Sonnabend 9.30", "Anruf | due 2026-11-28T09:30"),
            ("Zahnarzt am 12. Dezember", "Zahnarzt | due 2026-12-12"),
            ("Zahnarzt 1. März 9:00", "Zahnarzt | due 2027-03-01T09:00"),
            ("Miete in 3 Tagen", "Miete | due 2026-11-26"),
            ("Miete in zwei Wochen", "Miete | due 2026-12-07"),
            ("Steuer nächste Woche", "Steuer | due 2026-11-30"),
            ("Ausflug am Wochenende", "Ausflug | due 2026-11-28"),
            ("Zahnarzt Fr 14:00", "Zahnarzt | due 2026-11-27T14:00"),
            ("Zeitung lesen Sa", "Zeitung lesen | due 2026-11-28"),
            ("Buch lesen ab Mittwoch", "Buch lesen | from 2026-11-25"),
            ("Sport jeden Mittwoch", "Sport | due 2026-11-25 | WEEKLY;BYDAY=WE"),
            (
                "Müll rausbringen jeden zweiten Dienstag",
                "Müll rausbringen | due 2026-11-24 | WEEKLY;INTERVAL=2;BYDAY=TU",
            ),
            ("Sport montags", "Sport | due 2026-11-23 | WEEKLY;BYDAY=MO"),
            ("Friseur 14.30 Uhr", "Friseur | due 2026-11-23T14:30"),
            ("Termin 3.12. um 9.15", "Termin | due 2026-12-03T09:15"),
            ("Oma anrufen übermorgen früh", "Oma anrufen | due 2026-11-25T09:00"),
        ],
    );
    let field = |text: &str| parse_due(text, &german()).map(|due| (due.date.to_string(), due.time));
    assert_eq!(field("morgen 9 Uhr"), Some(("2026-11-24".into(), chrono::NaiveTime::from_hms_opt(9, 0, 0))));
    assert_eq!(parse_date("übermorgen", &german()).unwrap().to_string(), "2026-11-25");
}

#[test]
fn german_days_that_are_names_stay_in_the_title() {
    let titles = [
        "Frau Sonntag anrufen",
        "Den Montag planen",
        "Guten Morgen sagen",
        "Frühstück am Morgen",
        "Do laundry",
        "So geht das",
        "Mi casa lesen",
        "Tee Freitag Sorte kaufen",
    ];
    for title in titles {
        assert_eq!(understand(title, &german()).map(|one| brief(&one)).as_deref(), Some(title));
    }
}

#[test]
fn german_days_of_other_locales_need_a_german_word_beside_them() {
    assert_lines(
        &reading(),
        &[
            ("Zahnarzt am Montag", "Zahnarzt | due 2026-11-30"),
            ("Zahnarzt Montag um 9", "Zahnarzt | due 2026-11-30T09:00"),
            ("Zahnarzt übermorgen", "Zahnarzt | due 2026-11-25"),
            ("Zahnarzt morgen früh", "Zahnarzt | due 2026-11-24T09:00"),
            ("Read Sonntag", "Read Sonntag"),
            ("Pay JP Morgen", "Pay JP Morgen"),
            ("Watch heute show", "Watch heute show"),
            ("Freitag bag repair", "Freitag bag repair"),
        ],
    );
}

#[test]
fn a_vague_date_stays_in_the_title_and_its_chip_reads_it() {
    for (line, reading, meaning, rest) in [
        ("Trip in december", reading(), "due Thu 31 Dec", "Trip | due 2026-12-31"),
        ("Trip in march 2028 !", reading(), "due Fri 31 Mar 2028", "Trip | due 2028-03-31 | important"),
        ("Plan next 3 days", reading(), "due Thu 26 Nov", "Plan | due 2026-11-26"),
        ("Read next two weeks 1h", reading(), "due Mon 7 Dec", "Read | 60m | due 2026-12-07"),
        ("Urlaub im Dezember", german(), "due Thu 31 Dec", "Urlaub | due 2026-12-31"),
        ("Guten Morgen sagen", german(), "due Tue 24 Nov", "Guten sagen | due 2026-11-24"),
    ] {
        let one = understand(line, &reading).unwrap();
        assert_eq!(one.due, None, "{line}");
        let offer = one.offers.first().unwrap_or_else(|| panic!("{line} offers nothing"));
        assert_eq!(offer.meaning, meaning, "{line}");
        let other = understand(&offer.line, &reading).unwrap();
        assert_eq!(brief(&other), rest, "{}", offer.line);
    }
    assert_lines(&reading(), &[("Mow lawn this coming saturday", "Mow lawn | due 2026-11-28")]);
    let dated = understand("Plan next 3 days by friday", &reading()).unwrap();
    assert!(dated.offers.is_empty() && dated.title == "Plan next 3 days", "the date is already given");
}

#[test]
fn german_distances_and_ends_are_read() {
    assert_lines(
        &german(),
        &[
            ("Putzen jede zweite Woche", "Putzen | due 2026-11-23 | WEEKLY;INTERVAL=2"),
            ("Laufen jeden zweiten Tag", "Laufen | due 2026-11-23 | DAILY;INTERVAL=2"),
            ("Laufen jeden dritten Tag", "Laufen | due 2026-11-23 | DAILY;INTERVAL=3"),
            ("Laufen alle zwei Wochen", "Laufen | due 2026-11-23 | WEEKLY;INTERVAL=2"),
            ("Laufen alle 3 Tage", "Laufen | due 2026-11-23 | DAILY;INTERVAL=3"),
            ("Bericht bis Ende des Monats", "Bericht | due 2026-11-30"),
            ("Bericht bis Ende des nächsten Monats", "Bericht | due 2026-12-31"),
            ("Bericht am Ende der Woche", "Bericht | due 2026-11-29"),
            ("Bericht bis Monatsende", "Bericht | due 2026-11-30"),
            ("Steuer Ende des Jahres", "Steuer | due 2026-12-31"),
            ("Termin am 1.12. um 9", "Termin | due 2026-12-01T09:00"),
        ],
    );
    let titles = ["Das Ende des Films sehen", "Alle Wochen zählen", "Zweiten Tag planen", "Die zweite Woche planen"];
    for title in titles {
        assert_eq!(understand(title, &german()).map(|one| brief(&one)).as_deref(), Some(title));
    }
    assert_lines(&reading(), &[("Bericht bis Ende des Monats", "Bericht | due 2026-11-30")]);
}

#[test]
fn a_day_ends_at_24_00() {
    assert_lines(
        &german(),
        &[
            ("Abgabe Freitag 24:00", "Abgabe | due 2026-11-28T00:00"),
            ("Abgabe Freitag 24 Uhr", "Abgabe | due 2026-11-28T00:00"),
            ("Abgabe am Freitag um 24.00 Uhr", "Abgabe | due 2026-11-28T00:00"),
            ("Abgabe heute 24.00", "Abgabe | due 2026-11-24T00:00"),
            ("Abgabe bis 24:00", "Abgabe | due 2026-11-24T00:00"),
            ("Abgabe bis 14 Uhr", "Abgabe | due 2026-11-23T14:00"),
        ],
    );
    assert_lines(
        &reading(),
        &[
            ("Call friday 24:00", "Call | due 2026-11-28T00:00"),
            ("Call 24:00 on friday", "Call | due 2026-11-28T00:00"),
            ("Read 24:30", "Read 24:30"),
            ("Read 25:00", "Read 25:00"),
        ],
    );
    let field = |text: &str| parse_due(text, &reading()).map(|due| due.date.and_time(due.time.unwrap()).to_string());
    assert_eq!(field("friday 24:00").as_deref(), Some("2026-11-28 00:00:00"));
    assert_eq!(field("24:00").as_deref(), Some("2026-11-24 00:00:00"));
}

#[test]
fn a_date_field_reads_the_german_of_the_line() {
    let due = |text: &str| {
        let due = parse_due(text, &german())?;
        Some(due.time.map_or(due.date.to_string(), |time| due.date.and_time(time).format("%Y-%m-%dT%H:%M").to_string()))
    };
    for (field, read) in [
        ("heute 14.30", "2026-11-23T14:30"),
        ("morgen 9.15", "2026-11-24T09:15"),
        ("Freitag 14.30", "2026-11-27T14:30"),
        ("Freitagabend um 8", "2026-11-27T20:00"),
        ("am Freitag", "2026-11-27"),
        ("bis Freitag", "2026-11-27"),
        ("am 1.12.", "2026-12-01"),
        ("am 1.12. um 9", "2026-12-01T09:00"),
        ("3.12. um 9.15", "2026-12-03T09:15"),
        ("am Montag um 9.30 Uhr", "2026-11-30T09:30"),
        ("12. Dezember", "2026-12-12"),
        ("fr 14:00", "2026-11-27T14:00"),
        ("Mo", "2026-11-30"),
        ("bis Ende des Monats", "2026-11-30"),
        ("by friday", "2026-11-27"),
    ] {
        assert_eq!(due(field).as_deref(), Some(read), "{field}");
        let line = understand(&format!("Buch {}", field.replace("fr ", "Fr ")), &german()).map(|one| brief(&one));
        assert_eq!(line, Some(format!("Buch | due {read}")), "{field}");
    }
    assert_eq!(parse_date("Freitag", &german()).unwrap().to_string(), "2026-11-27");
    for text in ["\"Freitag\"", "am", "Freitag oder so", "Bericht Freitag"] {
        assert_eq!(due(text), None, "{text}");
    }
    let many = "am ".repeat(200_000);
    assert_eq!(due(&many), None, "and takes no time");
}
