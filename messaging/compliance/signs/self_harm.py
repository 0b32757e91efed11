"""Wishing to be dead, thoughts, method and plan (the Columbia scale's steps)."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "wish": """
            want, wanna, wana, wanted, wanting, wants, wish, wishing, hope, hoping,
            ready, rather, think, thinking, thought, thoughts, thot, tempted, feel like,
            feeling like, plan, planning, planned, gonna, gunna, going to, urge, urges,
            pray, praying, ought, should, might, need to, considering, quiero, kiero,
            quisiera, ojala, ganas, pienso, pensando, pensado, pensar, deseo, voy, boy,
            mejor, prefiero, preferiria, planeo, pensamientos, queria, pido
        """,
        "death": """
            in heaven, call me home, called me home, wont be around, wont be here, in
            the ground, be in heaven, its over for me, meet god, lights out, out of my
            misery, out forever, stepping in front, just do it tonight, no voy a estar,
            ya no estare, irme con dios, hubiera muerto, que dios me lleve, me lleve
            dios, take me lord, god take me, take me already, take me home lord, die,
            dying, dead, death, died, be with god, meet my maker, not exist, stop
            existing, cease to exist, disappear, vanish, be gone, end it, end things,
            end it all, end everything, end this life, ending it, ending my, ending it
            all, sleep forever, never wake, not wake, dont wake, not be here, not be
            alive, not live, be over, be done with life, no longer exist, never been
            born, never born, wasnt born, not born, out of this life, out of this world,
            leave this world, leave this earth, leave this life, close my eyes, morir,
            morirme, muerte, muerta, muerto, muera, muriera, morirse, matarme,
            desaparecer, no existir, dejar de existir, no despertar, no despertarme, no
            haber nacido, dejar de vivir, irme de este mundo, terminar con todo, acabar
            con todo, ya no estar, no estar aqui, descansar para siempre, dormir para
            siempre, dormirme para siempre, acabar con esto, no vivir
        """,
        "self-kill": """
            god please just take me, please take me god, dark thoughts, stop breathing,
            keep breathing, not meant for this world, want to end it, want to end my,
            want to end things, gonna end it, kill me already, suicid*, suiside,
            suisidal, sucidal, sucide, suacide, suicidl, unalive, kms, kys, self harm*,
            selfharm*, sewerslide, kill myself, killing myself, kill my self, off
            myself, hang myself, shoot myself, hurt myself, harm myself, cut myself,
            burn myself, drown myself, starve myself, end myself, stab myself, poison
            myself, take my own life, take my life, taking my life, end my life, ending
            my life, blow my brains, blow my head, overdos*, od myself, suisid*,
            quitarme la vida, kitarme la vida, kitarme la bida, ahorcarme, colgarme,
            cortarme, cortandome, lastimarme, hacerme dano, aserme dano, pegarme un
            tiro, darme un tiro, volarme los sesos, aventarme, envenenarme, sobredosis,
            acabar con mi vida, terminar con mi vida, terminar mi vida, acabar mi vida
        """,
        "method": """
            bridge, cliff, overpass, train tracks, train, freeway, highway, roof,
            rooftop, ledge, rope, noose, hang, hanging, wrists, wrist, veins, razor,
            razors, blade, bleach, poison, carbon monoxide, garage, pills, pill, bottle,
            overdose, tylenol, oncoming traffic, traffic, river, puente, precipicio,
            barranco, tren, azotea, soga, cuerda, venas, munecas, navaja, cloro, veneno,
            pastillas, frasco, raticida, metro, rio, off the road, vias, escopeta, raid,
            acido
        """,
        "drives-to": """
            off, jump, jumped, jumping, in front of, into a, into traffic, into the,
            drive, driving, swallow, swallowed, swallowing, drank, staring at, looking
            at, holding, tempted, slit, took, take, taking, end it, thinking, tirarme,
            aventarme, saltar, brincar, lanzarme, tomarme, tome, tragar, tragarme,
            cortarme, corte
        """,
        "cuts": """
            cutting, cuting, cut myself, slit, slicing, burning myself, cortando,
            cortandome, cortaba, me corto, me corte, i cut, ive cut, started cutting,
            start cutting, been cutting, been burning, rajarme, me raje, me rajo,
            cortandose, cuts herself, cuts himself, se corta, se cortaba, se corto,
            slicin, cutting her arms, cutting his arms, cutting her wrists, cutting her
            legs, cuts her arms, cutting herself, cutting himself
        """,
        "again": """
            again, myself, my arms, my arm, my legs, my thighs, my wrists, deep, los
            brazos, las piernas, las venas, las munecas, otra vez, de nuevo, last night,
            last nite, anoche, her arms, his arms, her wrists, herself, himself, to
            feel, feel something, no sentir, mis brazos, sus brazos, mis piernas,
            antebrazo
        """,
        "cant": """
            cant, cannot, can not, cnt, couldnt, dont, unable, no puedo, ya no puedo, no
            aguanto, ya no aguanto, no soporto, ya no soporto, no doy mas, ya no doy
        """,
        "bear": """
            do this, do it, do life, take it, take this, take any, handle it, handle
            this, handle life, cope, go on, keep going, keep doing this, keep living,
            live, live like this, live with, face, bear, stand it, carry on, function,
            fight, see a way, see a future, seguir, continuar, vivir, soportar, esto, la
            vida, aguantar, luchar
        """,
        "longer": """
            anymore, any more, no more, nomore, much longer, any longer, another day,
            one more day, this pain, like this, alone, mas, asi, mas tiempo, otro dia,
            ya no, dolor
        """,
        "none": """
            dont, doesnt, no sirve, de nada, no, nothing, nothin, not, never, without,
            any, lost, lose, losing, whats, what is, what, dont see, aint, isnt, zero,
            out of, sin, ningun, ninguna, ya no, nada, perdi, no hay, no le veo, no
            encuentro, no veo, para que, no tiene, no vale, no tengo
        """,
        "meaning": """
            reason, reasons, point, purpose, hope, will, future, use, worth, strength,
            left, sense, meaning, esperanza, razon, razones, sentido, ganas, motivo,
            motivos, proposito, fuerzas, futuro, caso, pena, chiste, purpose in,
            motivation, nothing left, logic, will to, objeto, razon de, fuerza, ilusion,
            ilusiones
        """,
        "living": """
            viva, vivo, existo, vias del tren, live, living, liveing, livin, life,
            lives, alive, wake up, waking up, existing, exist, breathing, breathe, being
            here, be here, stay here, keep going, go on, going on, vivir, bibir, vida,
            bida, seguir, existir, respirar, levantarme, despertar, viviendo, livn,
            livin like, being alive, bein alive, stay alive, staying alive, amanecer,
            amanezca, existiendo, vivienda asi
        """,
        "tired": """
            fuk, fuck, screw, fuck this, tired, sick, exhausted, done, over, hate,
            hating, fed up, drained, give up, giving up, gave up, quit, cansada,
            cansado, harta, harto, odio, rendirme, me rindo, detesto, canse, me canse,
            cansa, cansada ya, ya me canse, cansancio, fastidiad*, jart*, sick n tired,
            so over, had enough, hastiad*
        """,
        "burden": """
            burden, worthless, hopeless, useless to my, waste of space, nothing but a
            problem, failure, dont deserve, deserve to, no way out, all alone, broken,
            numb, empty inside, falling apart, losing it, at my limit, breaking point,
            end of my rope, rock bottom, dark place, darkest, desperate, carga, estorbo,
            inutil, no valgo, no sirvo, desesperada, desesperado, depresion, deprimida,
            deprimido, depressed, depression, in the way, a mess up, screw up, screwup,
            waste, waste of, disappointment, garbage, trash, piece of trash, fracaso,
            fracasada, fracasado, basura, no soy nadie, soy nada, no soy nada, vacia,
            vacio por dentro, destrozada, destrozado, no doy para mas
        """,
        "deep": """
            noose, soga, que yo viva, nothing matters, nothing left, count me out,
            stopped caring, nada importa, nada me importa, dark place, breakdown,
            nervous breakdown, losing my mind, lost my mind, hearing voices, psych ward,
            panic attack, crisis, ya no aguanto, no aguanto mas, ya no puedo mas, no
            puedo mas con, burden, worthless, hopeless, waste of space, end of my rope,
            dark thoughts, want it to stop, no way out, breaking point, suicide hotline,
            988, estorbo, carga para, pensamientos oscuros, desesperanza, sin esperanza,
            hanging by a thread, hangin by a thread, hanging on by, pendo de un hilo,
            toque fondo, tocar fondo, tocando fondo, voices telling, oigo voces, suicide
            note, carta suicida, no aguanto esta vida, no puedo con esta vida, ya no
            aguanto la vida, cant trust myself, dont trust myself, safe with myself,
            scared of myself, afraid of myself, something stupid to, do something
            drastic, hacer una locura, cometer una locura, haga una locura
        """,
        "better": """
            better, easier, happier, fine without, be ok without, mejor, felices,
            tranquilos
        """,
        "gone": """
            without me, if i was, if i were, if i wasnt, if i werent, if i died, if i
            die, if i disappeared, once im gone, when im gone, after im gone, with me
            gone, im gone, i was gone, i were gone, me gone, im not here, i wasnt here,
            i wasnt around, im not around, im dead, i was dead, not around, sin mi, si
            me muero, si me muriera, si yo no, si no estoy, si no estuviera, cuando me
            muera, cuando no este, cuando ya no este, si desaparezco, muerta, muerto,
            when i die, after i die, cuando yo falte, ya que no este, sin mi aqui
        """,
        "farewell": """
            wrote the letters, wrote letters, wrote a letter, letters to my kids, letter
            to my kids, deje una carta, escribi una carta, tell my babies, tell my kids,
            tell my boys, tell my girls, diganle a mis, digale a mis,
            diganles, goodbye, good bye, goodbyes, farewell, say bye, final, last time,
            last words, last text, last message, note, adios, despedirme, despedida,
            despido, me despido, ultima vez, ultimo mensaje
        """,
        "dear": """
            loved, babies, them, amo, boys, girls, ninos, ninas, papa, love, kids, son,
            daughter, children, baby, family, mom, forever, world, sorry, forgive, tell,
            always, life, quiero, hijos, hija, hijo, siempre, mundo, perdon, perdonen,
            perdoname, digale, diganle, familia, mama, vida
        """,
        "nobody": """
            the world, this world, el mundo, my kids, everybody, nobody, no one, noone,
            nobdy, who would, would anyone, does anyone, anyone even, everyone would,
            nadie, a nadie, quien, not a soul, nadien, todos, todo mundo, ninguno, a
            quien le
        """,
        "miss": """
            need me no, need me, dont need me, be fine, hates me, hate me, odia, odian,
            sufren por mi, miss, care, cares, notice, mourn, cry, needs me, love me,
            loves me, want me, wants me, extran*, importa, importo, importaria, quiere,
            necesita, lloraria, notices, noticed, realize, would care, extrane,
            extranen, extranar, extranara, echar de menos, se dara cuenta, llorar*
        """,
        "wont": """
            wont, will not, never, no longer, dont, not have to, ya no, no van, no
            tendran
        """,
        "bother": """
            worry, deal, bother, hear from, see me, put up, problem, trouble, around,
            alive, preocup*, molest*, verme, problema, estorb*, batallar, hear about me,
            deal with me, think about me, worry bout, worry about, dealing with me, oir
            de mi, saber de mi, soportarme, aguantarme, cargar conmigo
        """,
        "after": """
            after tonight, after today, after this, after tomorrow, tomorrow, much
            longer, soon, anymore, any more, ever again, tonight, mas, nunca, despues de
            hoy, manana, from now on, jamas, desde hoy, a partir de hoy, esta noche,
            pronto
        """,
        "end-life": """
            life, existence, suffering, pain, misery, vida, sufrimiento, dolor, agonia
        """,
        "finish": """
            end, ending, finish, stop, take, quit, acabar, terminar, quitar, quitarme,
            parar, acabe, termine
        """,
        "lethal": """
            razor, razors, noose, wrists, veins, pills, bridge, cliff, rope, blade,
            rooftop, tracks, bottle of, navaja, soga, pastillas, puente, venas, veneno
        """,
        "dwells": """
            looking at, staring at, thinking, thinkin, keep thinking, tempted, tempting,
            holding, standing on, mirando, pensando, viendo
        """,
        "god": """
            god, lord, jesus, heaven, dios, diosito, cielo, god please, dear god, lord
            please, virgencita, papa dios
        """,
        "take-me": """
            take me, take me already, take me home, llevame, me lleve, lleve, recoja,
            recogeme, take me now, just take me, call me home, llevame ya, recojame,
            llevarme contigo
        """,
        "ends": """
            end, ending, acabar, terminar, acabe, termine
        """,
        "crash-into": """
            into a tree, into a pole, into a wall, into the wall, into traffic, into the
            river, into the lake, into a lake, into the water, off the road, contra un
            arbol, contra un poste, contra la pared, contra una barda, al rio con el, al
            canal
        """,
    }
)

ROWS = listed(
    """
    self-kill, wish death i, method drives-to wish, method drives-to i death, method again cuts,
    cuts again i, cant bear longer, none meaning living, tired living, deep, burden i death,
    burden tired i, better gone, nobody miss gone, nobody miss death i, farewell dear i,
    farewell death, wont bother after i, finish end-life wish i, weapon i death, weapon i
    meaning, cant living longer, tired i living, nobody miss none, farewell dear death, none
    living meaning i, none living miss, death wish, death none i wish, death longer i, finish
    end-life wish, better death, lethal dwells, god take-me, ends end-life, crash-into wish,
    crash-into dwells
    """
)
