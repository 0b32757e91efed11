"""How people take leave without naming death: last words, things given away, no way out, no sense
in anything (warning signs the 988 Lifeline publishes).
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "last-words": """
            this is my last, my last message, my last text, last message to anyone, last
            message to anybody, last text to, final message, final words, last time you
            hear, last time yall hear, last time you will hear, last thing ill say, last
            thing i say, este es mi ultimo, mi ultimo mensaje, ultimo mensaje, es mi
            despedida, mi ultima voluntad, mis ultimas palabras, ultimas palabras
        """,
        "parting": """
            goodbye everybody, goodbye everyone, goodbye world, goodbye to everybody,
            goodbye to everyone, goodbye to all, bye world, bye everyone forever, adios
            mundo, adios a todos, adios para siempre, adios vida, goodbye forever, hasta
            siempre, me despido de todos, me despido de mi, me despido para siempre, me
            despido de ustedes, me despido de este, nos vemos en el cielo, nos vemos en
            la otra, nos vemos del otro, see yall on the other, see you on the other,
            hasta aqui llegue, hasta aqui llego, hasta aqui llegamos, llegue hasta aqui,
            dejo este mundo, leave this world, leaving this world, leave this earth
        """,
        "for-ever": """
            forever, for good, for ever, para siempre, por siempre, eternamente, en paz
        """,
        "go-away": """
            ill be gone, be gone, disappear, dissapear, disapear, vanish, sleep, rest,
            me voy, les voy, me les voy, me boy, irme, me vaya, desaparecer,
            desaparezco, dormir, dormirme, descansar, acabar, dejarlos
        """,
        "gave-away": """
            gave away, giving away, give away, gave all my, giving all my, found homes
            for my, rehomed, regale, regalando, estoy regalando, ya regale, reparti,
            repartiendo
        """,
        "belongings": """
            my stuff, my things, all my, my dog, my dogs, my cat, my cats, my pets,
            everything i own, everything, mis cosas, todas mis, mi perro, mis perros,
            mis mascotas, mi gato, todo lo que tengo, todo lo mio, mis pertenencias
        """,
        "at-peace": """
            im at peace, at peace with it, at peace with dying, at peace now, made my
            peace, made peace with, estoy en paz, en paz con, hice las paces con dios
        """,
        "settled": """
            my funeral, my affairs, affairs in order, everything is ready, its all
            ready, got my papers in order, life insurance, casket, who gets the kids,
            who gets my kids, seguro de vida, mi funeral, mi entierro, mi testamento,
            todo listo, todo arreglado, deje todo, quien se queda con mis
        """,
        "wont-need": """
            wont need it, wont need them, dont need them, dont need it, wont be needing,
            where im going, donde voy, a donde voy, ya no lo voy a, ya no los voy a, no
            me va a hacer falta, cuando me muera, when im gone, if something happens, si
            algo me pasa, si me pasa algo, por si algo me, si no amanezco, in case i
            dont, in case i do
        """,
        "end-it": """
            im ending it, i am ending it, ima end it, imma end it, finna end it, bout to
            end it, gonna end it, ending it all, end it all, end it tonight, ending it
            tonight, ending everything, acabo con todo, acabare con todo, termino con
            todo
        """,
        "not-being": """
            plan on being here, plan on being around, planning on being here, planning
            on being around, plan to be here, plan to be around, plan on being alive,
            planning to be alive, see myself here, see myself alive, expect to be here,
            expect to be alive, be here much longer, be around much longer, being here
            much, be here anymore, be around anymore, ya no pienso estar, no pienso
            estar, no me veo
        """,
        "exit": """
            way out, a way out, see a way, way forward, a way through, get out of this,
            end of the tunnel, salida, solucion para mi, escapatoria, otra salida
        """,
        "no-exit": """
            no, cant see, dont see, cannot see, no veo, no hay, no le veo, no encuentro,
            no tengo, never, wont ever, theres only, only, solo hay, nomas hay, la
            unica, unica, nunca
        """,
        "hurting": """
            pain, suffering, hurting, hurts, misery, dolor, sufrimiento, agonia, sufrir,
            pena, angustia
        """,
        "must-stop": """
            has to stop, needs to stop, gotta stop, have to stop, make it stop, want it
            to stop, has to end, needs to end, que pare, que se acabe, que termine, ya
            no aguanto, acabe ya, quitar el, quitarme el, parar el, terminar el
        """,
        "senseless": """
            no le veo sentido, no tiene sentido, sin sentido, nada tiene sentido, no
            encuentro sentido, no le encuentro sentido, no veo sentido, nothing makes
            sense, no sense in, no point in, theres no point, no point anymore, whats
            the point, what is the point, dont see the point, see no point, por nada, ya
            nada, nada vale
        """,
        "anything": """
            a nada, de nada, nada, a la vida, vivir, seguir, anything, anymore, any
            more, of it all, of anything, in anything, in trying, trying, going on,
            life, living, wake up, todo, ya
        """,
        "why-live": """
            para que vivir, para que vivo, para que sigo, para que seguir, para que
            seguimos, para que existir, para que estoy viva, para que estoy vivo, para
            que levantarme, para que naci, why live, why am i alive, why am i still
            here, why am i even here, why am i even, why go on, why keep going, why
            bother living, why wake up, why keep trying, what am i living, whats it all
            for, why even be here, why even live
        """,
        "nobody-left": """
            no one left, nobody left, got nobody, have nobody, have no one, dont have
            anyone, dont have anybody, all alone in, completely alone, no tengo a nadie,
            me quede sola, me quede solo, sola en el mundo, solo en el mundo, nadie me
            quiere, a nadie le importo, nobody loves me, no one loves me
        """,
        "despair": """
            desesper*, desperate, llorar, llorando, cry, crying, live, vida
        """,
        "let-rest": """
            let me rest, just rest, wanna rest, want to rest, finally rest, peace at
            last, find peace, quiero descansar, quisiera descansar, por fin descansar,
            descansar ya, descanso eterno
        """,
        "of-it-all": """
            from everything, from all this, from this life, of this life, of everything,
            from it all, forever, de todo, de todo esto, de esta vida, del mundo, de una
            vez, por todas
        """,
        "lose-them": """
            if i lose, if they take, if you take, if he takes, if she takes, without
            them, without my kids, without my son, without my daughter, without my
            babies, si pierdo, si me quitan, si me los quitan, si me lo quitan, si me la
            quitan, sin mis hijos, sin ellos, sin mi hijo, sin mi hija, sin mis ninos
        """,
        "no-life": """
            i have nothing, got nothing, nothing left, cant live, wont live, dont want
            to live, not worth, i cant go on, no reason, end it, ending it, no tengo
            nada, ya nada, no vivo, no puedo vivir, no quiero vivir, me muero, no vale,
            para que
        """,
        "only-way": """
            1 way, one way, only way, unica salida, unica manera, unica forma, unica
            opcion, other way, otra manera, otra opcion
        """,
    }
)

ROWS = listed(
    """
    last-words, parting, for-ever go-away, gave-away belongings, at-peace, settled wont-need,
    settled gone, end-it i, none not-being, cant not-being, wont not-being, no-exit exit cant,
    no-exit exit hurting, no-exit exit longer, only-way hurting, only-way death, hurting
    must-stop, senseless anything, why-live, nobody-left despair, let-rest of-it-all, lose-them
    no-life, cuts again, gave-away wont-need
    """
)
