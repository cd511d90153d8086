//! The lineage of a file: the hashes of its earlier versions, in a comment of its header, and the texts of these versions
//! in the machine's folder. Two versions of a file find their merge base in it.

use std::borrow::Cow;
use std::io;

use uuid::Uuid;

use crate::store::disk::{Disk, Place, if_there, remove_or_log, version_hash};

/// Start of the line of a header that lists earlier versions, newest first.
const LINE: &str = "// After:";
/// Maximum number of earlier versions in a header.
const MAX_LINEAGE: usize = 64;
/// Maximum bytes of the versions kept on this machine.
const MOST_BYTES: u64 = 64 << 20;

/// Returns the hashes of a file and its earlier versions, newest first. A file that was edited by hand comes after the
/// version that it was made from.
pub fn lineage_of(bytes: &[u8]) -> Vec<Uuid> {
    let (line, body) = split(bytes);
    let listed: Vec<Uuid> = line.split_whitespace().filter_map(|hash| hash.parse().ok()).collect();
    match listed.split_first() {
        Some((first, earlier)) if *first == hash_after(&body, earlier) => listed,
        _ => std::iter::once(hash_after(&body, &listed)).chain(listed.iter().copied()).collect(),
    }
}

/// Returns the version that a text editor, or another program that knows no lineages, opened to make this one. `None` if a
/// program of ours wrote it.
pub fn opened_by_hand(bytes: &[u8]) -> Option<Uuid> {
    let (line, body) = split(bytes);
    let listed: Vec<Uuid> = line.split_whitespace().filter_map(|hash| hash.parse().ok()).collect();
    let (first, earlier) = listed.split_first()?;
    (*first != hash_after(&body, earlier)).then_some(*first)
}

/// Returns the hash of a version. It depends on the earlier versions, so that a text which comes back, for instance by
/// undo, is a new version and not its own ancestor.
fn hash_after(body: &[u8], earlier: &[Uuid]) -> Uuid {
    let own = version_hash(body);
    if earlier.is_empty() {
        return own;
    }
    version_hash(&std::iter::once(&own).chain(earlier).flat_map(|hash| *hash.as_bytes()).collect::<Vec<u8>>())
}

/// Returns the list of versions in a header, and the file without it.
fn split(bytes: &[u8]) -> (&str, Cow<'_, [u8]>) {
    let end = |from: usize| bytes[from..].iter().position(|byte| *byte == b'\n').map(|at| from + at + 1);
    let second = end(0).and_then(|start| Some((start, end(start)?)));
    let line = second.and_then(|(start, end)| Some((start, end, std::str::from_utf8(&bytes[start..end]).ok()?)));
    match line.and_then(|(start, end, line)| Some((start, end, line.strip_prefix(LINE)?))) {
        Some((start, end, list)) => (list, Cow::Owned([&bytes[..start], &bytes[end..]].concat())),
        None => ("", Cow::Borrowed(bytes)),
    }
}

/// Returns the lineage of a version that joins two: `one`, which stays first, and `other`. The newest versions of both are
/// kept, since the list is bounded, and each stays behind those that came from it.
pub fn joined(one: &[Uuid], other: &[Uuid]) -> Vec<Uuid> {
    let mut all: Vec<Uuid> = one.first().copied().into_iter().collect();
    let (mut one, mut other, mut is_other_next) = (one, other, true);
    while all.len() < MAX_LINEAGE {
        for list in [&mut one, &mut other] {
            *list = &list[list.iter().take_while(|hash| all.contains(hash)).count()..];
        }
        let next = match (one.first(), other.first()) {
            // A version that both have waits until both come to it.
            (Some(mine), Some(theirs)) if !one.contains(theirs) && (is_other_next || other.contains(mine)) => theirs,
            (Some(mine), Some(_)) => mine,
            (mine, theirs) => match mine.or(theirs) {
                Some(hash) => hash,
                None => break,
            },
        };
        is_other_next = one.first() == Some(next);
        all.push(*next);
    }
    all
}

/// Returns `text` with its own hash and those of its predecessors in its header.
pub fn with_lineage(text: &str, predecessors: &[Uuid]) -> String {
    let mut earlier: Vec<Uuid> = Vec::new();
    for hash in predecessors {
        if earlier.len() + 1 < MAX_LINEAGE && !earlier.contains(hash) {
            earlier.push(*hash);
        }
    }
    if earlier.is_empty() {
        return text.to_owned();
    }
    with_list(text, &[&[hash_after(text.as_bytes(), &earlier)], earlier.as_slice()].concat())
}

/// Returns `text` with this list of versions in its header, its own one first.
pub fn with_list(text: &str, lineage: &[Uuid]) -> String {
    let Some((first, rest)) = text.split_once('\n').filter(|_| lineage.len() > 1) else { return text.to_owned() };
    let list: String = lineage.iter().map(|hash| format!(" {}", hash.simple())).collect();
    format!("{first}\n{LINE}{list}\n{rest}")
}

/// The earlier versions of a workspace's files that this machine keeps.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    pub disk: &'a dyn Disk,
    pub place: &'a Place,
}

