"""Which of the offered choices a parent took, however they put it. In doubt: none.

Taking a choice books a slot or opens a task, so two readings are as bad as no reading; a person
reads what this cannot.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from messaging.compliance.words import plain, spelled_like, without_courtesy, word_set


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer."""

    value: str
    """The word as the message offered it (`B`, `YES`, `TALK`); what `read_answer` returns."""
    words: tuple[str, ...] = ()
    """Other ways to name it, such as `("wednesday", "2pm")`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The choice a parent took."""

    value: str
    """As the message offered it."""
    more: bool
    """They said something besides that a person should read: "yes but I need a ride"."""


_SAME: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (
        frozenset({"yes", "si"}),
        word_set(
            "yes y yeah yea yep yup yess yas ye yessir yessum yeap yah ok okay sure si claro "
            "simon sip sii ci correcto correct clarin ofc affirmative vale bale okey dale "
            "yse eys ues yws "
            "confirm confirmed confirmo absolutely definitely"
        )
        | {"of course", "por supuesto", "sounds good", "esta bien", "will do"},
    ),
    (
        frozenset({"no"}),
        word_set("no n nope nah nop not naw noo nel negative")
        | {"no thanks", "no thank you", "no gracias"},
    ),
)
"""What stands for YES and for NO where they are among the choices."""

_EITHER_WAY = frozenset({"yes", "no", "si"})

_SIGNS: Mapping[str, str] = MappingProxyType(
    {"👍": " yes ", "👌": " yes ", "✅": " yes ", "👎": " no ", "❌": " no "}
)

_UNSURE = re.compile(
    r"\b(?:not sure|unsure|dont know|do not know|idk|no idea|maybe|no se|no estoy segur[oa]|"
    r"quizas?|tal vez|no entiendo|dont understand|what|que es|cual|which|yes or no|si o no|"
    r"either|neither|none|ninguna?|depends|depende|no problem|no worries|no hay problema|"
    r"not yet|todavia no|aun no|"
    # Somebody else holds the phone: what they answer is not the parent's answer.
    r"(?:this is|im|i am|es|soy|habla) (?:her|his|their|the|su|la|el) (?:mom|mother|dad|father|"
    r"husband|wife|sister|brother|son|daughter|boyfriend|girlfriend|roommate|mama|madre|papa|padre|"
    r"espos[oa]|herman[oa]|hij[oa]|novi[oa]|abuel[oa]))\b"
)

_AROUND = word_set(
    """please pls plz thanks thank you ty por favor porfavor porfa gracias the la el lo i want
    quiero ill take pick choose option opcion choice letter letra number numero one una uno works
    for me is good fine great best would be my answer respuesta es me gusta prefiero elijo hi hola
    with go lets do it para mi que sea slot time hora mejor yes si ok okay sure"""
)
"""Said around a choice without changing it."""

_ORDINALS = (
    "1 first 1st primera primero primer",
    "2 second 2nd segunda segundo two dos",
    "3 third 3rd tercera tercero three tres",
    "4 fourth 4th cuarta cuarto four cuatro",
    "5 fifth 5th quinta quinto five cinco",
)
_PLACES: Mapping[str, int] = MappingProxyType(
    {word: place for place, row in enumerate(_ORDINALS) for word in row.split()}
    | {"last": -1, "ultima": -1, "ultimo": -1}
)
_BUT = word_set(
    """but pero except although though unless if also and plus y tambien need needs necesito can
    could cannot cant puedo puede when cuando where donde how como because porque ride sick late
    tarde later different change cambiar moved instead already ya did done sent hice mande envie"""
)
"""Words that bring in something an automatic answer does not settle."""
_TURNS = word_set("but pero although though aunque except")
_WANTS_HELP = re.compile(
    r"\b(?:i )?(?:do )?(?:need|want|would like|could use) (?:some |the |your )?help\b|"
    r"\b(?:necesito|quiero|ocupo) (?:la |su )?ayuda\b"
)
"""What a YES to an offer of help means anyway."""
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|hola|good (?:morning|afternoon|evening)|buen(?:os|as)? (?:dias?|tardes|"
    r"noches)|buenas)(?: (?:there|maam|sir|miss|senora|senor|senorita))? )+"
)
_NOT = word_set(
    "not cant cannot dont doesnt didnt wont no isnt never nunca tampoco except menos unless"
)
_AT_HOUR = re.compile(r"\b(?:at|(?:a|de) las?) (\d{1,2})(?! ?(?:\d|[ap]m))\b")
"""A number that is an hour and no place: "at 2" is not the second of three."""
_AT = re.compile(r"\b(?:at|(?:a|de) las?) (?=\d)")
_CAN = re.compile(
    r"^(?:(?:yes|si|ok|okay) )?(?:i |yo )?(?:(?:can|could) (?:do|make(?: it)?|come)|puedo(?: ir)?|"
    r"podria(?: ir)?) (?:on |el |en |at )?"
)
"""What stands before a time that suits: "i can do thursday", "si puedo el jueves"."""
_SPELLED_FROM = 3
_FEW_WORDS = 4
_QUESTION = re.compile(r"[?¿]")


