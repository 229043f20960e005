from __future__ import annotations

import pytest

from qa.articles.blocks import render
from qa.articles.trees import blocks_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>a\n  b</p>c<div>d</div>", "a b\n\nc\n\nd"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<h1>A</h1><h3>B</h3><h6>C</h6>", "## A\n\n### B\n\n###### C"),
        ("<ol><li>a<li><p>b</p><p>c</p></ol><ul><li>d</ul>", "1. a\n2. b c\n- d"),
        ("<ul><li>a<ul><li>b</ul>c</ul>", "- a\n- b\n\nc"),
        ("<table><tr><th>A<th>B<tr><td>1<td><p>2</p>3</table>", "| A | B |\n| 1 | 2 3 |"),
        ("<table><tr><td><p>a</p></table>", "a"),
        ("<table><tr><td><table><tr><td>1<td>2</table><td>b</table>", "| 1 | 2 |\n\nb"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<script>x</script> b<!-- c --> d<img alt='e'>", "a b d"),
        ("x<b>y</b> <i>z</i>", "xy z"),
        ("", ""),
    ],
)
def test_every_part_has_its_mark(html: str, text: str) -> None:
    assert render(blocks_of_html(html)) == text
