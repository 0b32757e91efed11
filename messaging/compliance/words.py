"""Making people's spelling comparable: one plain form, and a measure of misspelling.

Everything that reads a parent's words (keywords, safety, answers) reads them through here.
"""

import re
import unicodedata

from rapidfuzz.distance import OSA

_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_NOT_WORD = re.compile(r"[\W_]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_DIGIT_AS_LETTER = re.compile(r"(?<=[a-z])[013](?=[a-z])")
_LETTERS = {"0": "o", "1": "i", "3": "e"}
_CLAUSE_END = re.compile(r"[.!?;,\n\r…¡¿]+|\s[-–—]+\s")


_GREETING = (
    r"(?:hi|hello|hey|hola|ok|okay|sorry|please|pls|plz|good (?:morning|afternoon|evening)|"
    r"buenos dias|buenas (?:tardes|noches)|por favor|porfavor|disculpe|excuse me)"
)
_THANKS = (
    r"(?:(?:pls|please) and (?:ty|thank you|thanks)|thanks?|thank you(?: (?:so|very) much)?|"
    r"ty|thx|gracias|muchas gracias|please|pls|plz|"
    r"por favor|porfavor|porfa|bye|god bless|have a (?:nice|good|great|blessed) day|"
    r"que (?:tenga|tengan) buen dia)"
)
_COURTESY = re.compile(rf"^(?:{_GREETING} (?:{_GREETING} )*)|(?: {_THANKS})+$")


def word_set(text: str) -> frozenset[str]:
    """A table of words written as one text."""
    return frozenset(text.split())


REAL_WORDS = word_set(  # near the keywords
    """
    shop step stoop strop atop stomp stow slop spot send sent ended quiet quite quick suit suite
    cancer evoke provoke helped hell held heap heal star stars smart state starts starter
    pagar pasar parte padre auto alta bajo caja algo
    pase pared bata into terminal terminado terminada cancelado cancelada termine termino termina
    terminan nomas comida starve
    """
) | word_set(  # near the words of distress
    """
    rate rates switched atrasada pagado pagaron pagan digales sleeping stay stays staying showing
    there theres ahora colgaron colgo esperando mataron
    correo correos choque choques stopped snapped strapped slapped trapped
    shared scored scarce spared stared hunt hut heart love like line lift leave kiln will
    mate mats matter meter morar mirar moral slave stave shout short test tests
    looking looked looks stocking letting
    want wants went life wife live lives lied wine hide choose chose chosen stalk
    """
)
"""Words of their own that stand one slip away from a word we look for; never a misspelling."""


def plain(text: str) -> str:
    """`text` in lower case, without accents or punctuation, words parted by single spaces.

    "¡S.T.O.P!!" and "stop" come out the same; so do "st0p" and "stoooop". Never raises.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    unaccented = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", unaccented)).split()
    joined = " ".join(_join_single_letters(words))
    lettered = _DIGIT_AS_LETTER.sub(lambda digit: _LETTERS[digit[0]], joined)
    return _DRAWN_OUT.sub(r"\1", lettered)


def clauses(text: str) -> tuple[str, ...]:
    """The plain form of each part of `text` that punctuation sets apart."""
    return tuple(part for raw in _CLAUSE_END.split(text) if (part := plain(raw)))


MOST_EDITS = 2
"""The most slips a word may have and still be meant."""


def without_courtesy(text: str) -> str:
    """Plain `text` without greetings before it and thanks behind it, unless they are all of it."""
    return _COURTESY.sub("", text) or text


def spelled_like(word: str, target: str) -> bool:
    """Whether `word` is `target`, or a slip of it: one edit from four letters, two from eight.

    The first letter holds, unless the first two are swapped: few people miss it, and many other
    words differ only there.
    """
    if word == target:
        return True
    allowed = _allowed_edits(len(target))
    if not allowed or word in REAL_WORDS or abs(len(word) - len(target)) > allowed:
        return False
    if word[:1] != target[:1] and word[:2] != target[1::-1]:
        return False
    return OSA.distance(word, target, score_cutoff=allowed) <= allowed


def _allowed_edits(length: int) -> int:
    return (length > 3) + (length > 7)


def _join_single_letters(words: list[str]) -> list[str]:
    """`s t o p` as `stop`; pairs stay apart, they are more often `a b` than a word."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        joined += ["".join(run)] if len(run) > 2 else run
        run = []
        joined.append(word)
    return [word for word in joined if word]
