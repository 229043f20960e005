from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .reading import read_all, saved

PAGE = """\
---
title: "Drones: a tale"
source: The Example
date: 2024-10-11
url: https://www.example.com/a/drones-tale.html
tags: [war, 2024]
id: 17
---
# Drones: a tale

Hello **bold** [link](http://x.example) and `code` ![image](a.png) of a line
that wraps.\\
After a break &amp; <b>raw</b> ~~gone~~

## Part

1. one
   - in *a*
   - in b

   more
2. two

| A | B |
|---|---|
| 1 | 2 |

> quoted
> text

```python
def f():
    return 1
```

<!-- unseen --><script>alert(1)</script>
"""


def test_front_matter_is_metadata(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "x.md", PAGE)).article
    assert article.title == "Drones: a tale"
    assert article.source == "The Example"
    assert article.published == date(2024, 10, 11)
    assert article.url == "https://www.example.com/a/drones-tale.html"
    assert article.tags == ("war", "2024")
    assert article.id == "17"
    assert article.origin == (tmp_path / "x.md").resolve().as_uri()


def test_the_body_is_light_markdown(tmp_path: Path) -> None:
    assert read_all(saved(tmp_path / "x.md", PAGE)).article.body == "\n".join(
        (
            "Hello bold link and code of a line that wraps.",
            "After a break & raw gone",
            "",
            "## Part",
            "",
            "1. one",
            "- in a",
            "- in b",
            "",
            "more",
            "",
            "2. two",
            "",
            "| A | B |",
            "| 1 | 2 |",
            "",
            "> quoted text",
            "",
            "def f():",
            "    return 1",
        )
    )


def test_without_front_matter_the_first_heading_is_the_title(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "x.markdown", "# Top\n\nText.\n\n## Top\n")).article
    assert (article.title, article.body) == ("Top", "Text.\n\n## Top")


def test_a_rule_is_not_front_matter(tmp_path: Path) -> None:
    assert read_all(saved(tmp_path / "x.md", "Text.\n\n---\n\nMore.")).article.body == (
        "Text.\n\nMore."
    )


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("date: next week", "'next week' cannot be read. Write it as 2024-10-11."),
        ("published: 10/11/2024", "Its published date '10/11/2024' cannot be read."),
        ("date: 2024-13-45", "2024-10-11"),
        ("title: a: b", "not YAML"),
        ("title: [a]", "Its title is not text"),
        ("url: javascript:alert(1)", "not a web address"),
        ("url: example.com/a", "https://host/path"),
        ("id: ''", "Its id is ''"),
        ("id: true", "Its id is True"),
    ],
)
def test_metadata_that_cannot_be_read_is_not_lost_in_silence(
    tmp_path: Path, front_matter: str, reason: str
) -> None:
    path = saved(tmp_path / "x.md", f"---\n{front_matter}\n---\nText.")
    assert reason in read_all(path).reason
