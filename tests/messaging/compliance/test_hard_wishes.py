"""Opting out in wordings invented to be hard: none is passed over, and nothing else is held."""

import pytest

from messaging.compliance.keywords import KeywordKind, read
from tests.messaging.compliance.texts import each

WISHES = """
dont contact me nomore
quit blowin up my phone
I never asked for these texts
yall text too much take my number off
please remove this number, thank you and have a blessed day
no more msgs plz
lose my number
stpo
stop!!!! i mean it
i said STOP
Kindly discontinue these messages
enough with the texts already
im blocking this number if you text again
cease all communication
stop sendin me this crap
unsuscribe
u need to stop texting this phone
pls opt me out
i want out of this texting thing
no thanks take me off
i dont want ur reminders
Could you please stop with the reminders? I know when my court date is
can u guys stop txtin my phone its my work phone
STOP my kids dad pays me direct
stop. also when is my hearing
i withdraw my consent to be texted
do not message this number again
ya no me manden mas mensajes por favor
ya parenle con los mensajes
dejen de estar fregando
déjenme de estar textiando
ya estuvo con los mensajes
kindly cease
no me escriban mas
quítenme de la lista
borre mi numero de su sistema
no quiero recibir textos
no deseo sus mensajes gracias
ya basta de mensajes
alto!!
paren ya
dejenme en paz
porfa no manden mas txt
saquenme de esto
denme de baja por favor
stop por favor
no mas textos pls
ya no me esten molestando
cancelen los mensajes
deseo dejar de recibir estos avisos
no autorizo que me escriban
"""
UNCLEAR = """
not interested
enough
basta
ya no
dont want this
no quiero
im done with this
i dont want nothing from you people
saquenme de esto
im blocking this number if you text again
"""
OTHER_TALK = """
ill stop by the office tomorrow
can i stop by at 3
the bus stop is right there
he wont stop calling me
when does the payment stop
how do i stop the garnishment
can you stop the case
stop taking money out my check
i need to cancel thursday
can i end the order early
i quit last week so no income
whats the end date
my job ended
dont stop now you guys are helping
please dont stop the reminders
pay stub attached
no more than 200 a month i can pay
tell him to leave me alone
the texts help me thank you
where is your office, can i take the bus
remove my ex from the case
take my son off the order hes 18
delete the old address
i opted out of the insurance at work
que pare la lluvia para ir jaja
cuando paran los pagos
como paro el descuento de mi cheque
quiero cancelar la cita del jueves
me dieron de baja en el trabajo
bajé los papeles de la pagina
alto el monto no puedo pagar eso
voy a parar ahi mañana
en que parada me bajo
el termina de trabajar a las 5
no mas puedo el lunes
nomas quiero saber la fecha
ya deje los papeles en la oficina
no me llego el mensaje
no me dejen sin ayuda
god please just take me
i think you mean to text somebody else
"""


@pytest.mark.parametrize("text", each(WISHES.strip()))
def test_a_wish_to_stop_stops_or_holds_everything_until_a_person_has_read_it(text: str) -> None:
    assert read(text).kind in (KeywordKind.STOP, KeywordKind.UNCLEAR_STOP)


@pytest.mark.parametrize("text", each(UNCLEAR.strip()))
def test_what_may_be_a_wish_to_stop_is_a_persons_to_decide(text: str) -> None:
    assert read(text).kind is KeywordKind.UNCLEAR_STOP


@pytest.mark.parametrize("text", each(OTHER_TALK.strip()))
def test_what_only_sounds_like_it_stops_and_holds_nothing(text: str) -> None:
    assert read(text).kind not in (KeywordKind.STOP, KeywordKind.UNCLEAR_STOP)
