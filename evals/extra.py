"""Commands whose packages are not installed with the library itself."""

from __future__ import annotations

from typing import Any

import click

from qa.errors import QAError


class MeasuringGroup(click.Group):
    """Commands that need the extra `eval`, and say so where it is missing."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            raise QAError(
                f"`{ctx.command_path}` needs the package {error.name}, which is not installed.",
                "Install it with `pip install 'qa[eval]'`.",
            ) from error
