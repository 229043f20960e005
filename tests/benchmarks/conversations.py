"""Tiny conversations in the form of the public ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]


def lines(file: Path, *rows: Json) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(row)}\n" for row in rows)
    return file


def asked(question: str, rewrite: str | None = None, *, answer: str = "", text: str = "") -> Json:
    contexts = [{"id": "d1", "text": text}] if text else []
    return {"question": question, "rewrite": rewrite, "answer": answer, "contexts": contexts}


def conversation(*turns: Json, title: str = "", section: str = "") -> Json:
    return {"conversation_id": "c", "title": title, "section": section, "turns": turns}


def task(question: str, *texts: str, history: tuple[str, ...], kind: str = "ANSWERABLE") -> Json:
    """A task of MTRAG-UN; history is what user and agent said, the user first."""
    return {
        "task_id": question,
        "answerability": [kind],
        "history": [
            {"speaker": "agent" if i % 2 else "user", "text": one} for i, one in enumerate(history)
        ],
        "turns": [{"question": question, "contexts": [{"id": one, "text": one} for one in texts]}],
    }
