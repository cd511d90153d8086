#!/usr/bin/env python3
"""Drives the real window through the main gestures, twice: what was done is there again after a restart.

usage: run.py TOOLS PROGRAM OUT

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`, screenshots go to OUT.
"""
import os, subprocess, sys, tempfile, time

from driving import drive, NOW, wait_for

program, out = sys.argv[2:4]


def suggestions(app):
    return [node.label for node in app.nodes() if node.label.startswith("Suggestion: ")]


def plan(folder):
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    shown = subprocess.run([program, "--workspace", folder, "--now", NOW, "plan"], env=env, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def main():
    os.makedirs(out, exist_ok=True)
    home = tempfile.mkdtemp(prefix="gapwise-window-")
    folder = os.path.join(home, "workspace")
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}
    start = [program, "--demo", "--workspace", folder, "--now", NOW]
    with drive.App(start, env=env) as app:
        print(f"first frame answered after {app.ready_s:.1f} s")
        wait_for(app, "Accept")
        app.shot(os.path.join(out, "1-start.png"))
        gap = next(node for node in app.nodes() if node.text.startswith("Free ") and node.bounds[3] - node.bounds[1] > 20)
        x, top = gap.center[0], gap.bounds[1]
        app.drag("Call home", [x, top + 8])
        placed = [node for node in app.find_all("listItem/Call home") if node.bounds[0] > 800]
        assert placed, "the card is on the day"
        app.shot(os.path.join(out, "2-dragged.png"))
        wait_for(app, "Suggestion: ")
        first = suggestions(app)[0]
        title = first.removeprefix("Suggestion: ")
        app.click(first)
        app.shot(os.path.join(out, "3-suggestion.png"))
        app.click("button/1: ")
        until = time.monotonic() + 5
        while first in suggestions(app):
            assert time.monotonic() < until, "it is no suggestion any more"
            time.sleep(0.05)
            app.settle()
        app.key("Ctrl+Z")
        wait_for(app, f'Undone: accept "{title}"')
        app.key("Ctrl+Shift+Z")
        wait_for(app, f'Redone: accept "{title}"')
        wait_for(app, "Saved")
        app.shot(os.path.join(out, "4-redone.png"))
        try:
            app.key("Ctrl+Q")
        except (RuntimeError, OSError):
            pass  # it is closing
        app.process.wait(10)
        assert app.process.returncode == 0, f"it ended with {app.process.returncode}"
    text = plan(folder)
    assert "[planned] Call home" in text, text
    assert f"[planned] {title}" in text, text
    with drive.App(start, env=env) as app:
        wait_for(app, title)
        placed = [node for node in app.find_all("listItem/Call home") if node.bounds[0] > 800]
        assert placed, "the card is still on the day after a restart"
        app.key("Ctrl+Comma")
        app.click("Appearance")
        app.click("Theme: Dark")
        app.key("Escape")
        app.shot(os.path.join(out, "5-again-dark.png"))
        app.click("Add a task")
        app.type("Typed just before the end")
        app.key("Enter")
        app.process.terminate()
        app.process.wait(10)
        assert app.process.returncode == 0, f"asked to stop, it ended with {app.process.returncode}"
    assert "Typed just before the end" in open(os.path.join(folder, "tasks.ron")).read(), "SIGTERM loses nothing"
    print("window: dragged, accepted, undone, redone, quit, started again; everything was there")


main()
