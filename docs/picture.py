"""Draw `docs/ask.svg`, the README's picture: what `qa ask` prints, as it prints it.

python docs/picture.py INDEX
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from rich.console import Console

from qa import Assistant, rendering

_FONT_OF_ELSEWHERE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)

QUESTION = "Why did Serbia cancel the Bayraktar order?"


def main() -> None:
    with Assistant.open(sys.argv[1]) as assistant:
        answer = assistant.ask(QUESTION)
    console = Console(record=True, width=92, highlight=False, file=sys.stderr)
    console.print(f'[dim]$[/] qa ask "{QUESTION}"')
    rendering.answer(answer, console)
    drawn = _FONT_OF_ELSEWHERE.sub("", console.export_svg(title="qa"))
    Path(__file__).with_name("ask.svg").write_text(drawn)


if __name__ == "__main__":
    main()
