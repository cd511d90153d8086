//! Phrases inside a title that are part of it: "Buy a 5m rope", "Watch Freaky Friday".

use super::german::is_day;
use super::line::{Phrase, QuickLine};
use super::phrase::{PhraseValue, TitleLink};
use super::tokens::ordinal;

/// Words before a phrase that make it part of a name, as in "the Friday film".
const NAMING: [&str; 14] =
    ["the", "a", "an", "my", "our", "your", "his", "her", "their", "this", "that", "each", "another", "any"];

/// Words before a date that make it the name of a day.
const NAMED_DAYS: [&str; 6] = ["black", "good", "cyber", "ash", "palm", "easter"];

/// German words before a day that make it part of a name or a noun, as in "Guten Morgen" or "Frau Sonntag".
const NAMING_IN_GERMAN: [&str; 19] = [
    "der",
    "den",
    "dem",
    "des",
    "ein",
    "einen",
    "einem",
    "mein",
    "meinen",
    "unser",
    "unseren",
    "guten",
    "guter",
    "schwarzer",
    "blauer",
    "herr",
    "herrn",
    "frau",
    "familie",
];

/// Words behind a phrase that do not name a thing, so that the phrase is no adjective.
const NO_NOUNS: [&str; 62] = [
    "about", "on", "at", "in", "to", "for", "from", "with", "and", "or", "but", "by", "before", "after", "until",
    "till", "the", "a", "an", "my", "our", "your", "his", "her", "their", "its", "this", "that", "re", "per", "via",
    "&", "+", "then", "if", "when", "while", "because", "so", "as", "without", "during", "over", "around", "near",
    "again", "together", "max", "maximum", "minimum", "tops", "each", "alone", "outside", "more", "than", "into",
    "within", "daily", "weekly", "starting", "using",
];

/// First words of titles in which a capitalised name is a person or a company.
const TO_PEOPLE: [&str; 30] = [
    "call",
    "ring",
    "phone",
    "email",
    "e-mail",
    "mail",
    "text",
    "message",
    "ping",
    "meet",
    "see",
    "visit",
    "ask",
    "tell",
    "remind",
    "invite",
    "thank",
    "pay",
    "help",
    "interview",
    "chase",
    "talk",
    "speak",
    "write",
    "reply",
    "answer",
    "brief",
    "contact",
    "skype",
    "slack",
];

