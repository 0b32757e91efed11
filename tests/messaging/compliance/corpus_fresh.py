"""Utterances written before anyone looked at the tables, batch by batch, and kept.

Of the danger of the first batch the tables of phrases heard 0.83, of the second 0.40; the ideas of
`safety_concepts`, made after the first, heard 0.65 of the second before it was looked at,
and with what that taught 0.66 of the third, with none of its ordinary talk.
"""

from collections.abc import Mapping

from tests.messaging.compliance.corpus_oblique import EIGHTH, FIFTH, FOURTH, SEVENTH, SIXTH

FIRST: Mapping[str, str] = {
    "self_harm": """
        i just want to go to sleep and not wake up anymore
        my kids would be better off if i was gone
        theres a bottle of pills in front of me and im tempted
        i cant do this anymore i have nothing left to live for
        nobody would even care if i was dead
        thinking about driving my car off the bridge
        i keep having thoughts of ending my life
        tell my daughter i love her im sorry goodbye
        i been cutting again
        im gonna hang myself
        whats the point of living like this
        i dont wanna be here no more
        i took too many pills last nite
        sumtimes i wish i was never born
        i got my gun in my hand and dont see a reason not to
        u wont have to worry about me after tonight
        i should just end it all
        kms fr
        suicidl and nobody to talk to
        i cant take it any more i want out of this life
    """,
    "self_harm.es": """
        ya no quiero seguir viviendo
        mis hijos estarian mejor sin mi
        tengo ganas de matarme
        estoy pensando en quitarme la vida
        no le veo sentido a la vida
        me tome un frasco de pastillas
        quisiera dormirme y no despertar
        ya no aguanto mas me voy a colgar
        digale a mi hija que la quiero adios para siempre
        me corte las venas
    """,
    "danger": """
        he put his hands around my neck last night
        my ex is sitting outside my house and wont leave
        im scared to go home tonight
        he said if i take him to court he will make me pay for it with blood
        she threw a knife at me
        he smashed my phone and locked me in the bedroom
        my boyfriend beats on me when he drinks
        he has a gun and he told me he would use it
        she hit my son with a belt and left marks
        we are sleeping at a shelter because of him
        he found out where i live please dont give him my info
        he violated the restraining order again
        he follows me to work every day
        he put a tracker on my car
        the father of my kids raped me
        he pushed me down the stairs when i was pregnant
        i think he is going to hurt me
        hes gonna kill us all
        he showed up at my job yelling and threatening me
        hes choking me
        i had to call 911 on him yesterday he broke my nose
        he burned me with a cigarette
        im hiding from him at my sisters
        he grabbed me by the hair and dragged me
        im afraid for my life
        my stepdad touches me
        he said hes gonna take the kids and i will never see them again
        theres bruises all over her arms when she comes back from her dads
        my daughter says her uncle touched her private parts
        she leaves the baby alone all night with no food
        he shook the baby
        the kids told me daddy hurts them
        she is on drugs and driving with my kids in the car
        my son came back with a black eye
        he took my daughter across the border and wont bring her back
        she wont let me leave the house and took my papers
        he makes me sleep with his friends for money
        my boss has my passport and wont pay me, i cant leave
        he is forcing me to have sex
        they make me work and lock the door at nite
        hes monitoring my phone he reads everything
        pls help he is at the door with a bat
        he swore he would shoot me if i showed up friday
        hes strangeling me
        he thretened to burn down the house
        my x husban keeps stalkin me
        he dont let me have money or see my family and slaps me
        somebody is trying to break in
        im in danger
        i dont feel safe here
        im not safe with him
        im bleeding and he wont let me go to the hospital
        ill come down there and shoot every one of you
        im gonna blow up your office
    """,
    "danger.es": """
        mi esposo me pego otra vez
        me tiene amenazada con un cuchillo
        el papa de mi hija la toca
        tengo mucho miedo de el
        me quiere quitar a los ninos y llevarselos a mexico
        me encerro en el cuarto y no me deja salir
        me agarro del cuello y me ahorcaba
        esta afuera de mi casa y no se va
        estoy escondida con mis hijos en un refugio
        me sigue a todas partes
        dice que si hablo me mata
        me obliga a acostarme con otros hombres
        violo la orden de restriccion
        le pega a los ninos con el cinto
        mi hijo llego con moretones
        no me siento segura en mi casa
        me avento por las escaleras
        me revisa el telefono y me vigila
        tuve que llamar a la policia porque me golpeo
        me quito el pasaporte y no me deja ir
        deja al bebe solo toda la noche
        tengo myedo q me aga algo
        abuso de mi nina
        anda armado y me esta buscando
    """,
    "none": """
        can i pay 50 this friday and the rest next month
        i never got the letter about my court date
        my new address is 14 oak street apt 3
        i lost my job at the warehouse last week
        what time is the hearing
        my daughter is sick with the flu so i cant come in today
        you people are useless i been calling for 3 weeks
        i get paid every other thursday
        my son started second grade at lincoln school
        is the payment going to hit my card today
        this is killing my credit
        im dying to know if it posted
        that shot at the doctor cost me 80 dollars
        the check never came
        i was in the hospital for my back surgery
        my phone died sorry
        he hasnt paid in 6 months
        he got a new job at amazon
        when will the hold be lifted from my license
        can you cut my payment down
        you guys are killing me with these fees
        i got laid off
        ok thanks have a good day goodbye
        i already sent in my pay stubs
        how do i do direct deposit
        my mom passed away last week and i need to reschedule
        i cant afford this anymore i want a modification
        i got hurt at work and im on workers comp
        she wont let me see my kids on weekends
        i have the kids half the time now
        we got back together and live at the same place
        this system is a joke and unfair to fathers
        i dont have a ride to court
        can someone call me after 5
        who is my caseworker now
        the judge gave us joint custody
        i will drop off the papers at the office monday
        my tax refund was taken why
        im following up on my application
        i need to track my payment
        did you get the form i burned a copy to cd lol
        i paid the police ticket already does that show
        i work nights at the gun range front desk
        do i need my passport for the appointment
        i was released from jail on tuesday
        no quiero perder mi licencia, puedo pagar 40 hoy
        a que hora es la cita
        mi hijo tiene fiebre no puedo ir manana
        cambie de trabajo la semana pasada
        no me ha llegado el pago de este mes
        cuanto debo en total
        ya mande los papeles por correo
        el papa no ha pagado desde mayo
        me pagan el viernes
        mi numero de caso es 4471
        se me murio el celular
        me muero de risa
        estoy enferma de gripe
        mi hija entra a la escuela el lunes
        son unos inutiles nadie contesta
    """,
    "stop": """
        quit texting my phone
        no more texts please
        leave me alone
        i dont want these messages
        please take my number off your list
        do not contact me again
        lose my number
        u need to stop blowing up my phone
        i didnt sign up for this get me off
        enough with the messages already
        never text me again
        can you cease texting me
        im not interested in getting texts
        remove this number from your system
        id rather not get texts
        discontinue these alerts
        quit hitting me up
        i no longer wish to be contacted by text
        cut it out with the texts
        stopp sendin me stuff
        turn off these text alerts
        how many times do i have to tell you to stop messaging
    """,
    "stop.es": """
        ya no me manden nada
        dejen de mandarme mensajes
        no quiero recibir mas textos
        quitenme de su lista
        borre mi numero por favor
        no me molesten mas
        paren los mensajes
        no deseo que me contacten
        ya dejenme en paz
        cancelen los mensajes
    """,
    "wrong": """
        you have the wrong person
        this isnt her phone anymore
        i just got this number last month
        nobody by that name here
        dont know who that is
        this phone belongs to someone else now
        thats not me you got the wrong guy
        she doesnt use this number no more
        i think you mean to text somebody else
        wrong #
        this is a business line
        i am not maria
    """,
    "wrong.es": """
        numero equivocado
        se equivoco de persona
        aqui no vive nadie con ese nombre
        este ya no es el telefono de ella
        no conozco a esa persona
        yo no soy carlos
        este numero ahora es mio
    """,
}

