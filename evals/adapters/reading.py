"""The files of benchmarks, gzipped or not, parsed into rows; every error a `SuiteError`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.suites import SuiteError

_GZIP_MARK = b"\x1f\x8b"


class Row(BaseModel):
    """A row, as far as it is used: what else it holds is not looked at."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


Form = TypeVar("Form")
Line = TypeVar("Line", bound=Row)


def text(file: Path) -> str:
    """What a file holds. Raises `SuiteError`."""
    try:
        data = file.read_bytes()
        plain = gzip.decompress(data) if data.startswith(_GZIP_MARK) else data
        return plain.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise SuiteError(
            f"There is no file {file}.", "Give the path of a whole benchmark."
        ) from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SuiteError(f"{file} cannot be read ({reason}).", "Download it again.") from error


def whole(file: Path, form: type[Form]) -> Form:
    """A file that is one JSON value. Raises `SuiteError`."""
    return parsed(text(file), form, str(file))


def lines(file: Path, form: type[Line]) -> Iterator[Line]:
    """The rows of a JSON Lines file. Raises `SuiteError` with the line's number."""
    # Not `splitlines`: JSON strings may hold other line breaks, such as U+2028, as they are.
    for number, line in enumerate(text(file).split("\n"), 1):
        if line.strip():
            yield parsed(line, form, f"{file}, line {number}")


def parsed(json: str, form: type[Form], where: str) -> Form:
    """A JSON value of this form; `where` it stands is told in the `SuiteError` if it is not."""
    try:
        return TypeAdapter(form).validate_json(json)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise SuiteError(
            f"{where}: {f'{place}: ' if place else ''}{problem['msg']}.",
            "Check that the file is of the kind that is named before the colon.",
        ) from error
