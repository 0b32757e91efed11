"""Bodily and sexual violence (the CDC's kinds; the Danger Assessment: choking, weapons, pregnancy,
violence before others), harm to pets, and threats against workers.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "strike": """
            came at me, comes at me, under water, underwater, drown, drowned, knock,
            knocked, knocks, bites, hace dano, ase dano, hizo dano, haciendo dano, hacen
            dano, estrello, estrella contra, tundio, tunde, hit, hits, hitting, hitted,
            beat, beats, beating, beaten, beatin, punch, punched, punches, punching,
            slap, slapped, slaps, slapping, slaped, smack, smacked, smacks, kick,
            kicked, kicks, kicking, headbutt*, choke, choked, chokes, choking, chocked,
            chocking, strangle, strangled, strangles, strangling, smother, smothered,
            smothering, suffocat*, whip, whipped, whips, whooped, spank, spanked,
            backhand*, stab, stabbed, stabs, stabbing, assault*, attack, attacked,
            attacks, attacking, jumped me, swung, swings at, lunged, stomp*, batter,
            battered, pummel*, elbowed, laid hands, lays hands, put hands, puts hands,
            put his hands, puts his hands, put her hands, puts her hands, got physical,
            gets physical, physical with, rough with, manhandl*, beat up, beats up,
            throttl*, pego, pega, pegaba, pegan, pegaron, pegado, golpea, golpeo,
            golpeaba, golpean, golpeado, golpeada, golpear, golpes, golpiza, madrea,
            madrio, cachetada, cacheteo, bofetada, patea, pateo, patadas, ahorca,
            ahorco, ahorcar, ahorcaba, ahorcarme, estrangul*, asfixi*, apunal*,
            acuchill*, agred*, ataco, atacar, maltrat*, nalguea, cinturonazo*,
            punetazo*, punete*, zarande*, lastima, lastimo, lastimaba, lo golpeo, came
            at him, put hands on, choke hold, chokehold, pistol whip*, bitch slap*,
            sock*, socked me, clocked me, jumped on me, guantada, guantazo, coscorron*,
            nalgada*, cintarazo*, cinturonazo, pegandole, pegandome, pegandonos,
            golpeandome, golpeandonos, golpeandola, rodillazo*, puno, me rompio la,
            rompe la cara, partir la cara, partir la madre, madriza, putiza, putazos,
            chingadazos, trompada*, zape*, aporre*, trancazo*, madrazo*, chingazo*
        """,
        "force": """
            drug, drugged, pour, poured, pours, slipped something, slashed, dump*, push,
            pushed, pushes, pushing, shove, shoved, shoves, shoving, throw, throws,
            threw, throwing, thrown, grab, grabbed, grabs, grabbing, yank, yanked,
            yanks, drag, dragged, drags, dragging, slam, slammed, slams, shake, shakes,
            shook, shaking, shaken, burn, burns, burned, burnt, burning, bit, bites,
            bitten, twist, twisted, pinned, pins, held down, holds down, pulled, pulls,
            tied, ties, scratch, scratched, spit, spits, cut, cuts, threw things,
            tackle, tackled, sat on, empuja, empujo, empujaba, aventa, avento, aventaba,
            avienta, jala, jalo, jaloneo, jalonea, arrastro, arrastra, agarra, agarro,
            quema, quemo, mordio, muerde, sacude, sacudio, tiro, tira, amarra, amarro,
            arrojo, rasguno, escupio, escupe, hurl, hurled, hurls, chased, chases,
            chasing, spun, body slammed, backed over, correteo, aventaron, empujaron,
            jalonearon, empujon*, jalones, aruna, aruno
        """,
        "body": """
            neck, throat, hair, face, stomach, belly, arm, arms, wrist, wrists, head,
            mouth, nose, jaw, rib, ribs, eye, eyes, lip, teeth, tooth, skull, leg, legs,
            back, stairs, wall, floor, ground, window, pregnant, cuello, garganta, pelo,
            cabello, cara, estomago, panza, brazo, brazos, boca, nariz, ojo, ojos,
            costilla, costillas, escaleras, pared, piso, suelo, embarazada, my ribs,
            chest, lap, steps, couch, mirror, while pregnant, months pregnant, de los
            pelos, de la grena, las grenas, espalda, cabeza, pierna, pecho, rodilla,
            embarazo, estando embarazada
        """,
        "injury": """
            bruise, bruises, bruised, bruising, brusies, black eye, blackeye, busted
            lip, bloody, bleed, bleeding, blood, stitches, concussion, welts, welt,
            fracture, fractured, swollen, knocked out, unconscious, passed out, broken
            nose, broken arm, broken ribs, broken jaw, burn marks, cigarette burn*, bite
            marks, belt marks, left marks, left a mark, has marks, marks on, moreton,
            moretones, moreteado, moreteada, sangre, sangrando, sangra, ojo morado,
            puntadas, fractura, fracturo, quemaduras, marcas, handprint, hand print,
            hand prints, handprints, belt mark, belt mark*, scratches on, knot on, cut
            lip, bit mark*, choke marks, chichon*, labio partido, labio roto, rasgun*,
            cicatri*, ronchas, costillas rotas, cachete morado
        """,
        "broke": """
            broke, broken, breaks, breaking, bust, busted, busts, smash, smashed,
            smashes, destroyed, destroys, punched, kicked, kicks, kicking, rompio,
            rompe, quebro, quiebra
        """,
        "weapon": """
            gun, guns, pistol, rifle, shotgun, firearm, glock, bullet, bullets, machete,
            knife, knives, blade, weapon, weapons, bat, hammer, crowbar, axe, belt,
            extension cord, acid, gasoline, bleach, armed, pistola, arma, armas, armado,
            armada, rifles, cuchillo, navaja, escopeta, bate, martillo, cinto, cinturon,
            balas, balazo, balazos, fusil, strapped, ar 15, taser, brass knuckles, box
            cutter, switchblade, ice pick, baseball bat, cuete, fusca, fierro, filero,
            pica hielo, palo, desarmador, garrote, revolver, 9mm
        """,
        "firearm": """
            bullet, bullets, scissors, tijeras, pistol, pistols, rifle, rifles, shotgun,
            firearm, firearms, glock, machete, armado, armada, escopeta, balazo,
            balazos, navaja, cuchillo
        """,
        "kill": """
            my body, in the ground, get me, get us, get even, im next, kids are next, payback,
            deport, deported, pedazos, desfigurar, despedazar, a golpes, acabar conmigo,
            deshacerse de mi, arrepentiras, kill, kills, killed, killing, kil, kll,
            murder, murdered, murders, shoot, shoots, shot, die, dies, dead, death,
            bury, burry, end me, end us, finish me, finish us, finish her, hurt, hurts,
            harm, blood, six feet, body bag, slit, grave, coffin, pay for it, make me
            pay, regret, regret it, make me sorry, come after, coming after, coming for,
            come for me, destroy me, get me for, burn, burn down, hunt, hunt me, find
            me, matar, matarme, matarnos, matarla, matarlos, matarte, mata, mate, maten,
            mato, muerta, muerto, muertos, muerte, sangre, enterrar, desaparecer, hacer
            dano, pagar caro, arrepentir, quemar, quebrar, 6 feet, body in, bullet with,
            bala con, sigo yo, sigues tu, siguen mis, hacerme dano, acabar con nosotros,
            mandar al otro, panteon, tumba, hoyo
        """,
        "touch": """
            secret game, secret games, secrets, secret, plays games, bathes with, shower
            with, showers with, sneaks, looks at her, watches her, watches him, takes
            pictures of, creepy, uncomfortable, weird with, raro con, incomoda, juega a,
            touch, touches, touched, touching, tuched, rubs, rubbed, kissed, kisses,
            undress*, toca, toco, tocaba, tocan, tocando, tocado, tocarla, tocarlo,
            beso, besa, desviste, desnuda, desnudo, gets in bed, climbs in bed, crawls
            in bed, lays on, touchy, tocandola, tocandolo, tocandome, agarra ahi, la
            toca, lo toca, me toca
        """,
        "sexual": """
            underwear, her room, his room, her bed, my bed, in bed, bedroom, no clothes,
            without clothes, undressed, panties, bra, ropa interior, calzones, su cama,
            la cama, sin ropa, sex, sexual, sexually, naked, nude, nudes, porn, private
            parts, privates, private part, private area, down there, inappropriate,
            inappropriately, in her pants, in his pants, sleep with, sleeping with, have
            relations, his bed, strip, dancing naked, tricks, johns, clients, escort,
            sexo, sexuales, desnuda, partes intimas, partes privadas, sus partes,
            acostarme, acostarnos, acostarse, prostibulo, pornografia, tener relaciones
        """,
        "will": """
            better, gonna, ill, im gonna, imma, ima, i will, im going to, i swear,
            finna, bout to, about to, should, someone should, come down there, voy a,
            les voy, te voy, los voy
        """,
        "attack": """
            knock, teeth, come up there, come down there, show up there, security, guns,
            gun, watch your back, see what happens, find out where, pay for this, shoot,
            kill, bomb, blow up, burn down, burn it, shoot up, hurt, stab, run over,
            beat, punch, murder, strangle, slap, smash, matar, matarlos, quemar,
            balacear, explotar, golpear, madrear, disparar, bomba
        """,
        "bed": """
            bed, room, bedroom, at night, cama, cuarto, recamara, noche
        """,
        "enters": """
            comes in, comes into, come in, came into, came in, gets in, gets into,
            climbs, sneaks, goes into, se mete, se metio, entra a, entra en, se acuesta
            con, sleeps with, mete
        """,
        "pours": """
            pour, poured, pours, douse, doused, set fire, light, rocio, echo, prendio
        """,
        "fuel": """
            gas, gasoline, fire, lighter, match, gasolina, fuego, lumbre
        """,
        "dano": """
            hace dano, hizo dano, haciendo dano, hacen dano, hacia dano, danar,
            haciendole dano, hacerles dano, hacernos dano, nos hace dano, le hace dano
        """,
        "nobreath": """
            couldnt breathe, couldn breathe, could not breathe, cant breathe, pass out,
            blacked out, see stars, no podia respirar, no pude respirar, sin aire, me
            faltaba el aire, no me dejaba respirar, perdi el conocimiento, me desmaye
        """,
        "squeezes": """
            hands round, hands around, arm around, squeezed, squeezes, squeezing, sat
            on, pillow over, covered my, cut off my air, apreto, aprieta, apretando,
            apretaba, apretarme, tapo la, me tapo, tapandome, almohada
        """,
        "victim": """
            her, my sister, my mom, my mother, my mama, my cousin, my friend, my
            neighbor, his wife, his girlfriend, a woman, old lady, mi hermana, mi mama,
            mi amiga, mi prima, mi cunada, mi vecina, su esposa, su mujer, una mujer, la
            senora, a ella
        """,
        "hidestruth": """
            tell people i fell, say i fell, tell them i fell, said i fell, told them i
            fell, tell everyone i fell, say it was an accident, lie to the doctor, lied
            to the doctor, diga que me cai, dije que me cai, digo que me cai, que diga
            que me
        """,
        "drugged-me": """
            in my drink, in my food, in my coffee, in my cup, slipped me, spiked my,
            spiked me, roofied, en mi bebida, en mi comida, en mi cafe, en mi vaso, echo
            algo, puso algo en, me durmio
        """,
        "pet": """
            dog, cat, puppy, kitten, pets, puppies, mi perro, el perro, al perro, mis
            perros, nuestro perro, perrito, mi gato, el gato, al gato, gatito, mascota
        """,
        "against-will": """
            i said no, told him no, said no to, even when i say, when i was asleep,
            while i was asleep, sin mi permiso, le dije que no, aunque no quiero, sin
            querer yo
        """,
        "the-act": """
            did it, do it, does it anyway, forced himself, had sex, sleep with him, on
            top of me, encima de mi, se me subio, me tomo, lo hizo, lo hace, relaciones,
            acostarme con el
        """,
        "drinks": """
            drinks, drinkin, drinking, drunk, drank, been drinking, liquor, toma,
            tomado, tomando, borracho, pedo, anda pedo, ebrio, cerveza, pisto, tomaba,
            on drugs, tweaking
        """,
        "rage": """
            mean, rage, rages, raging, temper, violent, aggressive, agressive, goes
            crazy, gets crazy, goes off, went off, loses it, lost it, snaps, snapped,
            flips out, flipped out, blows up, explodes, physical, scary, agresivo,
            agresiva, como loco, bien loco, loco, furioso, se enfurece, se enoja, muy
            enojado, se altera, se transforma, se pone mal, se pone bravo, celoso,
            insoportable
        """,
    }
)

ROWS = listed(
    """
    they strike me, they strike child, strike body, they force me body, they force child, they
    broke body, they weapon me, they weapon child, firearm, they firearm, they weapon kill,
    injury they, injury child, they touch child, touch child sexual, touch sexual, sexual child,
    you will attack, you attack weapon, bed enters child, bed enters me they, you kill will
    they, attack will you, strike you will, they kill will me, they kill will child, they pours
    fuel, dano me, dano child, they force me, they touch me, nobreath they, nobreath me
    squeezes, squeezes body, squeezes they me, they strike victim, they force victim body,
    strike victim injury, hidestruth, drugged-me, they kill pet, they strike pet, they force
    pet, the-act against-will they, drinks rage, drinks weapon, drinks strike
    """
)
