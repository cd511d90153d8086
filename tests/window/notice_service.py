"""A desktop notification service that writes each call to a file, for notices.py.

usage: notice_service.py CALLS COMMANDS

A line "ID ACTION" in the pipe COMMANDS stands for a click on that button.
"""
import json, sys, threading, time

import dbus, dbus.mainloop.glib, dbus.service
from gi.repository import GLib

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
calls, commands = sys.argv[1:3]


class Notifications(dbus.service.Object):
    last = 0

    def write(self, **call):
        with open(calls, "a") as file:
            file.write(json.dumps({"at": time.monotonic(), **call}) + "\n")

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        self.last = int(replaces) or self.last + 1
        self.write(id=self.last, app=app, summary=summary, body=body, actions=list(actions))
        return self.last

    @dbus.service.method(NAME, in_signature="u")
    def CloseNotification(self, id):
        self.write(closed=int(id))
        self.NotificationClosed(id, 3)

    @dbus.service.method(NAME, out_signature="as")
    def GetCapabilities(self):
        return ["body", "body-markup", "actions"]

    @dbus.service.method(NAME, out_signature="ssss")
    def GetServerInformation(self):
        return ("notice_service", "Gapwise", "1", "1.2")

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, id, reason):
        pass

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, id, action):
        pass


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
name = dbus.service.BusName(NAME, bus)
service = Notifications(bus, PATH)


def click(line):
    id, action = line.split()
    service.ActionInvoked(int(id), action)
    service.NotificationClosed(int(id), 2)


def listen():
    while True:
        with open(commands) as pipe:
            for line in pipe:
                GLib.idle_add(click, line)


threading.Thread(target=listen, daemon=True).start()
print("ready", flush=True)
GLib.MainLoop().run()
