"""Words of distress, as data, for `safety`.

Origins: the warning signs of suicide that the 988 Suicide & Crisis Lifeline and the National
Institute of Mental Health publish (wanting to die, no reason to live, trapped, a burden, unbearable
pain, saying goodbye), and the National Domestic Violence Hotline's warning signs of abuse (fear,
threats, hitting and choking, stalking, being kept from leaving, harm to children, weapons, a phone
that is read by another); the Child Welfare Information Gateway's signs of abuse and neglect; the
National Human Trafficking Hotline's indicators (forced work or sex, pay and papers kept, not free
to leave); and threats against workers as the U.S. Occupational Safety and Health Administration
describes them. The wordings, in English and in Spanish, are ours. See `phrases.PhraseBook` for how
they are read.
"""

from messaging.compliance.phrases import listed

SELF_HARM = listed(
    """
    want die, wanna die, want to be dead, wish was dead, wish were dead, rather be dead, better
    off dead, kill myself, killing myself, kill my self, =kms, end my life, ending my life, take
    my life, take my own life, end it all, ending it all, suicid*, suicide, suicidal, unalive,
    hurt myself, hurting myself, harm myself, selfharm, self harm, cut myself, cutting myself,
    overdose, =od on, take all pills, took all pills, took the pills, dont want live, not want
    live, dont wanna live, no want live, dont want be alive, dont want be here, dont want wake
    up, never wake up, no reason live, nothing live for, not worth living, tired of living,
    tired of life, done with life, give up on life, gave up on life, better off without me,
    better without me, cant go on, cannot go on, cant do this =any more, cant do this anymore,
    cannot do this anymore, cant take it anymore, cant take this anymore, cant take it =any
    more, cant live like this, hopeless, no hope left, feel trapped, burden to everyone, burden
    to my, want disappear, make pain stop, goodbye forever, ready to die, going to die, gonna
    die, plan to die, thinking of dying, jump off bridge, hang myself, shoot myself, not be here
    tomorrow, wish never born, should just die, hope =i die, hope dont wake up, hope never wake
    up, =off myself, =off =my =self, offing myself, sewer slide, sewerslide, suicidal ideation,
    =si ideation, gonna end =it, going =to end =it, want =to end =it, time =to end =it, cant
    take =it =no more, cant take this =no more, cant do =it =any more, cant do =it anymore, cant
    do =it =no more, cant keep going, cant keep living, dont wanna be here, dont wanna be alive,
    dont wanna wake up, dont want exist, dont wanna exist, no point living, point of living, no
    point =in life, isnt worth living, life isnt worth, done living, tired =of being alive,
    tired =of everything =and, ready =to go =be with, happier without me, easier without me,
    better =if =i =was gone, better =if =i =were gone, =a burden, no way out, no hope for me, no
    hope anymore, lost all hope, lost hope, cut my wrists, cutting my wrists, slit my wrists, my
    wrists, self harming, self harmed, hurting =my =self, hurt =my =self, bunch of pills, bottle
    of pills, handful of pills, whole bottle, all my pills, =oding, =od tonight, =i gun =to =my
    head, =have gun =to =my, gun =in =my mouth, =tome veneno, going =to jump, gonna jump, jump
    =in front, jump off building, jump off roof, drive off bridge, drive off cliff, drive =my
    car =into, crash =my car =on purpose, last goodbye, goodbye note, goodbye letter, love them
    goodbye, tell =my kids =i love, tell =my children =i love, tell =my son =i love, tell =my
    daughter =i love, =when =im gone, wont be here tomorrow, wont be around =much longer, wont
    be alive, worry =about me anymore, deal =with me anymore, =kill =me =now, wanna disappear,
    want =to vanish, pain =to end, pain =to stop, pain =to go =away forever, want =to be over,
    want =it over, rather die, =to death =drinking, drinking myself, starve myself, drown
    myself, wish =someone would kill =me, not strong enough =to live, cant =be =here anymore,
    dont deserve =to live, deserve =to die, hate =my life, =die, =dying, =dead, harming myself,
    something =to myself, this earth, this world =anymore, ending things, end things, sleep
    forever, nobody would miss, no one would miss, nobody would care, no one would care, wasnt
    here =anymore, if =i wasnt here, if =i just wasnt here, if =i werent here, =if =i =were
    gone, =if =i =was gone, nothing left for me, nothing left =to live, see no future, no future
    for me, see the point anymore, dont see =the point, see =no point, cant do life, =pills,
    swallowed bottle, swallowed everything, drank bleach, drink bleach, slit my, my throat, not
    meant =to be =here, no purpose, worthless, hate myself, cant face another day, end =my
    suffering, =k1ll myself, self harmer, self injury, end myself, ending myself, no reason for
    me =to =be, not be alive, =to =be alive =anymore, wish =i =didnt exist, wish =i could
    disappear, could =just disappear, my life =is over, nothing matters anymore, =to =od, =od
    again, relapsed =and, =be better off, let me die, peace =when =i, sick =of living, hate
    living, cant live anymore, cant live without, no will =to live, lost =the will, give up
    living, done =with everything, done =with =this =life, done =with =this world, wont make =it
    =through =the night, last night =alive, see =you =in heaven, see =you =on =the other side,
    =be =with =god =now, end =the pain, stop =the pain forever

    quiero morir, quiero morirme, me quiero morir, quisiera morir, quiero estar muert*, ganas de
    morir, ganas de vivir, =a =matarme, =en =matarme, =voy =matarme, =pienso =matarme, =quiero
    =matarme, =quisiera =matarme, me voy matar, =me =quiero =matar, =me =kiero =matar, =me
    =mato, quitarme vida, suicidio, suicidarme, no quiero vivir, no vale pena vivir, razon para
    vivir, razones para vivir, no puedo =mas, ya no aguanto, no aguanto =mas, mejor muert*,
    hacerme dano, lastimarme, cortarme, acabar con mi vida, acabar con todo, quiero desaparecer,
    mejor sin mi, sin esperanza, soy una carga, ya no quiero estar aqui, cansad* de vivir,
    colgarme, no despertar, kiero morir, kiero morirme, =kiero matarme, =boy =matarme, quisiera
    morirme, quisiera estar muert*, quisiera no despertar, ojala me muera, ojala me muriera,
    ojala no despert*, quiero seguir viviendo, no quiero seguir asi, no quiero =seguir =mas,
    vida no vale, sentido =a =la vida, vida no tiene sentido, cansad* =de =la vida, hart* =de
    =la vida, terminar con mi vida, acabar con la vida, odio mi vida, me corto, me cortaba, me
    estoy cortando, todas las pastillas, frasco =de pastillas, bote =de pastillas, sobredosis,
    tirar* =del puente, aventar* =del puente, aventar* =de =un puente, tirar* =de =un puente,
    brincar =del puente, tirarme =al, aventarme =al, =me =voy =a ahorcar, =ahorcarme, me =voy
    colgar, dar =un tiro, darme =un tiro, pegarme =un tiro, pegar =un tiro, me hago dano,
    hacerme =un dano, cuando =yo =no este, cuando =ya =no este, cuiden =a =mis hijos, adios para
    siempre, no hay salida, no veo salida, sin salida, no tengo esperanza, perdi =la esperanza,
    mejor =si =yo =no estuviera, estarian mejor =sin, no merezco vivir, merezco morir, me quiero
    =ir =con =dios, quisiera no haber nacido, pensamientos suicidas, me rindo =con =la vida,
    morir*, =muero, =muera, muriera, =muerta, =muerto, este mundo, encuentro sentido, sentido
    vivir, nadie me extran*, pastillas, cortar* venas, las venas, me corte =las, mejor =no
    =existir, no quiero existir, dejar =de existir, dejar =de vivir, pensando =en =morir, dormir
    =para siempre, dormir =y =no despertar, no valgo nada, no sirvo =para nada, me odio, =me
    =quiero =hacer dano, hacerme algo, ya =no =puedo =seguir, tirarme =del, me tiro =del, =me
    =aviento =de, =me =aviento =del, seguir viviendo, nada de =la vida, se acabe todo, que =todo
    =se acabe, quitar =la bida, quitarme =la bida, =me quiero =quitar, harta =de vivir, harto
    =de vivir, odio vivir, sin ganas =de, ya =no tengo fuerzas, no tengo fuerzas, ya =no tengo
    ganas, darme =por vencid*, ultimo dia =que, perdonenme =por =todo, despedirme =de
    """
)

