#!/usr/bin/env python3
"""Kills the real window at random moments while tasks are typed into it. What its status bar called saved is there.

usage: kill.py TOOLS PROGRAM [KILLS]

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`; 12 kills if not said.
"""
import os, random, subprocess, sys, tempfile, time

from driving import drive, NOW

program = sys.argv[2]
kills = int(sys.argv[3]) if len(sys.argv) > 3 else 12


def main():
    home = tempfile.mkdtemp(prefix="gapwise-kill-")
    folder = os.path.join(home, "workspace")
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}
    chance = random.Random(7)
    acknowledged, typed = [], 0
    for kill in range(kills):
        with drive.App([program, "--workspace", folder, "--now", NOW], env=env) as app:
            for last in [False] * chance.randint(0, 2) + [True]:
                typed += 1
                title = f"Typed number {typed}"
                app.click("Add a task")
                app.type(title)
                app.key("Enter")
                if last:
                    time.sleep(chance.uniform(0.0, 0.2))
                    break
                patience = time.monotonic() + 10
                while time.monotonic() < patience:
                    if app.find_all("Saved"):
                        acknowledged.append(title)
                        break
                    time.sleep(0.005)
            app.process.kill()
            app.process.wait(10)
        checked = subprocess.run(
            [program, "--workspace", folder, "check"], env={**os.environ, **env}, capture_output=True, text=True
        )
        assert checked.returncode == 0, f"after kill {kill + 1}: {checked.stdout}{checked.stderr}"
        text = open(os.path.join(folder, "tasks.ron")).read() if os.path.exists(os.path.join(folder, "tasks.ron")) else ""
        lost = [title for title in acknowledged if f'"{title}"' not in text]
        assert not lost, f"after kill {kill + 1}: {lost}"
    assert len(acknowledged) >= kills // 2, "hardly anything was saved before the kills"
    print(f"window: killed {kills} times, {len(acknowledged)} of {typed} changes acknowledged, none lost")


main()
