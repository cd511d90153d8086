//! The keymap: default shortcuts and the user's own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use egui::{Context, Id, Key, KeyboardShortcut, Modifiers};

use super::table::Command;

/// The shortcuts of every command. A shortcut belongs to one command only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keymap {
    /// Commands with changed shortcuts; empty for a command without any.
    changed: HashMap<Command, Vec<KeyboardShortcut>>,
}

impl Keymap {
    /// Parses the texts of the preferences by command name. Unknown entries are ignored.
    pub fn read(stored: &BTreeMap<String, Vec<String>>) -> Self {
        let known: HashMap<String, Command> = Command::all().map(|command| (command.id(), command)).collect();
        let keys = |texts: &Vec<String>| texts.iter().filter_map(|text| parse(text)).collect();
        let changed = stored.iter().filter_map(|(id, texts)| Some((*known.get(id)?, keys(texts))));
        Self { changed: changed.collect() }
    }

    /// Returns the texts for the preferences.
    pub fn stored(&self) -> BTreeMap<String, Vec<String>> {
        let texts = |keys: &Vec<KeyboardShortcut>| keys.iter().map(text).collect();
        self.changed.iter().map(|(command, keys)| (command.id(), texts(keys))).collect()
    }

    /// Returns the shortcuts of a command; menus show the first.
    pub fn keys(&self, command: Command) -> &[KeyboardShortcut] {
        self.changed.get(&command).map_or(command.default_keys(), Vec::as_slice)
    }

    /// Returns the other command that a shortcut runs under the same conditions. Commands for unfinished blocks act in a
    /// review only and take precedence there.
    pub fn owner(&self, keys: &KeyboardShortcut, command: Command) -> Option<Command> {
        Self::rivals(command).find(|other| self.keys(*other).contains(keys))
    }

    fn rivals(command: Command) -> impl Iterator<Item = Command> {
        let beside = move |other: &Command| {
            *other != command && other.is_for_unfinished_blocks() == command.is_for_unfinished_blocks()
        };
        Command::all().filter(beside)
    }

    /// Returns whether a command has changed shortcuts.
    pub fn is_changed(&self, command: Command) -> bool {
        self.changed.contains_key(&command)
    }

    /// Returns whether any command has changed shortcuts.
    pub fn is_any_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Assigns shortcuts to a command and removes them from others.
    pub fn set(&mut self, command: Command, keys: Vec<KeyboardShortcut>) {
        for other in Self::rivals(command) {
            if self.keys(other).iter().any(|one| keys.contains(one)) {
                let left = self.keys(other).iter().filter(|one| !keys.contains(one)).copied().collect();
                self.changed.insert(other, left);
            }
        }
        self.changed.insert(command, keys);
        self.changed.retain(|command, keys| keys.as_slice() != command.default_keys());
    }

    /// Resets the shortcuts of one command, or of all.
    pub fn reset(&mut self, command: Option<Command>) {
        match command {
            Some(command) => self.set(command, command.default_keys().to_vec()),
            None => self.changed.clear(),
        }
    }

    /// Installs the keymap for menus, tooltips, help and key handling.
    pub fn install(self: &Arc<Self>, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::unique("keymap"), Arc::clone(self)));
    }

    /// Returns the installed keymap.
    pub fn of(ctx: &Context) -> Arc<Self> {
        ctx.data(|data| data.get_temp(Id::unique("keymap"))).unwrap_or_default()
    }
}

/// Returns the shortcut of a key press. A character that needs Shift on some keyboards is named without it.
pub fn as_pressed(key: Key, modifiers: Modifiers) -> KeyboardShortcut {
    let sign = key.symbol_or_name().chars().count() == 1 && !key.name().chars().all(char::is_alphanumeric)
        || matches!(key, Key::Questionmark | Key::Plus | Key::Colon | Key::Exclamationmark | Key::Pipe);
    let modifiers = Modifiers {
        alt: modifiers.alt,
        ctrl: false,
        shift: modifiers.shift && !sign,
        mac_cmd: false,
        command: modifiers.command,
    };
    KeyboardShortcut::new(modifiers, key)
}

/// Formats a shortcut as "Ctrl+Shift+Z", on every system.
fn text(keys: &KeyboardShortcut) -> String {
    let on = |on: bool, name: &str| if on { format!("{name}+") } else { String::new() };
    let modifiers = keys.modifiers;
    let (ctrl, alt, shift) = (on(modifiers.command, "Ctrl"), on(modifiers.alt, "Alt"), on(modifiers.shift, "Shift"));
    format!("{ctrl}{alt}{shift}{}", keys.logical_key.name())
}

fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text;
    while let Some((name, more)) = rest.split_once('+').filter(|(_, more)| !more.is_empty()) {
        modifiers |= match name {
            "Ctrl" => Modifiers::COMMAND,
            "Alt" => Modifiers::ALT,
            "Shift" => Modifiers::SHIFT,
            _ => return None,
        };
        rest = more;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_as_text_and_read_back() {
        let mut keymap = Keymap::default();
        for command in Command::all() {
            for keys in command.default_keys() {
                assert_eq!(parse(&text(keys)), Some(*keys), "{}", text(keys));
            }
        }
        keymap.set(Command::Today, vec![as_pressed(Key::J, Modifiers::COMMAND | Modifiers::SHIFT)]);
        assert_eq!(keymap.stored()["Today"], ["Ctrl+Shift+J"]);
        assert_eq!(Keymap::read(&keymap.stored()), keymap);
        let odd = [("Today".to_owned(), vec!["Hyper+J".to_owned(), "".into()]), ("Nothing".into(), Vec::new())];
        assert!(Keymap::read(&odd.into()).keys(Command::Today).is_empty());
    }

    #[test]
    fn a_shortcut_has_one_owner_and_a_reset_brings_back_what_was() {
        let mut keymap = Keymap::default();
        let find = Command::Find.default_keys()[0];
        keymap.set(Command::Today, vec![find]);
        assert_eq!(keymap.owner(&find, Command::Find), Some(Command::Today));
        assert_eq!(keymap.keys(Command::Find), &Command::Find.default_keys()[1..]);
        keymap.reset(Some(Command::Find));
        assert_eq!(keymap.owner(&find, Command::Today), Some(Command::Find));
        assert!(keymap.keys(Command::Today).is_empty());
        assert!(!keymap.is_changed(Command::Find));
        keymap.reset(None);
        assert_eq!(keymap, Keymap::default());
    }
}
