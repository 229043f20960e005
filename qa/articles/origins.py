"""Where an article comes from, as one URI: what re-reading and pruning go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

_USERINFO = re.compile(r"//[^/]*@")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as bytes, with no place of its own: its name says what it is.

    Another upload of the same name is a version of it.
    """

    name: str
    data: bytes

    @property
    def file_name(self) -> str:
        """The name without folders, however they are written."""
        return re.split(r"[/\\]", self.name)[-1]

    @property
    def origin(self) -> str:
        return f"upload:{quote(self.file_name, safe='', errors='replace')}"


def scheme_of(source: str | Path) -> str | None:
    """The scheme of a URL, lower-case; None for a path."""
    match = _SCHEME.match(source.strip()) if isinstance(source, str) else None
    return match[1].lower() if match else None


def origin_of(source: str | Path | Upload) -> str:
    """The URI of a file, a folder, a URL or an upload; it need not exist.

    A folder's ends in `/`, and what is read in it has an origin that starts with it. Articles of
    one JSONL file or feed have its origin, `#`, and a key. A password in a URL is left out.
    """
    if isinstance(source, Upload):
        return source.origin
    scheme = scheme_of(source)
    if scheme and scheme != "file":
        return normal_url(str(source))
    return path_uri(path_of(source), folder=str(source).endswith("/"))


def path_of(source: str | Path) -> Path:
    """The path that a path or a `file:` URI names."""
    if isinstance(source, str) and scheme_of(source) == "file":
        return Path(url2pathname(urlsplit(source.strip()).path))
    return Path(source)


def path_uri(path: Path, *, folder: bool = False) -> str:
    """The `file:` URI of a path; the links on the way to it are followed, the last one is not.

    A link to a file keeps its own name and suffix that way, and its place in its folder.
    """
    if path.is_dir():
        return path.resolve().as_uri().rstrip("/") + "/"
    uri = (path.parent.resolve() / path.name).as_uri()
    return f"{uri}/" if folder else uri


def fragment_origin(origin: str, key: str) -> str:
    """The origin of one of several articles in a file or feed; different keys stay different."""
    return f"{origin}#{quote(key, safe='/:?=&@!$+,;~', errors='replace')}"


def normal_url(url: str) -> str:
    """A URL with its host in lower case, no default port, no credentials and no fragment."""
    import httpx  # as quick to load as all else here together

    try:
        parsed = httpx.URL(url.strip())
        default_port = {"http": 80, "https": 443}.get(parsed.scheme)
        return str(
            parsed.copy_with(
                userinfo=b"",
                fragment=None,
                port=None if parsed.port == default_port else parsed.port,
                path=parsed.path or "/",
            )
        )
    except httpx.InvalidURL:
        return _USERINFO.sub("//", url.strip())


def web_url(value: str) -> str | None:
    """The value if it is a whole `http(s)` URL, as it was written; else None."""
    try:
        parsed = urlsplit(value.strip())
        usable = parsed.scheme.lower() in ("http", "https") and bool(parsed.hostname)
    except ValueError:
        return None
    return value.strip() if usable else None


def host_of(url: str) -> str:
    """The host of a web URL without a leading `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
