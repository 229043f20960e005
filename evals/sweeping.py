"""One suite under many settings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import click
from pydantic import ValidationError

from evals.results import Result
from qa import Settings

Tried = Sequence[tuple[dict[str, str], Result]]


def settings(given: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every combination of `NAME=A,B,…`, checked before the first is tried."""
    names, values = [], []
    for one in given:
        name, _, listed = one.partition("=")
        if not listed:
            raise click.UsageError(f"--set {one}: write it as NAME=A,B,…")
        names.append(name)
        values.append(listed.split(","))
    tried = [dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*values)]
    for one_set in tried:
        configured(one_set)
    yield from tried


def configured(changed: dict[str, Any]) -> Settings:
    """The settings of the environment with some changed."""
    unknown = [name for name in changed if name not in Settings.model_fields]
    if unknown:
        known = ", ".join(sorted(Settings.model_fields))
        raise click.UsageError(f"There is no setting {unknown[0]!r}. There are: {known}.")
    try:
        return Settings(**changed)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        if name not in changed:  # set by the environment
            raise
        raise click.UsageError(f"--set {name}={problem['input']}: {problem['msg']}") from error


def label(changed: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in changed.items()) or "as set"
