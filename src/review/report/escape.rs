//! Escapes text that the user typed.

/// Escapes a text for HTML, in content and in attributes.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Escapes a text for one line of Markdown.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    let list_like = out.starts_with(['-', '+']) && out[1..].starts_with(' ');
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && out[digits..].starts_with(['.', ')']);
    match (list_like, numbered) {
        (true, _) => format!("\\{out}"),
        (_, true) => format!("{}\\{}", &out[..digits], &out[digits..]),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_stays_text() {
        assert_eq!(markdown("*bold* <b>\nnext"), "\\*bold\\* \\<b\\> next");
        assert_eq!(markdown("- point"), "\\- point");
        assert_eq!(markdown("1. point"), "1\\. point");
        assert_eq!(markdown("12:30 lunch"), "12:30 lunch");
    }
}
