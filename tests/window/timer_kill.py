#!/usr/bin/env python3
"""Kills the real window with a running timer: at most 30 seconds of the session are lost, and nothing else.

usage: timer_kill.py TOOLS PROGRAM

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`. 20 kills, or as many as GAPWISE_TIMER_KILLS says. The
clock runs five times as fast as the real one, so that several heartbeats fit into a few seconds.
"""
import datetime as dt, os, random, re, subprocess, sys, tempfile, time

from driving import drive

program = sys.argv[2]
kills = int(os.environ.get("GAPWISE_TIMER_KILLS", "20"))

NOW, SPEED, MOST_LOST = dt.datetime(2026, 11, 23, 9, 20), 5, 30


def instant(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)


def main():
    chance, worst = random.Random(11), 0.0
    for kill in range(kills):
        home = tempfile.mkdtemp(prefix="gapwise-timer-")
        folder = os.path.join(home, "workspace")
        env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data"), "TZ": "UTC"}
        start = [program, "--demo", "--workspace", folder, "--now", NOW.isoformat(), "--clock-speed", str(SPEED)]
        with drive.App(start, env=env) as app:
            until = time.monotonic() + 20
            while not app.find_all("button/Start"):
                assert time.monotonic() < until, "nothing to start"
                time.sleep(0.05)
            tasks = open(os.path.join(folder, "tasks.ron")).read()
            app.click("button/Start")
            time.sleep(chance.uniform(0.3, 9.0))
            app.process.kill()
            killed = NOW + dt.timedelta(seconds=(time.monotonic() - app.began) * SPEED)
            app.process.wait(10)
        log = open(os.path.join(folder, "log", "2026-11.ron")).read()
        seen = re.findall(r'seen: "([^"]+)"', log)
        assert len(seen) == 1, f"after kill {kill + 1} one session is open: {log[-600:]}"
        lost = (killed - instant(seen[0])).total_seconds()
        worst = max(worst, lost)
        assert lost <= MOST_LOST, f"kill {kill + 1} lost {lost:.0f} s"
        assert open(os.path.join(folder, "tasks.ron")).read() == tasks, "the tasks are as they were"
        report = subprocess.run([program, "--workspace", folder, "--now", (killed + dt.timedelta(hours=2)).isoformat(
            timespec="minutes"), "report", "day"], env={**os.environ, **env}, capture_output=True, text=True)
        assert report.returncode == 0, report.stderr
    later = [program, "--workspace", folder, "--now", (NOW + dt.timedelta(hours=2)).isoformat(timespec="minutes")]
    with drive.App(later, env=env) as app:
        until = time.monotonic() + 10
        while not app.find_all("Stopped then"):
            assert time.monotonic() < until, "the time since the kill is not asked about"
            time.sleep(0.05)
            app.settle()
        app.click("Stopped then")
    print(f"window: killed {kills} times with a running timer, at most {worst:.0f} s of it lost, nothing else")


main()
