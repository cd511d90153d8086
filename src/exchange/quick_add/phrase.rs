//! The values of phrases, and the words that they are read from.

use super::found::DateAndTime;
use super::reading::Reading;
use super::repeats::RepeatPhrase;
use super::tokens::Word;
use crate::model::{Energy, Minutes, TimeRange};

/// The value of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PhraseValue {
    Length(Minutes),
    Due(DateAndTime),
    HardDue(DateAndTime),
    Hard,
    NotBefore(DateAndTime),
    /// From a start to the due time; `true` if the work takes all of it.
    Range(TimeRange, bool),
    /// Important, then urgent; `None` leaves the flag unset.
    Importance(Option<bool>, Option<bool>),
    Energy(Energy),
    Tag(String),
    Repeat(Box<RepeatPhrase>),
    Pieces(Minutes),
    /// The end of a rule in another phrase; a due date if the line has no rule.
    Until(DateAndTime),
    /// A date that may be part of the title, so that only its chip reads it.
    Perhaps(DateAndTime),
    /// A date that tasks have no place for, like the date of creation.
    Ignored,
    /// Words that stay in the title as a unit and are not read one by one.
    Words(TitleLink),
}

/// The relation of title words to the words before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TitleLink {
    /// Independent, or as in "notes of monday".
    None,
    /// Two alternatives, as in "fri or sat" or "from this to friday": neither is a due date.
    Both,
    /// "to" before a time: the end of a range if a time precedes it.
    Range,
}

/// A value read from the first words of a cursor.
pub(super) struct PhraseMatch {
    pub value: PhraseValue,
    pub used: usize,
    pub weak: bool,
    /// Introduced by a word or sign that can only mean this, like "due" or "~".
    pub led: bool,
}

impl PhraseMatch {
    /// Returns a match of one word that cannot mean anything else.
    pub fn sure(value: PhraseValue) -> Self {
        Self { value, used: 1, weak: false, led: true }
    }
}

/// The rest of a line from one word on, and the word before it.
pub(super) struct WordCursor<'a> {
    pub text: &'a str,
    pub words: &'a [Word],
    /// The same words in lower case, up to the next quotation.
    pub lower: &'a [&'a str],
    pub before: Option<&'a str>,
    pub reading: &'a Reading,
}

impl WordCursor<'_> {
    /// Returns the first word as typed, without punctuation.
    pub fn first(&self) -> &str {
        &self.text[self.words[0].core.clone()]
    }

    /// Returns the words from `lead` on, up to the first one with a comma: "1h, 30m" is two lengths.
    pub fn until_comma(&self, lead: usize) -> &[&str] {
        let comma = |word: &Word| self.text[word.core.end..word.range.end].contains([',', ';']);
        let end = self.words[lead..].iter().position(comma).map_or(self.lower.len(), |at| lead + at + 1);
        &self.lower[lead..end.min(self.lower.len())]
    }

    pub fn raw(&self) -> &str {
        &self.text[self.words[0].range.clone()]
    }

    pub fn whole(&self, value: PhraseValue) -> Option<PhraseMatch> {
        Some(PhraseMatch::sure(value))
    }
}
