//! vCalendar 1.0: its recurrence rules and its quoted-printable text, which phones and old exporters still write.

use encoding_rs::{Encoding, UTF_8};

/// Returns the RRULE of a vCalendar rule such as `W1 MO WE #4`, `MP1 1+ FR 19971224T000000Z` or `MD1 15 LD #0`; `None` if the
/// text is not one, or combines rules.
pub(super) fn rule(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let head = words.next()?.to_ascii_uppercase();
    let (unit, interval) = head.split_at(head.find(|c: char| c.is_ascii_digit())?);
    let interval: u32 = interval.parse().ok().filter(|interval| *interval > 0)?;
    let (frequency, part) = match unit {
        "D" => ("DAILY", ""),
        "W" => ("WEEKLY", "BYDAY"),
        "MP" => ("MONTHLY", "BYDAY"),
        "MD" => ("MONTHLY", "BYMONTHDAY"),
        "YM" => ("YEARLY", "BYMONTH"),
        "YD" => ("YEARLY", "BYYEARDAY"),
        "M" => ("MINUTELY", ""),
        _ => return None,
    };
    let (mut values, mut ends, mut hours, mut minutes) = (Vec::new(), String::new(), Vec::new(), Vec::new());
    let mut nth = None;
    for word in words.map(str::to_ascii_uppercase) {
        let is_time = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        if let Some(count) = word.strip_prefix('#') {
            let count: u32 = count.parse().ok()?;
            ends = if count == 0 { String::new() } else { format!(";COUNT={count}") };
        } else if word.len() >= 8 && word.as_bytes()[0].is_ascii_digit() {
            ends = format!(";UNTIL={word}");
        } else if is_time {
            hours.push(word[..2].parse::<u8>().ok()?.to_string());
            minutes.push(word[2..].parse::<u8>().ok()?.to_string());
        } else if let ("BYDAY", Some(number)) = (part, ordinal(&word)) {
            nth = Some(number);
        } else if part == "BYDAY" && is_weekday(&word) {
            values.push(nth.filter(|_| unit == "MP").map_or(word.clone(), |nth| format!("{nth}{word}")));
        } else if word == "LD" {
            values.push("-1".to_owned());
        } else {
            values.push(ordinal(&word).or_else(|| word.parse::<i16>().ok()).filter(|_| !part.is_empty())?.to_string());
        }
    }
    let list = |name: &str, mut values: Vec<String>| {
        values.dedup();
        if values.is_empty() { String::new() } else { format!(";{name}={}", values.join(",")) }
    };
    minutes.sort();
    let times = list("BYHOUR", hours) + &list("BYMINUTE", minutes);
    Some(format!("FREQ={frequency};INTERVAL={interval}{}{times}{ends}", list(part, values)))
}

/// Reads "2+" as 2 and "1-" as -1.
fn ordinal(word: &str) -> Option<i16> {
    let number = |digits: &str| digits.parse::<i16>().ok();
    word.strip_suffix('+').and_then(number).or_else(|| word.strip_suffix('-').and_then(number).map(|n| -n))
}

fn is_weekday(word: &str) -> bool {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].contains(&word)
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
            ("W1 MO WE #4", Some("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE;COUNT=4")),
            ("w2 tu #0", Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")),
            ("D1 #10", Some("FREQ=DAILY;INTERVAL=1;COUNT=10")),
            ("D2 19961224T000000Z", Some("FREQ=DAILY;INTERVAL=2;UNTIL=19961224T000000Z")),
            ("D1 0600 1200 #5", Some("FREQ=DAILY;INTERVAL=1;BYHOUR=6,12;BYMINUTE=0;COUNT=5")),
            ("MP1 1+ FR 2- SU #3", Some("FREQ=MONTHLY;INTERVAL=1;BYDAY=1FR,-2SU;COUNT=3")),
            ("MP1 1+ MO TU", Some("FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,1TU")),
            ("MD1 7- LD 15 #0", Some("FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-7,-1,15")),
            ("YM1 6 7 #8", Some("FREQ=YEARLY;INTERVAL=1;BYMONTH=6,7;COUNT=8")),
            ("YD1 1 100 #4", Some("FREQ=YEARLY;INTERVAL=1;BYYEARDAY=1,100;COUNT=4")),
            ("M30 #2", Some("FREQ=MINUTELY;INTERVAL=30;COUNT=2")),
            ("FREQ=DAILY", None),
            ("W1 MO D1 #2", None),
            ("D0", None),
            ("", None),
        ] {
            assert_eq!(rule(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn quoted_printable_text() {
        assert_eq!(quoted_printable("Caf=C3=A9 =3D=0D=0A", None), "Caf\u{e9} =\r\n");
        assert_eq!(quoted_printable("M=FCller", Some("ISO-8859-1")), "M\u{fc}ller");
        assert_eq!(quoted_printable("50 = 5=zz=", None), "50 = 5=zz=");
    }
}
