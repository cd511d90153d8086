//! The Eisenhower matrix: four columns of cards and the inbox above them.

mod band;
mod bulk;
mod card;
mod details;
mod drop;
mod filter_bar;
mod header_menu;
mod inbox;
mod layout;
mod link;
mod neighbour;
mod pane;
mod quadrant;

pub use bulk::{close_all, move_all};
pub use drop::move_to;
pub use neighbour::neighbour;
pub use pane::matrix_ui;
