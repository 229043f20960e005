from __future__ import annotations

import asyncio
import gzip
import io
import socket
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import docx
import pytest

from qa.articles.addresses import is_public

from .conftest import Reply, Site
from .reading import read_all
from .test_html import PARAGRAPHS, page
from .test_pdf import SENTENCE, paper


def fetched(url: str, **settings: Any) -> Any:
    return read_all(url, allow_private_urls=True, **settings)


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("Word text.")
    document.save(data := io.BytesIO())
    return data.getvalue()


def pdf_file() -> bytes:
    pdf = paper()
    pdf.text_block(SENTENCE)
    return bytes(pdf.output())


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINE = '{"title": "T", "body": "Line text."}\n'


@pytest.mark.parametrize("vague", [False, True])
@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        (page().encode(), "text/html; charset=utf-8", PARAGRAPHS[0]),
        (b"<?xml version='1.0'?>" + page().encode(), "application/xhtml+xml", PARAGRAPHS[0]),
        (b"A title\n\nPlain text.", "text/plain", "Plain text."),
        (LINE.encode(), "application/x-ndjson", "Line text."),
        (gzip.compress(LINE.encode()), "application/jsonl", "Line text."),
        (word_file(), WORD, "Word text."),
        (pdf_file(), "application/pdf", "Serbia had planned"),
    ],
)
def test_the_kind_is_told_by_content_type_or_by_content(
    site: Site, content: bytes, content_type: str, text: str, vague: bool
) -> None:
    url = site.page("/a", content, "application/octet-stream" if vague else content_type)
    assert text in fetched(url).article.body
    if vague:
        assert text in fetched(site.page("/b", content, None)).article.body


def test_plain_text_under_the_name_of_another_kind(site: Site) -> None:
    article = fetched(site.page("/x.md", "# Title\n\n**Bold**.", "text/plain")).article
    assert (article.title, article.body) == ("Title", "Bold.")


def test_metadata_of_a_download(site: Site) -> None:
    url = site.page("/Some%20report.txt", "Title\n\nText.", "text/plain")
    article = fetched(f"{url}#part").article
    assert (article.source, article.url, article.origin) == ("127.0.0.1", url, url)
    assert article.id.startswith("some-report-")


def test_a_charset_of_the_server_counts(site: Site) -> None:
    url = site.page("/a", "Titel\n\nŁódź".encode("iso-8859-2"), "text/plain; charset=iso-8859-2")
    assert fetched(url).article.body == "Łódź"


def test_requests_name_the_reader_and_the_host_and_ignore_the_environment(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    url = site.page("/a", page()).replace("127.0.0.1", "localhost")
    assert fetched(url).article.source == "localhost"
    ((_, headers),) = site.requests
    assert headers["host"] == url.split("/")[2]
    assert headers["user-agent"].startswith("qa-articles/")
    assert "cookie" not in headers
    assert "authorization" not in headers


def test_redirects_are_followed_and_the_last_address_is_the_articles(site: Site) -> None:
    site.page("/end", page())
    site.redirect("/middle", "/end")
    url = site.redirect("/start", "/middle#x")
    article = fetched(url).article
    assert (article.url, article.origin) == (f"{site.url}/end", url)


def test_an_event_loop_may_be_running(site: Site) -> None:
    url = site.page("/a", page())

    async def inside() -> Any:
        return fetched(url)

    assert asyncio.run(inside()).article


# Addresses that are refused


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0.0.0.0",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_private_addresses_are_refused(host: str) -> None:
    started = time.monotonic()
    assert (
        "is not a public address. Set QA_ALLOW_PRIVATE_URLS=1"
        in read_all(f"http://{host}:9/").reason
    )
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(address: str) -> None:
    assert is_public(address)


def resolver(answers: dict[str, list[str]]) -> Callable[..., list[Any]]:
    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers[host]]

    return getaddrinfo


def test_a_name_is_refused_if_any_of_its_addresses_is_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = {"inside.example": ["93.184.215.14", "10.0.0.1"]}
    monkeypatch.setattr(socket, "getaddrinfo", resolver(answers))
    assert "'inside.example' is not a public address" in read_all("http://inside.example/").reason


def test_a_redirect_to_a_refused_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The loopback server passes for a public one, and sends on to an address that is not.
    monkeypatch.setattr("qa.articles.web.is_public", lambda address: address == "127.0.0.1")
    url = site.redirect("/a", "http://169.254.169.254/latest/meta-data")
    assert "'169.254.169.254' is not a public address" in read_all(url).reason


