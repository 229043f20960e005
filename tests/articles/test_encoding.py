from __future__ import annotations

import random

import pytest

from qa.articles.encoding import decode
from qa.errors import UnreadableSource

FRENCH = "La Serbie a annulé la commande à cause des livraisons au Kosovo, déclaré le président."
RUSSIAN = "Сербия отменила заказ на беспилотники из-за поставок в Косово, сообщил президент."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_files_with_or_without_a_mark(encoding: str) -> None:
    assert decode(f"{FRENCH}\r\n".encode(encoding)) == f"{FRENCH}\r\n"


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251")])
def test_older_encodings_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_counts_unless_the_bytes_are_utf_8() -> None:
    assert decode("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"
    assert decode("Łódź".encode(), "iso-8859-2") == "Łódź"
    assert decode(FRENCH.encode("cp1252"), "no-such-encoding") == FRENCH


@pytest.mark.parametrize(
    "data",
    [random.Random(1).randbytes(4096), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), bytes(64)],
)
def test_binary_data_is_not_text(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not text"):
        decode(data)
