"""Who: the other one, the writer, a child, and those who work for an agency."""

from collections.abc import Mapping
from types import MappingProxyType

IDEAS: Mapping[str, str] = MappingProxyType(
    {
        "they": """
            he, hes, hell, she, shes, they, theyre, theyll, him, his, ex, exs, x,
            husband, husban, hubby, wife, boyfriend, bf, girlfriend, gf, partner,
            spouse, dad, daddy, dads, father, mom, mommy, moms, mother, stepdad,
            stepmom, stepfather, stepmother, uncle, cousin, grandpa, brother, bd, bm,
            baby daddy, baby daddys, baby mama, babysitter, roommate, landlord, boss,
            pimp, madam, someone, somebody, some guy, man, guy, this dude, el, ella,
            ellos, esposo, esposa, marido, mujer, novio, novia, papa, papas, padre,
            madre, mama, padrastro, madrastra, tio, primo, abuelo, hermano, pareja,
            expareja, suegro, suegra, jefe, patron, patrona, alguien, hombre, hombres,
            senor, vecino, coyote
        """,
        "me": """
            we, were, nosotros, me, us, myself, my, our, mi, mis, nos, nosotras,
            conmigo, im, i, ive, id
        """,
        "child": """
            kid, kids, kiddo, child, children, childs, son, sons, daughter, daughters,
            baby, babies, babys, infant, toddler, newborn, girl, girls, boy, boys, teen,
            stepson, stepdaughter, grandson, granddaughter, grandkids, niece, nephew,
            little one, hijo, hija, hijos, hijas, ijo, ija, ijos, mijo, mija, nino,
            nina, ninos, ninas, bebe, bebes, bb, chiquito, chiquita, menor, nieto,
            nieta, sobrina, sobrino, hijastra
        """,
        "you": """
            caseworker, caseworkers, workers, judge, lady at, you, u, yall, ya ll, your,
            ur, you people, you guys, every one of you, all of you, this place, that
            place, office, your office, building, worker, ustedes, usted, oficina,
            edificio, trabajadora, juez, les, los
        """,
        "i": """
            ima, imma, i, im, ive, id, ill, me, my, myself, mi, yo, mis, conmigo, estoy,
            quiero, quisiera, tengo
        """,
        "workers": """
            caseworker, caseworkers, worker, judge, your kids, your family, your house,
            your car, you live, you park, drives, trabajadora, su familia, su casa, vive
            la, viven, que carro
        """,
    }
)
