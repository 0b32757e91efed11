"""Words of distress."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.compliance.safety import SafetyKind, SafetyVerdict, read_safety
from messaging.compliance.safety_concepts import DANGER_ROWS, SELF_ROWS
from messaging.compliance.safety_tables import DANGER, SELF_HARM
from tests.messaging.compliance.texts import each


@pytest.mark.parametrize(
    "text",
    each(
        """cant do this anymore i want to die|I want to die|i wnat to die|i just want to die
    I don't want to live|I dont wanna live anymore|not going to kill myself|kil myself
    I'm going to kill myself|sucidal thoughts|suicide|im suicidel|kms|end my life|I'll end it all
    everyone would be better off without me|i feel so hopless|theres no reason to live
    i cant take it anymore|i cant go on|I want to hurt myself|tired of living|wish i was dead
    my kids are better without me|i took all the pills|goodbye forever
    quiero morir|quiero morirme|me quiero matar|no quiero vivir|ya no quiero vivir|ya no puedo más
    quitarme la vida|pienso en el suicidio|sucidarme|mejor estaría muerta|no vale la pena vivir
    no tengo ganas de vivir|estarían mejor sin mí|quiero desaparecer"""
    ),
)
def test_talk_of_self_harm_is_urgent(text: str) -> None:
    assert read_safety(text).kind is SafetyKind.SELF_HARM


@pytest.mark.parametrize(
    "text",
    each(
        """he found us im scared|he hit me|she hits me|he is beating me|he choked me last night
    he threatend me|he thretened to take them|hes got a gun|he has a knife|he hits my kids
    im not safe at home|I don't feel safe|he wont let me leave|he's following me|hes stalking me
    my ex is abusive|hes violent|im terrified of him|im afraid of him|he said he will kill me
    he knows where i live|hes outside my house|he locked me in|I'm not scared of him
    help he raped me
    me pega|mi esposo me pegó|me golpea|mi ex me amenazó|tengo miedo|me va a matar|nos encontró
    me está siguiendo|hay violencia en mi casa|estoy en peligro|tiene una pistola|me maltrata
    no me deja salir|está afuera de mi casa|le pega a mis hijos|no estoy a salvo"""
    ),
)
def test_talk_of_violence_threats_or_fear_is_urgent(text: str) -> None:
    assert read_safety(text).kind is SafetyKind.DANGER


@pytest.mark.parametrize("text", ["im scared to go to court", "my mom is going to kill me lol"])
def test_doubtful_talk_counts_as_urgent(text: str) -> None:
    assert read_safety(text).urgent


@pytest.mark.parametrize(
    "text",
    each(
        """my phone died|dead battery|kill two birds with one stone|hit me up later|beats me
    What time is my appointment|I'm afraid I can't make it|b please|can i pay with cash|yes|no
    my deadline is friday|I will be there|i want to do it today|I shared the form|stop
    thanks for your help|I love living here|my gym is closed|I lost my job|shoot me an email
    my emergency contact changed|this wait is killing me|I'm dying to know|killing time
    he moved in with me|my daughter lives with me|the guy at work|I hurried|im trying my best
    que dia es mi cita|cuando me mandan el pago|cuando me pagan|no puedo ir hoy|mi hijo se mudo
    mi numero de caso|no puedo mas tarde|estoy segura|contacto de emergencia"""
    ),
)
def test_everyday_talk_is_not(text: str) -> None:
    assert read_safety(text) == SafetyVerdict(SafetyKind.NONE)


def test_a_verdict_names_rows_of_our_tables_and_nothing_the_parent_wrote() -> None:
    verdict = read_safety("he hit me again and i want to die")
    assert verdict.kind is SafetyKind.SELF_HARM
    assert set(verdict.phrases) > {"want die", "=hit me"}
    assert set(verdict.phrases) <= {*SELF_HARM, *DANGER, *SELF_ROWS, *DANGER_ROWS}


@example(row="=a tracker", around="a.b")
@given(st.sampled_from(SELF_HARM + DANGER), st.text("abc xyz.,!", max_size=20))
def test_every_row_of_the_tables_is_found_wherever_it_stands(row: str, around: str) -> None:
    said = row.replace("=", "").replace("*", "")
    assert read_safety(f"{around}. {said} . {around}").urgent


@given(st.text() | st.text(st.characters()))
def test_no_text_whatever_is_an_error(text: str) -> None:
    assert isinstance(read_safety(text), SafetyVerdict)
