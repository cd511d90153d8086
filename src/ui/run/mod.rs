//! Commands become intents: a command changes view state itself and leaves everything else to the app as intents.

mod blocks;
mod cards;
mod command;
mod meeting;
mod moves;
mod runner;

pub use command::intents_for;
