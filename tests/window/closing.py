#!/usr/bin/env python3
"""Ends the real window in every way while something with a text field is open, with room on the disk and without: it ends
soon, what was typed is saved, and on a full disk a rescue copy holds it.

usage: closing.py TOOLS PROGRAM       (mounts a tmpfs where it may)

TOOLS holds drive.py, PROGRAM is built with the feature `inspection`.
"""
import ctypes, glob, os, signal, subprocess, sys, tempfile, time

from driving import drive, NOW, wait_for

program = sys.argv[2]
OPENED = {"palette": "Ctrl+K", "find": "Ctrl+F", "path dialog": "Ctrl+O"}
SOON = 5


def close_button(display):
    """Asks the window to close as a window manager does."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = x11.XFlush.argtypes = x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]

    class Message(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int), ("display", ctypes.c_void_p),
            ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5),
            ("rest", ctypes.c_long * 24),
        ]

    server = x11.XOpenDisplay(display.encode())
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    windows = ctypes.POINTER(ctypes.c_ulong)()
    x11.XQueryTree(
        ctypes.c_void_p(server), ctypes.c_ulong(x11.XDefaultRootWindow(server)), ctypes.byref(root), ctypes.byref(parent),
        ctypes.byref(windows), ctypes.byref(count))
    protocols, delete = x11.XInternAtom(server, b"WM_PROTOCOLS", 0), x11.XInternAtom(server, b"WM_DELETE_WINDOW", 0)
    for at in range(count.value):
        message = Message(33, 0, 1, server, windows[at], protocols, 32, (ctypes.c_long * 5)(delete, 0, 0, 0, 0))
        x11.XSendEvent(ctypes.c_void_p(server), ctypes.c_ulong(windows[at]), 0, ctypes.c_long(0), ctypes.byref(message))
    x11.XFlush(server)
    x11.XCloseDisplay(server)


def quit_keys(app):
    try:
        app.key("Ctrl+Q")
    except (RuntimeError, OSError):
        pass  # it is closing


ENDED = {
    "the close button": lambda app: close_button(app.display),
    "Ctrl+Q": quit_keys,
    "SIGTERM": lambda app: app.process.send_signal(signal.SIGTERM),
}


def fill(disk):
    with open(os.path.join(disk, "filler"), "wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"0" * size)
            except OSError:
                pass


def end(app, way, case):
    began = time.monotonic()
    ENDED[way](app)
    try:
        app.process.wait(SOON)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{case}: the window still runs after {SOON} s") from None
    return time.monotonic() - began


def one(opened, way, disk):
    case = f"{opened}, {way}, {'full disk' if disk else 'room on the disk'}"
    home = tempfile.mkdtemp(prefix="gapwise-closing-")
    folder = os.path.join(disk or home, "workspace")
    env = {"XDG_CONFIG_HOME": os.path.join(home, "config"), "XDG_DATA_HOME": os.path.join(home, "data")}
    with drive.App([program, "--workspace", folder, "--now", NOW], env=env) as app:
        if disk:
            fill(disk)
        app.click("Add a task")
        app.type("Typed just before")
        app.key("Enter")
        wait_for(app, "Save elsewhere" if disk else "Saved")
        app.key(OPENED[opened])
        app.settle()
        if disk and way != "SIGTERM":
            # It asks first, and the window goes on until it is answered.
            ENDED[way](app)
            wait_for(app, "Close anyway", 10)
            began = time.monotonic()
            try:
                app.click("Close anyway")
            except (RuntimeError, OSError):
                pass  # it is closing
            app.process.wait(SOON)
            took = time.monotonic() - began
        else:
            took = end(app, way, case)
        assert app.process.returncode == (1 if disk else 0), f"{case}: ended with {app.process.returncode}"
    copies = glob.glob(os.path.join(home, "data", "**", "unsaved *", "tasks.ron"), recursive=True)
    files = copies if disk else [os.path.join(folder, "tasks.ron")]
    assert any("Typed just before" in open(file).read() for file in files), f"{case}: the task is lost; {files}"
    return took


def main():
    slowest, count = 0.0, 0
    for opened in OPENED:
        for way in ENDED:
            slowest, count = max(slowest, one(opened, way, None)), count + 1
            disk = tempfile.mkdtemp(prefix="gapwise-disk-")
            if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True).returncode:
                print("window: no small disk can be mounted here, so none is full")
                continue
            try:
                slowest, count = max(slowest, one(opened, way, disk)), count + 1
            finally:
                subprocess.run(["umount", "-l", disk], check=True)
                os.rmdir(disk)
    print(f"window: ended in {count} ways, each within {slowest:.1f} s, nothing lost")


main()
