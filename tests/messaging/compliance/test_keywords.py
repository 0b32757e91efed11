"""STOP, START and HELP, in whatever words a parent finds for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.keyword_tables import HELP_WORDS, START_WORDS, STOP_WORDS
from messaging.compliance.keywords import KeywordKind, KeywordVerdict, read
from tests.messaging.compliance.texts import each

STOP, START, HELP = KeywordKind.STOP, KeywordKind.START, KeywordKind.HELP
UNCLEAR, NONE = KeywordKind.UNCLEAR_STOP, KeywordKind.NONE


@pytest.mark.parametrize(
    "text",
    each(
        """STOP|Stop.|STOP!!!|stop stop|stop stop stop|s t o p|S.T.O.P.|stpo|sotp|stp|stoppp|st0p|🛑
    🛑🛑|🛑 please|STOP PLEASE|please stop|stop it|Just stop|ok stop|stop now|STOPALL|stop all
    END|end|End.|QUIT|quit|CANCEL|cancel|cancle|revoke|unsubscribe|unsubscibe|unsuscribe|OPTOUT
    OPT OUT|opt-out|Opt out please|stop end|please stop texting me|Stop texting me please
    quit texting|quit texting me|stop txting me|stop msging me|stop sending me these messages
    stop messaging this number|stop with the messages|stop the texts|stop all texts
    Can you stop texting me|can you stop|STOP calling me|stop contacting me|stop bothering me
    take me off your list|take me off this list|Please take my number off your list|remove me
    remove my number|please remove me from your list|delete my number|get me off this list
    dont text me again|Don't text me again!|do not text me|never text me again|dnt txt me
    do not contact me|please dont message me anymore|dont send me any more texts
    no more texts pls|no more messages|I don't want these texts anymore|i dont want any texts
    I no longer wish to receive messages|I dont want to get texts from you
    i dont want you to text me|unsubscribe me|please opt me out|I want to opt out
    i want to unsubscribe|I revoke my consent|I withdraw my permission|leave me alone
    leave us alone!!|lose my number|cancel these texts|end texts|wrong person stop
    wrong number, stop|Stop. I dont know who this is|stop!! who is this
    I can't stop by today, and stop texting me|fucking stop texting me
    stop texting me i quit my job"""
    ),
)
def test_english_that_opts_out(text: str) -> None:
    assert read(text).kind is STOP


@pytest.mark.parametrize(
    "text",
    each(
        """ALTO|alto!!|alto por favor|PARAR|parar|PARE|pare|paren|BAJA|baja|CANCELAR|cancelar
        canselar
    DETENER|TERMINAR|NO MAS|NO MÁS|no más por favor|ya no más|dar de baja|denme de baja por favor
    quiero darme de baja|no me manden mas mensajes|No me mande más textos|no me manden nada mas
    ya no me manden nada|ya no quiero textos|ya no quiero recibir mensajes|no quiero más mensajes
    no quiero recibir mas mensajes de ustedes|no deseo recibir mensajes|no quiero que me escriban
    no me escriban|no me escriba mas|no me molesten|no me texteen|no me contacten mas
    deje de mandarme mensajes|dejen de mandarme mensajes|deja de escribirme|dejen de molestar
    paren los mensajes|paren de enviarme mensajes|quiero parar los mensajes|detengan los mensajes
    cancelen los mensajes|cancelar mensajes|alto a los mensajes|basta de mensajes|no mas mensajes
    no más textos por favor|quitenme de su lista|quíteme de la lista|bórrenme de su lista
    borren mi numero|eliminen mi número|quiten mi numero de la lista|dejeme en paz
    déjenme en paz|cancelar mi suscripción|ya basta de mensajes"""
    ),
)
def test_spanish_that_opts_out_and_is_known_as_spanish(text: str) -> None:
    assert (read(text).kind, read(text).language) == (STOP, "es")


@pytest.mark.parametrize(
    "text",
    each(
        """I can't stop by today|stop by the office|can i stop in tomorrow
        is there a bus stop near you
    bus stop|at the stop sign|don't stop|dont stop texting me|please do not stop the messages
    can I cancel my appointment|cancel appointment|cancel my 2pm appointment please|can i cancel
    I need to cancel the hearing|I quit my job|i quit smoking|I had to quit school|end of month
    at the end of the week|my shift ends at 5|weekend|how do I stop child support payments
    please stop garnishing my check|I want to stop my wage garnishment|can you end my case
    he wont stop hitting me|she won't stop calling me|my car stopped working|non-stop rain here
    you never text me back|why dont you contact me|i dont text much|shop|step|top|spend|send|and
    who is this|yes|no|ok thanks|what time is it|do i need to bring ID|I will be there|thank you
    cancelar mi cita|quiero cancelar mi cita|puedo cancelar la cita de mañana
    voy a parar un momento|no me llegó el mensaje|no me mandaron los mensajes|mi hijo es alto
    el pago es muy alto|estoy de baja por enfermedad|necesito terminar el formulario
    no tengo más preguntas|para qué es esto|no paren los mensajes|no quiero parar los mensajes
    quiero terminar la escuela|a qué hora abren|no puedo ir mañana|algo más"""
    ),
)
def test_everyday_talk_that_does_not(text: str) -> None:
    assert read(text).kind is NONE


@pytest.mark.parametrize(
    "text",
    each(
        """the end|stop i guess|make it stop|you wont stop|i want to stop|not interested|go away
    dont text me at work|please dont text me until tomorrow|stop texting me so late
    What happens if I text STOP|do i reply stop?|Cancel, I can't come
    stop. start|i asked you not to text me|who gave you my number|is this spam|dont call me
    end this|quiero cancelar|ya no|basta|basta ya|ya basta|no me llamen|como me doy de baja
    no me escriban en la noche"""
    ),
)
def test_what_a_person_must_read_first(text: str) -> None:
    assert read(text).kind is UNCLEAR


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("START", START, "en"),
        ("start please", START, "en"),
        ("strat", START, "en"),
        ("UNSTOP", START, "en"),
        ("text me again", START, "en"),
        ("start texting me again", START, "en"),
        ("opt me back in", START, "en"),
        ("iniciar", START, "es"),
        ("Empezar.", START, "es"),
        ("comenzar por favor", START, "es"),
        ("quiero recibir los mensajes", START, "es"),
        ("help", HELP, "en"),
        ("INFO", HELP, "en"),
        ("help me", HELP, "en"),
        ("ayuda", HELP, "es"),
        ("ayuda por favor", HELP, "es"),
        ("help por favor", HELP, "es"),
        ("stop por favor", STOP, "es"),
        ("don't start texting me again", UNCLEAR, "en"),
        ("start my application", NONE, None),
        ("when does it start", NONE, None),
        ("I need help with the form", NONE, None),
        ("hello", NONE, None),
    ],
)
def test_start_and_help(text: str, kind: KeywordKind, language: str | None) -> None:
    assert (read(text).kind, read(text).language) == (kind, language)


@pytest.mark.parametrize("text", ["YES", "yes please", "Sí", "si", "SI!", "yeah"])
def test_a_bare_yes_could_start_but_only_the_caller_knows(text: str) -> None:
    assert (read(text).kind, read(text).could_start) == (NONE, True)


@pytest.mark.parametrize("text", ["START", "yes i will come", "no", "si puedo ir", ""])
def test_nothing_else_leaves_that_open(text: str) -> None:
    assert not read(text).could_start


class TestWhatTheProviderSays:
    @pytest.mark.parametrize("text", ["STOP", "", "whatever", "yes"])
    def test_its_stop_always_counts_and_is_answered(self, text: str) -> None:
        verdict = read(text, "STOP")
        assert (verdict.kind, verdict.already_answered) == (STOP, True)

    def test_its_start_does_not_turn_an_answer_into_an_opt_in(self) -> None:
        verdict = read("yes", "START")
        assert verdict == KeywordVerdict(NONE, "en", could_start=True, already_answered=True)

    @pytest.mark.parametrize(
        ("text", "theirs", "kind"),
        [("START", "START", START), ("join", "START", START), ("help", "help", HELP)],
    )
    def test_what_it_answered_we_do_not(self, text: str, theirs: str, kind: KeywordKind) -> None:
        verdict = read(text, theirs)
        assert (verdict.kind, verdict.already_answered) == (kind, True)

    @pytest.mark.parametrize("theirs", [None, "", "NEWS"])
    def test_a_word_we_do_not_know_changes_nothing(self, theirs: str | None) -> None:
        assert read("ALTO", theirs) == KeywordVerdict(STOP, "es")

    def test_our_own_reading_of_an_opt_out_outweighs_its_help(self) -> None:
        assert read("stop texting me, help", "HELP").kind is STOP


KEYWORDS = [
    (word, kind)
    for table, kind in ((STOP_WORDS, STOP), (START_WORDS, START), (HELP_WORDS, HELP))
    for words in table.values()
    for word in words
]
edges = st.text(" .,!?¡¿\t\n-*'\"()", max_size=4)


@given(st.sampled_from(KEYWORDS), edges, edges, st.data())
def test_case_spaces_and_punctuation_never_change_a_keyword(
    keyword: tuple[str, KeywordKind], before: str, after: str, data: st.DataObject
) -> None:
    word, kind = keyword
    cased = "".join(c.upper() if data.draw(st.booleans()) else c for c in word)
    spaced = cased.replace(" ", data.draw(st.sampled_from([" ", "  ", "-", "\n"])))
    assert read(f"{before}{spaced}{after}").kind is kind


@given(
    st.text() | st.text(st.characters()) | st.lists(st.sampled_from(KEYWORDS)).map(repr),
    st.none() | st.text(max_size=6),
)
def test_no_text_whatever_is_an_error(text: str, theirs: str | None) -> None:
    assert isinstance(read(text, theirs), KeywordVerdict)


def test_a_very_long_text_is_read_in_good_time() -> None:
    """Bounded work is asserted by the suite's own time limit, not by a clock."""
    assert read("stop the " * 20_000).kind is UNCLEAR