DANGER = listed(
    """
    =hit me, =hits me, hitting me, =beat me, beating me, beats me up, hurt me, hurts me, hurting
    me, going to hurt, gonna hurt, will hurt, hurt us, hurt my kid*, hurt my child*, hurt my
    son, hurt my daughter, hurt my baby, hitting my, =hit my kid*, =hits my kid*, =hits my son,
    =hits my daughter, =hits our, beating my, choke, choked, choking me, strangl*, slapped me,
    punched me, pushed me, kicked me, threw me, threaten*, threatened, threatening, threat,
    threats, =kill me, =kill us, =kill him, =kill her, =kill them, =kill you, =kill my, killing
    us, gonna kill, going kill, scared, terrified, afraid, fear for, frightened, he found us, he
    found me, she found us, she found me, they found us, found where live, knows where live,
    following me, followed me, stalk*, not safe, isnt safe, dont feel safe, never safe, unsafe,
    in danger, dangerous, =gun, =guns, knife, weapon*, =shoot, =shooting, =shot =at =us, =shot
    =at =me, =shot me, stab, stabbed, wont let me leave, wont let me go, locked me, locked us,
    trapped in, held me down, abus*, violent, violence, raped, rape, assault*, =molest,
    =molested, =molests, =molesting, =molester, kidnap*, took my kids, taken my kids, at my
    door, outside my house, outside my door, breaking in, broke in, call 911, call cops, call
    police, emergency, help me hes, he is here, hes here, hiding from, ran away from him, =he
    beats, =she beats, =beats =me =and, =beats =my, =beats =the =kids, grabbed me, =by =the
    neck, =by =my neck, around =my neck, hands =on =me, hands =on =my kid*, hands =on =my son,
    hands =on =my daughter, dragged me, drags me, shoved me, shoves me, burned me, burns me,
    =bit me, =bites me, spit =on me, =he broke =my, =she broke =my, =he =cut me, =she =cut me,
    black eye, bleeding, bruise*, bruised, forced me =sex, forces me =sex, forced me =to =do,
    forced himself, forced me =to sleep, made me =do things, makes me =do things, makes me =have
    sex, making me =have sex, make me =have sex, touched =my daughter, touched =my son, touched
    =my kid*, touched =my child*, touched =my baby, touches =my daughter, touches =my son,
    touches =my kid*, touching =my child*, touching =my kid*, touching =my daughter, touching
    =my son, touches me, touched me, touching me, touched her, touched him, touches her, touches
    him, touching her, touching him, =hits =the kids, =hit =the kids, =hits =the baby, =hit =the
    baby, =hit =my son, =hit =my daughter, =hit =my child*, =hit =my baby, =hits =my child*,
    =hits =my baby, =hits =them, =hit =her, =hits =her, =hit =him, =hits =him, with =a =belt,
    left kid* alone, left =my son alone, left =my daughter alone, left =the baby alone, left =my
    baby alone, wont give kid* back, wont give =son back, wont give daughter back, wont give
    baby back, wont give =back =my kid*, wont give =back =my =son, wont give =back =my daughter,
    wont give =back =my baby, wont return =my kid*, took =the kids, took =the baby =and, took
    =my baby, took =my =son, took =my daughter, taken =my daughter, taken =my son, taken =my
    baby, dont know where =my kid*, daughter missing, =son missing, kid* missing, child missing,
    baby missing, =kid didnt =come home, son didnt =come home, daughter didnt =come home, =ill
    kill, =i =will kill, =ima kill, =imma kill, kill that, kill =all, kill =everyone, kill
    =every, kill =somebody, kill =someone, kill =this, =burn =it down, =burn =down, burn =that
    place, burn =this place, burn =your, blow =up, bomb, bombs, watch =your back, gonna pay
    =watch, where =you live, where =you work, where =yall work, where =u live, where =u work,
    =ill hurt, hurt =you, hurt someone, hurt somebody, hurt =the kids, hurt =the baby, hurts
    =her, hurts =him, hurts =the kids, hurt =her, hurt =him, hurts =my kid*, hurts =my =son,
    hurts =my daughter, hurting =the baby, hurting =the kids, hurting =her, hurting =him, shake
    =the baby, shook =the baby, thretens, threten, thretening, restraining order =hes, broke
    restraining order, violated restraining order, violated protective order, violating
    restraining order, violating protective order, broke protective order, outside =my job,
    outside =my work, outside =my window, outside =my school, outside =right now, banging =on,
    =hes =in =my house, =he =is =in =my house, =someone =in =my house, broke into, breaking
    into, =a tracker, =tracking =me, =tracking =my, tracks my, tracks me, airtag, =he took =my
    phone, =she took =my phone, took =my keys, wont let me out, wont let =us leave, wont let =us
    go, =im trapped, =i =am trapped, im hiding, =i =am hiding, we hiding, =were hiding, in
    hiding, reads my, reading my messages, reading my texts, reading my phone, checks my phone,
    checking my phone, goes through my phone, going through my phone, looks at my phone, =he
    =will =see, =hell =see, =she =will =see, sees this, sees these texts, saw your text, saw the
    text, send police, send the cops, send =an ambulance, need police, =is coming =for me, hes
    coming =for, =he =is coming =help, =now =he =is coming, shes coming =for, =dv, domestic,
    =battered, =he sells me, selling me, sell =my body, sex for money, sleep with men, sex with
    men, sleep with strangers, pimp, pimps, pimped, pimping, traffick*, trafficked, trafficking,
    traficked, against =my will, makes me work, make me work, took =my passport, has =my
    passport, took =my papers, found out where, found =my address, found =my =new address, got
    =my address, gave =him =my address, gave =my address, drinking =and driving, drunk =with
    =the kids, high =around =the kids, drugged me, drugs me, drugged my, poison, poisoned,
    poisoning, starves, starving =my, starving =the, neglect*, petrified, tortur*, hostage,
    beaten, beatings, revenge porn, blackmail*, =kill, =kills, =killed, =killing, killer, =hurt,
    =hurts, =hurting, =hits, =hitting, =hit =me, =hit =us, =hit =my, =hit =the =baby, beat =us,
    beat =my, beats =us, smacked, smacks, =smacking, slaps, slapping, punches, punching, kicks
    me, kicked =down, kicked =in, scratched me, drunk, locked =in, locked =up, =he has me, wont
    bring =my son, wont bring =my daughter, wont bring =my kid*, wont bring =my baby, wont bring
    =her back, wont bring =him back, wont bring =them back, isnt breathing, not breathing,
    unconscious, wont wake =up, overdosed, =has marks, marks =on =her, marks =on =his, marks =on
    =my, somebody help, someone help, please help =me =hes, being forced, forced =to work,
    forcing me, force me, monitors my, monitoring my, controls =my money, burn =my house, burn
    =the house, grabbed =my, snatched, snatched =my, pepper spray, machete, armed, murder*,
    =stab, attack*, attacked, come =after me, coming =after me, came =after me, looking for me
    =hes, ran =me =over, run =me =over, tried =to run, ran away =from, child =is =not =fed, no
    food =for =my baby, left =in =the car, wont leave me alone, wont leave us alone, =harass*,
    revenge, =youll regret, regret =this =i, gonna regret, =ill =shoot, =will =shoot, slave,
    debt bondage, =ped*phile, =incest, =creep, inappropriate*, sexual*, naked pictures, naked
    pics, nude*, grabs me, grabbing me, shakes me, shaking me, shook me, swung at, swings at,
    throws things, threw things, throws stuff, punched =a hole, strangl*, =strangeld, bruises,
    bruising, pushed =my, pushes =my, pushes me, shoved =my, waiting for me, waiting outside,
    sitting outside, sat outside, parked outside, outside =my apartment, outside =my place, wont
    stop coming, wont stop showing, keeps coming =to, keeps showing =up, shows =up =at, showed
    =up =at, hot car, left =my baby, left =the kids, left =my kids =with, =i =will find you,
    =ill find you, find =you =all, waiting for you, pay for this, =youll =be sorry, =youll =see,
    got =it coming, =get hurt, gonna get hurt, going =to get hurt, end =you, destroy =you,
    slash*, strangul*, scared =of, flinch*, his fists, =a fist, private parts, hits =his,
    screams =at =us, screams =at =me, breaks things, broke =my phone, smashed =my, cornered =me,
    pinned =me, held =me =down, tied =me, tied =up, dont =want =him =to find, cant =let =him
    =find, =he =will find me, =hell find me, =he =will find us, going =to find me

    =me =pega, =me =pego, =nos =pega, =nos =pego, me golpe*, nos golpe*, me esta pegando, me
    esta golpeando, =pega =a mi, =pega =a mis, golpea =a mi, golpea =a mis, amenaz*, tengo
    miedo, tenemos miedo, miedo, aterrad*, asustad*, me va matar, nos va matar, me quiere matar,
    nos quiere matar, matarnos, quiere matar, nos encontro, me encontro, me sigue, me esta
    siguiendo, me persigue, acos*, maltrat*, violencia, violent*, abus*, peligro, peligros*,
    pistola, cuchillo, =un arma, me lastim*, nos lastim*, lastima =a mis, lastimo =a mis, no me
    deja salir, encerrad*, auxilio, socorro, me ahorc*, me violo, secuestr*, no estoy =a salvo,
    no me siento segur*, esta afuera de mi, sabe donde vivo, llamen =a policia, llame =al 911,
    se llevo =a mis hijos, emergencia, me empuj*, me avent*, me avienta, me jalo, =me =jala, me
    agarr* =del, me pateo, me patea, me quemo, me quema, me mordio, me escupe, me cacheteo, =me
    =mata, =nos =mata, moreton*, moret*, golpea =a, golpeo =a, golpea =mi, =les =pega, =les
    =pego, =le =pega, =le =pego, =pega =a =los, =pega =a =las, =lo =voy =a matar, =la =voy =a
    matar, =los =voy =a matar, =las =voy =a matar, =voy =a matar, =te =voy =a, toco =a =mi, toca
    =a =mi, tocaron =a =mi, manosea*, manoseo, encerro, me encerr*, nos encerr*, quito =el
    telefono, quito =mi telefono, quito =mi celular, quito =mi pasaporte, quitaron =mi
    pasaporte, quitaron =mis papeles, tiene =mis papeles, no =lo regresa, no =la regresa, no
    =los regresa, regresar =a =mis hij*, regresa =a =mis hij*, regresarme =a =mis, devuelve =a
    =mis, devolver =a =mis, =no =se donde estan =mis hij*, =no =se donde esta =mi hij*,
    desaparecid*, desaparecio =mi, =manden ayuda, =manden policia, =mande ayuda, mandenme ayuda,
    necesito =la policia, no estoy segur* =en, escondid*, escondiendo, =un refugio, =el refugio,
    me oblig* =a tener, me oblig* =a acostarme, me oblig* =a trabajar, me obliga =a hacer,
    obligan =a trabajar, acostarme =con hombres, vender =mi cuerpo, vende =mi cuerpo, prostitu*,
    =trata =de personas, quemar, incendiar, bomba, bombas, cuidense, cuidese, =se donde trabaj*,
    =se donde viv*, revisa =mi telefono, revisa =mi celular, revisa =el celular, revisa =el
    telefono, lee =mis mensajes, leyendo =mis mensajes, ve =mis mensajes, vio =mis mensajes,
    =lee =esto, =si =lo =ve, =si =ve =esto, =va =a =ver, sabe donde estoy, sabe donde trabajo,
    =donde =vivo, afuera =de =mi, tocando =la puerta, =en =la puerta, entro =a =mi casa, se
    metio =a, dispar*, balazo*, apunal*, navaja, machete, me drogo, me droga, veneno, envenen*,
    rehen, chantaj*, borracho =con =los ninos, manejando borracho, abandono =a =los ninos, solos
    =en =la casa, me viola, violaron, violar*, tengo mieo, me hace dano, nos hace dano, =le hace
    dano, =les hace dano, matar*, =maten, =mate =a, =pegan, =pegar, =pegaba, pegarme, pegaron,
    golp*, cachetad*, jalonea, jalone*, robo =a =mi hij*, robaron =a =mi hij*, entregar =a =mi
    hij*, que =la toca, que =lo toca, que =le toca, dice toca, borrach*, esta tomado, vender
    drogas, terror, me oblig*, me estan obligando, hac* dano, hizo dano, haga dano, hagan dano,
    quemarme, quemarnos, quemarla, no respira, inconsciente, no despierta, tiene marcas, no =me
    =deja =en =paz, me vigila, me controla, me espia, me rastrea, navajazo, ataco, atacar,
    atacarme, me insulta =y, asesin*, rompio =la puerta, pateo =la puerta, tumbar =la puerta,
    llego =con =un, drogad*, explota*, esclav*, tocamientos, fotos desnud*, persigu*, ojo
    morado, esperando afuera, esperandome, me espera, me hallo, nos hallo, =a =la fuerza, me
    jalo, me sacude, me grita, me insulta, me avento, me escupio, van =a =ver, vas =a =ver, va
    =a =ver lo, se =van =a arrepentir, te =vas =a arrepentir, me =la =van =a pagar, me =la =vas
    =a pagar, =te voy =a encontrar, los voy =a encontrar, lo que =les pasa, lo que =te pasa, me
    puede encontrar, que =me encuentre, me anda siguiendo, me anda buscando, anda borrach*,
    llego borrach*, llega borrach*, me rompio, me quebro, me pateo, me arrastro, me tiro =al, me
    tumbo, partes privadas, me quito =a =mis, me quito =a =mi
    """
)