impl QuickLine<'_> {
    /// Turns phrases inside a title back into words of it: an adjective of the noun behind it, or a part of a
    /// capitalised name.
    pub fn keep_names(&mut self, found: &mut [Phrase], parts: &[Option<usize>]) {
        let mut owned = vec![false; self.words.len()];
        for it in found.iter().filter(|it| !matches!(it.value, PhraseValue::Words(_))) {
            owned[it.words.clone()].fill(true);
        }
        for at in 0..found.len() {
            let candidate = &found[at];
            if !matches!(candidate.value, PhraseValue::Length(_) | PhraseValue::Due(_) | PhraseValue::Range(..)) {
                continue;
            }
            if candidate.led && !self.has_a_lead_in_capitals(candidate) {
                continue;
            }
            let (first, end) = (candidate.words.start, candidate.words.end);
            let title = |word: usize| !owned[word] && !self.is_mark(word) && parts[word] == parts[first];
            let touches = |word: usize| self.words[word].core.end == self.words[word].range.end;
            let before = first.checked_sub(1).filter(|word| title(*word) && touches(*word));
            let behind = Some(end).filter(|word| *word < self.words.len() && title(*word) && touches(end - 1));
            // A weak phrase such as a "p1" may be a word too.
            let marked = found.iter().enumerate().any(|(other, it)| other != at && it.is_a_mark());
            if !self.is_part_of_a_name(candidate, before, behind, marked) {
                continue;
            }
            owned[first..end].fill(false);
            let words = PhraseValue::Words(TitleLink::None);
            let value = std::mem::replace(&mut found[at].value, words);
            let Phrase { kind, ref words, weak, led, .. } = found[at];
            self.kept.push(Phrase { kind, value, words: words.clone(), weak, led });
        }
    }

    /// Returns whether the word that introduces a date is part of a name too, as in "Before Midnight" or "on the Fourth
    /// of July".
    fn has_a_lead_in_capitals(&self, it: &Phrase) -> bool {
        const LEADS: [&str; 5] = ["before", "after", "until", "on", "at"];
        let first = it.words.start;
        let lead = LEADS.contains(&self.words[first].lower.as_str());
        let capital = |word: usize| self.capitals(word).0;
        let alphabetic = |word: &usize| self.raw(*word).contains(char::is_alphabetic);
        let title_case = it.words.clone().filter(alphabetic).all(capital);
        let nth = |word: usize| capital(word) && ordinal(&self.words[word].lower).is_some();
        first > 0 && lead && (title_case || it.words.clone().filter(alphabetic).any(nth))
    }

    fn is_part_of_a_name(&self, it: &Phrase, before: Option<usize>, behind: Option<usize>, marked: bool) -> bool {
        let lower = |word: usize| self.words[word].lower.as_str();
        let is_length = matches!(it.value, PhraseValue::Length(_));
        let numbered = |word: usize| !is_length && self.raw(word).starts_with(|c: char| c.is_ascii_digit());
        // In German every noun has a capital, and no other word inside a sentence.
        let is_german = it.words.clone().any(|word| is_day(&self.raw(word).to_lowercase()));
        let is_noun = |word: usize| !NO_NOUNS.contains(&lower(word)) && (!is_german || self.capitals(word).0);
        let noun = behind.filter(|word| is_noun(*word) && !numbered(*word));
        let naming = before.is_some_and(|before| {
            NAMING.contains(&lower(before))
                || (!is_length && NAMED_DAYS.contains(&lower(before)))
                || (is_german && NAMING_IN_GERMAN.contains(&lower(before)))
        });
        if naming && (noun.is_some() || !is_length) {
            return true;
        }
        if it.led {
            return before.is_some();
        }
        let last = lower(it.words.end - 1);
        let adjective = match &it.value {
            // "15 minute presentation"
            PhraseValue::Length(_) => {
                let singular = it.words.len() > 1 && ["minute", "hour"].contains(&last);
                before.is_some() && noun.is_some() && (singular || !marked)
            }
            PhraseValue::Due(when) => {
                let digits = it.words.clone().any(|word| self.raw(word).contains(|c: char| c.is_ascii_digit()));
                let plain = when.weekday && (when.time.is_none() || !digits) || when.date.is_none();
                plain && before.is_some() && noun.is_some() && !marked
            }
            _ => false,
        };
        adjective || !is_german && self.is_in_a_capitalised_name(it, before, noun, is_length)
    }

    fn is_in_a_capitalised_name(&self, it: &Phrase, before: Option<usize>, noun: Option<usize>, length: bool) -> bool {
        let capital = |word: usize| self.capitals(word).0;
        let Some(before) = before else { return false };
        if length {
            // "60 Minutes", "An Hour"; MINUTES may be a habit.
            return it.words.clone().any(|word| {
                let named = ["minutes", "minute", "hours", "hour"].contains(&self.words[word].lower.as_str());
                named && self.capitals(word) == (true, false)
            });
        }
        if !it.words.clone().all(|word| capital(word) || !self.raw(word).contains(char::is_alphabetic)) {
            return false;
        }
        let PhraseValue::Due(when) = &it.value else { return false };
        let days = when.weekday && it.words.len() == 1;
        let all_letters = it.words.clone().all(|word| self.raw(word).contains(char::is_alphabetic));
        if noun.is_some_and(|word| capital(word) || (!days && all_letters))
            || (it.words.len() > 1 && all_letters && !when.weekday)
        {
            return true;
        }
        let first = (0..before)
            .rev()
            .find(|word| !self.words[*word].literal && self.raw(*word).contains(char::is_alphanumeric));
        let person = first
            .is_some_and(|first| ["with", "for", "from", "and"].contains(&self.words[first].lower.as_str()))
            || TO_PEOPLE.contains(&self.words[0].lower.as_str());
        first.is_some() && capital(before) && !person
    }

    /// Returns whether a word starts with a capital, and whether all its letters are capitals.
    fn capitals(&self, word: usize) -> (bool, bool) {
        let raw = &self.text[self.words[word].core.clone()];
        let mut letters = raw.chars().filter(|c| c.is_alphabetic());
        (raw.starts_with(char::is_uppercase), letters.all(char::is_uppercase))
    }
}

impl Phrase {
    /// Returns whether the phrase shows that the line uses quick add.
    fn is_a_mark(&self) -> bool {
        !self.weak && !matches!(self.value, PhraseValue::Words(_))
    }
}
