//! Text editors that save several times without reading the file anew.

use crate::store_bases::{Machine, two_after};
use crate::store_seams::retitled;

/// A text editor that has opened the file of tasks of a machine.
struct Editor {
    opened: String,
}

impl Editor {
    fn on(machine: &Machine) -> Self {
        Self { opened: String::from_utf8(machine.file("tasks.ron")).unwrap() }
    }

    /// Returns the opened text with other titles.
    fn text(&self, titles: &[(&str, &str)]) -> Vec<u8> {
        titles
            .iter()
            .fold(self.opened.clone(), |text, (old, new)| {
                let old = format!("\"{old}\"");
                assert!(text.contains(&old), "{old}");
                text.replacen(&old, &format!("\"{new}\""), 1)
            })
            .into()
    }
}

#[test]
fn an_editor_that_saves_several_times_changes_its_own_text() {
    // As many versions as a list holds, and more.
    for versions in [1, 63, 64, 70] {
        let (mut ours, _) = two_after(versions);
        ours.look(1);
        let editor = Editor::on(&ours);
        let saves = |machine: &mut Machine, titles: &[(&str, &str)], minute: i64| {
            machine.put("tasks.ron", &editor.text(titles));
            machine.look(minute);
            (machine.title("Renew insurance").to_owned(), machine.title("Call home").to_owned())
        };
        let titles = |renew: &str, call: &str| (renew.to_owned(), call.to_owned());
        let renew = ("Renew insurance", "Renew both insurances");
        assert_eq!(saves(&mut ours, &[renew], 1), titles(renew.1, "Call home"));
        assert_eq!(saves(&mut ours, &[renew, ("Call home", "Call mum")], 2), titles(renew.1, "Call mum"));
        assert_eq!(saves(&mut ours, &[renew, ("Call home", "Call dad")], 3), titles(renew.1, "Call dad"));
        // The window goes on with this text, which the editor does not read.
        ours.save(retitled(&ours.shown.clone(), "Back up the photos", "Back up all"), 4);
        assert_eq!(saves(&mut ours, &[renew, ("Call home", "Call them")], 5), titles(renew.1, "Call them"));
        ours.save(retitled(&ours.shown.clone(), "Call home", "Call again"), 6);
        assert_eq!(saves(&mut ours, &[renew, ("Call home", "Call them")], 7), titles(renew.1, "Call again"));
        let undone = [("Call home", "Call them")];
        assert_eq!(saves(&mut ours, &undone, 8), titles("Renew insurance", "Call again"));
        assert_eq!(ours.title("Back up the photos"), "Back up all");
        assert_eq!(ours.conflicts, Vec::new(), "after {versions} versions");
    }
}

#[test]
fn texts_of_two_editors_that_opened_the_same_version_both_count() {
    let first = [
        ("Call home", "Call mum"),
        ("Renew insurance", "Renew both insurances"),
        ("Back up the photos", "Back up all"),
    ];
    // The second editor makes other changes, and one of the same.
    for second in [
        &[("Rename the photo albums", "Rename the albums")][..],
        &[("Call home", "Call mum"), ("Rename the photo albums", "Rename the albums")],
    ] {
        for saves_between in [false, true] {
            let (mut ours, _) = two_after(1);
            ours.look(1);
            let editor = Editor::on(&ours);
            ours.put("tasks.ron", &editor.text(&first));
            ours.look(1);
            if saves_between {
                ours.save(retitled(&ours.shown.clone(), "Draft introduction", "Draft all"), 2);
            }
            ours.look(3);
            ours.put("tasks.ron", &editor.text(second));
            ours.look(4);
            for (old, new) in first.iter().chain(second) {
                assert_eq!(ours.title(old), *new, "{second:?}, saved: {saves_between}");
            }
            assert_eq!(ours.conflicts, Vec::new());
        }
    }
}
