#!/usr/bin/env python3
"""Lives through an hour of simulated time in the real window: a snoozed reminder, a meeting that goes on longer, and a replan.
Every few seconds it compares the window with the command line, and four times with a window that was opened at that
minute. What was suggested before may keep its place, as open work in free time that lies ahead; the new window suggests what
the command line does, with the same odds.

usage: hour.py TOOLS PROGRAM OUT

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`, screenshots go to OUT.
"""
import datetime, json, os, re, shutil, subprocess, sys, tempfile, time

from driving import drive, wait_for, wait_gone

program, out = sys.argv[2:4]
START = "2026-11-23T09:54"
SPEED = 20
MINUTE = datetime.timedelta(minutes=1)
GRID = 5 * MINUTE
# Labels that say the same in every window, however long it has been open.
# Suggestions that were shown keep their place, so labels about them are compared with what must hold for each.
SAME = re.compile(r"(Today|Do|Schedule|Delegate|Eliminate): |\d+ of \d+ blocks|Lunch |Inbox, ")


def minute(text):
    return datetime.datetime.fromisoformat(text)


def fresh_env():
    home = tempfile.mkdtemp(prefix="gapwise-hour-")
    return home, {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}


class Hour:
    def __init__(self, app, folder):
        self.app, self.folder = app, folder
        self.began = None
        self.checks = 0
        self.counts = {"suggestions": 0, "odds": 0}

    def set_clock(self):
        """The clock of the window runs from its own start; a reminder that counts minutes tells it."""
        wait_for(self.app, "Design review in 4 minutes", 60)
        self.began = time.monotonic()

    def now(self):
        passed = datetime.timedelta(seconds=(time.monotonic() - self.began) * SPEED)
        return minute("2026-11-23T09:56") + passed

    def told(self, *arguments):
        """The JSON output of a command at the simulated time."""
        return json.loads(self.said(*arguments, "--json"))

    def said(self, *arguments):
        env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        now = self.now().strftime("%Y-%m-%dT%H:%M")
        command = [program, "--workspace", self.folder, "--now", now, *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    def texts(self):
        self.app.settle()
        return [node.text for node in self.app.nodes() if node.text]

    def check(self):
        """Compares the Now strip and the reminder with the day on disk. A minute may pass while they are read."""
        before = self.now() - MINUTE
        texts = self.texts()
        after = self.now() + datetime.timedelta(seconds=5)
        events = [event for event in self.told("plan")["events"] if event["blocks"] and not event["all_day"]]

        def meeting(at):
            under_way = [(it["title"], minute(it["end"])) for it in events if minute(it["start"]) <= at < minute(it["end"])]
            return under_way[0] if under_way else None

        strips = [text for text in texts if text.startswith("Now: ")]
        assert len(strips) == 1, strips
        strip, where = strips[0], f"{before:%H:%M:%S} to {after:%H:%M:%S}: {strips[0]}"
        allowed = [meeting(before), meeting(after)]
        until = re.search(r"until (\d\d:\d\d)$", strip)
        if until and any(strip.startswith(f"Now: {it['title']} ") for it in events):
            wanted = {f"Now: {found[0]} until {found[1]:%H:%M}" for found in allowed if found}
            assert strip in wanted, f"{where}, but it is {wanted}"
        else:
            assert None in allowed, f"{where}, but there is {allowed}"
        assert texts.count("Dismiss") <= 1, "one reminder at a time"
        for text in texts:
            told = re.fullmatch(r"(.+) (in (\d+) minutes?|now|since (\d\d:\d\d))", text)
            starts = [minute(it["start"]) for it in events if told and it["title"] == told[1]]
            if starts and told[4]:
                assert told[4] in {f"{start:%H:%M}" for start in starts} and min(starts) <= after, f"{where}: {text}"
            elif starts:
                left = [(start - at).total_seconds() / 60 for start in starts for at in (before, after)]
                assert min(left) <= int(told[3] or 0) <= max(left) + 1, f"{where}: {text}, but it is in {left}"
        self.checks += 1
        return texts

    def suggestions(self):
        """The suggestions in the window: title, start, end."""
        shown = []
        for node in self.app.nodes():
            times = re.fullmatch(r"(\d\d:\d\d)\W+(\d\d:\d\d)", node.data.get("description") or "")
            if node.text.startswith("Suggestion: ") and times:
                title = node.text.removeprefix("Suggestion: ")
                shown.append((title, *(minute(f"2026-11-23T{it}") for it in times.groups())))
        return sorted(shown, key=lambda it: it[1])

    def bundled(self):
        """The times of the bundles of small suggestions or blocks in the window, each told as one item."""
        times = [re.match(r".*, (\d\d:\d\d)\W+(\d\d:\d\d): ", node.data.get("description") or "")
                 for node in self.app.nodes() if node.text.endswith(" small things")]
        return [tuple(minute(f"2026-11-23T{it}") for it in one.groups()) for one in times if one]

    def check_suggestions(self, is_new=False):
        """Each shown suggestion is open work in free time from now on, apart from the others. A new window suggests what the
        command line does, with the same odds. What is shown may be on disk a moment later, so it is tried again."""
        until = time.monotonic() + 12
        while True:
            fault = self.fault_of_suggestions(is_new)
            if not fault:
                return
            assert time.monotonic() < until, fault
            time.sleep(0.3)

    def fault_of_suggestions(self, is_new):
        self.app.settle()
        shown = self.suggestions()
        odds = [node.text for node in self.app.nodes() if node.text.startswith("Likely to finish ")]
        now, plan = self.now(), self.told("plan")
        tasks = self.told("list")
        steps = {step["title"] for task in tasks for step in task["steps"] if not step["done"]}
        events = [it for it in plan["events"] if it["blocks"] and not it["all_day"]]
        blocks = [it for it in plan["blocks"] if it["state"] == "planned"]
        taken = [(minute(it["start"]), minute(it["end"])) for it in events + blocks]
        gaps = [(minute(gap["start"]), minute(gap["end"])) for gap in plan["gaps"]]
        for title, start, end in shown:
            words = f"{now:%H:%M:%S}: {title} {start:%H:%M} to {end:%H:%M}"
            if start + GRID < now - MINUTE:
                return f"{words} lies in the past"
            # The errand of a delegated task has its title in it.
            if title not in steps and not any(task["title"] in title for task in tasks):
                return f"{words} is no open work"
            # Of a gap that goes by, the command line lists what lies ahead.
            if start > now and not any(begin <= start and end <= stop for begin, stop in gaps):
                return f"{words} is not in free time: {gaps}"
            if any(begin < end and start < stop for begin, stop in taken):
                return f"{words} is at a time that is taken: {taken}"
        for one, next in zip(shown, shown[1:]):
            if next[1] < one[2]:
                return f"{now:%H:%M:%S}: {one} and {next} overlap"
        new = [it for gap in plan["gaps"] for it in gap["suggestions"]]
        # "Write the plan (Project)" is a step with its task.
        planned = [(it["title"].split(" (")[0], minute(it["start"]), minute(it["end"])) for it in new]
        planned.sort(key=lambda it: it[1])
        bundles = self.bundled()
        planned = [it for it in planned if not any(begin <= it[1] and it[2] <= end for begin, end in bundles)]
        # The window tells only what is in view; the day is scrolled to now.
        if is_new and planned[: len(shown)] != shown or bool(planned) != bool(shown):
            return f"{now:%H:%M:%S}: the window suggests {shown}, the command line {planned}"
        told = re.findall(r"^(Likely to finish .*?)\.$", self.said("plan"), re.M)
        if is_new and odds != told:
            return f"{now:%H:%M:%S}: the window says {odds}, the command line {told}"
        self.counts["suggestions"] += len(shown)
        self.counts["odds"] += len(odds)
        return None

    def live_until(self, clock, wanted=None):
        """Checks until a time, or until a text is there, which must come by then."""
        while self.now() < minute(f"2026-11-23T{clock}"):
            texts = self.check()
            if wanted and any(wanted in text for text in texts):
                return
            time.sleep(0.3)
        assert not wanted, f"{wanted!r} did not come by {clock}"

    def compare_with_new(self):
        """Compares what does not depend on the past with a window that is opened now, on a copy of the folder."""
        self.check_suggestions()
        while self.now().second > 20:
            time.sleep(0.05)
        now = self.now().replace(second=0, microsecond=0)
        shown = {text for text in self.texts() if SAME.match(text)}
        assert self.now() - now < MINUTE, "the machine is too slow for this clock"
        home, env = fresh_env()
        copy = os.path.join(home, "workspace")
        shutil.copytree(self.folder, copy)
        start = [program, "--workspace", copy, "--now", now.isoformat(), "--clock-speed", "0"]
        with drive.App(start, env=env) as other:
            until = time.monotonic() + 20
            while True:
                other.settle()
                new = {node.text for node in other.nodes() if node.text and SAME.match(node.text)}
                if new == shown or time.monotonic() > until:
                    break
                time.sleep(0.2)
            opened = Hour(other, copy)
            opened.now = lambda: now
            opened.check_suggestions(is_new=True)
        assert min(opened.counts.values()) > 0, f"{now:%H:%M}: the new window suggests nothing"
        assert shown == new, f"{now:%H:%M}: only open {sorted(shown - new)}, only new {sorted(new - shown)}"
        print(f"{now:%H:%M}: {len(shown)} labels as in a new window")


def main():
    os.makedirs(out, exist_ok=True)
    home, env = fresh_env()
    folder = os.path.join(home, "workspace")
    start = [program, "--demo", "--workspace", folder, "--now", START, "--clock-speed", str(SPEED)]
    with drive.App(start, env=env) as app:
        hour = Hour(app, folder)
        wait_for(app, "Saved")
        hour.set_clock()
        app.shot(os.path.join(out, "hour-1-reminder.png"))
        app.click("5 min")
        app.settle()
        assert not app.find_all("Dismiss"), "it is snoozed"
        hour.compare_with_new()
        hour.live_until("10:05", "Design review since 10:00")
        app.shot(os.path.join(out, "hour-2-snoozed.png"))
        app.click("Dismiss")
        hour.live_until("10:12")
        hour.compare_with_new()
        app.click("Still in it, +10")
        wait_for(app, "until 10:55")
        wait_for(app, "Saved")
        hour.live_until("10:44")
        hour.compare_with_new()
        app.shot(os.path.join(out, "hour-3-late-meeting.png"))
        before = hour.told("plan")["blocks"]
        app.click("Change of plan")
        app.click("button/Replan from now")
        wait_for(app, "Apply")
        wait_gone(app, "Working it out")
        app.shot(os.path.join(out, "hour-4-replan.png"))
        app.click("Apply")
        wait_for(app, "Saved")
        hour.live_until("10:56")
        hour.compare_with_new()
        after = hour.told("plan")["blocks"]
        print(f"{hour.checks} comparisons, of suggestions and odds {hour.counts}")
        print(f"{len(before)} blocks before the replan, {len(after)} after it")
        app.shot(os.path.join(out, "hour-5-end.png"))


main()
