"""Words of distress, as data, for `safety`.

Origins: the warning signs of suicide that the 988 Suicide & Crisis Lifeline and the National
Institute of Mental Health publish (wanting to die, no reason to live, trapped, a burden, unbearable
pain, saying goodbye), and the National Domestic Violence Hotline's warning signs of abuse (fear,
threats, hitting and choking, stalking, being kept from leaving, harm to children, weapons). The
wordings, in English and in Spanish, are ours. See `phrases.PhraseBook` for how they are read.
"""

from messaging.compliance.phrases import listed

SELF_HARM = listed(
    """
    want die, wanna die, want to be dead, wish was dead, wish were dead, rather be dead, better
    off dead, kill myself, killing myself, kill my self, =kms, end my life, ending my life, take
    my life, take my own life, end it all, ending it all, suicid*, suicide, suicidal, unalive,
    hurt myself, hurting myself, harm myself, selfharm, self harm, cut myself, cutting myself,
    overdose, =od on,
    take all pills, took all pills, took the pills,
    dont want live, not want live, dont wanna live, no want
    live, dont want be alive, dont want be here, dont want wake up, never wake up, no reason
    live, nothing live for, not worth living, tired of living, tired of life, done with life,
    give up on life, gave up on life, better off without me, better without me, cant go on,
    cannot go on, cant do this =any more, cant do this anymore, cannot do this anymore, cant
    take it anymore, cant take this anymore, cant take it =any more, cant live like this,
    hopeless, no hope left, feel trapped, burden to everyone, burden to my, want disappear, make
    pain stop, goodbye forever, ready to die, going to die, gonna die, plan to die, thinking of
    dying, jump off bridge, hang myself, shoot myself, not be here tomorrow

    quiero morir, quiero morirme, me quiero morir, quisiera morir, quiero estar muert*, ganas de
    morir, ganas de vivir, matarme, me voy matar, me quiero matar, me mato, quitarme vida,
    suicidio, suicidarme, no quiero vivir, no vale pena vivir, razon para vivir, razones para
    vivir, no puedo =mas, ya no aguanto, no aguanto =mas, mejor muert*, hacerme dano,
    lastimarme, cortarme, acabar con mi vida, acabar con todo, quiero desaparecer, mejor sin mi,
    sin esperanza, soy una carga, ya no quiero estar aqui, cansad* de vivir, colgarme, no
    despertar
    """
)

DANGER = listed(
    """
    =hit me, =hits me, hitting me, =beat me, beating me, beats me up, hurt me, hurts me, hurting
    me, going to hurt, gonna hurt, will hurt, hurt us, hurt my kid*, hurt my child*, hurt my
    son, hurt my daughter, hurt my baby, hitting my, =hit my kid*, =hits my kid*, =hits my son,
    =hits my daughter, =hits our, beating my, choke, choked, choking me, strangl*, slapped me,
    punched me, pushed me, kicked me, threw me, threaten*, threatened, threatening, threat,
    threats, =kill me, =kill us, =kill him, =kill her, =kill them, =kill you, =kill my, killing
    us, gonna kill, going kill, scared, terrified, afraid, fear for, frightened, he found us, he
    found me, she found us, she found me, they found us, found where live, knows where live,
    following me, followed me, stalk*, not safe, isnt safe, dont feel safe, never safe, unsafe,
    in danger, dangerous, =gun, =guns, knife, weapon*, shoot, stab, stabbed, wont let me leave,
    wont let me go, locked me, locked us, trapped in, held me down, abus*, violent, violence,
    raped, rape, assault*, molest*, kidnap*, took my kids, taken my kids, at my door, outside my
    house, outside my door, breaking in, broke in, call 911, call cops, call police, emergency,
    help me hes, he is here, hes here, hiding from, ran away from him

    =me =pega, =me =pego, =nos =pega, =nos =pego, me golpe*, nos golpe*, me esta pegando, me
    esta golpeando, =pega =a mi, =pega =a mis, golpea =a mi, golpea =a mis, amenaz*, tengo
    miedo, tenemos miedo, miedo, aterrad*, asustad*, me va matar, nos va matar, me quiere matar,
    nos quiere matar, matarnos, quiere matar, nos encontro, me encontro, me sigue, me esta
    siguiendo, me persigue, acos*, maltrat*, violencia, violent*, abus*, peligro, peligros*,
    pistola, cuchillo, =un arma, me lastim*, nos lastim*, lastima =a mis, lastimo =a mis, no me
    deja salir, encerrad*, auxilio, socorro, me ahorc*, me violo, secuestr*, no estoy =a salvo,
    no me siento segur*, esta afuera de mi, sabe donde vivo, llamen =a policia, llame =al 911,
    se llevo =a mis hijos, emergencia
    """
)

EVERYDAY = (
    r"\bhit me (?:up|back)\b",
    r"\bbeats me\b(?! up)",
    r"\bshoot (?:me |you |him |her |them |over )?(?:an? )?(?:text|email|message|call|note)\b",
    r"\b(?:im |i am |was )afraid (?:i|we|that|so|not)\b",
    r"\bkill (?:two|2) birds\b",
    r"\bkill(?:ing|ed)? (?:time|the time|some time|it|the engine|my phone|my battery|my back)\b",
    r"\bhurts? my (?:credit|budget|wallet|back|feet|feelings)\b",
    (
        r"\bemergency (?:contact|fund|exit|number|form|room|custody|snap|benefits|assistance|"
        r"housing)\b"
    ),
    r"\bcontacto de emergencia\b",
    r"\b(?:fondo|ayuda|asistencia) de emergencia\b",
    r"\bno puedo mas (?:tarde|temprano|que)\b",
)
"""Turns of phrase that hold such words and mean no harm; taken out before the rest is read."""
