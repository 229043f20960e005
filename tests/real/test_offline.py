"""It works with the network cable out: a process without sockets ingests and answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import SEEDS

_WITHOUT_NETWORK = """
import socket

def refused(*_, **__):
    raise AssertionError("the network was used")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refused)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refused)
try:
    socket.create_connection(("192.0.2.1", 80))
except AssertionError:
    pass
else:
    raise SystemExit("the network is not blocked")
"""

_INGEST_AND_ASK = """
import sys
from qa import Assistant

with Assistant.open(sys.argv[1]) as assistant:
    report = assistant.ingest(sys.argv[2])
    answer = assistant.ask("How many Bayraktar drones did Kosovo receive?")
print(len(report.added), "five" in answer.text)
"""


def test_ingest_and_ask_without_a_network(tmp_path: Path) -> None:
    """The hub's offline switches are off: nothing even tries."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            _WITHOUT_NETWORK + _INGEST_AND_ASK,
            str(tmp_path / "index"),
            str(SEEDS / "balkans"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "HOME": str(tmp_path)},
    )
    assert ran.stdout.split() == ["26", "True"], ran.stderr
