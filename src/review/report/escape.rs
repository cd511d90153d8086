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
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '!' | '&' | '|' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    // A list, a rule, or the underline of a heading.
    let list_like = out.starts_with(['-', '+', '=']);
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && out[digits..].starts_with(['.', ')']);
    match (list_like, numbered) {
        (true, _) => format!("\\{out}"),
        (_, true) => format!("{}\\{}", &out[..digits], &out[digits..]),
        _ => out,
    }
}

/// Returns a row of CSV (RFC 4180). A cell that a spreadsheet would run as a formula starts with an apostrophe (OWASP,
/// "CSV injection").
pub fn csv_row(cells: &[String]) -> String {
    let cell = |text: &String| {
        let text = text.replace(|c: char| c.is_control() && !"\n\t".contains(c), " ");
        let runs = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
            || text.starts_with(['\t', '\n']);
        let safe = if runs { format!("'{text}") } else { text };
        let quoted = safe.contains([',', ';', '"', '\n', '\t', '\'']) || safe.trim() != safe;
        if quoted { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
    };
    format!("{}\n", cells.iter().map(cell).collect::<Vec<_>>().join(","))
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
        assert_eq!(markdown("---"), "\\---");
        assert_eq!(markdown("# x"), "\\# x");
        assert_eq!(markdown("| |"), "\\| \\|");
        assert_eq!(markdown("==="), "\\===");
        assert_eq!(markdown("+"), "\\+");
        assert_eq!(markdown("$5 and $6"), "\\$5 and \\$6");
    }

    #[test]
    fn cells_run_no_formula() {
        let row = |cell: &str| csv_row(&[cell.to_owned()]);
        assert_eq!(row("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"\n");
        assert_eq!(row("+1"), "\"'+1\"\n");
        assert_eq!(row("-2+3"), "\"'-2+3\"\n");
        assert_eq!(row(" @SUM(A1)"), "\"' @SUM(A1)\"\n");
        assert_eq!(row("\t=1"), "\"'\t=1\"\n");
        assert_eq!(row("a, b"), "\"a, b\"\n");
        assert_eq!(row("Call Bob"), "Call Bob\n");
    }
}
