//! Writes the man page and the shell completions into a folder: `cargo run --example shell_files -- DIR`.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;
use gapwise::cli::Arguments;

fn main() -> std::io::Result<()> {
    let dir = PathBuf::from(std::env::args_os().nth(1).expect("the folder to write to"));
    std::fs::create_dir_all(&dir)?;
    let mut command = Arguments::command().disable_help_subcommand(true);
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut command, "gapwise", &dir)?;
    }
    clap_mangen::generate_to(command, &dir)
}
