"""What the scripts that drive the real window share. The first argument of each is the folder that holds drive.py."""
import sys, time

sys.path.insert(0, sys.argv[1])
import drive  # noqa: E402
import msgpack  # noqa: E402

NOW = "2026-11-23T09:40"


def exactly(sock, count):
    """A socket with a timeout may return less than it was asked for."""
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise RuntimeError("the app closed the connection")
        data += part
    return data


def call(app, request):
    body = msgpack.packb(request)
    app.sock.sendall(len(body).to_bytes(4, "big") + body)
    reply = msgpack.unpackb(exactly(app.sock, int.from_bytes(exactly(app.sock, 4), "big")), strict_map_key=False)
    if isinstance(reply, dict) and "Error" in reply:
        raise RuntimeError(reply["Error"])
    return reply


drive.App.call = call


def wait_for(app, label, seconds=25):
    """Until something with this label, or with a text that holds it, is there."""
    until = time.monotonic() + seconds
    while not app.find_all(label) and not any(label in node.text for node in app.nodes()):
        assert time.monotonic() < until, f"{label!r} did not come; there is {[n.text for n in app.nodes() if n.text][:80]}"
        time.sleep(0.05)
        app.settle()


def wait_gone(app, label, seconds=10):
    until = time.monotonic() + seconds
    while app.find_all(label):
        assert time.monotonic() < until, f"{label!r} did not go"
        time.sleep(0.05)
        app.settle()
