"""What people ask the assistant about itself."""

from __future__ import annotations

from qa.remarks.kinds import Kind

_MACHINE = (
    r"(?:human|person|real|robot|bot|ai|machine|computer|program|artificial intelligence|gpt|llm"
    r"|(?:large )?language model)(?: being| person| assistant| model| bot)?"
)
_TALKING = r"(?:talking|speaking|chatting|writing) (?:to|with)"
_ANSWERS = r"(?:answers?|replies|information|facts|data|knowledge)"
_WEB = r"(?:the )?(?:internet|web|google|wikipedia|online)(?: access| search| connection)?"
_RIGHT = (
    r"sure|certain|right|correct|accurate|reliable|trustworthy|honest|true|confident|objective"
    r"|neutral|biased|wrong|mistaken|lying|hallucinating|making (?:this|that|it|things|stuff) up"
)
_ALWAYS = r"(?:(?:always|ever|really|absolutely|completely|quite|sometimes|100|very) )*"

ASSISTANT_QUESTIONS = {
    Kind.WHO: (
        r"(?:who|what)(?: or (?:who|what))?(?: exactly)? are you(?: exactly)?|how old are you",
        r"(?:what is|tell me) your name|do you have a name|what (?:do|should|can) i call you",
        rf"who am i {_TALKING}",
        (
            rf"(?:are you|am i {_TALKING})(?: really| just)?(?: an?)?(?: real)? {_MACHINE}"
            rf"(?: or(?: an?)? {_MACHINE})?"
        ),
        r"introduce yourself|tell me (?:something |more |a bit )?about yourself",
        r"who (?:made|built|created|wrote|developed|programmed|trained|designed|runs|owns) you",
        r"what (?:kind|sort|type) of (?:ai|bot|program|assistant|model|thing|machine) are you",
        r"(?:which|what) (?:ai|model|language model|llm|bot|assistant) are you",
    ),
    Kind.HOW: (
        r"(?:explain )?how (?:do )?you (?:work|function|operate)",
        (
            r"how do you (?:answer|find (?:the |your )?answers|come up with (?:your |the )?answers"
            r"|get (?:your|the) answers)(?: (?:my |the )?questions?)?"
        ),
        r"how does (?:this|the) (?:assistant|bot) work|how were you (?:made|built|trained)",
        rf"how are your {_ANSWERS} (?:made|found|generated|produced|chosen)|what powers you",
        r"(?:which|what) (?:models?|technology|algorithm|method) do you use",
    ),
    Kind.TRUST: (
        (
            r"(?:can|should|may|could|why should|how can) (?:i|we|one)"
            rf" (?:trust|believe|rely on|quote|cite|count on|depend on)"
            rf" (?:you|your {_ANSWERS}|(?:this|that|the) answers?|what you say)"
        ),
        rf"are you {_ALWAYS}(?:{_RIGHT})(?: (?:about|of) (?:that|this|it))?",
        rf"how (?:{_RIGHT}|good|smart) are (?:you|your {_ANSWERS})(?: about (?:that|this|it))?",
        rf"(?:are|is) (?:all )?your {_ANSWERS} {_ALWAYS}(?:{_RIGHT})",
        (
            r"(?:do|can|could|would) you (?:ever |sometimes )?(?:lie|err|hallucinate|be wrong"
            r"|be trusted|make mistakes|make (?:things|stuff|facts|answers|it|this|that) up"
            r"|make up (?:things|stuff|facts|answers)|invent (?:things|facts|answers)"
            r"|get (?:it|things|something) wrong)"
        ),
        rf"how (?:can|do|could|should) i (?:check|verify) (?:you|(?:your|the|an) {_ANSWERS})",
        (
            rf"how (?:can|do) i know(?: that)? (?:you are|your {_ANSWERS} (?:are|is))"
            rf" (?:not )?(?:{_RIGHT})"
        ),
        r"how do you know(?: (?:all )?(?:that|this))?|what if you are wrong",
    ),
    Kind.ORIGIN: (
        rf"where (?:do|does) (?:your|these|those) {_ANSWERS} (?:come|originate) from",
        (
            r"where (?:do|did) you (?:get|find|take) (?:your|the|this|that|these|all this)"
            rf"(?: {_ANSWERS})?(?: from)?"
        ),
        rf"what (?:are|is) your {_ANSWERS} based on|what do you base your answers on",
        (
            r"(?:do|can) you (?:use|search|browse|access|surf|google|connect to"
            rf"|have(?: access to)?|go on|look (?:things |it )?up(?: on| in)?) {_WEB}"
        ),
        rf"are you (?:connected to {_WEB}|online|offline|on the (?:internet|web))",
        (
            r"(?:do|are) you (?:use|using|run on|running on|rely on|based on|need|powered by)"
            r" (?:gpt|openai|ai|an ai|(?:an? )?(?:large )?(?:language model|llm))"
        ),
    ),
    Kind.ABILITIES: (
        r"help(?: me)?|(?:can|could|will|would) you (?:please )?help(?: me)?",
        r"i need (?:some |your )?help",
        (
            r"what (?:can you|you can|do you|are you able to) (?:do|answer|tell me"
            r"|help(?: me)? with)(?: for me| here)?"
        ),
        r"what (?:can|may|could|should|do) i ask(?: you)?(?: about| here)?",
        r"what can i do (?:here|with you)|what do you know",
        (
            r"(?:which|what)(?: (?:kinds?|sorts?|types?) of)? questions (?:can|do|could|may|should)"
            r" (?:you answer|i ask(?: you)?)"
        ),
        r"how (?:can|could|do|should|may) (?:you help(?: me)?|i use (?:you|this assistant))",
        r"what are you (?:for|good for|good at|able to do|capable of|used for)",
        r"what is your (?:purpose|job|task|role|function)",
        r"what are your (?:abilities|capabilities|features|functions|skills|limits|limitations)",
        r"(?:give|show|tell)(?: me)? (?:some |a few |an )?example questions?",
    ),
}
"""Patterns of plain words; see `qa.remarks.phrases`."""
