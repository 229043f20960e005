"""The server's log: one JSON object a line, without what people ask or write."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being worked on."""

_FRAMES = 8

_log = logging.getLogger("qa.server")


def configure(*, log_content: bool) -> None:
    """Send all logs of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(log_content=log_content))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.disable(logging.NOTSET)
    _log.setLevel(logging.INFO)


def note(event: str, **facts: Any) -> None:
    """Log that something happened, with facts that hold no words of people."""
    _log.info(event, extra=_of_request(facts))


def note_bug(error: BaseException) -> None:
    """Log an error that nobody expected."""
    _log.error("bug", exc_info=error, extra=_of_request({}))


def _of_request(facts: dict[str, Any]) -> dict[str, Any]:
    request = REQUEST.get()
    return {"facts": {"request": request, **facts} if request else facts}


class JsonLines(logging.Formatter):
    """Time, level, event and facts; of an error its kind and place.

    Messages of errors are left out unless `log_content`: they quote what they stumbled on.
    """

    def __init__(self, *, log_content: bool) -> None:
        super().__init__()
        self._log_content = log_content

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and (error := record.exc_info[1]):
            line["error"] = type(error).__name__
            frames = extract_tb(error.__traceback__)[-_FRAMES:]
            line["at"] = [f"{at.filename}:{at.lineno}" for at in frames]
            if self._log_content:
                line["says"] = str(error)
        return json.dumps(line, default=str)