def read_answer(text: str, choices: tuple[Choice, ...]) -> str | None:
    """As `read_taken`, without what was said besides."""
    taken = read_taken(text, choices)
    return taken.value if taken else None


def read_taken(text: str, choices: tuple[Choice, ...]) -> Taken | None:
    """The one choice that `text` names, or None when it names none, several or may not.

    Reads the choice alone or with courtesies around it ("b please"), its place ("la segunda", "2"),
    and a word of three letters or more that opens a longer message ("talk i lost my job").
    """
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    said = plain(text)
    if not said or _UNSURE.search(said):
        return None
    named = _Named(choices)
    said = _AT.sub("", _AT_HOUR.sub(r"at\1", said))
    words = said.split()
    open_question = bool(_QUESTION.search(text)) and len(words) > _FEW_WORDS
    steps: tuple[Callable[[], set[int]], ...] = (
        lambda: named.whole(said),
        lambda: named.bare(words),
        lambda: named.core(words),
        lambda: named.bare(_CAN.sub("", said).split()),
        lambda: named.placed(words),
        lambda: set() if open_question else named.opening(_GREETING.sub("", said).split()),
    )
    place, found = next(
        ((place, hits) for place, step in enumerate(steps) if (hits := step())), (0, set())
    )
    if len(found) != 1:
        return None
    rest = _WANTS_HELP.sub("", said).split()[1:]
    besides = [word for word in rest if word not in _AROUND]
    more = steps[place] is steps[-1] and bool(_BUT & set(rest) or len(besides) >= _FEW_WORDS)
    return Taken(choices[found.pop()].value, more or "?" in text.rstrip(" ?!"))


class _Named:
    """The choices by the words that name them; each step gives the places of those it finds."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._names = [_names_of(choice) for choice in choices]
        self._own = [_names_of(Choice(choice.value)) for choice in choices]

    def whole(self, said: str) -> set[int]:
        """The message is the name and nothing else."""
        return {place for place, names in enumerate(self._names) if said in names}

    def core(self, words: Sequence[str]) -> set[int]:
        """The message is a name of several words and courtesies: "march 5 works for me"."""
        said = " ".join(word for word in words if word not in _AROUND)
        return self.whole(said) or self.whole(without_courtesy(" ".join(words)))

    def bare(self, words: Sequence[str]) -> set[int]:
        """The message is names and courtesies: one name, or it is not clear."""
        rest = [word for word in words if word not in _AROUND or self._naming(word, spelled=False)]
        hits = [self._naming(word, spelled=True) for word in rest]
        return set().union(*hits) if hits and all(hits) else set()

    def placed(self, words: Sequence[str]) -> set[int]:
        """The message is an ordinal or number, and courtesies."""
        if any(names & _EITHER_WAY for names in self._names):
            return set()  # "1" to "YES or NO" is a guess
        numbers = ("one", "uno", "una")
        rest = [w for w in words if w not in _AROUND] or [w for w in words if w in numbers]
        places = [0 if word in numbers else _PLACES.get(word) for word in rest]
        if not places or not all(self._on_offer(place) for place in places):
            return set()
        return {place % len(self._names) for place in places if place is not None}

    def opening(self, words: Sequence[str]) -> set[int]:
        """A longer message that opens with a name; any other name in it makes it unclear, and where
        something is denied ("thursday doesnt work") or counted ("tuesday at 2:30") only the offered
        word itself does."""
        first = self._naming(words[0], spelled=len(words[0]) >= _SPELLED_FROM)
        if _NOT & set(words) or any(word[0].isdigit() for word in words[1:]):
            first &= self._naming(words[0], spelled=True, among=self._own)
        if len(words[0]) < _SPELLED_FROM and words[0] not in ("no", "si"):
            return set()
        others = (self._naming(w, spelled=False) for w in self._after(words) if len(w) > 1)
        return first.union(*others) if first else set()

    def _after(self, words: Sequence[str]) -> Sequence[str]:
        """The words behind the first. A "no" behind "but" denies something else ("sí, pero no puedo
        antes de las 3"), unless it is all that stands there."""
        turn = next((place for place, word in enumerate(words) if word in _TURNS), len(words))
        behind = words[turn + 1 :]
        if self.whole(" ".join(behind)) or self.bare(behind):
            return words[1:]
        return [*words[1:turn], *(word for word in behind if word != "no")]

    def _naming(
        self, word: str, *, spelled: bool, among: Sequence[frozenset[str]] | None = None
    ) -> set[int]:
        all_names = self._names if among is None else among
        exact = {place for place, names in enumerate(all_names) if word in names}
        if exact or not spelled:
            return exact
        return {
            place
            for place, names in enumerate(all_names)
            if any(spelled_like(word, name) for name in names)
        }

    def _on_offer(self, place: int | None) -> bool:
        count = len(self._names)
        return place is not None and -count <= place < count


def _names_of(choice: Choice) -> frozenset[str]:
    own = {plain(word) for word in (choice.value, *choice.words)} - {""}
    return frozenset(own.union(*(same for keys, same in _SAME if keys & own)))