impl Versions<'_> {
    /// Keeps a version. A failure is logged, because only the precision of later merges depends on it.
    pub fn keep(&self, bytes: &[u8]) {
        if let Err(error) = self.try_keep(bytes) {
            tracing::debug!(%error, "a version of a file was not kept");
        }
    }

    fn try_keep(&self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.place.state.join("versions");
        let path = folder.join(format!("{}.ron", lineage_of(bytes)[0]));
        if if_there(self.disk.stamp(&path))?.is_some() {
            return Ok(());
        }
        self.disk.make_folder(&folder)?;
        self.disk.write_new(&path, bytes)?;
        // After a loss of power it is the base for what another machine did meanwhile.
        self.disk.sync(&path)?;
        self.disk.sync_folder(&folder)?;
        let names = self.disk.names(&folder)?.into_iter().map(|name| folder.join(name));
        // Looked at once each: a look may fail at any time.
        let mut kept: Vec<_> = names.filter_map(|path| Some((self.disk.stamp(&path).ok()?, path))).collect();
        kept.sort_by_key(|(stamp, _)| std::cmp::Reverse(stamp.modified));
        let mut bytes = 0;
        for (stamp, path) in kept {
            bytes += stamp.bytes;
            if bytes > MOST_BYTES {
                remove_or_log(self.disk, &path);
            }
        }
        Ok(())
    }

    /// Returns the version with a hash, if this machine still has it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, hash: &Uuid) -> io::Result<Option<Vec<u8>>> {
        let bytes = if_there(self.disk.read(&self.place.state.join("versions").join(format!("{hash}.ron"))))?;
        Ok(bytes.filter(|bytes| lineage_of(bytes)[0] == *hash))
    }

    /// Returns the newest versions that two lineages have in common and this machine still has. None is an ancestor of
    /// another; there are several if both lines merged the same two versions.
    ///
    /// # Errors
    /// When a kept version cannot be read: an older one would count as the base.
    pub fn common(&self, ours: &[Uuid], theirs: &[Uuid]) -> io::Result<Vec<Vec<u8>>> {
        let mut found: Vec<(Vec<Uuid>, Vec<u8>)> = Vec::new();
        for hash in theirs.iter().filter(|hash| ours.contains(hash)) {
            if found.iter().any(|(lineage, _)| lineage.contains(hash)) {
                continue;
            }
            if let Some(bytes) = self.read(hash)? {
                let lineage = lineage_of(&bytes);
                found.retain(|(older, _)| !lineage.contains(&older[0]));
                found.push((lineage, bytes));
            }
        }
        Ok(found.into_iter().map(|(_, bytes)| bytes).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_lists_earlier_versions_once() {
        let (first, next) = ("// Header\n(version: 1)\n", "// Header\n(version: 2)\n");
        let second = with_lineage(next, &lineage_of(first.as_bytes()));
        assert_eq!(lineage_of(second.as_bytes())[1..], lineage_of(first.as_bytes()));
        let twice: Vec<Uuid> = [lineage_of(second.as_bytes()), lineage_of(first.as_bytes())].concat();
        assert_eq!(lineage_of(with_lineage("// Header\n(version: 3)\n", &twice).as_bytes()).len(), 3);
        assert_eq!(with_lineage(first, &[]), first);
        let back = with_lineage(next, &lineage_of(with_lineage(first, &lineage_of(second.as_bytes())).as_bytes()));
        assert!(
            !lineage_of(second.as_bytes()).contains(&lineage_of(back.as_bytes())[0]),
            "a text that comes back is new"
        );
        assert!(lineage_of(back.as_bytes()).contains(&lineage_of(second.as_bytes())[0]));
        let by_hand = second.replace("version: 2", "version: 4");
        assert_eq!(lineage_of(by_hand.as_bytes())[1..], lineage_of(second.as_bytes()));
    }

    #[test]
    fn a_joined_list_keeps_the_newest_of_both() {
        let list = |numbers: &[u128]| numbers.iter().map(|it| Uuid::from_u128(*it)).collect::<Vec<_>>();
        let joins = |one: &[u128], other: &[u128], all: &[u128]| {
            assert_eq!(joined(&list(one), &list(other)), list(all), "{one:?} and {other:?}");
        };
        joins(&[], &[], &[]);
        joins(&[3, 2, 1], &[], &[3, 2, 1]);
        joins(&[], &[3, 2, 1], &[3, 2, 1]);
        joins(&[12, 11, 2, 1], &[22, 21, 2, 1], &[12, 22, 11, 21, 2, 1]);
        // One comes from the other; the second list may say more of the same version.
        joins(&[4, 3, 2, 1], &[2, 1, 0], &[4, 3, 2, 1, 0]);
        joins(&[2, 1], &[4, 3, 2, 1], &[2, 4, 3, 1]);
        joins(&[3, 2, 1], &[3, 20, 2, 10, 1], &[3, 20, 2, 10, 1]);
        joins(&[3, 1, 2], &[4, 2, 1], &[3, 4, 1, 2]);
        let numbers = |from: u128| (from..from + 64).rev().collect::<Vec<_>>();
        let all = joined(&list(&numbers(1000)), &list(&numbers(2000)));
        assert_eq!(all.len(), MAX_LINEAGE);
        assert!((0..32).all(|at| all[2 * at..][..2] == list(&[1063 - at as u128, 2063 - at as u128])));
        assert_eq!(joined(&list(&numbers(100)), &list(&numbers(60))), list(&numbers(100)));
    }
}