def test_the_connection_is_made_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def changing(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        if host == "name.example":
            assert asked.count(host) == 1, "a second look-up could get another answer"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    url = site.page("/a", page()).replace("127.0.0.1", "name.example")
    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert fetched(url).article.url == url
    assert site.requests[0][1]["host"] == url.split("/")[2]


def test_another_address_is_tried_when_one_does_not_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        ips = ["127.0.0.2", "127.0.0.1"] if host == "name.example" else [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    url = site.page("/a", page()).replace("127.0.0.1", "name.example")
    monkeypatch.setattr(socket, "getaddrinfo", two)
    assert fetched(url).article


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/a", "It is not an http or https URL."),
        ("http://", "It is not an http or https URL."),
        ("ftp://user:secret@example.com/", "It is not an http or https URL."),
        ("http://user:secret@[::1/", "It is not a valid URL."),
        ("http:///path", "It is not an http or https URL."),
        ("http://user:secret@example.com/", "holds a user name or password"),
        ("http://[::1/", "It is not a valid URL."),
        ("http://a..b/", "There is no host"),
        ("http://127.0.0.1:1/", "The server cannot be reached."),
    ],
)
def test_urls_that_are_not_fetched(url: str, reason: str) -> None:
    outcome = fetched(url)
    assert reason in outcome.reason
    assert "secret" not in str(outcome)


def test_a_host_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert fetched("http://name.example/").reason == (
        "There is no host 'name.example'. Check the address."
    )


def test_a_redirect_must_be_a_web_address_too(site: Site) -> None:
    assert "is not an http" in fetched(site.redirect("/a", "file:///etc/passwd")).reason
    assert "user name or password" in fetched(site.redirect("/b", "http://u:p@127.0.0.1/")).reason


# Limits


def test_redirects_that_do_not_end(site: Site) -> None:
    assert fetched(site.redirect("/a", "/a")).reason == "It redirects more than 5 times."
    assert len(site.requests) == 6


def test_a_download_over_the_limit(site: Site) -> None:
    reason = fetched(site.page("/a", b"x" * 2000), max_source_bytes=1000).reason
    assert reason.startswith("It has 2,000 bytes, more than the 1,000 bytes allowed.")


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


def test_a_download_without_end(site: Site) -> None:
    site.pages["/a"] = endless
    reason = fetched(f"{site.url}/a", max_source_bytes=1_000_000).reason
    assert reason.startswith("It is larger than the 1,000,000 bytes allowed.")


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_decompression_bomb(site: Site, coding: str) -> None:
    bomb = (gzip if coding == "gzip" else zlib).compress(bytes(50_000_000))
    site.pages["/a"] = Reply(bomb, headers=(("Content-Encoding", coding),))
    assert len(bomb) < 100_000
    reason = fetched(f"{site.url}/a", max_source_bytes=1_000_000).reason
    assert reason.startswith("It is larger than the 1,000,000 bytes allowed.")


def test_stacked_codings_are_refused(site: Site) -> None:
    body = gzip.compress(gzip.compress(page().encode()))
    site.pages["/a"] = Reply(body, headers=(("Content-Encoding", "gzip, gzip"),))
    assert "'gzip, gzip', which was not asked for" in fetched(f"{site.url}/a").reason


def test_a_compressed_page(site: Site) -> None:
    site.pages["/a"] = Reply(
        gzip.compress(page().encode()), headers=(("Content-Encoding", "gzip"),)
    )
    assert fetched(f"{site.url}/a").article


def test_damaged_compression(site: Site) -> None:
    site.pages["/a"] = Reply(b"not gzip", headers=(("Content-Encoding", "gzip"),))
    assert "cannot be unpacked" in fetched(f"{site.url}/a").reason


def dripping(first: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(first)
            for _ in range(100):
                time.sleep(0.05)
                handler.wfile.write(b"a")
        except OSError:
            pass

    return drip


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_the_deadline_is_for_everything_together(site: Site, first: bytes) -> None:
    site.pages["/a"] = dripping(first)
    started = time.monotonic()
    assert fetched(f"{site.url}/a", fetch_timeout=0.4).reason == (
        "The server took longer than 0.4 s. Try again later, or set QA_FETCH_TIMEOUT to allow more."
    )
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("status", "phrase"), [(404, "Not Found"), (500, "Internal Server Error")])
def test_http_errors(site: Site, status: int, phrase: str) -> None:
    site.pages["/a"] = Reply(page().encode(), status=status)
    assert fetched(f"{site.url}/a").reason == f"The server answered {status} {phrase}."


def test_content_that_is_no_article(site: Site) -> None:
    assert "'image/png' cannot be read" in fetched(site.page("/a", b"x", "image/png")).reason
    assert fetched(site.page("/b", b"")).reason == "It is empty."


def test_a_server_without_tls(site: Site) -> None:
    url = site.page("/a", page()).replace("http:", "https:")
    assert fetched(url).reason.startswith("The server's identity cannot be checked (")


def test_a_server_that_hangs_up(site: Site) -> None:
    site.pages["/a"] = lambda handler: handler.connection.close()
    assert fetched(f"{site.url}/a").reason.endswith("Try again later.")
