"""Between a phone and its server: passes bytes on, and breaks the connection after a chosen one."""

import contextlib
import socket
import struct
import threading

PIECE = 65536
RESET = struct.pack("ii", 1, 0)  # closing sends a reset: what was on its way is gone


class CuttingProxy:
    """`cut_after("up", 100)`: the hundredth byte towards the server still arrives, then nothing does, once."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.passed = {"up": 0, "down": 0}
        self._left: dict[str, int | None] = {"up": None, "down": None}
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, direction: str, byte: int) -> None:
        with self._lock:
            self._left = {"up": None, "down": None, direction: byte}
            self.passed = {"up": 0, "down": 0}

    @property
    def has_cut(self) -> bool:
        return self._left == {"up": None, "down": None}

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._server), timeout=5)
        except OSError:
            phone.close()
            return
        ways = [threading.Thread(target=self._pass_on, args=way, daemon=True) for way in ((phone, server, "up"), (server, phone, "down"))]
        for way in ways:
            way.start()
        for way in ways:
            way.join()
        phone.close()
        server.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, direction: str) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                allowed, is_last = self._allowed(direction, piece)
                if allowed:
                    target.sendall(allowed)
                if is_last:
                    break_off(source, target)
                    return
            target.shutdown(socket.SHUT_WR)

    def _allowed(self, direction: str, piece: bytes) -> tuple[bytes, bool]:
        with self._lock:
            left = self._left[direction]
            if left is None or left > len(piece):
                self._left[direction] = None if left is None else left - len(piece)
                self.passed[direction] += len(piece)
                return piece, False
            self._left[direction] = None
            self.passed[direction] += left
            return piece[:left], True


def break_off(*both: socket.socket) -> None:
    """Shutting down wakes the thread that still waits in `recv`; the reset throws away what was under way."""
    for each in both:
        with contextlib.suppress(OSError):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            each.shutdown(socket.SHUT_RDWR)
            each.close()
