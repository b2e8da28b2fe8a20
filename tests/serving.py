"""A server on this machine that says what a test wants, and an internet in which all public addresses lead to it."""

import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

from handschlag.foundation.fetching import Internet
from handschlag.foundation.fetching.internet import look_up

PUBLIC = "93.184.215.14"
END = b"\r\n\r\n"
TLS = b"\x16\x03"
OK = b"HTTP/1.1 200 OK\r\n"


def text(body, *headers):
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + END + body


def leads_to(address, status=302):
    return f"HTTP/1.1 {status} Moved\r\nLocation: {address}\r\nContent-Length: 0".encode() + END


def endless(part, head=OK + b"\r\n", pause=0.0):
    """The same part again and again, without an end."""

    def parts():
        yield head
        while True:
            yield part
            time.sleep(pause)

    return parts


class Partner:
    """A server that says what it is told to, and an internet in which all public addresses lead to it."""

    def __init__(self, port, names):
        self.port, self.names = port, names
        self.asked, self.dialled, self.looked_up = [], [], []

    @property
    def address(self):
        """Where it really is, for whoever may fetch from loopback."""
        return f"http://127.0.0.1:{self.port}/feed"

    @property
    def internet(self):
        return Internet(look_up=self._look_up, dial=self.dial)

    def _look_up(self, name, port):
        self.looked_up.append(name)
        if name in self.names:
            found = self.names[name]
            return found.pop(0) if isinstance(found[0], list) else found
        return look_up(name, port)

    def dial(self, address, port, seconds):
        self.dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


@contextmanager
def partner(*answers, context=None, **names):
    """Each answer is bytes, or a function that yields bytes; the last one is given again and again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        names = {"partner.example": [PUBLIC], **{name.replace("_", "."): found for name, found in names.items()}}
        one = Partner(server.getsockname()[1], names)
        thread = threading.Thread(target=_serve, args=(server, list(answers), one, context), daemon=True)
        thread.start()
        yield one
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _serve(server, answers, one, context):
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with ExitStack() as stack, suppress(OSError):  # the other side may have enough
            stack.enter_context(connection)
            if context:
                stack.enter_context(connection := context.wrap_socket(connection, server_side=True))
            request = b""
            while END not in request and not request.startswith(TLS) and (more := connection.recv(4096)):
                request += more
            one.asked.append(request)
            _say(connection, answers.pop(0) if len(answers) > 1 else answers[0])


def _say(connection, answer):
    for part in [answer] if isinstance(answer, bytes) else answer():
        connection.sendall(part)
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass
