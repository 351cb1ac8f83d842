"""A wire to the server that loses the answer to a COMMIT now and then, after the server has done it."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

_COMMIT = b"COMMIT\0"


@contextlib.contextmanager
def lossy_wire(port: int, loses: Callable[[int], bool]) -> Iterator[int]:
    """Give the port of a wire to the server; `loses(n)` says whether the answer to the n-th COMMIT is lost."""
    listener = socket.create_server(("127.0.0.1", 0))
    wire = _Wire(port, loses)
    thread = threading.Thread(target=wire.accept, args=(listener,), daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        wire.end()


class _Wire:
    def __init__(self, port: int, loses: Callable[[int], bool]) -> None:
        self.port = port
        self.loses = loses
        self.commits = 0
        self.sockets: list[socket.socket] = []
        self.threads: list[threading.Thread] = []

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            self.sockets += [near, far]
            cut = threading.Event()
            for target, arguments in ((self._there, (near, far, cut)), (self._back, (near, far, cut))):
                thread = threading.Thread(target=target, args=arguments, daemon=True)
                self.threads.append(thread)
                thread.start()

    def _there(self, near: socket.socket, far: socket.socket, cut: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := near.recv(65_536):
                if _COMMIT in data:
                    self.commits += 1
                    if self.loses(self.commits):
                        cut.set()
                far.sendall(data)
        with contextlib.suppress(OSError):
            far.shutdown(socket.SHUT_WR)

    def _back(self, near: socket.socket, far: socket.socket, cut: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(65_536):
                if cut.is_set():
                    break
                near.sendall(data)
        for end in (near, far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        for each in self.sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)
        for each in self.sockets:
            each.close()
