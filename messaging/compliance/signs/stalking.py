"""Being followed, waited for, tracked, found and watched; a home entered, a car tampered with."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "spy": """
            track, tracks, tracked, tracking, tracker, trackers, gps, airtag, air tag,
            spy, spies, spying, spyware, monitor, monitors, monitoring, follow, follows,
            followed, following, folows, watches, watching, hack, hacked, hacks,
            cameras, hidden camera, bugged, lurk*, reads my, goes through my, checks my,
            looks through my, shared location, my location, knows everywhere i go, knows
            where i am, knows where i go, sigue, siguio, siguiendo, siguen, vigila,
            vigilando, vigilan, espia, espiando, rastrea, rastreando, rastreador,
            revisa, persigue, perseguia, acosa, acosando, acoso, acecha, hackeo,
            buscando, busca, traking, trackin, folowing, followin, stalkin, watching me,
            watchin me, watchin, life360, airtags, air tags, bugging, keylogger, my
            password, my passwords, mi clave, mi contrasena, contrasenas, knows my
            every, rastre*, vigil*, vigia, espio, espiaba, espian, ubicacion, localiz*,
            persigu*, clono, hackeado, revisando
        """,
        "spied": """
            me, us, my car, my phone, my house, my home, my kids, my job, my truck, my
            messages, my texts, my email, my emails, my location, my every move,
            everywhere, around, home, nos, mi, mis, en mi carro, a todas partes, donde
            voy, my whole, where i go, everywhere i go, my purse, my bag, my keys, my
            facebook, my account, el carro, el cel, el celular, mi cel, mi carro, mi
            bolsa, mi facebook, mi cuenta, donde ando, donde estoy, a donde voy
        """,
        "lurks": """
            outside, door, doorstep, window, windows, porch, driveway, parking lot,
            parked, front yard, backyard, back yard, circling, drives by, driving by,
            drove by, shows up, showed up, showing up, keeps coming, pounding, banging,
            came over, waits for me, waiting for me, sitting in, wont leave, wont go
            away, refuses to leave, afuera, puerta, ventana, estacionado, rondando,
            ronda, pasa por, no se va, no se quiere ir, llego a mi, vino a mi, me
            espera, esperandome, merodeando, tocando la puerta, across the street, in
            front of my, past my house, drive by, drives past, driving past, drove past,
            rides by, riding by, rolls by, creeping, sits in his, sitting in his, waits
            outside, waits by, hanging around, hangs around, pops up, popped up, popping
            up, pulled up, pull up, pulls up, camped, camping, lookin for me, looking
            for me, looking for us, asking where i, asking people where, dando vueltas,
            anda afuera, parado, se para, se paro, se estaciona, se estaciono,
            estacionada, pasando por, pasa y pasa, pasa despacio, viene a mi, vino a
            buscar, viene a buscar, me busca, nos busca, buscandome, buscandonos,
            preguntando por mi, pregunta por mi, aparece, aparecio, se aparece, se
            aparecio, llega a mi, espera afuera, esperando afuera
        """,
        "place": """
            my house, my home, my apartment, my place, my work, my job, my school, my
            window, my door, the house, the door, our house, the kids school, kids
            school, daughters school, sons school, daycare, my moms, my street, my car,
            mi casa, mi trabajo, mi puerta, la casa, la puerta, mi ventana, la escuela,
            mi carro, my porch, my yard, my driveway, my building, my complex, my
            mailbox, my church, my class, my gym, my moms house, my sisters house, my
            parents, the office, the courthouse, my kids school, the daycare, my
            neighborhood, mi cuadra, mi calle, mis ventanas, ventana, mi escuela, mi
            iglesia, mi apartamento, mi departamento, mi edificio, la guarderia, la
            iglesia, del trabajo, de mi trabajo, la corte, mi mama, mis papas
        """,
        "break-in": """
            break in, breaking in, broke in, break into my, broke into my, breaking
            into, kick in my door, kicked in my door, kicked my door, kicking my door,
            kick my door, broke my door, broke down my door, broke the door, broke my
            window, busted my window, busted my windows, climbed through, get in my
            house, get into my house, in my house, inside my house, meterse a la casa,
            meterse a mi casa, se metio a mi, entrar a la fuerza, tumbar la puerta,
            tumbo la puerta, through the window, through my window, came through the,
            kicked the door, kick the door, kick down, kicked down, broke the lock,
            broke my lock, forced the door, let himself in, let herself in, se brinco
            la, brinco la barda, forzo la puerta, forzo la chapa, rompio la chapa,
            quebro la chapa, quebro la ventana, rompio la ventana, patea la puerta,
            pateando la puerta, tumbando la puerta, se metieron a mi, entro por la
            ventana, entra a mi casa
        """,
        "dont-tell": """
            dont tell him, dont tell her, dont tell my, dont give him, dont give her,
            dont let him know, dont let her know, dont let him find, dont let him have,
            not tell him, cant tell you where, cant say where, keep my address, hide my,
            where we are, where i am, where i live now, where im staying, no le digan,
            no le diga, no le den, no le de mi, que no sepa, donde estamos, donde estoy,
            donde vivo, que no se entere, dont give my, dont give our, dont give out,
            dont share, dont let my, dont let him see, do not give, do not tell, not
            give out, no den mi, no le vayan, no vayan a decir, no le pasen, no
            compartan, confidencial, en secreto, que no lo vea, que no vea, que no se de
            cuenta
        """,
        "finds": """
            find me, finds me, find us, finds us, found me, found us, finds out, find
            out i, get my address, gets my address, got my address, has my address,
            track me down, hunt me down, me encuentra, nos encuentra, me encuentre, nos
            encuentre, me hallo, me halla, me encontro, nos encontro, se entera, da
            conmigo, dio conmigo, found where, find out where, found my, finds where,
            figure out where, figured out where, come find, averigu*, donde me mude,
            donde me cambie, va a encontrar, nos va a encontrar, me va a encontrar, me
            halle, nos halle, me localiz*, dar conmigo, con mi direccion, con mi
            paradero
        """,
        "knows": """
            i know, i know where, i know what, know where, se donde, se que carro,
            sabemos, we know
        """,
        "located": """
            knows where i, knows where we, knows where im, knew where i, knew where we,
            found out where i, found out where we, found where i, figured out where i,
            know where i live, know where i stay, know where i moved, know where i work,
            know where we stay, know where we live, always knows where, knows my
            schedule, knows my new, has my new address, got my new address, found my
            new, knows exactly where, knows when i, siempre sabe donde, sabe donde vivo,
            sabe donde ando, sabe donde trabajo, sabe donde estoy, sabe donde duermo,
            sabe donde vivimos, sabe donde estamos, saben donde vivo, sabe a donde, sabe
            adonde, supo donde, averiguo donde, se entero donde, sabe mis horarios, sabe
            mi horario, sabe cuando salgo, sabe cuando entro
        """,
        "all-night": """
            all night, every night, at night, in the middle of the night, all hours, at
            2am, at 3am, at midnight, since last night, toda la noche, todas las noches,
            cada noche, en las noches, en la madrugada, a media noche, a medianoche, a
            todas horas, a cada rato
        """,
        "asleep": """
            asleep, sleeping, im sleep, i sleep, sleep, while we sleep, dormida,
            dormido, dormidos, durmiendo, duermo, dormimos
        """,
        "has-key": """
            has a key, got a key, has keys, has the key, made a copy, copied my key,
            tiene llave, tiene llaves, tiene la llave, saco copia, copia de la llave
        """,
        "sends-people": """
            has people watching, got people watching, people watching, has his friends,
            his boys, has her friends, his cousins, friends following, sends people,
            sent people, sent someone, sends his, sent his, send his, manda gente, mando
            gente, manda a su, mando a su, mando a sus, manda a sus, gente a vigilarme,
            trae gente
        """,
        "watches": """
            watch me, watches me, watching, follow, following, vigilarme, vigilar,
            cuidarme, seguirme, seguir, buscarme
        """,
        "many-numbers": """
            different numbers, fake numbers, fake account, fake accounts, fake profile,
            fake page, blocked number, blocked numbers, unknown numbers, numeros
            diferentes, numeros desconocidos, numero desconocido, cuenta falsa, cuentas
            falsas, perfiles falsos, numero privado
        """,
        "sabotages": """
            cut, cuts, slash, slashed, slashes, slit, keyed my, smashed, smashes,
            loosened, loosen, messed with, tampered, tamper, flattened, let the air,
            sugar in, threw, throws, throwing, rocks, rock, brick, bricks, egged, spray
            painted, corto, cortaron, poncho las, poncharon las, me poncho las, pincho,
            rayo mi, rayaron mi, rayo, destrozo, aflojo, avento, aventaron, aventando,
            piedra, piedras, ladrillo
        """,
        "prowls": """
            show up, shows up, showed up, showing up, shows up at, pops up, popping up,
            keeps coming, drives by, driving by, drove by, drives past, driving past,
            sits in his, sits outside, hanging around, lookin for me, looking for me,
            camped, came to my job, comes to my job, came to my work, comes to my work,
            coming to my job, came by my job, rondando, merodeando, dando vueltas, se
            aparece, se aparecio, aparece en, aparece afuera, vino a mi trabajo, llego a
            mi trabajo, viene a mi trabajo, llega a mi trabajo, pasa y pasa, me busca
            en, me anda buscando
        """,
        "my-windows": """
            my window, my windows, my windshield, mi ventana, mis ventanas, mi
            parabrisas
        """,
        "parts": """
            tire, tires, brakes, brake, brake line, brake lines, windshield, window,
            windows, lug nuts, gas tank, headlights, llantas, frenos, vidrio, vidrios,
            parabrisas, ventana, ventanas
        """,
        "strangers-hand": """
            somebody, someone, alguien, he, she, hes, shes, they, ex, my ex, his, el,
            ella, mi ex, su, him, boyfriend, husband, novio, esposo, marido
        """,
        "passes": """
            driving slow, drives slow, by slow, by real slow, rolls by, rides by, keeps
            driving by, drives by, driving by, drove by, drives past, driving past,
            drive by, pasa y pasa, pasa despacio, bien despacio, da vueltas, dando
            vueltas, dar vueltas, rondando, ronda, rondar
        """,
        "my-street": """
            my house, my street, my block, my job, my place, my work, my apartment, my
            moms, school, the house, la casa, mi casa, mi calle, mi cuadra, mi trabajo,
            la escuela, su troca, su carro
        """,
        "wait-for": """
            waits for me, waiting for me, waits on me, waiting on me, wait for me
            outside, waits outside, waiting outside, waiting at my, waits at my, sits
            outside, me espera, nos espera, esperandome, esperandonos, espera afuera, me
            esperaba, esperando afuera
        """,
        "freed": """
            out of jail, outta jail, out of prison, out of custody, got released, was
            released, they released, let him out, let her out, bonded out, made bail,
            bailed out, salio de la carcel, salio de prision, lo soltaron, la soltaron,
            lo dejaron libre, salio libre, salio bajo fianza, ya salio
        """,
        "uneasy": """
            alone, by myself, shaking, worried, nervous, freaking out, freaked,
            panicking, lock, locks, what do i do, what should i do, protect, find me,
            find us, knows, coming for, sola, solas, nerviosa, preocupada, temblando,
            que hago, proteccion, me busque, me venga, venga a
        """,
    }
)

ROWS = listed(
    """
    they weapon lurks, they spy spied, they lurks place, they lurks me spied, they lurks weapon,
    lurks help they, break-in, dont-tell they, dont-tell fear, dont-tell me fear, dont-tell
    finds, finds they, finds kill, finds will, photos place, knows workers, they force place,
    fuel place, located, lurks all-night they, lurks all-night place, enters asleep, has-key
    enters, has-key break-in, has-key asleep, sends-people watches, sends-people said,
    sends-people threat, many-numbers they, many-numbers finds, sabotages parts strangers-hand,
    passes my-street, passes they lurks, wait-for, freed uneasy, freed fear, they prowls place,
    prowls all-night, sabotages my-windows
    """
)
