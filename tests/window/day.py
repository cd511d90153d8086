#!/usr/bin/env python3
"""Drives the real window through a whole made-up day, in both themes, and measures what it costs at rest.

usage: day.py TOOLS PROGRAM OUT [REST_SECONDS]

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`, screenshots of every step go to OUT. With
REST_SECONDS the processor time that the window at rest uses in so many seconds is read from /proc.
"""
import os, sys, tempfile, time

from driving import drive, NOW, wait_for, wait_gone

program, out = sys.argv[2:4]
rest_seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 10.0


def on_day(app, label):
    return [node for node in app.find_all(f"listItem/{label}") if node.bounds[0] > 900]


def steady(app, label):
    """The item on the day, once it has stayed in its place: a plan that comes in may shift what stands above the hours."""
    last = None
    for _ in range(40):
        item = on_day(app, label)[0]
        if last == item.bounds:
            return item
        last = item.bounds
        time.sleep(0.3)
        app.settle()
    raise AssertionError(f"{label} keeps moving")


def until(app, condition, what, seconds=5):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)
        app.settle()


def processor_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def a_day(theme):
    home = tempfile.mkdtemp(prefix="gapwise-day-")
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}
    start = [program, "--demo", "--workspace", os.path.join(home, "workspace"), "--now", NOW]
    count = 0

    with drive.App(start, env=env) as app:
        def shot(name):
            nonlocal count
            count += 1
            app.shot(os.path.join(out, f"{theme}-{count:02}-{name}.png"))

        wait_for(app, "Suggestion: ")
        app.key("Ctrl+Comma")
        app.click("Appearance")
        app.click("Theme: Dark" if theme == "dark" else "Theme: Light")
        app.key("Escape")
        wait_gone(app, "Find a setting")
        app.click("Change of plan")
        app.click("button/Morning")
        wait_for(app, "Start the day")
        shot("morning")
        app.click("Today: Light")
        app.click("Start the day")
        wait_gone(app, "Start the day")
        app.key("P")
        wait_for(app, "The plan")
        shot("plan-as-a-list")
        # Three drags: a card onto the day, a block to another time, a block made longer.
        gap = max((n for n in app.nodes() if n.text.startswith("Free ")), key=lambda n: n.bounds[3] - n.bounds[1])
        app.drag("Call home", [gap.center[0], gap.bounds[1] + 8])
        assert on_day(app, "Call home"), "the card is on the day"
        title = "Point 2: missing baseline"
        block = steady(app, title)
        app.drag([block.center[0], block.center[1]], [block.center[0], block.center[1] - 96])
        until(app, lambda: abs(on_day(app, title)[0].bounds[1] - block.bounds[1] + 96) < 3, "the block moved by an hour")
        moved = steady(app, title)
        app.drag([moved.center[0], moved.bounds[3] - 2], [moved.center[0], moved.bounds[3] + 22])
        until(app, lambda: on_day(app, title)[0].bounds[3] > moved.bounds[3] + 15, "the block is longer")
        wait_for(app, "Suggestion: ")
        shot("three-drags")
        # A late meeting: asked about first, then kept.
        app.key("Q")
        wait_for(app, "What if a meeting")
        shot("what-if")
        app.click("Keep as event")
        app.type("Interview")
        app.key("Enter")
        wait_for(app, "Interview")
        shot("a-late-meeting")
        app.click("Change of plan")
        app.click("button/20")
        wait_for(app, "Running 20 min late")
        wait_gone(app, "Working it out")
        shot("running-late")
        app.click("Apply")
        wait_gone(app, "Apply")
        wait_for(app, "Accept all")
        app.click("Accept all")
        wait_gone(app, "Suggestion: ")
        shot("accepted")
        app.key("Ctrl+Z")
        wait_for(app, "Suggestion: ")
        shot("undone")
        app.key("G")
        wait_for(app, "Minutes that I have")
        wait_for(app, "button/Start")
        shot("some-minutes")
        app.key("Escape")
        app.key("Ctrl+Num2")
        wait_for(app, "Empty time of Thursday")
        shot("week")
        app.key("D")
        app.key("Ctrl+Comma")
        wait_for(app, "Hours of one date")
        shot("three-days-and-settings")
        app.click("Calendars")
        wait_for(app, "Import a file")
        shot("calendars")
        app.key("Escape")
        wait_gone(app, "Find a setting")
        app.click("Close the panel")
        app.key("Ctrl+Num1")
        app.click("Mon 23 November")
        wait_for(app, "Next month")
        shot("month")
        app.key("Escape")
        wait_for(app, "Saved")
        app.settle()
        time.sleep(2)
        before = processor_seconds(app.process.pid)
        time.sleep(rest_seconds)
        used = processor_seconds(app.process.pid) - before
        print(f"{theme}: {count} steps seen; at rest {used:.2f} s of processor time in {rest_seconds:.0f} s")
        assert used <= 0.01 * rest_seconds + 0.02, "at rest it does nothing"


def main():
    os.makedirs(out, exist_ok=True)
    for theme in ("light", "dark"):
        a_day(theme)


main()
