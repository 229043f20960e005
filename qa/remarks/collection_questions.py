"""What people ask about the collection as a whole; what names a subject is in `requests`."""

from __future__ import annotations

from qa.remarks.kinds import Kind

_HELD = r"your (?:articles|collection|data|sources|information|knowledge|library|archive|index)"
_PRESS = (
    r"(?:(?:news )?sources?|(?:news ?)?papers?|publications?|publishers?|outlets?|media|magazines?)"
)
_SPAN = (
    r"(?:(?:time )?(?:period|span|range|frame)|time ?(?:frame|span)|date range|dates|days|years"
    r"|months|times?)"
)

COLLECTION_QUESTIONS = {
    Kind.TOPICS: (
        (
            r"(?:which|what) (?:topics|subjects|themes|areas|fields|tags|categories)"
            r" (?:do you (?:cover|know(?: about)?|have|answer)|can i ask(?: you)?(?: about)?"
            rf"|do(?:es)? {_HELD} (?:cover|have|deal with|include)|are (?:covered )?in {_HELD})"
        ),
        (
            rf"what (?:is|are) (?:{_HELD} about|your (?:main )?(?:topics|subjects|themes)"
            rf"|the (?:main )?(?:topics|subjects|themes) (?:of|in) {_HELD})"
        ),
        rf"what do(?:es)? {_HELD} (?:cover|deal with|talk about)|what do you cover",
        rf"what (?:do you have|have you got)|what is in {_HELD}",
    ),
    Kind.DAYS: (
        rf"(?:which|what) {_SPAN} do(?:es)? (?:you|{_HELD}) (?:cover|span|have|include)",
        rf"(?:which|what) {_SPAN} (?:are|is) {_HELD} from|from when are {_HELD}",
        rf"how (?:recent|new|current|up to date|fresh) (?:are|is) (?:you|{_HELD})",
        rf"how old (?:are|is) {_HELD}|how far back do(?:es)? (?:you|{_HELD}) (?:go|reach)",
        (
            r"(?:what is|when was|when is|how (?:old|recent) is) (?:the date of )?your"
            r" (?:latest|newest|oldest|most recent|last|first|earliest) article"
            r"(?: (?:published|from|written))?"
        ),
        rf"when (?:was|were|is|are) {_HELD} (?:published|written|from|(?:last )?updated)",
        r"(?:what is|when is|do you have) (?:your|a) (?:knowledge )?cut ?off(?: date)?",
    ),
    Kind.SOURCES: (
        (
            rf"(?:which|what) {_PRESS} (?:do you (?:have|use|know|read|cover|draw on|rely on"
            rf"|include|search|quote|cite)|have you(?: got)?|you have|are you using|are in {_HELD}"
            r"|do your articles come from)"
        ),
        rf"(?:which|what|who) (?:are|is) your {_PRESS}|how many {_PRESS} do you (?:have|use)",
        rf"(?:list|show|name|give|tell)(?: me)?(?: all)? (?:of )?your {_PRESS}",
        r"where (?:do|did) (?:you (?:get|take|have) )?your articles (?:come )?from",
        r"who (?:wrote|writes|publishes|published) your articles",
    ),
    Kind.COUNT: (
        r"how (?:big|large) is (?:your|this) (?:collection|library|archive|index|database)",
    ),
}
"""Patterns of plain words; see `qa.remarks.phrases`."""
