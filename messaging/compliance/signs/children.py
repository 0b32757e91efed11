"""Harm to children, neglect, and children kept or taken away."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "alone": """
            alone, unattended, unsupervised, by himself, by herself, by themselves, home
            alone, abandon, abandoned, abandons, abandoning, in the car alone, in a hot
            car, solo, sola, solos, solas, solito, solita, solitos, encerrados,
            abandono, abandonado, abandonados
        """,
        "leaves": """
            leave, leaves, leaving, left, leavin, deja, dejan, dejo, dejando, dejaba,
            dejado
        """,
        "neglect": """
            nobody is watching, no one is watching, nobody watching, nobody watches, no
            coat, bug bites, covered in, no diaper, no diapers, no medicine, insulin,
            wont take her to the doctor, wont take him to the doctor, smells, dirty
            clothes, soiled, lice, piojos, mugr*, sin medicina, sin panal, no food, not
            fed, doesnt feed, dont feed, wont feed, isnt feeding, not feeding, never
            feeds, hungry, starving, starves, starve, filthy, dirty diaper, dirty
            diapers, no heat, roaches, feces, needles, no water, no electricity,
            malnourish*, neglect*, lost weight, skin and bones, sin comida, no le da de
            comer, no les da de comer, no come, no comen, con hambre, hambre, descuid*,
            sucios, desnutrid*, no supervision, nothing to eat, without food, in diapers
            all, same diaper, loaded gun, loaded guns, guns out, sin supervision, sin
            nada de comer, muertos de hambre
        """,
        "drugs": """
            drugs, drug, meth, heroin, fentanyl, crack, cocaine, coke, crystal, high,
            drunk, drinks, drinking, wasted, intoxicated, tweaking, nodding off,
            needles, using again, pills, overdose, overdosed, drogas, droga, drogado,
            drogada, drogando, drogandose, borracho, borracha, tomado, tomada, cristal,
            pastillas, coca, marihuana, drinkin, smoking, smokin, smokes, shooting up,
            shoots up, blackout, passed out, fuma, fumando, pistea*, pisto, ebrio,
            ebria, cerveza, alcohol*
        """,
        "driving": """
            driving, drives, drove, drive, in the car, with the kids, with my kids,
            around the kids, around my kids, front of, watching my, taking care, caring
            for, manejando, maneja, manejo, en el carro, con los ninos, con mis hijos,
            frente a, cuidando, cuida, drivin, behind the wheel, car seat, al volante,
            conduce, conduciendo
        """,
        "away": """
            no lo voy a, no la voy a, no los voy a, volver a ver, vuelvo a ver, vuelva a
            ver, no contesta, turned off her phone, turned off his phone, wont answer,
            wont pick up, wont tell me where, cant find, no aparece, no me dice donde,
            mexico, honduras, guatemala, border, across, another state, other state,
            another country, out of state, out of the country, overseas, far away,
            disappear, disappeared, vanish*, never see, wont see, not see, wont bring,
            not bring, didnt bring, refuses to bring, wont return, wont give, didnt
            return, never came back, not answering, dont know where, hiding, missing,
            lejos, otro estado, otro pais, frontera, desaparec*, no volver, no los
            vuelvo, nunca mas, no me regresa, no regresa, no los regresa, no la regresa,
            no lo regresa, no me devuelve, no devuelve, no los devuelve, no la devuelve,
            no lo devuelve, no me los da, no se donde, no me la quiere, no me lo quiere,
            no me los quiere, llevarselos, llevarsela, llevarselo, changed his number,
            changed her number, blocked me, vanished, moved away with, ran off with, run
            off with, took off, takin off, not brought, hasnt brought, hasn brought,
            hasnt returned, still hasnt, wont let me have, keeping them from, keeping
            her from, keeping him from, no me los ha, no me lo ha, no me la ha, no ha
            regresado, no me los trae, no me lo trae, no me la trae, para mexico, a
            mexico, al otro lado, el salvador, china, india, brazil, cambio de numero,
            cambio su numero, apago el telefono, jamas
        """,
        "grab": """
            take, takes, took, taking, taken, tries to take, run off, ran off, steal,
            stole, snatch, snatched, keep, keeps, keeping, kept, quitar, quito, quita,
            lleva, llevo, llevar, llevaron, llevarse, robar, robo, saco, arrebat*,
            kidnap, runoff, hide, hides, hid, esconder, escondio, llevarselos, robe,
            roba, robarse, robaron, se robo, quitarme, quitarnos, quitarmelos
        """,
        "hurts": """
            punish*, discipline*, scream, screams, screaming, yell, yells, yelling,
            curses, cusses, mistreats, pinches, twists, calls me names, grita, gritos,
            insulta, castiga, pellizca, humilla, hurt, hurts, hurting, harm, harms,
            harmed, harming, mean to me, mean to my, mean to her, mean to him, mean to
            them, mean to us, screams at, yells at, starved, touches, whoops, mistreat*,
            crying, cries, dano, lastim*, dana, danar, duele, shakes, shaken, pinch,
            pinching, whup*, whoop*, choke*, mistreat, hitting, regana, maldice,
            insultos, jala, jalon*, encierra
        """,
        "child-says": """
            scared, afraid, doesnt want to go, dont want to go, refuses to go, wont go
            back, nightmares, wets, wetting, cries when, tells me, told me, told his
            teacher, told her teacher, secret, miedo, no quiere ir, no quieren ir,
            llora, me dijo, me conto, secreto, dont wanna go, doesnt wanna go, scared
            of, scared to go, terrified, hides when, pees, peed, wont talk, screams
            when, begs, no quieren, no quiere regresar, no quiere volver, se esconde, se
            orina, tiene miedo, tienen miedo, pesadillas, tiembla
        """,
        "duration": """
            all day, all night, hours, overnight, till, until, for days, days, weekend,
            am, todo el dia, toda la noche, horas, dias, tarde, noche
        """,
        "told": """
            said, says, told, tells, warned, swore, swears, threaten*, dijo, dice, me
            dijo, amenaza, advirtio, juro, jura
        """,
        "take-them": """
            take the kids, take my kids, take the baby, take my son, take my daughter,
            taking my kids, takes the kids, takes my kids, llevarse a los ninos,
            llevarse a mis hijos, se los lleva, se la lleva, se lo lleva, full custody
        """,
        "if": """
            if i, if you, if u, if we, cuando, unless, si no, si yo, si sigo, si pido,
            si voy, si llamo, si hablo, si digo, si me voy, si lo dejo, si no hago, si
            no le, si no quito, si le
        """,
        "lose-kids": """
            take them away, take them from, take her from me, take him from me, take my
            kids away, take the kids away, never see my kids, never see the kids, never
            see them, never see my son, never see my daughter, never see her again,
            never see him again, wont see my kids, wont see them again, see them again,
            see the kids again, see my kids again, see her again, see him again, quitar
            a los ninos, quitar a mis hijos, quitar los ninos, quitar al nino, quitar a
            la nina, quitar a mi hijo, quitar a mi hija, me los va a quitar, me los
            quita, me va a quitar, no los voy a ver, no los vuelvo a ver, no vuelvo a
            ver, no volveria a ver, no volvere a ver
        """,
    }
)

ROWS = listed(
    """
    strike child hurts, child alone leaves, child alone drugs, child neglect, child drugs
    driving, they drugs driving, they drugs child, grab child away, grab child said they, child
    away they, child hurts they, child child-says they hurts, child alone duration, child alone
    neglect, they hurts me, they hurts child, papers away, told take-them if, told lose-kids,
    lose-kids if, said away child, lose-kids threat, take-them threat
    """
)
