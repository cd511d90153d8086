//! vCalendar 1.0: its recurrence rules and its quoted-printable text, which phones and old exporters still write.

use encoding_rs::{Encoding, UTF_8};

use crate::calendar::{Frequency, NWeekday, Rule, rule_weekday};

/// Returns the rule that a vCalendar rule such as `W1 MO WE #4`, `MP1 1+ FR 19971224T000000Z` or `MD1 15 LD #0` stands
/// for; `None` if the text is not one, or combines rules.
pub(super) fn rule(text: &str) -> Option<Rule> {
    let mut words = text.split_whitespace();
    let head = words.next()?.to_ascii_uppercase();
    let (unit, interval) = head.split_at(head.find(|c: char| c.is_ascii_digit())?);
    let frequency = match unit {
        "D" => Frequency::Daily,
        "W" => Frequency::Weekly,
        "MP" | "MD" => Frequency::Monthly,
        "YM" | "YD" => Frequency::Yearly,
        "M" => Frequency::Minutely,
        _ => return None,
    };
    let interval = interval.parse().ok().filter(|interval| *interval > 0)?;
    let mut rule = Rule { interval, ..Rule::every(frequency) };
    let mut nth = None;
    for word in words.map(str::to_ascii_uppercase) {
        let is_time = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        if let Some(count) = word.strip_prefix('#') {
            rule.count = Some(count.parse().ok()?).filter(|count| *count > 0);
        } else if word.len() >= 8 && word.as_bytes()[0].is_ascii_digit() {
            rule.until = Some(word.parse().ok()?);
        } else if is_time {
            rule.by_hour.push(word[..2].parse().ok()?);
            rule.by_minute.push(word[2..].parse().ok()?);
        } else if let ("MP", Some(number)) = (unit, ordinal(&word)) {
            nth = Some(number);
        } else {
            add_day(&mut rule, unit, &word, nth)?;
        }
    }
    rule.by_minute.sort_unstable();
    rule.by_minute.dedup();
    rule.by_hour.dedup();
    Some(rule)
}

/// Adds a weekday, a day of the month or year, or a month, whichever the unit of the rule counts.
fn add_day(rule: &mut Rule, unit: &str, word: &str, nth: Option<i16>) -> Option<()> {
    let number = || if word == "LD" { Some(-1) } else { ordinal(word).or_else(|| word.parse::<i16>().ok()) };
    match unit {
        "W" | "MP" => {
            let day = rule_weekday(word)?;
            rule.by_weekday.push(nth.map_or(NWeekday::Every(day), |nth| NWeekday::Nth(nth, day)));
        }
        "MD" => rule.by_month_day.push(number()?.try_into().ok()?),
        "YM" => rule.by_month.push(number()?.try_into().ok()?),
        "YD" => rule.by_year_day.push(number()?),
        _ => return None,
    }
    Some(())
}

/// Reads "2+" as 2 and "1-" as -1.
fn ordinal(word: &str) -> Option<i16> {
    let number = |digits: &str| digits.parse::<i16>().ok();
    word.strip_suffix('+').and_then(number).or_else(|| word.strip_suffix('-').and_then(number).map(|n| -n))
}

/// Decodes quoted-printable text; `charset` is its encoding, UTF-8 if unknown. Text that is not valid stays as it is.
pub(super) fn quoted_printable(text: &str, charset: Option<&str>) -> String {
    let hex = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    let source = text.as_bytes();
    let mut bytes = Vec::with_capacity(source.len());
    let mut at = 0;
    while at < source.len() {
        let code = || Some(hex(*source.get(at + 1)?)? << 4 | hex(*source.get(at + 2)?)?);
        match (source[at], code()) {
            (b'=', Some(code)) => {
                bytes.push(code);
                at += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    let encoding = charset.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_vcalendar() {
        for (text, expected) in [
            ("W1 MO WE #4", Some("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")),
            ("w2 tu #0", Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")),
            ("D1 #10", Some("FREQ=DAILY;COUNT=10")),
            ("D2 19961224T000000Z", Some("FREQ=DAILY;INTERVAL=2;UNTIL=19961224T000000Z")),
            ("D1 0600 1200 #5", Some("FREQ=DAILY;BYHOUR=6,12;BYMINUTE=0;COUNT=5")),
            ("MP1 1+ FR 2- SU #3", Some("FREQ=MONTHLY;BYDAY=1FR,-2SU;COUNT=3")),
            ("MP1 1+ MO TU", Some("FREQ=MONTHLY;BYDAY=1MO,1TU")),
            ("MD1 7- LD 15 #0", Some("FREQ=MONTHLY;BYMONTHDAY=-7,-1,15")),
            ("YM1 6 7 #8", Some("FREQ=YEARLY;BYMONTH=6,7;COUNT=8")),
            ("YD1 1 100 #4", Some("FREQ=YEARLY;BYYEARDAY=1,100;COUNT=4")),
            ("M30 #2", Some("FREQ=MINUTELY;INTERVAL=30;COUNT=2")),
            ("FREQ=DAILY", None),
            ("W1 MO D1 #2", None),
            ("D0", None),
            ("", None),
        ] {
            assert_eq!(rule(text).map(|rule| rule.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn quoted_printable_text() {
        assert_eq!(quoted_printable("Caf=C3=A9 =3D=0D=0A", None), "Caf\u{e9} =\r\n");
        assert_eq!(quoted_printable("M=FCller", Some("ISO-8859-1")), "M\u{fc}ller");
        assert_eq!(quoted_printable("50 = 5=zz=", None), "50 = 5=zz=");
    }
}
