"""Fear, flight, and calls for help."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "fear": """
            somewhere safe, safe place, safer place, protect me, protect us, protect my,
            keep us hidden, worried for my safety, safety, proteger*, protej*, protecc*,
            lugar seguro, a salvo, me aterra, espanta, nervous to go home, panic, scare,
            scares, scared, skared, scard, scaring, scary, afraid, afriad, terrified,
            terrifies, terrifying, terrorized, petrified, frightened, frightens, fear,
            fears, fearing, fearful, in danger, danger, dangerous, unsafe, not safe,
            isnt safe, arent safe, no safe place, feel safe, keep me safe, keep us safe,
            miedo, temo, temor, panico, terror, aterrada, aterrado, asustada, peligro,
            peligroso, insegura, segura en mi, me siento segura, estoy segura aqui,
            estamos seguras, estamos seguros, scaredd, shook up, shaking, trembling,
            worried sick, worried what he, in fear, fearin, creeped out, creeping me
            out, feel threatened, not safe here, no me siento a, pavor, temblando,
            horroriz*, temerosa, temeroso, espantada, asusta, asustan, asusto, asustado,
            asustados, nerviosa de que, preocupada por mi vida
        """,
        "flee": """
            get away, got away, ran with, left with nothing, clothes on, middle of the
            night, left him because, left her because, leave him, left him, leaving him,
            salimos corriendo, me fui huyendo, en la madrugada, me escape, nos fuimos
            de, me fui de la casa, dejarlo, lo deje porque, hide, hides, hiding, hidin,
            hid, escape, escaped, escaping, fled, flee, fleeing, ran away, run away,
            running from, ran from, get away from, got away from, safe house, safehouse,
            on the run, escondida, escondido, escondidas, escondidos, escondiendo,
            escondiendome, huir, huyendo, hui, huyo, escapar, escaparme, casa segura,
            got out fast, get out fast, had to run, snuck out, sneak out, sleeping in
            the car, sleeping in my car, nowhere safe, salir corriendo, salir huyendo,
            sali corriendo, nos escapamos, me escapo, escaparnos, durmiendo en el carro,
            dormimos en el carro, escondernos, esconderme, esconder, escondiendonos, had
            to get out fast, had to get out of there, que salir de la casa, que salirnos
            de la casa
        """,
        "shelter": """
            shelter, shelters, refugio, albergue
        """,
        "police": """
            police, polise, cops, cop, 911, sheriff, ambulance, policia, polisia,
            patrulla, ambulancia, marshal, troopers, deputies, poli, polis, patrullas,
            policias, judiciales
        """,
        "calls": """
            call, called, calling, calls, send, sent, need, came, come, llamar, llame,
            llamen, llama, manden, mande, necesito, vino, llamo, llamaron
        """,
        "help": """
            help, helps, save, rescue, hurry, please hurry, get me out, get us out,
            auxilio, socorro, ayuda, ayudeme, ayudenme, ayudame, ayuden, saquenme,
            rescat*, salvenme, somebody come, please come, come get, come get us, come
            get me, sos, hurry up please, ayudemen, ayudenos, ayudennos, vengan, vengan
            por, manden a alguien, saqueme, saquenos, sacarme, sacarnos, por piedad
        """,
        "shut-in": """
            barricaded, blocked the door, chair under the, dresser against, dresser in
            front, locked myself, lock myself, lock my door, lock the bedroom, sleep
            with the lights, sleep with a knife, sleep with my shoes, sleep in my
            clothes, with the door locked, puerta atrancada, atranco la puerta,
            atrancada, me encierro en, nos encerramos, me encerre en, dormir con la
            puerta, duermo con la luz, duermo vestida
        """,
        "wary": """
            dont feel safe, not feel safe, feel unsafe, not comfortable around, not
            comfortable being, uncomfortable being, cant be in the same, same room as,
            be near him, be around him, be alone with, stay away from me, keep him away,
            keep her away, keep away from, no quiero verlo, no quiero encontrarmelo,
            mismo cuarto, cerca de el, cerca de mi, a solas con, mantenganlo lejos, que
            no se acerque, se acerque a
        """,
    }
)

ROWS = listed(
    """
    fear, flee they, flee child, flee me, shelter me, shelter child, police calls they, police
    calls help, police calls injury, police calls me, child fear, fear child they, police they
    child, shut-in, wary they, wary fear
    """
)
