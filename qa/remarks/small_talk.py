"""What people say to be polite."""

from __future__ import annotations

from qa.remarks.kinds import Kind

_MUCH = r"(?: (?:so|very) much| a (?:lot|million|ton|bunch)| indeed| again| kindly| all)*"
_VERY = r"(?:(?:very|so|really|pretty|quite|most|absolutely|truly|just) )*"
_GOOD = (
    r"(?:great|good|nice|cool|perfect|excellent|awesome|amazing|brilliant|wonderful|fantastic"
    r"|super|superb|lovely|interesting|helpful|useful|impressive)"
)
_HELP = r"(?:help|info|information|answers?|time|reply|explanation|support|assistance)"

SMALL_TALK = {
    Kind.NOD: (
        r"ok|k|oki|alright|all right|right|sure|fine|yes|yeah|yep|yup|no|nope|noted|got it",
        r"i (?:see|understand)|understood|(?:that )?makes sense|never ?mind|no (?:problem|worries)",
        r"sorry|i am sorry|you are welcome|hm+|ah+|oh|aha|please",
    ),
    Kind.PRAISE: (
        (
            rf"(?:(?:that|this|it) (?:is|was) |you (?:are|have been) )?{_VERY}(?:a )?{_GOOD}"
            r"(?: (?:answers?|job|work|bot|one|stuff))?(?: to know| to hear)?"
        ),
        r"well done|wow|exactly|that (?:helps|helped)(?: me)?(?: a lot)?",
        r"you (?:have )?helped me(?: a lot)?|i (?:like|love) (?:it|that|this)",
    ),
    Kind.GREETING: (
        (
            r"(?:hi+|hello+|he+y+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))"
            r"(?: (?:there|again|everyone|everybody|all|folks|friend|assistant|bot|qa))?"
        ),
        r"(?:nice|pleased) to meet you|is (?:anyone|anybody|somebody) (?:there|here)",
        r"are you (?:there|here|awake)",
    ),
    Kind.THANKS: (
        (
            rf"(?:many )?thank(?:s| you){_MUCH}(?: for (?:(?:all )?(?:of )?(?:the|your|that|this)"
            rf"(?: {_HELP})?|helping(?: me)?(?: out)?|answering|everything))?"
        ),
        r"cheers|much appreciated|much obliged",
        rf"i (?:really )?appreciate (?:it|that|(?:your|the) {_HELP})",
    ),
    Kind.FAREWELL: (
        r"bye(?: bye| for now)?|good bye|good night|farewell|take care|so long",
        r"see you(?: (?:later|soon|tomorrow|around|again|next time))?|talk to you later",
        r"have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night|time)",
        r"that is (?:all|it)(?: for (?:now|today))?|that will be all|nothing else",
        r"(?:i|we) (?:am|are) done",
    ),
    Kind.HOW_ARE_YOU: (
        r"how are you(?: (?:doing|feeling|today|this (?:morning|evening)|all|then))*",
        r"how do you (?:do|feel)(?: today)?|how have you been|what is up",
        r"are you (?:ok|well|all right|alright|happy)",
    ),
}
"""Patterns of plain words; see `qa.remarks.phrases`."""
