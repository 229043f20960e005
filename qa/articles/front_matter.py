"""The YAML above a Markdown text: plain values and lists of them, nothing that could unfold."""

from __future__ import annotations

from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

from qa.errors import UnreadableSource

MAX_CHARS = 50_000
MAX_DEPTH = 10


class _PlainYAML(YAMLHandler):
    """Values that are written out, so that there are no more of them than the text is long."""

    def load(self, fm: str, **_: object) -> Any:
        if len(fm) > MAX_CHARS:
            raise UnreadableSource(
                f"Its front matter is longer than {MAX_CHARS:,} characters.",
                "End it with a line of `---`.",
            )
        depth = 0
        # Before anything is built: nine lines of aliases stand for a billion values.
        for event in yaml.parse(fm, Loader=SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
                raise _not_plain("it has an alias or a tag")
            if depth > MAX_DEPTH:
                raise _not_plain("its lists are nested too deep")
        return super().load(fm)


def split(text: str) -> tuple[dict[str, object], str]:
    """The fields of a text's front matter, their names in lower case, and what stands below it.

    Raises UnreadableSource where it is not YAML, or more than plain values.
    """
    handler = _PlainYAML()
    # Two rules further down divide the text; the library would drop what stands above them.
    if not handler.detect(text.strip()):
        return {}, text.strip()
    try:
        fields, body = frontmatter.parse(text, handler=handler)
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableSource(
            f"Its front matter is not YAML: {' '.join(str(error).split())}.",
            "Put values that hold a colon in quotes, and write dates as 2024-10-11.",
        ) from None
    return {str(name).lower(): value for name, value in fields.items()}, body


def _not_plain(what: str) -> UnreadableSource:
    return UnreadableSource(
        f"Its front matter is more than plain YAML: {what}.",
        "Write its values as texts, numbers, dates and lists of texts.",
    )
