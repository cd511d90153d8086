#!/usr/bin/env python3
"""Runs the window with a notification service on a bus of its own, and checks what arrives there and when.

usage: notices.py TOOLS PROGRAM OUT

Starts itself again under dbus-run-session. TOOLS holds drive.py, PROGRAM is built with the feature `inspection`.
The service is in notice_service.py and needs python3-dbus and python3-gi of the system.
"""
import json, os, re, subprocess, sys, tempfile, time

from driving import drive, wait_for

program, out = sys.argv[2:4]
HERE = os.path.dirname(os.path.abspath(__file__))
START, SPEED = "2026-11-23T09:53:30", 10
PLACE = 'Room 1 & 2 <b>bold</b> <img src="http://example.org/seen">'
CALENDAR = f"""BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:Invitations\r
BEGIN:VEVENT\r
UID:review\r
SUMMARY:Design review\r
DTSTART:20261123T100000\r
DTEND:20261123T104500\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:markup\r
SUMMARY:Budget <i>talk</i>\r
LOCATION:{PLACE}\r
DTSTART:20261123T100500\r
DTEND:20261123T103000\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Service:
    """The notification service, and the calls that it got."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "calls")
        self.commands = os.path.join(folder, "commands")
        os.mkfifo(self.commands)
        command = ["/usr/bin/python3", os.path.join(HERE, "notice_service.py"), self.file, self.commands]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n", "the service did not start"

    def calls(self):
        if not os.path.exists(self.file):
            return []
        with open(self.file) as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]

    def wait_for(self, wanted, what, seconds=90):
        until = time.monotonic() + seconds
        while True:
            found = [call for call in self.calls() if wanted(call)]
            if found:
                return found[0]
            assert time.monotonic() < until, f"{what} did not come; there is {self.calls()}"
            time.sleep(0.05)

    def choose(self, id, action):
        with open(self.commands, "w") as pipe:
            pipe.write(f"{id} {action}\n")


def main():
    home = tempfile.mkdtemp(prefix="gapwise-notices-")
    os.makedirs(out, exist_ok=True)
    folder, calendar = os.path.join(home, "workspace"), os.path.join(home, "invitations.ics")
    with open(calendar, "w", newline="") as file:
        file.write(CALENDAR)
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}
    alone = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")} | env
    command = [program, "--workspace", folder, "--now", START]
    subprocess.run([*command, "import", calendar], env=alone, check=True, capture_output=True)
    service = Service(home)
    with drive.App([*command, "--clock-speed", str(SPEED)], env=env) as app:
        began = time.monotonic()
        review = service.wait_for(lambda call: call.get("summary", "").startswith("Design review"), "the meeting at 10:00")
        passed = (review["at"] - began) * SPEED
        # It stays on the desktop, so it names the time and counts no minutes.
        assert review["summary"] == "Design review at 10:00", review
        assert 60 <= passed <= 120, f"at 09:55, {passed:.0f} simulated seconds after 09:53:30"
        assert review["app"] == "Gapwise" and "5" in review["actions"], review
        app.settle()
        assert not app.find_all("Dismiss"), "it is not told twice"
        app.shot(os.path.join(out, "notices.png"))
        service.choose(review["id"], "5")
        again = service.wait_for(
            lambda call: call.get("summary", "").startswith("Design review") and call["at"] > review["at"], "the snoozed one"
        )
        later = (again["at"] - review["at"]) * SPEED
        assert re.fullmatch(r"Design review (at|since) 10:00|Design review now", again["summary"]), again
        assert 280 <= later <= 400, f"five minutes later: {later:.0f} s"
        budget = service.wait_for(lambda call: "Budget" in call.get("summary", ""), "the meeting at 10:05")
        assert budget["summary"].startswith("Budget <i>talk</i> "), "a summary is plain text"
        escaped = PLACE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert budget["body"] == escaped, budget["body"]
        closed = service.wait_for(lambda call: call.get("closed") == budget["id"], "the end of the reminder", 240)
        gone = (closed["at"] - budget["at"]) * SPEED
        assert gone <= 35 * 60, f"withdrawn when the meeting is over: {gone:.0f} s"
        print(f"{len(service.calls())} calls; withdrawn after {gone / 60:.0f} simulated minutes")
        wait_for(app, "Saved")
    service.process.terminate()


if os.environ.get("GAPWISE_OWN_BUS"):
    main()
else:
    os.environ["GAPWISE_OWN_BUS"] = "1"
    os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv])
