//! A sync program: it carries files between machines one by one, in any order, and leaves conflict copies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::MemoryDisk;

type Bytes = Arc<[u8]>;

/// The server, and the versions that each machine had when it was last in step.
#[derive(Default)]
pub struct Cloud {
    files: BTreeMap<PathBuf, Bytes>,
    seen: BTreeMap<(usize, PathBuf), Bytes>,
    /// The texts of all conflict copies.
    copies: Vec<Bytes>,
    /// Number of files carried.
    pub carried: usize,
}

impl Cloud {
    /// Returns the paths within the folder that a machine or the server have, and that differ from the last time.
    pub fn waiting(&self, machine: usize, disk: &MemoryDisk, folder: &Path) -> Vec<PathBuf> {
        let local = local(disk, folder);
        let paths: BTreeSet<&PathBuf> = local.keys().chain(self.files.keys()).collect();
        paths
            .into_iter()
            .filter(|path| local.get(*path) != self.files.get(*path))
            .cloned()
            .collect::<Vec<_>>()
            .into_iter()
            .filter(|path| {
                let seen = self.seen.get(&(machine, path.clone()));
                local.get(path) != seen || self.files.get(path) != seen
            })
            .collect()
    }

    /// Brings one file in step.
    pub fn carry(&mut self, machine: usize, disk: &MemoryDisk, folder: &Path, path: &Path) {
        let here = local(disk, folder).remove(path);
        let there = self.files.get(path).cloned();
        let seen = self.seen.get(&(machine, path.to_path_buf())).cloned();
        self.carried += 1;
        if here == there {
            self.note(machine, path, here);
        } else if there == seen || there.is_none() && here != seen {
            // Changed here, or changed here and deleted there.
            match &here {
                Some(bytes) => drop(self.files.insert(path.to_path_buf(), Arc::clone(bytes))),
                None => drop(self.files.remove(path)),
            }
            self.note(machine, path, here);
        } else {
            if let Some(bytes) = here.filter(|here| Some(here) != seen.as_ref()) {
                self.copies.push(Arc::clone(&bytes));
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let copy = format!("{stem}.sync-conflict-20261122-10{:04}-ABCDEFG.ron", self.copies.len());
                if path.extension().is_some_and(|it| it == "ron") {
                    disk.put(&folder.join(path).with_file_name(copy), Some(&bytes));
                }
            }
            disk.put(&folder.join(path), there.as_deref());
            self.note(machine, path, there);
        }
    }

    /// Returns whether a conflict copy held a text, such as an id.
    pub fn was_copied(&self, text: &str) -> bool {
        self.copies.iter().any(|bytes| String::from_utf8_lossy(bytes).contains(text))
    }

    fn note(&mut self, machine: usize, path: &Path, bytes: Option<Bytes>) {
        let key = (machine, path.to_path_buf());
        match bytes {
            Some(bytes) => drop(self.seen.insert(key, bytes)),
            None => drop(self.seen.remove(&key)),
        }
    }
}

/// Returns the files of a workspace folder, without those that are set aside.
fn local(disk: &MemoryDisk, folder: &Path) -> BTreeMap<PathBuf, Bytes> {
    let within = |(path, bytes): (PathBuf, Bytes)| Some((path.strip_prefix(folder).ok()?.to_path_buf(), bytes));
    disk.below(folder).into_iter().filter_map(within).filter(|(path, _)| !path.starts_with("set-aside")).collect()
}
