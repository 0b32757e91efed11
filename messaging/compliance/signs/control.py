"""Coercive control: locked in, kept from people and money, papers and phone taken, forced labour
and sex.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "abuse": """
            times a day, different numbers, harass, harasses, harassed, harassing,
            harrass*, harras*, hostig*, acoso, wont leave me alone, wont leave us alone,
            wont stop coming, controls me, controlling, control me, manipulat*,
            gaslight*, jealous, possessive, nonconsensual, no me deja en paz, celoso,
            celosa, controlador, abuse, abused, abuses, abusing, abusive, abuser,
            molest, molested, molests, molesting, molestation, rape, raped, rapes,
            raping, rapist, raper, grope, groped, gropes, fondle*, fondling, incest,
            prostitut*, traffick*, trafficed, traficked, pimp*, tortur*, kidnap*,
            kidnapp*, abduct*, hostage, captive, enslav*, stalk, stalks, stalked,
            stalking, stalker, stocking me, violador, violaron, violada, violacion,
            violarme, abusador, abusaba, abuso de, abusa de, abusaron, manose*,
            secuestr*, prostitu*, violencia domestica, trata de personas, rapto,
            obsessed with me, obsessive, obsesion*, obsesivo, celos, me cela,
            humillando, me humilla, degrading, degrades, belittles
        """,
        "violate": """
            violat*, violo, viola, violando, violar, broke, breaks, breaking, breaches,
            ignored, ignores, ignoring, still, anyway, again, rompio, rompe, otra vez,
            no respeta, de nuevo, breaks the, violating, doesnt follow, dont care about,
            not following, vino con, came anyway, contacted me anyway, no la respeta, la
            viola, brinca, se brinco, quebranto
        """,
        "order": """
            restraining order, restrainin order, restraning order, protective order,
            protection order, no contact order, stay away order, order of protection,
            ppo, tro, dvro, orden de restriccion, orden de proteccion, orden de
            alejamiento, orden de no contacto, restricion, restriccion, alejamiento, no
            contact, 209a, dvpo, restriction order, orden de la corte de alejamiento,
            order against him, order against her, orden contra el
        """,
        "forces": """
            have to give him, have to give her, have to give them, rents me, rented me,
            rents us, brought me here, brought us here, tricked, have to sleep, me
            trajeron, nos trajeron, tengo que acostarme, tengo que darle, me engan*,
            make me, making me work, force, forces, forced, forcing, made me, makes me,
            making me, makes us, make us, made us, made her, makes her, making her,
            coerc*, pressur*, sells, sell me, selling, sold, obliga, obligan, obligo,
            obligaba, obligando, forza, fuerza, me hace, me hacen, nos hace, nos hacen,
            vende, vender, have me, tiene que, obligada, obligado, forzada, forzando,
            presion*
        """,
        "debtwork": """
            keeps my pay, clean houses, dia y noche, day and night, street, the street,
            rents me, the money i make, everything i make, hours, immigration, coyote,
            calle, horas, enganos, con mentiras, pay off, paying off, work off, owe him,
            owe them, owe her, without pay, no pay, wont pay, dont pay, doesnt pay, not
            paid, never paid, for free, for money, all the money, my money, dance, club,
            massage, men, strangers, friends, sin pagar, sin pagarme, no me paga, no nos
            paga, no nos pagan, no me pagan, le debo, les debo, deuda, gratis, hombres,
            amigos, clientes, sin paga
        """,
        "wont-let": """
            wont let, wont allow, dont let, doesnt let, dosent let, dont allow, doesnt
            allow, not let, not allow, never lets, never let, didnt let, wouldnt let,
            will not let, not allowed, aint letting, cant leave, cant get out, cannot
            leave, cant escape, forbids, keeps me from, stops me from, refuses to let,
            no me deja, no me dejan, no nos deja, no nos dejan, no la deja, no me
            permite, no nos permite, me prohibe, no puedo salir, no puedo irme, no
            podemos salir, no me dejo, no dejan, wont allow me, dont allow me, cuts me
            off, isolates, isolating, aislad*, me aisla, no me dejaba, no nos dejaba, no
            dejan que, no deja que, no me suelta
        """,
        "freedom": """
            leave, leaving, go, out, outside, house, home, room, apartment, work, sleep,
            eat, phone, use my phone, call anyone, call, family, friends, anyone,
            anybody, church, doctor, hospital, bathroom, money, car, keys, door,
            anywhere, alone, get help, breathe, salir, ir, irme, irnos, casa, cuarto,
            trabajar, dormir, comer, telefono, familia, amigas, nadie, dinero, bano,
            puerta, llamar, sola, hablar con, mi mama, my mom, my mother, my sister, my
            parents, people, visit, hablar, trabajo, ver a mi, afuera, calle, carro,
            llaves
        """,
        "locked-in": """
            locked in, locked me, locked us, lock me, lock us, locks me, locks us, locked inside,
            lock me in, encierra, encerro, encerrada con, encerradas, encerrados, encerraron,
            encierran, encerrandome, encerrandonos, trapped, trap, tied up, tied me, chained,
            caged, cornered, barricad*, atrapada, atrapado, amarrada, amarro, tiene encerrada
        """,
        "lock": """
            lock, locks, locked, locking, lockd, chained, tied up, trap, traps, trapped,
            trapping, barricad*, cornered, caged, encierra, encerro, encerrada,
            encerrado, encerradas, encerrar, encierran, atrapada, atrapado, amarrada,
            encerraron, encerrados, locked from outside, padlock*, deadbolt, nailed,
            chain, tied me, handcuff*, encerrandome, encerrandonos, esposada, esposado,
            amarro
        """,
        "takes": """
            took, takes, taking, taken, keep, keeps, kept, holding, holds, stole,
            steals, hid, hides, confiscat*, wont give, wont return, has, have, got,
            quito, quita, quitaron, quitan, guarda, escondio, esconde, robo, tiene,
            tienen, agarro, smash*, hide, hiding, quitado, quitandome, escondido
        """,
        "papers": """
            documents, documentos, identificacion, passport, passports, green card,
            visa, my id, my ids, my documents, birth certificate, birth certificates, my
            papers, our papers, immigration papers, pasaporte, pasaportes, mis papeles,
            mis documentos, mi identificacion, nuestros papeles
        """,
        "myphone": """
            my phone, my keys, my car keys, my cell, all my money, my medicine, my meds,
            mi telefono, mi celular, mis llaves, mi dinero, battery out
        """,
        "no-deja": """
            no me deja, no me dejan, no nos deja, no nos dejan, ni me deja, ni nos deja,
            me prohibe, no me permite
        """,
        "robs": """
            quito, quitaron, stole, hid, escondio, robo
        """,
        "controls": """
            control, controls, controlling, controlin, controla, controlan, controlaba,
            manages all, keeps all
        """,
        "means": """
            money, dollar, dollars, every dollar, every penny, paycheck, bank, the
            cards, my card, my account, ebt, food stamps, dinero, todo el dinero,
            tarjeta, tarjetas, estampillas, sueldo, centavo
        """,
        "kin": """
            my family, my mom, my mother, my mama, my sister, my sisters, my parents, my
            friends, my own family, anyone, anybody, mi familia, mi mama, mi mami, mi
            hermana, mis hermanas, mis papas, mis amigas, mis amigos, a nadie, con nadie
        """,
        "door": """
            the door off, doors off, door from outside, locked from the outside, lock
            from the outside, puerta por fuera, llave por fuera, por fuera con, con
            candado
        """,
        "reads-all": """
            my password, my passwords, reads everything, reads all my, everything i
            text, everything i write, everything i send, sees everything, monitors
            everything, checks everything, mi clave, mi contrasena, lee todo, ve todo
            lo, revisa todo, todo lo que escribo, todo lo que mando
        """,
        "cant-talk": """
            cant talk, cant write, cant text, not safe to talk, not safe to text, cant
            say much, cant say anything, no puedo hablar, no puedo escribir, no puedo
            decir, no puedo contestar
        """,
        "here": """
            right here, hes here, he is here, next to me, in the room, in the car,
            listening, watching me, watching what i, aqui esta, esta aqui, aqui conmigo,
            al lado, a mi lado, me esta oyendo, nos esta oyendo, en el cuarto, viendome
        """,
    }
)

ROWS = listed(
    """
    they broke myphone, abuse, order violate, order they, sexual forces, they forces sexual,
    forces debtwork, forces threat, wont-let freedom they, wont-let freedom lock, wont-let
    papers, wont-let debtwork, lock they, locked-in, lock child, takes papers they, takes papers
    wont-let, takes myphone they, immigration forces, immigration debtwork, no-deja freedom,
    forces papers, papers wont-let, takes papers forces, robs papers, controls means they,
    controls means me wont-let, wont-let kin, door they, door lock, they reads-all, reads-all
    cant-talk, cant-talk here, cant-talk they, cant-talk fear, takes myphone me wont-let,
    myphone broke calls
    """
)
