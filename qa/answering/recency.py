"""Newer articles first, among those that answer about as well."""

from __future__ import annotations

from dataclasses import replace

from qa.answering.versions import Published
from qa.records import Reading

# What the newest of the articles that answer is worth against the oldest, in a finding's score.
_WORTH = 1.0


def newer_first(reading: Reading, published: Published) -> Reading:
    """The reading with a finding's age in its score, for a question that asks for the latest.

    Only findings that come as near to the best one as age can make up for are weighed; the undated
    among them count as the oldest.
    """
    if not reading.findings:
        return reading
    enough = reading.findings[0].score - _WORTH
    near = [finding for finding in reading.findings if finding.score >= enough]
    days = {finding.passage.article_id: published(finding.passage.article_id) for finding in near}
    dated = [day for day in days.values() if day]
    if len(set(dated)) < 2:
        return reading
    oldest, newest = min(dated), max(dated)

    def youth(article_id: str) -> float:
        day = days[article_id]
        return (day - oldest) / (newest - oldest) if day else 0.0

    weighed = [replace(f, score=f.score + _WORTH * youth(f.passage.article_id)) for f in near]
    weighed.sort(key=lambda finding: -finding.score)
    return replace(reading, findings=(*weighed, *reading.findings[len(near) :]))
