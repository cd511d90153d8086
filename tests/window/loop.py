#!/usr/bin/env python3
"""Drives the whole loop through the real window with a fast clock: capture, break down, prioritise, plan, start, finish
early, take a break, finish, review, end the day.

usage: loop.py TOOLS PROGRAM OUT

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`, screenshots go to OUT.
"""
import os, subprocess, sys, tempfile, time

from driving import drive, wait_for

program, out = sys.argv[2:4]


def main():
    os.makedirs(out, exist_ok=True)
    home = tempfile.mkdtemp(prefix="gapwise-loop-")
    folder = os.path.join(home, "workspace")
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data"), "TZ": "UTC"}
    start = [program, "--workspace", folder, "--now", "2026-11-23T09:02", "--clock-speed", "20"]
    with drive.App(start, env=env) as app:
        # Capture, prioritise, break down.
        app.click("Add a task")
        app.type("Write the report")
        app.key("Enter")
        app.key("Escape")
        wait_for(app, "Write the report")
        app.click("Write the report")
        app.key("Num1")
        app.key("Enter")
        wait_for(app, "Add a step")
        for step in ("List the claims 10m", "Draft the outline 15m"):
            app.click("Add a step")
            app.type(step)
            app.key("Enter")
        app.key("Escape")
        # Plan and start.
        wait_for(app, "Suggestion: List the claims")
        app.key("Escape")
        app.key("Ctrl+Shift+Enter")
        wait_for(app, "Start")
        app.click("button/Start")
        app.click("View: Focus")
        wait_for(app, "left of")
        app.shot(os.path.join(out, "loop-1-focus.png"))
        # Finish early: what fits the rest is offered, and so is a break.
        time.sleep(3)
        app.key("Shift+D")
        wait_for(app, "Finished: List the claims")
        app.shot(os.path.join(out, "loop-2-offer.png"))
        app.key("B")
        wait_for(app, "Break")
        app.shot(os.path.join(out, "loop-3-break.png"))
        wait_for(app, "The break is over")
        app.click("Dismiss")
        app.click("Draft the outline, 15 min")
        wait_for(app, "left of")
        time.sleep(2)
        app.key("Shift+D")
        wait_for(app, "Finished: Draft the outline")
        # Look back and end the day.
        app.click("View: Review")
        wait_for(app, "2 micro-tasks done")
        app.shot(os.path.join(out, "loop-4-review.png"))
        app.click("Done for today")
        wait_for(app, "Done for today.")
        app.click("Look back on: Week")
        wait_for(app, "Focus by hour of the day")
        app.shot(os.path.join(out, "loop-5-week.png"))
        wait_for(app, "Saved")
    report = subprocess.run([program, "--workspace", folder, "--now", "2026-11-23T20:00", "report", "day"],
                            env={**os.environ, **env}, capture_output=True, text=True)
    assert report.returncode == 0, report.stderr
    for words in ("List the claims", "Draft the outline", "**2** micro-tasks finished", "**1** break\n"):
        assert words in report.stdout, f"{words!r} is not in the report:\n{report.stdout}"
    log = open(os.path.join(folder, "log", "2026-11.ron")).read()
    assert "done_for_today" in log and "kind: Break" in log, log
    print("window: the whole loop from a thought to the end of the day")


main()
