//! The things that a window can be asked to do by the arguments of a start.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

/// Most characters of a text in a link.
const MAX_TEXT: usize = 2_000;

/// One request to a window, from a file or a `gapwise://` link among the arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// Import a calendar file; an absolute path.
    Import(PathBuf),
    /// Put a text into the quick-add line. The user adds the task, since any web page can hold a link.
    Draft(String),
    /// Ask for the step that fits now.
    Now,
    /// Show the plan of today.
    Today,
}

impl Errand {
    /// Reads an argument: a link if it begins with `gapwise:`, or else a file as path or `file:` URL.
    ///
    /// # Errors
    /// A message for an unknown or malformed link and for a file that does not exist.
    ///
    /// ```
    /// use gapwise::app::Errand;
    ///
    /// assert_eq!(Errand::parse("gapwise://add?text=Call%20Ann"), Ok(Errand::Draft("Call Ann".into())));
    /// assert_eq!(Errand::parse("gapwise://now"), Ok(Errand::Now));
    /// assert!(Errand::parse("gapwise://delete-all").is_err());
    /// ```
    pub fn parse(argument: &str) -> Result<Self, String> {
        if argument.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("gapwise:")) {
            return Self::of_link(argument);
        }
        let url = Url::parse(argument).ok().filter(|url| url.scheme() == "file");
        let named = url.and_then(|url| url.to_file_path().ok());
        let path = named.as_deref().unwrap_or(Path::new(argument));
        if !path.is_file() {
            return Err(format!("\"{argument}\" is neither a command nor a file"));
        }
        std::path::absolute(path).map(Self::Import).map_err(|error| format!("{argument}: {error}"))
    }

    fn of_link(link: &str) -> Result<Self, String> {
        let url = Url::parse(link).map_err(|error| format!("the link is malformed: {error}"))?;
        if !matches!(url.path(), "" | "/") {
            return Err("the link has an unknown path".into());
        }
        match url.host_str().map(str::to_ascii_lowercase).as_deref() {
            Some("add") => {
                let text = url.query_pairs().find(|(key, _)| key == "text").map(|(_, text)| text.into_owned());
                let text = text.unwrap_or_default();
                if text.chars().count() > MAX_TEXT {
                    return Err(format!("the text of the link is longer than {MAX_TEXT} characters"));
                }
                if text.contains(|c: char| c.is_control() && c != '\n') || text.contains('\u{fffd}') {
                    return Err("the text of the link holds control characters or is not UTF-8".into());
                }
                Ok(Self::Draft(text))
            }
            Some("now") => Ok(Self::Now),
            Some("today") => Ok(Self::Today),
            _ => Err("the link is unknown: use gapwise://add?text=…, gapwise://now or gapwise://today".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Errand;

    #[test]
    fn hostile_and_malformed_arguments_are_refused() {
        let long = format!("gapwise://add?text={}", "a".repeat(5_000));
        for argument in [
            "gapwise:",
            "gapwise://",
            "gapwise://add/../../etc?text=a",
            "gapwise://now/extra",
            "gapwise://add?text=a%00b",
            "gapwise://add?text=%1b%5b31m",
            "gapwise://add?text=%ff%fe",
            "gapwise://restore?at=1",
            "gapwise:add?text=a",
            &long,
            "--",
            "",
            "no-such-file.ics",
            "file:///no/such/file.ics",
            "http://example.org/a.ics",
            "/",
        ] {
            assert!(Errand::parse(argument).is_err(), "{argument}");
        }
    }

    #[test]
    fn links_and_files_are_understood() {
        assert_eq!(Errand::parse("GAPWISE://ADD?text=a+b%0ac"), Ok(Errand::Draft("a b\nc".into())));
        assert_eq!(Errand::parse("gapwise://add?title=x"), Ok(Errand::Draft(String::new())));
        assert_eq!(Errand::parse("gapwise://today/"), Ok(Errand::Today));
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("my calendar.ics");
        std::fs::write(&file, "").expect("written");
        let url = url::Url::from_file_path(&file).expect("a URL");
        assert_eq!(Errand::parse(url.as_str()), Ok(Errand::Import(file.clone())));
        assert_eq!(Errand::parse(&file.display().to_string()), Ok(Errand::Import(file)));
    }
}
