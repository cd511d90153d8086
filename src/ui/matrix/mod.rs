//! The Eisenhower matrix: four columns of cards and the inbox beside them.

mod band;
mod bulk;
mod card;
mod details;
mod drop;
mod filter_bar;
mod first_run;
mod header_menu;
mod inbox;
mod inbox_row;
mod layout;
mod link;
mod neighbour;
mod pane;
mod quadrant;

pub use bulk::{close_all, move_all};
pub use drop::move_to;
pub use neighbour::neighbour;
pub use pane::matrix_ui;
