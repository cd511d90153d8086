//! The bases of changes by others: the versions of files from which these were made.

use std::collections::BTreeSet;
use std::io;

use uuid::Uuid;

use super::copies::{base_of_overwrite, must_join, side};
use super::keeper::Keeper;
use super::outside::replace_part;
use crate::model::Workspace;
use crate::store::folder::{Loaded, SaveError, Versions, WorkspaceFile, opened_by_hand};

impl Keeper {
    /// Returns the base of the changes in some files, and whether it is complete, so that a record which is missing was
    /// deleted. It is the known contents, unless others overwrote a version that they had not seen.
    ///
    /// # Errors
    /// When a version cannot be read.
    pub(super) fn base_of_changes(
        &mut self,
        changed: &BTreeSet<WorkspaceFile>,
        loaded: &Loaded,
    ) -> Result<(Workspace, bool), SaveError> {
        let (mut base, mut knows_deletions) = (self.known.clone(), true);
        for part in changed {
            let Some(theirs) = loaded.lineages.get(part) else { continue };
            self.unkept.insert(*part);
            self.written_at.remove(part);
            let ours = self.lineages.get(part).map(Vec::as_slice).unwrap_or_default();
            if must_join(*part, ours, theirs) {
                // Others must learn that it includes our version, also where its text stays as it is.
                self.dirty.insert(*part);
            }
            let failed = |source| SaveError::Io { path: self.place.state.join("versions"), source };
            if let Some(opened) = loaded.by_hand.get(part)
                // With a copy of a sync program, the earlier text may be that of another editor.
                && !self.copies()?.iter().any(|copy| copy.part() == *part)
            {
                let known = (ours, self.by_hand.get(part) == Some(opened), &base);
                let earlier = earlier_by_hand(self.versions(), *part, *opened, known, &loaded.workspace);
                if let Some(earlier) = earlier.map_err(failed)? {
                    base = earlier;
                    continue;
                }
            }
            let is_known;
            let found = (theirs.as_slice(), &loaded.workspace);
            (base, is_known) = base_of_overwrite(self.versions(), *part, ours, found, base).map_err(failed)?;
            knows_deletions &= is_known;
        }
        Ok((base, knows_deletions))
    }
}

/// Returns the known contents with the records of a file as an editor saved them that opened the version `opened` and now
/// saved `theirs`: the newest such text in the known lineage, or the known text if it `is_same_editor`. `None` if there is
/// none, or it may be the text of another editor, on another machine.
///
/// # Errors
/// When a version cannot be read.
fn earlier_by_hand(
    versions: Versions,
    part: WorkspaceFile,
    opened: Uuid,
    (lineage, is_same_editor, known): (&[Uuid], bool, &Workspace),
    theirs: &Workspace,
) -> io::Result<Option<Workspace>> {
    let mut rest = known.clone();
    replace_part(part, &Workspace::default(), &mut rest);
    let read = |bytes: Vec<u8>| side(part, &bytes, &part.path(), &rest);
    let Some(first) = versions.read(&opened)?.and_then(read) else { return Ok(None) };
    let mut earlier = is_same_editor.then(|| known.clone());
    for hash in lineage.iter().take_while(|hash| **hash != opened) {
        if earlier.is_some() {
            break;
        }
        let found = versions.read(hash)?.filter(|bytes| opened_by_hand(bytes) == Some(opened));
        earlier = found.and_then(read);
    }
    Ok(earlier.filter(|earlier| keeps_most(part, &first, earlier, theirs)))
}

/// Returns whether a later text of a file keeps at least half of the changes that an earlier text made. Otherwise it was
/// not made from the earlier one.
fn keeps_most(part: WorkspaceFile, first: &Workspace, earlier: &Workspace, later: &Workspace) -> bool {
    let texts = [first, earlier, later].map(|workspace| part.text(workspace).unwrap_or_default());
    let [first, earlier, later] = [&texts[0], &texts[1], &texts[2]].map(|text| lines_by_record(text));
    let is_record = |(record, line): &&(&str, &str)| record == line;
    let added = earlier.difference(&first).map(|line| later.contains(line));
    let removed = first.difference(&earlier).filter(is_record).map(|line| !later.contains(line));
    let changes: Vec<bool> = added.chain(removed).collect();
    let kept = changes.iter().filter(|is_kept| **is_kept).count();
    kept > 0 && 2 * kept >= changes.len()
}

/// Returns the lines of a text, each with the line of the id of its record.
fn lines_by_record(text: &str) -> BTreeSet<(&str, &str)> {
    let mut record = "";
    let lines = text.lines().map(str::trim);
    lines
        .map(|line| {
            if line.starts_with("id: ") {
                record = line;
            }
            (record, line)
        })
        .collect()
}
