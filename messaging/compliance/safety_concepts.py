"""What danger is made of, as ideas and rows of ideas, for `safety`; see `concepts`.

The categories are those of public sources, the words ours: intimate partner violence as the CDC
divides it (physical, sexual, stalking, psychological aggression with coercive control); the Danger
Assessment of J. C. Campbell (choking, weapons, threats to kill, leaving, jealous control, following
and spying, violence in pregnancy, threats to harm children); the Columbia-Suicide Severity Rating
Scale (wish to be dead, thoughts, method, intent, plan, preparation); the kinds of child
maltreatment that the Child Welfare Information Gateway names (physical, sexual and emotional abuse,
neglect, abandonment, parental drug use); and the National Human Trafficking Hotline's indicators.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        # People
        "they": """
            he, hes, hell, she, shes, they, theyre, theyll, him, his, ex, exs, x, husband,
            husban, hubby, wife, boyfriend, bf, girlfriend, gf, partner, spouse, dad, daddy,
            dads, father, mom, mommy, moms, mother, stepdad, stepmom, stepfather, stepmother,
            uncle, cousin, grandpa, brother, bd, bm, baby daddy, baby daddys, baby mama,
            babysitter, roommate, landlord, boss, pimp, madam, someone, somebody, some guy, man,
            guy, this dude, el, ella, ellos, esposo, esposa, marido, mujer, novio, novia, papa,
            papas, padre, madre, mama, padrastro, madrastra, tio, primo, abuelo, hermano,
            pareja, expareja, suegro, suegra, jefe, patron, patrona, alguien, hombre, hombres,
            senor, vecino, coyote
        """,
        "me": """
            we, were, nosotros, me, us, myself, my, our, mi, mis, nos, nosotras, conmigo, im, i,
            ive, id
        """,
        "child": """
            kid, kids, kiddo, child, children, childs, son, sons, daughter, daughters, baby,
            babies, babys, infant, toddler, newborn, girl, girls, boy, boys, teen, stepson,
            stepdaughter, grandson, granddaughter, grandkids, niece, nephew, little one, hijo,
            hija, hijos, hijas, ijo, ija, ijos, mijo, mija, nino, nina, ninos, ninas, bebe,
            bebes, bb, chiquito, chiquita, menor, nieto, nieta, sobrina, sobrino, hijastra
        """,
        # Deeds
        "strike": """
            came at me, comes at me, under water, underwater, drown, drowned, knock, knocked,
            knocks, bites, hace dano, ase dano, hizo dano, haciendo dano, hacen dano, pow*,
            estrello, estrella contra, tundio, tunde, hit, hits, hitting, hitted, beat, beats,
            beating, beaten, beatin, punch, punched, punches, punching, slap, slapped, slaps,
            slapping, slaped, smack, smacked, smacks, kick, kicked, kicks, kicking, headbutt*,
            choke, choked, chokes, choking, chocked, chocking, strangle, strangled, strangles,
            strangling, smother, smothered, smothering, suffocat*, whip, whipped, whips,
            whooped, spank, spanked, backhand*, stab, stabbed, stabs, stabbing, assault*,
            attack, attacked, attacks, attacking, jumped me, swung, swings at, lunged, stomp*,
            batter, battered, pummel*, elbowed, laid hands, lays hands, put hands, puts hands,
            put his hands, puts his hands, put her hands, puts her hands, got physical, gets
            physical, physical with, rough with, manhandl*, beat up, beats up, throttl*, pego,
            pega, pegaba, pegan, pegaron, pegado, golpea, golpeo, golpeaba, golpean, golpeado,
            golpeada, golpear, golpes, golpiza, madrea, madrio, cachetada, cacheteo, bofetada,
            patea, pateo, patadas, ahorca, ahorco, ahorcar, ahorcaba, ahorcarme, estrangul*,
            asfixi*, apunal*, acuchill*, agred*, ataco, atacar, maltrat*, nalguea, cinturonazo*,
            punetazo*, punete*, zarande*, lastima, lastimo, lastimaba
        """,
        "force": """
            drug, drugged, pour, poured, pours, slipped something, slashed, dump*, roc*iado,
            push, pushed, pushes, pushing, shove, shoved, shoves, shoving, throw, throws, threw,
            throwing, thrown, grab, grabbed, grabs, grabbing, yank, yanked, yanks, drag,
            dragged, drags, dragging, slam, slammed, slams, shake, shakes, shook, shaking,
            shaken, burn, burns, burned, burnt, burning, bit, bites, bitten, twist, twisted,
            pinned, pins, held down, holds down, pulled, pulls, tied, ties, scratch, scratched,
            spit, spits, cut, cuts, threw things, tackle, tackled, sat on, empuja, empujo,
            empujaba, aventa, avento, aventaba, avienta, jala, jalo, jaloneo, jalonea, arrastro,
            arrastra, agarra, agarro, quema, quemo, mordio, muerde, sacude, sacudio, tiro, tira,
            amarra, amarro, arrojo, rasguno, escupio, escupe
        """,
        "body": """
            neck, throat, hair, face, stomach, belly, arm, arms, wrist, wrists, head, mouth,
            nose, jaw, rib, ribs, eye, eyes, lip, teeth, tooth, skull, leg, legs, back, stairs,
            wall, floor, ground, window, pregnant, cuello, garganta, pelo, cabello, cara,
            estomago, panza, brazo, brazos, boca, nariz, ojo, ojos, costilla, costillas,
            escaleras, pared, piso, suelo, embarazada
        """,
        "injury": """
            bruise, bruises, bruised, bruising, brusies, black eye, blackeye, busted lip,
            bloody, bleed, bleeding, blood, stitches, concussion, welts, welt, fracture,
            fractured, swollen, knocked out, unconscious, passed out, broken nose, broken arm,
            broken ribs, broken jaw, burn marks, cigarette burn*, bite marks, belt marks, left
            marks, left a mark, has marks, marks on, moreton, moretones, moreteado, moreteada,
            sangre, sangrando, sangra, ojo morado, puntadas, fractura, fracturo, quemaduras,
            marcas
        """,
        "broke": """
            broke, broken, breaks, breaking, bust, busted, busts, smash, smashed, smashes,
            destroyed, destroys, punched, kicked, kicks, kicking, rompio, rompe, quebro, quiebra
        """,
        "weapon": """
            gun, guns, pistol, rifle, shotgun, firearm, glock, bullet, bullets, machete, knife,
            knives, blade, weapon, weapons, bat, hammer, crowbar, axe, belt, extension cord,
            acid, gasoline, bleach, armed, pistola, arma, armas, armado, armada, rifles,
            cuchillo, navaja, escopeta, bate, martillo, cinto, cinturon, balas, balazo, balazos,
            fusil
        """,
        "firearm": """
            bullet, bullets, scissors, tijeras, pistol, pistols, rifle, rifles, shotgun,
            firearm, firearms, glock, machete, armado, armada, escopeta, balazo, balazos,
            navaja, cuchillo
        """,
        "kill": """
            my body, in the ground, get me, get us, get even, im next, is next, payback, deport,
            deported, pedazos, desfigurar, despedazar, a golpes, acabar conmigo, deshacerse de
            mi, arrepentiras, kill, kills, killed, killing, kil, kll, murder, murdered, murders,
            shoot, shoots, shot, die, dies, dead, death, bury, burry, end me, end us, finish me,
            finish us, finish her, hurt, hurts, harm, blood, six feet, body bag, slit, grave,
            coffin, pay for it, make me pay, regret, regret it, make me sorry, come after,
            coming after, coming for, come for me, destroy me, get me for, burn, burn down,
            hunt, hunt me, find me, matar, matarme, matarnos, matarla, matarlos, matarte, mata,
            mate, maten, mato, muerta, muerto, muertos, muerte, sangre, enterrar, desaparecer,
            hacer dano, pagar caro, arrepentir, quemar, quebrar
        """,
        "said": """
            said, says, say, saying, told, tells, tell, swore, swears, promised, promise,
            warned, warns, text me that, texted, texts, messaged, writes, wrote, keeps saying,
            vowed, dijo, dice, decia, diciendo, juro, jura, jurado, escribio, mando, amenaza,
            amenazo, advirtio, prometio
        """,
        "threat": """
            threat*, thret*, thretened, threatend, thretning, intimidat*, menac*, blackmail*,
            extort*, amenaz*, amanaz*, chantaj*, intimid*
        """,
        "abuse": """
            times a day, different numbers, harass, harasses, harassed, harassing, harrass*,
            harras*, hostig*, acoso, wont leave me alone, wont leave us alone, wont stop coming,
            controls me, controlling, control me, manipulat*, gaslight*, jealous, possessive,
            nonconsensual, no me deja en paz, celoso, celosa, controlador, abuse, abused,
            abuses, abusing, abusive, abuser, molest, molested, molests, molesting, molestation,
            rape, raped, rapes, raping, rapist, raper, grope, groped, gropes, fondle*, fondling,
            incest, prostitut*, traffick*, trafficed, traficked, pimp*, tortur*, kidnap*,
            kidnapp*, abduct*, hostage, captive, enslav*, stalk, stalks, stalked, stalking,
            stalker, stocking me, violador, violaron, violada, violacion, violarme, abusador,
            abusaba, abuso de, abusa de, abusaron, manose*, secuestr*, prostitu*, violencia
            domestica, trata de personas, rapto
        """,
        "violate": """
            violat*, violo, viola, violando, violar, broke, breaks, breaking, breaches, ignored,
            ignores, ignoring, still, anyway, again, rompio, rompe, otra vez, no respeta, de
            nuevo
        """,
        "order": """
            restraining order, restrainin order, restraning order, protective order, protection
            order, no contact order, stay away order, order of protection, ppo, tro, dvro, orden
            de restriccion, orden de proteccion, orden de alejamiento, orden de no contacto,
            restricion, restriccion, alejamiento
        """,
        "touch": """
            secret game, secret games, secrets, secret, plays games, bathes with, shower with,
            showers with, sneaks, looks at her, watches her, watches him, takes pictures of,
            creepy, uncomfortable, weird with, raro con, incomoda, juega a, touch, touches,
            touched, touching, tuched, rubs, rubbed, kissed, kisses, undress*, toca, toco,
            tocaba, tocan, tocando, tocado, tocarla, tocarlo, beso, besa, desviste, desnuda,
            desnudo
        """,
        "sexual": """
            underwear, her room, his room, her bed, my bed, in bed, bedroom, no clothes, without
            clothes, undressed, panties, bra, ropa interior, calzones, su cama, la cama, sin
            ropa, sex, sexual, sexually, naked, nude, nudes, porn, private parts, privates,
            private part, private area, down there, inappropriate, inappropriately, in her
            pants, in his pants, sleep with, sleeping with, have relations, his bed, strip,
            dancing naked, tricks, johns, clients, escort, sexo, sexuales, desnuda, partes
            intimas, partes privadas, sus partes, acostarme, acostarnos, acostarse, prostibulo,
            pornografia, tener relaciones
        """,
        "forces": """
            have to give him, have to give her, have to give them, rents me, rented me, rents
            us, brought me here, brought us here, tricked, have to sleep, me trajeron, nos
            trajeron, tengo que acostarme, tengo que darle, me engan*, make me, making me work,
            force, forces, forced, forcing, made me, makes me, making me, makes us, make us,
            made us, made her, makes her, making her, coerc*, pressur*, sells, sell me, selling,
            sold, obliga, obligan, obligo, obligaba, obligando, forza, fuerza, me hace, me
            hacen, nos hace, nos hacen, vende, vender
        """,
        "debtwork": """
            keeps my pay, clean houses, dia y noche, day and night, street, the street, rents
            me, the money i make, everything i make, hours, immigration, coyote, calle, horas,
            enganos, con mentiras, pay off, paying off, work off, owe him, owe them, owe her,
            without pay, no pay, wont pay, dont pay, doesnt pay, not paid, never paid, for free,
            for money, all the money, my money, dance, club, massage, men, strangers, friends,
            sin pagar, sin pagarme, no me paga, no nos paga, no nos pagan, no me pagan, le debo,
            les debo, deuda, gratis, hombres, amigos, clientes, sin paga
        """,
        # Control
        "wont-let": """
            wont let, wont allow, dont let, doesnt let, dosent let, dont allow, doesnt allow,
            not let, not allow, never lets, never let, didnt let, wouldnt let, will not let, not
            allowed, aint letting, cant leave, cant get out, cannot leave, cant escape, forbids,
            keeps me from, stops me from, refuses to let, no me deja, no me dejan, no nos deja,
            no nos dejan, no la deja, no me permite, no nos permite, me prohibe, no puedo salir,
            no puedo irme, no podemos salir, no me dejo, no dejan
        """,
        "freedom": """
            leave, leaving, go, out, outside, house, home, room, apartment, work, sleep, eat,
            phone, use my phone, call anyone, call, family, friends, anyone, anybody, church,
            doctor, hospital, bathroom, money, car, keys, door, anywhere, alone, get help,
            breathe, salir, ir, irme, irnos, casa, cuarto, trabajar, dormir, comer, telefono,
            familia, amigas, nadie, dinero, bano, puerta, llamar, sola, hablar con
        """,
        "lock": """
            lock, locks, locked, locking, lockd, chained, tied up, trap, traps, trapped,
            trapping, barricad*, cornered, caged, encierra, encerro, encerrada, encerrado,
            encerradas, encerrar, encierran, atrapada, atrapado, amarrada, encerraron,
            encerrados
        """,
        "takes": """
            took, takes, taking, taken, keep, keeps, kept, holding, holds, stole, steals, hid,
            hides, confiscat*, wont give, wont return, has, have, got, quito, quita, quitaron,
            quitan, guarda, escondio, esconde, robo, tiene, tienen, agarro
        """,
        "papers": """
            documents, documentos, identificacion, passport, passports, green card, visa, my id,
            my ids, my documents, birth certificate, birth certificates, my papers, our papers,
            immigration papers, pasaporte, pasaportes, mis papeles, mis documentos, mi
            identificacion, nuestros papeles
        """,
        "myphone": """
            my phone, my keys, my car keys, my cell, all my money, my medicine, my meds, mi
            telefono, mi celular, mis llaves, mi dinero
        """,
        "spy": """
            track, tracks, tracked, tracking, tracker, trackers, gps, airtag, air tag, spy,
            spies, spying, spyware, monitor, monitors, monitoring, follow, follows, followed,
            following, folows, watches, watching, hack, hacked, hacks, cameras, hidden camera,
            bugged, lurk*, reads my, goes through my, checks my, looks through my, shared
            location, my location, knows everywhere i go, knows where i am, knows where i go,
            sigue, siguio, siguiendo, siguen, vigila, vigilando, vigilan, espia, espiando,
            rastrea, rastreando, rastreador, revisa, persigue, perseguia, acosa, acosando,
            acoso, acecha, hackeo, buscando, busca
        """,
        "spied": """
            me, us, my car, my phone, my house, my home, my kids, my job, my truck, my messages,
            my texts, my email, my emails, my location, my every move, everywhere, around, home,
            nos, mi, mis, en mi carro, a todas partes, donde voy
        """,
        "lurks": """
            outside, door, doorstep, window, windows, porch, driveway, parking lot, parked,
            front yard, backyard, back yard, circling, drives by, driving by, drove by, shows
            up, showed up, showing up, keeps coming, pounding, banging, came over, waits for me,
            waiting for me, sitting in, wont leave, wont go away, refuses to leave, afuera,
            puerta, ventana, estacionado, rondando, ronda, pasa por, no se va, no se quiere ir,
            llego a mi, vino a mi, me espera, esperandome, merodeando, tocando la puerta
        """,
        "place": """
            my house, my home, my apartment, my place, my work, my job, my school, my window, my
            door, the house, the door, our house, the kids school, kids school, daughters
            school, sons school, daycare, my moms, my street, my car, mi casa, mi trabajo, mi
            puerta, la casa, la puerta, mi ventana, la escuela, mi carro
        """,
        "break-in": """
            break in, breaking in, broke in, break into my, broke into my, breaking into, kick
            in my door, kicked in my door, kicked my door, kicking my door, kick my door, broke
            my door, broke down my door, broke the door, broke my window, busted my window,
            busted my windows, climbed through, get in my house, get into my house, in my house,
            inside my house, meterse a la casa, meterse a mi casa, se metio a mi, entrar a la
            fuerza, tumbar la puerta, tumbo la puerta
        """,
        # Fear and flight
        "fear": """
            somewhere safe, safe place, safer place, protect me, protect us, protect my, keep us
            hidden, worried for my safety, safety, proteger*, protej*, protecc*, lugar seguro, a
            salvo, me aterra, espanta, nervous to go home, panic, scare, scares, scared, skared,
            scard, scaring, scary, afraid, afriad, terrified, terrifies, terrifying, terrorized,
            petrified, frightened, frightens, fear, fears, fearing, fearful, in danger, danger,
            dangerous, unsafe, not safe, isnt safe, arent safe, no safe place, feel safe, keep
            me safe, keep us safe, miedo, temo, temor, panico, terror, aterrada, aterrado,
            asustada, peligro, peligroso, insegura, segura en mi, me siento segura, estoy segura
            aqui, estamos seguras, estamos seguros
        """,
        "flee": """
            get away, got away, ran with, left with nothing, clothes on, middle of the night,
            left him because, left her because, leave him, left him, leaving him, salimos
            corriendo, me fui huyendo, en la madrugada, me escape, nos fuimos de, me fui de la
            casa, dejarlo, lo deje porque, hide, hides, hiding, hidin, hid, escape, escaped,
            escaping, fled, flee, fleeing, ran away, run away, running from, ran from, get away
            from, got away from, safe house, safehouse, on the run, escondida, escondido,
            escondidas, escondidos, escondiendo, escondiendome, huir, huyendo, hui, huyo,
            escapar, escaparme, casa segura
        """,
        "shelter": """
            shelter, shelters, refugio, albergue
        """,
        "police": """
            police, polise, cops, cop, 911, sheriff, ambulance, policia, polisia, patrulla,
            ambulancia
        """,
        "calls": """
            call, called, calling, calls, send, sent, need, came, come, llamar, llame, llamen,
            llama, manden, mande, necesito, vino, llamo, llamaron
        """,
        "help": """
            help, helps, save, rescue, hurry, please hurry, get me out, get us out, auxilio,
            socorro, ayuda, ayudeme, ayudenme, ayudame, ayuden, saquenme, rescat*, salvenme
        """,
        # Children
        "alone": """
            alone, unattended, unsupervised, by himself, by herself, by themselves, home alone,
            abandon, abandoned, abandons, abandoning, in the car alone, in a hot car, solo,
            sola, solos, solas, solito, solita, solitos, encerrados, abandono, abandonado,
            abandonados
        """,
        "leaves": """
            leave, leaves, leaving, left, leavin, deja, dejan, dejo, dejando, dejaba, dejado
        """,
        "neglect": """
            nobody is watching, no one is watching, nobody watching, nobody watches, no coat,
            bug bites, covered in, no diaper, no diapers, no medicine, insulin, wont take her to
            the doctor, wont take him to the doctor, smells, dirty clothes, soiled, lice,
            piojos, mugr*, sin medicina, sin panal, no food, not fed, doesnt feed, dont feed,
            wont feed, isnt feeding, not feeding, never feeds, hungry, starving, starves,
            starve, filthy, dirty diaper, dirty diapers, no heat, roaches, feces, needles, no
            water, no electricity, malnourish*, neglect*, lost weight, skin and bones, sin
            comida, no le da de comer, no les da de comer, no come, no comen, con hambre,
            hambre, descuid*, sucios, desnutrid*
        """,
        "drugs": """
            drugs, drug, meth, heroin, fentanyl, crack, cocaine, coke, crystal, high, drunk,
            drinks, drinking, wasted, intoxicated, tweaking, nodding off, needles, using again,
            pills, overdose, overdosed, drogas, droga, drogado, drogada, drogando, drogandose,
            borracho, borracha, tomado, tomada, cristal, pastillas, coca, marihuana
        """,
        "driving": """
            driving, drives, drove, drive, in the car, with the kids, with my kids, around the
            kids, around my kids, front of, watching my, taking care, caring for, manejando,
            maneja, manejo, en el carro, con los ninos, con mis hijos, frente a, cuidando, cuida
        """,
        "away": """
            no lo voy a, no la voy a, no los voy a, volver a ver, vuelvo a ver, vuelva a ver, no
            contesta, turned off her phone, turned off his phone, wont answer, wont pick up,
            wont tell me where, cant find, no aparece, no me dice donde, mexico, honduras,
            guatemala, border, across, another state, other state, another country, out of
            state, out of the country, overseas, far away, disappear, disappeared, vanish*,
            never see, wont see, not see, wont bring, not bring, didnt bring, refuses to bring,
            wont return, wont give, didnt return, never came back, not answering, dont know
            where, hiding, missing, lejos, otro estado, otro pais, frontera, desaparec*, no
            volver, no los vuelvo, nunca mas, no me regresa, no regresa, no los regresa, no la
            regresa, no lo regresa, no me devuelve, no devuelve, no los devuelve, no la
            devuelve, no lo devuelve, no me los da, no se donde, no me la quiere, no me lo
            quiere, no me los quiere, llevarselos, llevarsela, llevarselo
        """,
        "grab": """
            take, takes, took, taking, taken, tries to take, run off, ran off, steal, stole,
            snatch, snatched, keep, keeps, keeping, kept, quitar, quito, quita, lleva, llevo,
            llevar, llevaron, llevarse, robar, robo, saco, arrebat*
        """,
        "hurts": """
            punish*, discipline*, scream, screams, screaming, yell, yells, yelling, curses,
            cusses, mistreats, pinches, twists, calls me names, grita, gritos, insulta, castiga,
            pellizca, humilla, hurt, hurts, hurting, harm, harms, harmed, harming, mean to,
            screams at, yells at, starved, touches, whoops, mistreat*, crying, cries, dano,
            lastim*, dana, danar, duele
        """,
        "child-says": """
            scared, afraid, doesnt want to go, dont want to go, refuses to go, wont go back,
            nightmares, wets, wetting, cries when, tells me, told me, told his teacher, told her
            teacher, secret, miedo, no quiere ir, no quieren ir, llora, me dijo, me conto,
            secreto
        """,
        # The worker threatened
        "you": """
            caseworker, caseworkers, workers, judge, lady at, you, u, yall, ya ll, your, ur, you
            people, you guys, every one of you, all of you, this place, that place, office, your
            office, building, worker, ustedes, usted, oficina, edificio, trabajadora, juez, les,
            los
        """,
        "will": """
            better, gonna, ill, im gonna, imma, ima, i will, im going to, i swear, finna, bout
            to, about to, should, someone should, come down there, voy a, les voy, te voy, los
            voy
        """,
        "attack": """
            knock, teeth, come up there, come down there, show up there, security, guns, gun,
            watch your back, see what happens, find out where, pay for this, shoot, kill, bomb,
            blow up, burn down, burn it, shoot up, hurt, stab, run over, beat, punch, murder,
            strangle, slap, smash, matar, matarlos, quemar, balacear, explotar, golpear,
            madrear, disparar, bomba
        """,
        # Self-harm
        "i": """
            ima, imma, i, im, ive, id, ill, me, my, myself, mi, yo, mis, conmigo, estoy, quiero,
            quisiera, tengo
        """,
        "wish": """
            want, wanna, wana, wanted, wanting, wants, wish, wishing, hope, hoping, ready,
            rather, think, thinking, thought, thoughts, thot, tempted, feel like, feeling like,
            plan, planning, planned, gonna, gunna, going to, urge, urges, pray, praying, ought,
            should, might, need to, considering, quiero, kiero, quisiera, ojala, ganas, pienso,
            pensando, pensado, pensar, deseo, voy, boy, mejor, prefiero, preferiria, planeo,
            pensamientos, queria, pido
        """,
        "death": """
            in heaven, call me home, called me home, wont be around, wont be here, in the
            ground, be in heaven, its over for me, meet god, lights out, out of my misery, out
            forever, stepping in front, just do it tonight, no voy a estar, ya no estare, irme
            con dios, hubiera muerto, que dios me lleve, me lleve dios, take me lord, god take
            me, take me already, take me home lord, die, dying, dead, death, died, be with god,
            meet my maker, not exist, stop existing, cease to exist, disappear, vanish, be gone,
            end it, end things, end it all, end everything, end this life, ending it, ending my,
            ending it all, sleep forever, never wake, not wake, dont wake, not be here, not be
            alive, not live, be over, be done with life, no longer exist, never been born, never
            born, wasnt born, not born, out of this life, out of this world, leave this world,
            leave this earth, leave this life, close my eyes, morir, morirme, muerte, muerta,
            muerto, muera, muriera, morirse, matarme, desaparecer, no existir, dejar de existir,
            no despertar, no despertarme, no haber nacido, dejar de vivir, irme de este mundo,
            terminar con todo, acabar con todo, ya no estar, no estar aqui, descansar para
            siempre, dormir para siempre, dormirme para siempre, acabar con esto, no vivir
        """,
        "self-kill": """
            god please just take me, please take me god, dark thoughts, stop breathing, keep
            breathing, not meant for this world, want to end, gonna end it, kill me already,
            suicid*, suiside, suisidal, sucidal, sucide, suacide, suicidl, unalive, kms, kys,
            self harm*, selfharm*, sewerslide, kill myself, killing myself, kill my self, off
            myself, hang myself, shoot myself, hurt myself, harm myself, cut myself, burn
            myself, drown myself, starve myself, end myself, stab myself, poison myself, take my
            own life, take my life, taking my life, end my life, ending my life, blow my brains,
            blow my head, overdos*, od myself, suisid*, quitarme la vida, kitarme la vida,
            kitarme la bida, ahorcarme, colgarme, cortarme, cortandome, lastimarme, hacerme
            dano, aserme dano, pegarme un tiro, darme un tiro, volarme los sesos, aventarme,
            envenenarme, sobredosis, acabar con mi vida, terminar con mi vida, terminar mi vida,
            acabar mi vida
        """,
        "method": """
            bridge, cliff, overpass, train tracks, train, freeway, highway, roof, rooftop,
            ledge, rope, noose, hang, hanging, wrists, wrist, veins, razor, razors, blade,
            bleach, poison, carbon monoxide, garage, pills, pill, bottle, overdose, tylenol,
            oncoming traffic, traffic, river, puente, precipicio, barranco, tren, azotea, soga,
            cuerda, venas, munecas, navaja, cloro, veneno, pastillas, frasco, raticida, metro,
            rio
        """,
        "drives-to": """
            off, jump, jumped, jumping, in front of, into a, into traffic, into the, drive,
            driving, swallow, swallowed, swallowing, drank, staring at, looking at, holding,
            tempted, slit, took, take, taking, end it, thinking, tirarme, aventarme, saltar,
            brincar, lanzarme, tomarme, tome, tragar, tragarme, cortarme, corte
        """,
        "cuts": """
            cutting, cuting, cut myself, slit, slicing, burning myself, cortando, cortandome,
            cortaba, me corto, me corte
        """,
        "again": """
            again, myself, my arms, my arm, my legs, my thighs, my wrists, deep, los brazos, las
            piernas, las venas, las munecas, otra vez, de nuevo
        """,
        "cant": """
            cant, cannot, can not, cnt, couldnt, dont, unable, no puedo, ya no puedo, no
            aguanto, ya no aguanto, no soporto, ya no soporto, no doy mas, ya no doy
        """,
        "bear": """
            do this, do it, do life, take it, take this, take any, handle it, handle this,
            handle life, cope, go on, keep going, keep doing this, keep living, live, live like
            this, live with, face, bear, stand it, carry on, function, fight, see a way, see a
            future, seguir, continuar, vivir, soportar, esto, la vida, aguantar, luchar
        """,
        "longer": """
            anymore, any more, no more, nomore, much longer, any longer, another day, one more
            day, this pain, like this, alone, mas, asi, mas tiempo, otro dia, ya no, dolor
        """,
        "none": """
            dont, doesnt, no sirve, de nada, no, nothing, nothin, not, never, without, any,
            lost, lose, losing, whats, what is, what, dont see, aint, isnt, zero, out of, sin,
            ningun, ninguna, ya no, nada, perdi, no hay, no le veo, no encuentro, no veo, para
            que, no tiene, no vale, no tengo
        """,
        "meaning": """
            reason, reasons, point, purpose, hope, will, future, use, worth, strength, left,
            sense, meaning, esperanza, razon, razones, sentido, ganas, motivo, motivos,
            proposito, fuerzas, futuro, caso, pena, chiste
        """,
        "living": """
            viva, vivo, existo, vias del tren, live, living, liveing, livin, life, lives, alive,
            wake up, waking up, existing, exist, breathing, breathe, being here, be here, stay
            here, keep going, go on, going on, vivir, bibir, vida, bida, seguir, existir,
            respirar, levantarme, despertar, viviendo
        """,
        "tired": """
            fuk, fuck, screw, fuck this, tired, sick, exhausted, done, over, hate, hating, fed
            up, drained, give up, giving up, gave up, quit, cansada, cansado, harta, harto,
            odio, rendirme, me rindo, detesto
        """,
        "burden": """
            burden, worthless, hopeless, useless to my, waste of space, nothing but a problem,
            failure, dont deserve, deserve to, no way out, all alone, broken, numb, empty
            inside, falling apart, losing it, at my limit, breaking point, end of my rope, rock
            bottom, dark place, darkest, desperate, carga, estorbo, inutil, no valgo, no sirvo,
            desesperada, desesperado, depresion, deprimida, deprimido, depressed, depression
        """,
        "deep": """
            noose, soga, que yo viva, nothing matters, nothing left, count me out, stopped
            caring, nada importa, nada me importa, dark place, breakdown, nervous breakdown,
            losing my mind, lost my mind, hearing voices, psych ward, panic attack, crisis, ya
            no aguanto, no aguanto mas, ya no puedo mas, no puedo mas con, burden, worthless,
            hopeless, waste of space, end of my rope, dark thoughts, want it to stop, no way
            out, breaking point, suicide hotline, 988, estorbo, carga para, pensamientos
            oscuros, desesperanza, sin esperanza
        """,
        "better": """
            better, easier, happier, fine without, be ok without, mejor, felices, tranquilos
        """,
        "gone": """
            without me, if i was, if i were, if i wasnt, if i werent, if i died, if i die, if i
            disappeared, once im gone, when im gone, after im gone, with me gone, im gone, i was
            gone, i were gone, me gone, im not here, i wasnt here, i wasnt around, im not
            around, im dead, i was dead, not around, sin mi, si me muero, si me muriera, si yo
            no, si no estoy, si no estuviera, cuando me muera, cuando no este, cuando ya no
            este, si desaparezco, muerta, muerto
        """,
        "farewell": """
            wrote the letters, wrote letters, wrote a letter, letters to my kids, letter to my
            kids, deje una carta, escribi una carta, tell my babies, tell my kids, tell my boys,
            tell my girls, tell them i, diganle a mis, digale a mis, diganles, goodbye, good
            bye, goodbyes, farewell, say bye, final, last time, last words, last text, last
            message, note, adios, despedirme, despedida, despido, me despido, ultima vez, ultimo
            mensaje
        """,
        "dear": """
            loved, babies, them, amo, boys, girls, ninos, ninas, papa, love, kids, son,
            daughter, children, baby, family, mom, forever, world, sorry, forgive, tell, always,
            life, quiero, hijos, hija, hijo, siempre, mundo, perdon, perdonen, perdoname,
            digale, diganle, familia, mama, vida
        """,
        "nobody": """
            the world, this world, el mundo, my kids, everybody, nobody, no one, noone, nobdy,
            who would, would anyone, does anyone, anyone even, everyone would, nadie, a nadie,
            quien
        """,
        "miss": """
            need me no, need me, dont need me, be fine, hates me, hate me, odia, odian, sufren
            por mi, miss, care, cares, notice, mourn, cry, needs me, love me, loves me, want me,
            wants me, extran*, importa, importo, importaria, quiere, necesita, lloraria
        """,
        "wont": """
            wont, will not, never, no longer, dont, not have to, ya no, no van, no tendran
        """,
        "bother": """
            worry, deal, bother, hear from, see me, put up, problem, trouble, around, alive,
            preocup*, molest*, verme, problema, estorb*, batallar
        """,
        "after": """
            after tonight, after today, after this, after tomorrow, tomorrow, much longer, soon,
            anymore, any more, ever again, tonight, mas, nunca, despues de hoy, manana
        """,
        "end-life": """
            life, existence, suffering, pain, misery, vida, sufrimiento, dolor, agonia
        """,
        "finish": """
            end, ending, finish, stop, take, quit, acabar, terminar, quitar, quitarme, parar,
            acabe, termine
        """,
        "dont-tell": """
            dont tell him, dont tell her, dont tell my, dont give him, dont give her, dont let
            him know, dont let her know, dont let him find, dont let him have, not tell him,
            cant tell you where, cant say where, keep my address, hide my, where we are, where i
            am, where i live now, where im staying, no le digan, no le diga, no le den, no le de
            mi, que no sepa, donde estamos, donde estoy, donde vivo, que no se entere
        """,
        "finds": """
            find me, finds me, find us, finds us, found me, found us, finds out, find out i, get
            my address, gets my address, got my address, has my address, track me down, hunt me
            down, me encuentra, nos encuentra, me encuentre, nos encuentre, me hallo, me halla,
            me encontro, nos encontro, se entera, da conmigo, dio conmigo
        """,
        "immigration": """
            immigration, deport, deported, deportation, deporting, ice, uscis, inmigracion,
            migra, la migra, deportar, deportarme, deporten, deportada
        """,
        "bed": """
            bed, room, bedroom, at night, cama, cuarto, recamara, noche
        """,
        "enters": """
            comes in, comes into, come in, came into, came in, gets in, gets into, climbs,
            sneaks, goes into, se mete, se metio, entra a, entra en, se acuesta con, sleeps
            with, mete
        """,
        "duration": """
            all day, all night, hours, overnight, till, until, for days, days, weekend, am, todo
            el dia, toda la noche, horas, dias, tarde, noche
        """,
        "no-deja": """
            no me deja, no me dejan, no nos deja, no nos dejan, ni me deja, ni nos deja, me
            prohibe, no me permite
        """,
        "photos": """
            photos, pictures, pics, videos, video, fotos
        """,
        "knows": """
            i know, i know where, i know what, know where, se donde, se que carro, sabemos, we
            know
        """,
        "workers": """
            caseworker, caseworkers, worker, judge, your kids, your family, your house, your
            car, you live, you park, drives, trabajadora, su familia, su casa, vive la, viven,
            que carro
        """,
        "lethal": """
            razor, razors, noose, wrists, veins, pills, bridge, cliff, rope, blade, rooftop,
            tracks, bottle of, navaja, soga, pastillas, puente, venas, veneno
        """,
        "dwells": """
            looking at, staring at, thinking, thinkin, keep thinking, tempted, tempting,
            holding, standing on, mirando, pensando, viendo
        """,
        "god": """
            god, lord, jesus, heaven, dios, diosito, cielo
        """,
        "take-me": """
            take me, take me already, take me home, llevame, me lleve, lleve, recoja, recogeme
        """,
        "ends": """
            end, ending, acabar, terminar, acabe, termine
        """,
        "pours": """
            pour, poured, pours, douse, doused, set fire, light, rocio, echo, prendio
        """,
        "fuel": """
            gas, gasoline, fire, lighter, match, gasolina, fuego, lumbre
        """,
        "dijo": """
            dijo, dice, jura, juro, dijeron, amenaza
        """,
        "dano": """
            hace dano, hizo dano, haciendo dano, hacen dano, hacia dano, danar
        """,
        "robs": """
            quito, quitaron, stole, hid, escondio, robo
        """,
    }
)

DANGER_ROWS = listed(
    """
    they strike me, they strike child, strike child hurts, strike body, they force me body, they
    force child, they broke body, they broke myphone, they weapon me, they weapon child, they
    weapon lurks, firearm, they firearm, they weapon kill, injury they, injury child, said kill
    they, said kill me they, threat, abuse, they threat, order violate, order they, they touch
    child, touch child sexual, touch sexual, sexual child, sexual forces, they forces sexual,
    forces debtwork, forces threat, wont-let freedom they, wont-let freedom lock, wont-let
    papers, wont-let debtwork, lock they, lock me, lock child, takes papers they, takes papers
    wont-let, takes myphone they, they spy spied, they lurks place, they lurks me spied, they
    lurks weapon, lurks help they, break-in, fear, flee they, flee child, flee me, shelter me,
    shelter child, police calls they, police calls help, police calls injury, police calls me,
    child alone leaves, child alone drugs, child neglect, child drugs driving, they drugs
    driving, they drugs child, grab child away, grab child said they, child away they, child
    hurts they, child child-says they hurts, child fear, you will attack, you attack weapon, you
    said attack will, dont-tell they, dont-tell fear, dont-tell me fear, dont-tell finds, finds
    they, finds kill, finds will, immigration they, immigration said, immigration forces,
    immigration debtwork, bed enters child, bed enters me they, child alone duration, child
    alone neglect, no-deja freedom, photos place, photos sexual, knows workers, they hurts me,
    they hurts child, fear child they, forces papers, papers wont-let, takes papers forces, you
    kill will they, attack will you, strike you will, they force place, papers away, police they
    child, they kill will me, they kill will child, they pours fuel, fuel place, dijo kill me,
    dano me, dano child, they force me, they touch me, robs papers
    """
)

SELF_ROWS = listed(
    """
    self-kill, wish death i, method drives-to wish, method drives-to i death, method again cuts,
    cuts again i, cant bear longer, none meaning living, tired living, deep, burden i death,
    burden tired i, better gone, nobody miss gone, nobody miss death i, farewell dear i,
    farewell death, wont bother after i, finish end-life wish i, weapon i death, weapon i
    meaning, cant living longer, tired i living, nobody miss none, farewell dear death, none
    living meaning i, none living miss, death wish, death none i wish, death longer i, finish
    end-life wish, better death, lethal dwells, god take-me, ends end-life
    """
)
