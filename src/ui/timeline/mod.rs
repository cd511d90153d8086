//! The timeline of one or several days.

mod actual;
mod block_menu;
mod bundle;
mod canvas;
mod change;
mod change_bar;
mod columns;
mod create;
mod days;
mod drop;
mod edge;
mod energy;
mod event_line;
mod follow;
mod gesture;
mod ghost;
mod header;
mod hours;
mod items;
mod lanes;
mod late;
mod month;
mod pane;
mod push;
mod question;
mod reading_order;
mod runs;
mod scale;
mod scroll;
mod week;

pub use block_menu::{merge_with_next, middle, split_at};
pub use change_bar::change_height;
pub use month::{first_of_month, month_ui};
pub use pane::timeline_ui;
pub use push::yields;
pub use week::{note_room, week_ui};
