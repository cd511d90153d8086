//! Commands: names, icons, keys and conditions.

mod enabled;
mod keymap;
mod keys;
mod menu;
mod table;

pub use keymap::{Keymap, as_pressed};
pub use menu::{menu_choice, menu_item, menu_switch};
pub use table::Command;