SECOND: Mapping[str, str] = {
    "self_harm": """
        honestly yall might as well count me out i wont be around for that hearing
        im at the end of my rope and the pills are right here
        im so tired i just want the pain to stop for good
        nothing matters i already wrote the letters to my kids
        what would happen to my case if i wasnt here
        i tried to od last night and im still here
        sometimes i think about stepping in front of a bus
        the world dont need me no more
        i dont see a reason to keep breathing
        im better off in the ground
        its over for me. tell my babies daddy loved them
        ive been having dark thoughts and i cant shake it
        if i lose my kids i have no reason to stay alive
        i am a waste of space
        i hate being alive
        i keep looking at the razor
        god please just take me
        everybody hates me i should be dead
        ima jus do it 2nite n end dis pain
        fuk life im out 4ever
    """,
    "self_harm.es": """
        mejor me hubiera muerto yo
        no sirve de nada que yo viva
        me quiero aventar a las vias del tren
        ya no le hayo sentido a nada quiero descansar para siempre
        me dan ganas de tomarme todas las pastillas
        siento que soy un estorbo para todos
        ya no tengo fuerza para vivir
        anoche intente suicidarme
        que dios me lleve ya
        diganle a mis ninos que los amo, ya no voy a estar
    """,
    "danger": """
        i got a black eye and a busted lip from my kids dad
        he kicked me in the stomach while i was 7 months along
        shes swinging a bat at me rn
        my husband wont let me use the phone or go to church
        he keeps showing up at my kids daycare even tho he isnt allowed
        hes been drinking and waving a pistol around
        he told the kids he would put me in the ground
        my baby daddy jumped me in the parking lot
        i left him because he almost killed me
        if he gets my address im dead
        please hide my address from him he is violent
        he put something in my drink and i woke up with no clothes
        my ex hacked my phone and knows everywhere i go
        she took off with my daughter and turned off her phone
        my 4 yr old says grandpa plays secret games with her in bed
        my kids come home starving and covered in bug bites
        the kids are left by themselves till 2am
        her new boyfriend whoops my son with an extension cord
        my son has cigarette burns on his legs
        dad passed out with needles next to the baby
        mom is so high she cant wake up and the baby is crying
        my stepfather comes in my room at night
        he rents me out to his friends
        they brought me here for a job and wont give me my documents back
        i work 16 hours and they dont pay me and they say they will call immigration
        he says if i leave he will have me deported and keep my kids
        i have to give him everything i make on the street
        she tried to run me over with her car
        he poured gas on the porch
        my ex killed my dog and said im next
        he sends me pictures of my front door
        someone slashed my tires and i know its him
        every time i go to court he waits in the parking lot for me
        i cant tell you where i am he will find me
        i ran with just the kids and the clothes on our back
        we had to leave in the middle of the night to get away
        im begging you dont tell him where we are
        i fear what he will do when he gets the letter
        he gon kil me if he find out i texted u
        he jus hit da baby
        hes coming after me wit a nife
        he wont stop callin me sayin hes gonna get me
        he strangld me til i passed out
        my husband rapes me
        shes poisoning my food i swear
        i need somewhere safe to go tonight with my kids
        my arm is broke he did it
        my kid tried to jump out the window to get away from him
        next time i see one of you people im gonna knock your teeth out
        yall better have security when i come up there
        i know what car that caseworker drives
    """,
    "danger.es": """
        mi marido toma y se pone violento
        el papa de mis hijos me pateo el estomago
        me puso una pistola en la cabeza
        si me encuentra me va a hacer pedazos
        tengo la cara morada de los golpes que me dio
        se llevo a mi nina y no contesta
        me dijo que me iba a desfigurar
        mi cunado se mete a la cama de mi hija
        no me da dinero ni me deja ver a mi familia
        me trajeron con enganos y me hacen trabajar sin pagarme
        tengo que acostarme con hombres para pagarle al coyote
        dice que va a llamar a inmigracion si lo denuncio
        los ninos estan solos todo el dia y sin comer
        mi hijo tiene quemaduras de cigarro
        no le digan donde vivo por favor, me anda buscando para matarme
        me manda fotos de mi casa
        me jalo del pelo y me estrello contra la pared
        me ase dano cuando toma
        nesecito alluda me esta golpiando
        rompio la puerta y se metio
        me fui de la casa con los ninos por miedo
        el padrastro le da cinturonazos a mi hijo
        me amenasa con quitarme a mis ijos
        me tiene encerrada sin telefono
    """,
    "none": """
        how long till the order gets changed
        i moved in with my sister so new address is 22 elm
        ok i will bring my id and papers tomorrow
        my ex got remarried does that change support
        he owes me 4000 and you do nothing
        your system is garbage i want to speak to a supervisor
        why did you take my whole check i cant pay rent
        she quit her job on purpose to lower support
        the kids live with me full time now
        my baby was born on the 3rd how do i add him
        i want a dna test im not the father
        he called me and said he would pay next week
        my boss needs the withholding letter
        i work for a trucking company and im on the road
        is my case closed
        my dad died and i had to pay for the funeral
        i have the flu and a fever of 102
        my car broke down im going to be late to court
        do i leave the form at the front desk
        the kids start daycare monday can that be included
        i take the kids to school at 8 so call after that
        my son broke his arm playing soccer who pays the hospital bill
        my daughter needs glasses does his insurance cover that
        i dropped my phone and the screen broke
        someone stole my debit card please stop the deposit to it
        i called the office 3 times and nobody picks up
        im tired of waiting on hold
        this makes no sense i already paid
        i quit my job at the hospital
        when does child support end, she turned 18
        i feel like im being punished for working
        i cant make it tuesday i have surgery
        the father is not on the birth certificate
        he lives in mexico now can you still collect
        got your text thank you so much
        i need to see a copy of the order
        whats the best number to reach you
        i was in the shelter of my office during the storm
        he gets social security disability
        she got the kids every weekend this month
        you all cut my benefits again
        i gave him cash for the kids does it count
        i need help with the form
        my kids are out of school for the summer
        they said to call back in an hour
        my license was suspended and i drive for work
        can i do the hearing by phone
        hit the wrong button sorry
        i shot you an email yesterday
        i need my payment history for my lawyer
        cuando es mi audiencia
        perdi mi trabajo en la fabrica
        puedo hacer un plan de pagos
        mi ex esposo se caso otra vez
        llevo a los ninos a la escuela a las 8
        necesito ayuda con el formulario
        el no tiene trabajo ahora
        mi bebe nacio el lunes
        me robaron la cartera y perdi la tarjeta
        no tengo como llegar a la corte
        estoy cansada de esperar en el telefono
        mi jefe necesita la carta
        tengo una pregunta sobre el seguro medico
        ustedes nunca me ayudan
    """,
    "stop": """
        i would prefer you not text me
        knock it off with these messages
        i asked you people not to text me
        dont ever message this phone again
        get me off this text thing
        i am done getting these
        no thank you take me off
        do u mind not texting me
        please end these notifications
        you dont have permission to text me
        i revoke my consent
        put me on your do not call list
        im blocking you if you keep texting
        delete my contact info
    """,
    "stop.es": """
        ya basta de mensajes
        no me vuelvan a escribir
        saquenme de esta lista
        prefiero que no me escriban
        no quiero saber nada de ustedes
        eliminen mi telefono de su sistema
        no autorizo mensajes
        les prohibo que me manden textos
    """,
    "wrong": """
        this phone doesnt belong to him
        whoever this is for its not me
        i dont have any case with you
        never heard of this person
        my name is kevin not tyrone
        he changed his number this is mine now
        you got the wrong dude bro
        the person you want had this number before me
        i think u texted the wrong phone
        who is jasmine
    """,
    "wrong.es": """
        no es mi nombre, tienen mal el numero
        la persona que buscan ya no tiene este telefono
        nunca he tenido un caso con ustedes
        me acaban de dar este numero
        creo que se confundio de numero
        no se quien es esa senora
    """,
}

