"""Documents that break their parser, read as an ingest reads them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from qa.articles import Upload
from qa.articles.kinds import HTML
from qa.articles.process import ReadingProcess
from qa.articles.raw import Raw
from qa.articles.sources import read
from qa.articles.wire import Finished, Wanted, decoded, encoded
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

from .conftest import Site
from .reading import read_all, saved
from .test_docx import report, written
from .test_html import page
from .test_pdf import SENTENCE, paper


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess() as started:
        yield started


def pid(process: ReadingProcess) -> int:
    assert process._worker
    return process._worker._process.pid


def is_running(number: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(number, 0)
        return True
    return False


def outcome(
    process: ReadingProcess, source: Path | str | Upload, settings: Settings | None = None
) -> Article | Skipped:
    (only,) = read(source, settings or Settings(), process.read)
    return only


def reason(found: Article | Skipped) -> str:
    assert isinstance(found, Skipped)
    return found.reason


def feed(items: str) -> str:
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


def test_every_kind_reads_the_same_there(tmp_path: Path, process: ReadingProcess) -> None:
    saved(tmp_path / "a.html", page())
    written(tmp_path / "b.docx", report)
    pdf = paper()
    pdf.text_block(SENTENCE)
    saved(tmp_path / "c.pdf", bytes(pdf.output()))
    saved(
        tmp_path / "d.md",
        "---\ndate: 2024-10-11\ntags: [a, b]\n---\n" + "Łódź 😀. " * 9000,
    )
    saved(
        tmp_path / "e.xml",
        feed("<item><title>T</title><description>D</description></item>"),
    )
    saved(tmp_path / "f.pdf", b"nonsense")
    saved(tmp_path / "g.txt", "Text.")
    assert list(read(tmp_path, Settings(), process.read)) == list(read(tmp_path, Settings()))
    assert read_all(tmp_path).skipped


def test_one_worker_reads_them_all_and_is_gone_afterwards(tmp_path: Path) -> None:
    with ReadingProcess() as process:
        first = outcome(process, saved(tmp_path / "a.html", page()))
        worker = pid(process)
        outcome(process, Upload("b.html", page().encode()))
        assert isinstance(first, Article)
        assert pid(process) == worker
        assert is_running(worker)
    assert not is_running(worker)


def test_plain_text_starts_none(tmp_path: Path, process: ReadingProcess) -> None:
    for name in ("a.txt", "b.md"):
        assert isinstance(outcome(process, saved(tmp_path / name, "Title\n\nText.")), Article)
    assert process._worker is None


# A worker that its document breaks. Each stands in for a parser, in the worker itself.


def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> Path:
    """A page that makes the HTML reader of a worker run some code; other pages are read."""
    (tmp_path / "patch").mkdir()
    saved(
        tmp_path / "patch" / "sitecustomize.py",
        "import sys\n"
        "if sys.argv[0] == '-c' and len(sys.argv) == 3:\n"
        "    def hook(self, html, *rest):\n"
        "        if 'BREAK' in html:\n"
        f"            {code}\n"
        "        return original(self, html, *rest)\n"
        "    import trafilatura\n"
        "    original = lambda self, html, *rest: self(html)\n"
        "    load = trafilatura.load_html\n"
        "    trafilatura.load_html = lambda html: hook(load, html)\n",
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'patch'}:{os.environ.get('PYTHONPATH', '')}")
    return saved(tmp_path / "in" / "a.html", page() + "BREAK")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "import re; re.fullmatch('(a*)*b', 'a' * 99)",
            "Reading it took longer than 2 s. Set QA_READ_TIMEOUT to allow more.",
        ),
        (
            "held = bytearray(3_000_000_000)",
            "Reading it took more than the 500,000,000 bytes of memory allowed. Set QA_READ_MEMORY",
        ),
        (
            "import ctypes; ctypes.string_at(0)",
            "Its parser crashed (SIGSEGV). It may be damaged: open it and save it again.",
        ),
        ("import os; os._exit(3)", "Its parser crashed (exit code 3). It may be damaged"),
    ],
)
def test_the_next_file_is_read_whatever_one_does(
    tmp_path: Path,
    process: ReadingProcess,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    told: str,
) -> None:
    limits = Settings(read_timeout=2 if "fullmatch" in code else 60, read_memory=500_000_000)
    bad = outcome(process, broken(tmp_path, monkeypatch, code), limits)
    assert reason(bad).startswith(told)
    assert isinstance(outcome(process, saved(tmp_path / "b.html", page())), Article)


def test_giving_up_in_the_middle_ends_the_worker(tmp_path: Path, process: ReadingProcess) -> None:
    items = "".join(
        f"<item><guid>{n}</guid><description>D {n}</description></item>" for n in (1, 2)
    )
    saved(tmp_path / "a.xml", feed(items))
    outcomes = read(tmp_path / "a.xml", Settings(), process.read)
    assert isinstance(next(outcomes), Article)
    worker = pid(process)
    outcomes.close()  # type: ignore[attr-defined]
    assert not is_running(worker)
    assert isinstance(outcome(process, saved(tmp_path / "b.html", page())), Article)


def test_pages_of_a_feed_are_downloaded_by_the_parent(site: Site, process: ReadingProcess) -> None:
    link = site.page("/page", page())
    items = f"<item><link>{link}</link></item><item><link>{site.url}/gone</link></item>"
    url = site.page("/feed", feed(items), "text/xml")
    found = list(read(url, Settings(allow_private_urls=True), process.read))
    assert isinstance(found[0], Article)
    assert found[0].url == link
    assert reason(found[1]) == "The server answered 404 Not Found."
    refused = list(read(url, Settings(), process.read))
    assert "is not a public address" in reason(refused[0])


def test_it_works_in_a_thread(tmp_path: Path, process: ReadingProcess) -> None:
    path = saved(tmp_path / "a.html", page())
    found: list[Article | Skipped] = []
    thread = threading.Thread(target=lambda: found.append(outcome(process, path)))
    thread.start()
    thread.join()
    assert isinstance(found[0], Article)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    script = (
        "import sys, time\n"
        "from qa.articles.sources import read\nfrom qa.articles.process import ReadingProcess\n"
        "from qa.settings import Settings\n"
        "with ReadingProcess() as process:\n"
        "    list(read(sys.argv[1], Settings(), process.read))\n"
        "    print(process._worker._process.pid, flush=True)\n"
        "    time.sleep(99)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, saved(tmp_path / "a.html", page())],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        parent.send_signal(how)
        parent.wait()
    deadline = time.monotonic() + 20
    while is_running(worker) and not is_zombie(worker):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_zombie(number: int) -> bool:
    """Whether only a parent that did not ask for its end keeps it in the list."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def test_a_worker_that_cannot_start(
    process: ReadingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    raw = Raw("file:///a.html", "a.html", lambda: BytesIO(b"x"))
    with pytest.raises(UnreadableSource, match="did not start"):
        next(process.read(HTML, raw, Settings()))


@pytest.mark.parametrize(
    "message",
    [
        Finished(),
        Wanted("http://é/"),
        Skipped("o", "r"),
        Article("i", "t", "b\ud800", "s", None, None, "o", ("x",)),
    ],
)
def test_messages_survive_the_wire(message: object) -> None:
    assert decoded(encoded(message)) == message  # type: ignore[arg-type]
