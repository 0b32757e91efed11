"""What is said to frighten: threats plain and veiled, with conditions, with deportation, with
pictures.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.compliance.phrases import listed

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "said": """
            said, says, say, saying, told, tells, tell, swore, swears, promised,
            promise, warned, warns, text me that, texted, texts, messaged, writes,
            wrote, keeps saying, vowed, dijo, dice, decia, diciendo, juro, jura, jurado,
            escribio, mando, amenaza, amenazo, advirtio, prometio, sayin, sez, tellin,
            telling, text me, sent me a, called me and, yelled, yelling, screamed,
            shouted, posting, posted, posts, dicen, dijeron, dicho, mando decir, manda
            decir, grito, gritando, me escribe, me escribio, me manda, mensajes que,
            audios
        """,
        "threat": """
            threat*, thret*, thretened, threatend, thretning, intimidat*, menac*,
            blackmail*, extort*, amenaz*, amanaz*, chantaj*, intimid*, thret, treat me
            with, me tiene amenaz*, me amenaz*, terroriz*, aterroriz*, sentenci*
        """,
        "immigration": """
            immigration, deport, deported, deportation, deporting, ice, uscis,
            inmigracion, migra, la migra, deportar, deportarme, deporten, deportada, ice
            on me, echar la migra, me eche la, report me to, reportarme con la
        """,
        "photos": """
            photos, pictures, pics, videos, video, fotos
        """,
        "dijo": """
            dijo, dice, jura, juro, dijeron, amenaza
        """,
        "doom": """
            you wont make it, u wont make it, you aint gonna make, you wont live, wont
            live to, wont live long, never make it to, be the last thing, days are
            numbered, number my days, see what happens, accidents happen, accident
            happens, have an accident, having an accident, something could happen,
            something might happen, something bad, something will happen, bad things,
            end up in a, end up dead, end up like, ends up, regret, regrets, regretting,
            be sorry, sorry i ever, sorry for this, pay for it, pay for this, pay for
            what, make me pay, gets even, get even, get back at me, nothing to lose,
            nothin to lose, not done with me, not finished with me, aint over, its not
            over, me va a ir, nos va a ir, te va a ir, ir muy mal, va a ir mal, las
            consecuencias, atente a, atengo a, atenga a, atenerme a, atenernos,
            arrepent*, la voy a pagar, la va a pagar, las va a pagar, las vas a pagar,
            lo va a pagar, me las va, ya vere lo, vas a ver lo, voy a ver lo, pasar
            algo, pase algo, va a pasar algo, no vas a llegar, no voy a llegar, no llego
            viva, no llegas viva, tus dias, mis dias estan, contados, nada que perder,
            cuidate la espalda, que me cuide, que nos cuidemos, me cuide mucho
        """,
        "mine-only": """
            i belong to him, i belong to her, we belong to him, no soy de nadie, de
            nadie mas, ni de nadie, no es de nadie, de ningun otro, no one can have,
            nobody can have, nobody will have, no one will have, nobody else will, no
            one else will, no one else can, nobody else can, cant have me, cant have
            you, cant have us, owns me, his property, eres mia, soy suya, soy de el, soy
            su propiedad, de su propiedad
        """,
        "nothing-to-lose": """
            nothing to lose, nothin to lose, nothing left to lose, nada que perder, no
            tiene nada que perder
        """,
        "or-else": """
            or else, o si no
        """,
        "sees": """
            if he sees, if she sees, if he finds, if she finds, if they find, if he
            found, if he knew, if he knows, if she knows, if he hears, if she hears, if
            he catches, if he gets this, if he reads, when he sees, when he finds, when
            she finds, hell find out, hes going to find, gonna find out, going to find
            out, he opens, she opens, opens my mail, gets the mail, checks the mail, si
            se entera, si me ve, si lo ve, si ella ve, si el ve, si sabe que, si
            supiera, si el sabe, si se da cuenta, si me cacha, si me descubre, si me
            oye, cuando se entere, cuando vea, las abre, abre mis, abre mi correo,
            revisa el correo
        """,
        "outcome": """
            im done, done for, im dead, dead meat, hell be mad, be so mad, get mad, be
            mad, flip, flips, go off, goes off, go crazy, goes crazy, lose it, snap,
            blow up, furious, pissed, going to be bad, be bad for, trouble, in trouble,
            beat, kill, hurt, me va a, nos va a, se enoja, se va a enojar, se pone, como
            loco, me mata, me pega, me golpea, me corre, problema, problemas, me va mal
        """,
        "drop-case": """
            drop the case, drop my case, drop it, drop this, drop charges, drop the
            charges, take it back, quit the case, close the case, close my case,
            withdraw, cancel the case, leave it alone, quite la demanda, quitar la
            demanda, quito la demanda, retire la demanda, retirar la demanda, retirar
            los cargos, quite el caso, quite los cargos, cierre el caso, quitar el caso,
            deje el caso, dejar el caso
        """,
        "with-names": """
            with my name, with your name, con mi nombre, con tu nombre
        """,
        "ammunition": """
            bullet, bullets, bala, balas, grave, tumba, coffin
        """,
        "exposes": """
            post, posting, posts, leak, leaks, send, share, put online, show everyone,
            show my boss, subir, sube, publicar, publica, mandar, ensenar, difundir,
            internet, facebook
        """,
        "no-mail": """
            dont send mail, dont send any mail, dont mail, dont send letters, dont send
            anything, no me manden cartas, no manden cartas, no me manden nada, dont
            call the house, dont call here, dont call this, dont leave a message, dont
            leave voicemail, no llamen a la casa, no me llamen a, no dejen mensaje, dont
            use this number
        """,
        "intimate": """
            nudes, naked, my private pictures, pictures of me, videos of me, videos of
            us, mis fotos, mis videos, fotos mias, videos mios, desnuda, intimas
        """,
    }
)

ROWS = listed(
    """
    said kill they, said kill me they, threat, they threat, you said attack will, immigration
    they, immigration said, photos sexual, dijo kill me, doom said, doom they me, doom
    drop-case, mine-only, nothing-to-lose, or-else they me, sees outcome, sees no-mail, no-mail
    fear, no-mail rage, drop-case threat, drop-case kill, ammunition with-names, exposes
    intimate they, exposes intimate threat, said they mine-only
    """
)
