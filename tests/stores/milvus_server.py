"""Runs Milvus on loopback until standard input ends, with its data in a folder, on a port.

Prints a line when it is ready. Only one can run on a machine: its etcd has a fixed port.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
import time
from contextlib import suppress

import httpx
from milvus import MilvusServer, MilvusServerConfig

STARTED_WITHIN = 180  # seconds; ten on an idle machine, half of them to unpack it
_PARTS = "rootCoord proxy queryCoord queryNode indexNode dataCoord dataNode".split()


class Config(MilvusServerConfig):  # type: ignore[misc]
    def try_bind_port(self, port: int) -> socket.socket | None:
        """As Milvus itself does: a port will do that a killed server had until just now."""
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            return None


def main(folder: str, port: int) -> None:
    config = Config(data_dir=folder, proxy_port=port, authorization_enabled=True)
    config.set("authorization_enabled", True)
    # Seconds that it takes a server to believe that the one before it is dead.
    config.set("common.session.ttl", 10)
    for part in _PARTS:
        config.set(f"{part}.ip", "127.0.0.1")
    server = MilvusServer(config, wait_for_started=False)
    server.start()
    process = server.server_proc
    threading.Thread(target=lambda: (sys.stdin.read(), process.kill()), daemon=True).start()
    health = f"http://127.0.0.1:{server.webservice_port}/healthz"
    until = time.monotonic() + STARTED_WITHIN
    while process.poll() is None and time.monotonic() < until:
        with suppress(httpx.HTTPError):
            if httpx.get(health).text == "OK":
                print("ready", flush=True)  # noqa: T201
                break
        time.sleep(0.05)
    process.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(sys.argv[1], int(sys.argv[2]))
