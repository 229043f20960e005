"""Downloads: public addresses only, a limit on bytes and on time, no surprises."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache

import httpx

from qa.articles.addresses import is_public
from qa.articles.origins import normal_url
from qa.articles.raw import too_large
from qa.errors import UnreadableSource
from qa.settings import Settings

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Codings can be stacked, `gzip, gzip, gzip`, to unpack a kilobyte to terabytes at one go.
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_HEADERS = {
    "User-Agent": "qa-articles/1 (article reader)",
    "Accept": "text/html, application/rss+xml, application/atom+xml, */*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Download:
    """The body of a response, unpacked."""

    url: str
    """Where the redirects led."""
    data: bytes
    content_type: str
    """In lower case and without parameters; empty if the server named none."""
    charset: str | None


def fetch(url: str, settings: Settings) -> Download:
    """GET a URL under the limits of the settings.

    Each hop's host is resolved once, every address of it checked, and the connection made to a
    checked address: the name cannot come to mean another one in between. Raises UnreadableSource.
    """
    # asyncio, because its time-out covers whatever a server is slow at: connecting, each header,
    # each byte. A thread, because the caller may itself be in an event loop.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _fetch(url, settings)).result()


async def _fetch(url: str, settings: Settings) -> Download:
    try:
        async with asyncio.timeout(settings.fetch_timeout):
            return await _follow(url, settings)
    except TimeoutError:
        raise UnreadableSource(
            f"The server took longer than {settings.fetch_timeout:g} s.",
            "Try again later, or set QA_FETCH_TIMEOUT to allow more.",
        ) from None
    except httpx.HTTPError as error:
        raise _transport_error(error) from error


async def _follow(url: str, settings: Settings) -> Download:
    limits = httpx.Timeout(settings.fetch_timeout)
    async with httpx.AsyncClient(
        verify=_tls(), trust_env=False, timeout=limits, headers=_HEADERS
    ) as client:
        target = _parsed(url)
        for _ in range(MAX_REDIRECTS + 1):
            async with _response(client, target, settings) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return await _read(response, target, settings.max_source_bytes)
                target = _parsed(response.headers["location"], target)
    raise UnreadableSource(f"It redirects more than {MAX_REDIRECTS} times.")


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        parsed = base.join(url) if base else httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        raise UnreadableSource("It is not a valid URL.", "Check the address.") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UnreadableSource("It is not an http or https URL.", "Only those are fetched.")
    if parsed.userinfo:
        raise UnreadableSource(
            "The URL holds a user name or password.", "Download the page yourself and add the file."
        )
    return parsed


@asynccontextmanager
async def _response(
    client: httpx.AsyncClient, url: httpx.URL, settings: Settings
) -> AsyncIterator[httpx.Response]:
    addresses = await _addresses(url, settings)
    for number, address in enumerate(addresses, start=1):
        request = client.build_request(
            "GET",
            url.copy_with(host=address, fragment=None),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            response = await client.send(request, stream=True)
        except httpx.ConnectError:
            if number == len(addresses):
                raise
            continue
        try:
            yield response
        finally:
            await response.aclose()
        return


async def _addresses(url: httpx.URL, settings: Settings) -> list[str]:
    """The addresses of a URL's host, in the order of the resolver."""
    host = url.raw_host.decode("ascii")
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(
            host, url.port or {"http": 80, "https": 443}[url.scheme], type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError, OverflowError):
        raise UnreadableSource(f"There is no host {host!r}.", "Check the address.") from None
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not settings.allow_private_urls and not all(map(is_public, addresses)):
        raise UnreadableSource(
            f"{host!r} is not a public address.",
            "Set QA_ALLOW_PRIVATE_URLS=1 if this machine's network may be read.",
        )
    return addresses


async def _read(response: httpx.Response, url: httpx.URL, limit: int) -> Download:
    if response.status_code != 200:
        raise UnreadableSource(
            f"The server answered {response.status_code} {response.reason_phrase}.".replace(
                " .", "."
            )
        )
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in _CODINGS:
        raise UnreadableSource(f"The server sent it as {coding!r}, which was not asked for.")
    stated = response.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise too_large("It", limit, int(stated))
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > limit:
            raise too_large("It", limit)
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Download(normal_url(str(url)), bytes(data), content_type, response.charset_encoding)


def _transport_error(error: httpx.HTTPError) -> UnreadableSource:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return UnreadableSource(
                f"The server's identity cannot be checked ({cause.reason or 'TLS failure'}).",
                "Check the address; over http:// nothing is checked.",
            )
        cause = cause.__cause__ or cause.__context__
    reasons: dict[type[httpx.HTTPError], str] = {
        httpx.TimeoutException: "The server took too long.",
        httpx.ConnectError: "The server cannot be reached.",
        httpx.DecodingError: "The server sent data that cannot be unpacked.",
    }
    for kind, reason in reasons.items():
        if isinstance(error, kind):
            return UnreadableSource(reason, "Try again later.")
    return UnreadableSource(f"The download broke off ({type(error).__name__}).", "Try again later.")


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are read once; that takes longer than many a download."""
    return httpx.create_ssl_context(trust_env=False)