THIRD: Mapping[str, str] = {
    "self_harm": """
        i swallowed half a bottle of sleeping pills
        i wish the lord would call me home
        my life aint worth nothing no more
        im going to do something bad to myself
        im standing on the overpass right now
        i want to go be with my mom in heaven
        i bought a rope today
        aint no reason for me to keep on living
    """,
    "self_harm.es": """
        quiero acabar con mi sufrimiento de una vez
        me voy a tirar del puente
        siento que mi vida no vale nada
        ya tengo la soga lista
    """,
    "danger": """
        he hurt me real bad last night and i had to go to the er
        she came at me with scissors
        my kids father snatched my son from school
        hes on his way over here and hes mad drunk
        my mans been putting hands on me
        he held me under water in the tub
        i got a protective order and he still comes by
        he says hell slit my throat
        my daughter told her teacher her dad gets in bed with her
        i found pictures of my daughter naked on his phone
        shes selling her pills with the kids right there
        nobody is watching the kids they been outside since morning
        i escaped from the man who was selling me
        my aunt makes me clean houses all day and keeps my pay
        he took the distributor cap so i cant leave
        i sleep with a chair against the door because of him
        he keeps calling me from different numbers 50 times a day
        he said nobody will find my body
        ill put a bullet in whoever garnished my check
        im shaking he just left but hes coming back
        he slamed my hand in the car door
        my ex cut my brakes
    """,
    "danger.es": """
        me apunto con una pistola
        mi ex me espera afuera del trabajo
        me dijo que me va a quemar viva
        le grita y le pega a mi nino chiquito
        me quitaron mis documentos y me tienen trabajando dia y noche
        tengo miedo por mis hijos
        se llevo al nino y dice que no lo voy a volver a ver
        mi padrastro me toca cuando mi mama no esta
        me arrastro por el pelo
        ya me habia amenazado antes de matarme
    """,
    "none": """
        can you send the balance to my email
        i changed banks how do i update it
        i want to know why my case is taking so long
        he said he mailed the check friday
        my kids dad lives in ohio
        the office was closed when i got there
        she got remarried and moved to texas
        i just had a baby with my new husband
        yall took 300 out of my check and now i cant eat
        i am going to call the governor
        my lawyer will be calling you
        whats the address of the court
        the kids need school clothes and he wont help
        i lost my wallet and need a new card
        my hours got cut at work
        my son is 18 and graduated
        he never calls or visits the kids
        i paid cash to her mother
        the card was declined at the store
        im on disability and cant work
        voy a llegar tarde a la cita
        mi hija se enfermo anoche
        ya no vivo en esa direccion
        el juez dijo que pagara 200 al mes
        no entiendo esta carta
        donde mando el comprobante
        quiero hablar con mi trabajadora
    """,
    "stop": """
        i do not wish to get any of these
        kindly refrain from texting
        you may not contact me
        please discontinue texting this line
        erase my number
    """,
    "wrong": """
        this number isnt his anymore
        you reached the wrong individual
        sorry not the person youre after
        i have no clue who you are trying to reach
        he gave up this number and i got it
    """,
}


def _lines() -> tuple[tuple[str, str], ...]:
    return tuple(
        (line.strip(), label)
        for batch in (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH)
        for label, block in batch.items()
        for line in block.strip().splitlines()
    )


FRESH = _lines()