SELF_HARM_ALONE = listed(
    """
    going to jump, gonna jump, i want to go, goodbye everyone, its over for me, im done with
    everything, i give up on everything, i want out of this life, i give up, no quiero seguir,
    ya no quiero seguir, adios a todos, ya no quiero nada, me rindo
    """
)
DANGER_ALONE = listed(
    """
    help us, send help, please send help, help us please, gun, bomb, emergency, hes here, shes
    here, hes outside, shes outside, he is outside, hes coming, he is coming, hes back, im
    trapped, i cant breathe, save me, save us, im in trouble, we are in trouble, i need help
    now, i need help right now, esta afuera, esta aqui, ya llego, ya viene, ya viene por mi,
    viene por mi, esta en la puerta, no puedo respirar, salvenme, sacame de aqui, saquenme de
    aqui, estoy en problemas, ayudenos, manden ayuda
    """
)
"""Urgent when they are all that was said; in a longer message they are too common to tell."""

WATCHED = listed(
    """
    reads my phone, reads my texts, reads my messages, reading my phone, reading my texts,
    reading my messages, checks my phone, checking my phone, goes through my phone, going
    through my phone, looks at my phone, looks through my phone, has my phone, took my phone,
    tracks my phone, tracking my phone, =he =will =see, =hell =see, =she =will =see, =shell
    =see, sees this, sees these, sees =the text*, sees =your, saw =the text, saw your text,
    finds out, found out =i, cant talk, cant text =hes, cant text =he, not safe =to talk, not
    safe =to text, =hes right here, =he =is right here, =hes next =to me, listening, =he =is
    here, =hes =here, =shes =here, =can =see =this

    lee mis mensajes, leyendo mis mensajes, ve mis mensajes, vio mis mensajes, revisa mi
    telefono, revisa mi celular, revisa el celular, revisa el telefono, tiene mi telefono, quito
    el telefono, quito mi telefono, quito mi celular, =lee =esto, =si =lo =ve, =si =ve =esto,
    =va =a =ver, =se =da cuenta, =se entera, no puedo hablar, no puedo escribir, esta aqui, esta
    conmigo, =esta =a =mi lado, =nos =esta oyendo, =me =esta oyendo
    """
)
"""Someone else may read the answer, so in a message of danger these keep us from texting one (the
National Domestic Violence Hotline's advice on technology safety). By themselves they mean
nothing."""
