"""Utterances that put danger obliquely, and ordinary talk that comes close to it: batches four to
eight, each written before anyone looked at what the readers make of it. See
`docs/decisions/0018-words-weighed.md` for what was heard of each, unseen.
"""

from collections.abc import Mapping

FOURTH: Mapping[str, str] = {
    "self_harm": """
        everyone would be better off without me
        i just want to go to sleep and not wake up
        tell my kids i love them, im sorry
        theres no point anymore
        im done. i cant keep going
        been thinking about driving into the river
        this is my last message to anyone
        i already wrote the letters for my girls
        i cut again last night
        whats the use of livin
        i cant see a way out of this
        take care of my son when im gone
        my daughter says she wants to disappear forever n shes cutting her arms
        sitting here with the gun in my lap
        god just take me already
        i bought the rope today
        im worth more dead than alive my insurance would pay yall
        i got nothing left to live for
        yall wont have to worry bout me after tonight
        if i lose visitation i'm ending it
        you'll all be sorry when im not around
        just wanna stop existing tbh
        i keep looking at the bridge on my way home
        my brother is talking about ending things he has pills
        no one would even notice if i was gone
        goodbye everybody thanks for trying
        i wish i was never born
        kms if this dont get fixed no joke
        might just unalive myself
        i dont plan on being here for the hearing.. or anything
        the pain has to stop n theres only 1 way
        gave away my dogs and my stuff, i'm at peace with it now
    """,
    "self_harm.es": """
        ya no quiero estar aqui en este mundo
        ya no le veo sentido a nada
        díganle a mis hijos que los amo, perdón
        ya no puedo mas con esta vida
        no quiero seguir viviendo asi
        pienso en aventarme del puente
        me corto los brazos pa no sentir
        esta es mi despedida
        ya tengo la soga
        mejor me muero y asi cobran el seguro
        para que sigo viva
        ya me canse de vivir
        dios llevame ya
        mi hijo dice que se quiere morir
        le deje una carta a mi familia, ya esta todo listo
        cuando ya no este cuiden a mi niña
        ojala no amanezca mañana
        no valgo nada nadie me va a extrañar
        voy a acabar con todo hoy
        tengo ganas de desaparecer pa siempre
        ya no hay salida para mi
        prefiero estar muerto que seguir pagando esto
        me quiero quitar la vida
        pa que vivir si me quitaron a mis hijos
        tengo la pistola en la mano y no tengo miedo
        hasta aqui llegue adios a todos
        siento q ya no tengo fuerzas para vivir
        anoche trate de ahorcarme
        me tomé cloro
        nomas pienso en morirme
        hoy es mi ultimo dia
        ya mero me les voy pa siempre
    """,
    "danger": """
        he shows up at my job every friday now
        hes parked outside again been there since 6
        he told me id never see the kids again if i talk to yall
        my ex put one of those air tag things in my purse
        she keeps coming by my moms house lookin for me
        he took the door off the bathroom so i cant hide in there no more
        he got my phone password n reads everything i cant write here
        somebody cut my brake line and we both know who
        he sleeps with a pistol under the pillow and jokes about using it
        every time he drinks we have to leave the house
        he wont let me leave the apartment, took my keys
        he had his hands round my neck last nite i couldnt breathe
        my daughter came back from his house with a belt mark on her leg
        he said accidents happen to women who ask for money
        please dont send mail here if he sees it im done for
        he said hed burn the place down with us in it
        me n the kids are sleeping in the car we had to get out fast
        he follows me from work to daycare
        he knows where i moved idk how he found out
        they said he got out of jail today and im home alone with the babies im shaking
        he broke the protective order twice this week
        my boyfriend smashed my phone this is my sisters
        she threw a knife at me in front of our son
        he makes me sign the checks over to him or else
        if i file he says he will take the kids to mexico
        my ex killed our dog and said im next
        i got a black eye and he says tell people i fell
        cops came again last night but he was gone by then
        he posts pictures of my house on facebook with a gun emoji
        i dont feel safe coming to the office if hes gonna be there
        his brother came over and told me drop the case or ill regret it
        locked in the basement call somebody
        she keyed my car n slashed 2 tires after court
        he keeps driving by real slow
        can u change the meeting he waits for me in the parking lot
        he grabbed me by the hair at the exchange
        my step dad touches me when mom is at work
        he forced me to do it last night i said no
        he said he aint got nothing to lose no more n hes comin over
        im hidin in the closet he is banging on the door
        hes going to find out i called you and hes going to hurt me bad
        the baby wont wake up he shook her
        she said she has people watching me
        my ex wont give my son back its been 9 days and he changed his number
        He has a key and comes in when im asleep
        he said ill be 6 feet under before he pays a dime
        he push me down the steps while pregnant
        not safe to talk he is right here
        do NOT call this phone he checks it n last time he beat my ass
        kids are terrified to go with him, he leaves loaded guns out
        he controls every dollar n dont let me see my family
        he put something in my drink i think
        we are at a shelter now dont give him any address
        theres bullet holes in my front door
        he keeps sayin "you wont make it to court"
        he me pego otra vez im scared to go home
        my ex anda loco says me va a matar
        he choked me anoche delante de los kids
        ese dude got a gun y esta afuera de mi casa
    """,
    "danger.es": """
        me espera afuera del trabajo todos los dias
        anda dando vueltas por mi casa en su troca
        me dijo que si sigo con esto no vuelvo a ver a mis hijos
        me puso un gps en el carro
        me revisa el celular y me quita las llaves
        anoche me apreto el cuello hasta que no podia respirar
        me dejo encerrada con los niños y se llevo la llave
        mi ex dice q me va a aventar a la migra si pido manutencion
        trae pistola y anda tomado
        mi niña regreso con moretones en los brazos
        me avento contra la pared
        me dijo que me va a ir mal si voy a la corte
        ya salio de la carcel y tengo mucho miedo
        no me deja salir ni ver a mi mama
        me quebro el telefono para que no les llame
        me jalo del pelo enfrente de los niños
        dice q me va a quitar a los niños y se los lleva para honduras
        nos tuvimos que salir de la casa corriendo anoche
        estoy en un refugio no le digan donde
        el rompio la orden de alejamiento otra vez
        me quemo con el cigarro
        le va a echar gasolina a la casa eso dijo
        por favor no me manden cartas el las abre y luego se pone como loco
        me sigue a todos lados ya no se que hacer
        manda gente a vigilarme
        me dijo q si no soy de el no soy de nadie
        me corto los frenos del carro
        toma y se pone agresivo conmigo y con los chamacos
        estoy escondida en el baño esta golpeando la puerta
        mi padrastro se mete a mi cuarto en las noches
        ella me amenazo con un cuchillo
        su hermano vino a decirme que quite la demanda o me atengo a las consecuencias
        me pega cuando le pido dinero para la comida
        no puedo hablar aqui esta el
        se robo a mi hijo hace una semana y no contesta
        me dio una cachetada en el estacionamiento despues de la corte
        mato a mi perro y dijo q sigo yo
        siempre sabe donde ando creo q me rastrea el cel
        me escribe desde numeros diferentes dice que me va a encontrar
        le tengo pavor
        ayudenme por favor esta bien borracho y trae machete
        temo por la vida de mis hijos
        aventó piedras a mi ventana anoche
        me quita todo el dinero y si reclamo me golpea
        le pegó a mi hijo con el cinto hasta sacarle sangre
        no le digan mi direccion por favor me anda buscando para matarme
        mi esposo me empujo estando embarazada
        dice que trae una bala con mi nombre
        hay un carro afuera toda la noche es el primo de el
        tengo q dormir con la puerta atrancada
        el novio de ella maltrata a mis hijas
        me amenaza con subir mis fotos desnuda
        si se entera q les escribi me mata
    """,
    "none": """
        this bill is killing me lol
        dead battery cant make it today
        my son shot hoops all weekend so we lost track of time
        i would kill for a later appointment
        my phone died what did u say
        can u shoot me an email
        do i have to be there when he is in court
        what happens if he doesnt show up to the hearing
        is there a parking lot or do i park on the street
        my dad passed away last week need to reschedule
        he shows up every weekend for the kids no problems
        i got locked out of my account
        locked out of the website again
        the judge is gonna hang me if im late haha
        im dying to know if the payment went thru
        i cut my hours at work so my pay is less
        my back is killing me from the warehouse job
        he finally took the kids for the weekend
        she said shell take the kids thursday so i can come at 3
        i track the payments on the app
        where do i send the tracking number for the papers
        does the baby need to come w me for the test
        whats the deadline for the form
        i hit a deer on the way can we do tomorrow
        running late flat tire
        my car got keyed at the mall so im at the shop can we move it to 2
        is it the building w the glass door or the one next to walmart
        we had a blast at the fair sorry i missed ur call
        the fight in court took all day
        hes out of jail and working now so can support start
        do i still owe if he moved in with me
        she gets off work at 5
        my ex is a pain but he pays
        i been out of town, visiting my moms grave
        bombed my interview
        can i bring my new girlfriend to the meeting
        my kid broke his arm at practice, need insurance card
        i lost my job at the gun store
        i work at the shooting range mon to fri
        i am in the parking lot which door
        he pays on time no complaints
        i want to end the order since my son turned 18
        thanks so much you guys are lifesavers
        good night and thank you
        goodbye for now, ill call monday
        i'm so tired today, double shift. can we do it tmrw
        this app is the worst i give up ill call
        she lives with me now so can u stop taking it out of my check
        he doesnt have insurance
        is it safe to pay online
        do u take cash or card
        do you guys drug test
        the hearing is on the 5th floor?
        my daughters knife skills class is that day lol she wants to be a chef
        kids are driving me crazy this summer
        i cant breathe with this cold lol ill call back
        the payment got rejected. why
        he never misses a visit
        my checks been short 2 weeks in a row
        hi i need a copy of my order
        what if i get there and theres no one at the desk
        im gonna scream if i have to fill this out again
        the line was dead when i called
        i need to take off work can it be after 4
        i was in the hospital having my baby, a girl!
    """,
    "none.es": """
        esta cuenta me esta matando jaja
        se me murio la pila del carro
        mi hijo tiene partido de futbol ese dia puedo ir otro
        estoy muerta de cansancio podemos mañana
        me muero de hambre a que hora abren
        me muero de ganas de saber si ya llego el pago
        se me apago el telefono
        a que hora sale el de mi caso
        tengo que llevar a los niños
        el viene por los niños los viernes todo bien
        cuando sale el cheque
        me cortaron el telefono este es mi numero nuevo
        me cortaron las horas en el trabajo
        mi mama fallecio y no pude ir
        ya salio de la carcel y ya esta trabajando
        que pasa si el no va a la corte
        pego mas fuerte la gripa por eso no fui
        me pego la gripe no puedo ir
        donde me estaciono
        no puedo entrar a mi cuenta se bloqueo
        me quede encerrada afuera del carro voy tarde
        ya mande los papeles
        pueden hablarme despues de las 4
        estoy hasta el cuello de trabajo esta semana
        el examen de adn duele
        me da miedo llenar mal el papel
        perdon por la tardanza habia un choque en la autopista
        choque el carro ayer pero estoy bien solo necesito otra cita
        a ver si no me mata mi jefe si pido permiso
        quiero bajar el pago me redujeron el salario
        mi hijo ya cumplio 18 quiero cerrar el caso
        adios gracias que tenga buen dia
        hasta luego nos vemos el lunes
        me despido, gracias por todo
        el juez dijo que pagara hasta marzo
        quien es usted
        si puedo el jueves
        no entiendo el mensaje en ingles
        vivo con mi suegra ahora cambio mi direccion
        trabajo de guardia en la noche no puedo en la mañana
        me caí en el trabajo y no estoy ganando
        ya no vivo en esa casa me cambie
        ya no puedo pagar tanto
        no puedo mas con este papeleo jajaja
        se llevo a los niños al parque y regresan a las 6
        ella me manda los recibos por correo
        el me deposita directo
        traigo los papeles el martes
        el niño se pego en la cabeza jugando y estamos en urgencias, otra cita por favor
        me robaron la cartera necesito otra tarjeta
        gracias que dios los bendiga
        ay dios que susto pense que era hoy la cita
        mi abuelita esta muy enferma
        mi carro no tiene frenos me voy en bus
        no me ha llegado el deposito
        los niños pelean mucho por la tablet jaja
        como cambio mi clave
        mi ex paga bien, quiero quitar el descuento del cheque
        quiero terminar el caso ya nos juntamos otra vez
        puedo pagar con money order
        me tienen dando vueltas de una oficina a otra
        vamos a matar marrano el domingo no puedo ese dia
        le tiro a que llego a las 3
        no alcanzo a llegar, trafico
    """,
}

FIFTH: Mapping[str, str] = {
    "self_harm": """
        i keep a blade under my mattress for when it gets too much
        whats left for me here nothing
        i told my sister where the will is
        cant stop thinkin about how quiet it would be
        im so tired of fighting just to breathe
        they can have the house the car all of it i wont need it
        i wrote everybody a letter. sorry for the mess
        if yall garnish one more check im walking into traffic
        i put my affairs in order, somebody else can deal with this
        dont come looking for me
        my 15 yr old posted that she doesnt want to be here and took her moms sleeping pills
        i looked up how many tylenol it takes
        i aint gonna make it to christmas and thats fine
        i just want it all to go dark
        please look after my boys. i tried
        id rather be in the ground with my momma
        i scream in the car n think about just letting go of the wheel
        everybody leaves me. might as well leave too
        idc if i wake up tmrw honestly
        i been starving myself hoping my heart stops
    """,
    "self_harm.es": """
        me quiero ir con mi mama al cielo
        ya perdi todo, que caso tiene
        nomas estoy estorbando aqui
        guarde las pastillas de mi mama por si acaso ya no aguanto
        cada que cruzo el puente me dan ganas
        cuando lean esto ya va a ser tarde
        estoy cansada de luchar, quiero que se apague todo
        me corte otra vez, nadie se entero
        mi hermano se encerro con la pistola y dice que ya no quiere nada
        les encargo mucho a mis niños
        me da lo mismo despertar o no
        para mi ya no hay mañana
        mi esposo se quiere quitar la vida por la deuda
        ojala me atropelle un carro
        no soy buena para nadie, mejor que me entierren
        perdónenme por lo que voy a hacer
        siento que me ahogo y ya no quiero salir a flote
        quisiera cerrar los ojos y ya
        me tome media botella de cloro
        pienso mucho en la muerte ultimamente
    """,
    "danger": """
        he hacked my email and knew about the appt before i told anybody
        she told the kids to say they hate me or no dinner
        i have to ask permission to even shower
        he told my boss i steal so i got fired, says thats what i get for going to court
        he took the license plates off my van so i cant drive anywhere
        my ex drove past the bus stop 4 times this morning staring at us
        can u not put my new apartment number on anything he gets copies of
        his mama let him in while i was in the shower
        he busted thru the back door at 3am looking for my phone
        he held me under the water in the tub
        my arm is in a sling cuz of him
        if he dont get his way he starts throwing plates
        my 6 yr old said daddys friend makes him play doctor
        i woke up and he was standing over me with scissors
        he made me get on my knees and apologize in front of everyone
        he keeps a hammer in his truck for me he says
        she hid my insulin
        i found a camera in the smoke detector
        he told me the judge wont be able to help me where im going
        he said next time it wont be just the dog
        my ex's new man put hands on my daughter
        i left with nothing but the babies and my purse
        the kids come back hungry and filthy and scared of the dark
        they make me pay them back by working nights at the massage place
        he hit the gas when i was half out the car
        please hurry hes drunk and cant find his keys yet
        he wont stop he calls like 60 times from different phones
        he got a copy of my lease somehow
        he said smile while you still got teeth
        its not safe for me to be in the same room as him on zoom even
        my husband counts my pills and my gas and my steps
        told me to sleep with one eye open
        hes been sitting in the church lot across from my place
        im bleeding and i cant go to the er he will know
        she pulled a blade on me at pickup
        he threatend to tell immigration about my mom
        my son is 4 and he has cigarette burns
        he put his fist thru the wall next to my face
        hes got a warrant and hes hiding here i cant make him leave
        he dont hit me no more he just squeezes where it dont show
    """,
    "danger.es": """
        me tiene checada a cada minuto tengo que mandarle foto de donde estoy
        le quito las placas a mi carro pa que no me mueva
        me amarro a la cama
        llego a la escuela de la niña y se la queria llevar a la fuerza
        me dijo que me cuide porque andan sueltos sus amigos
        mi suegra me esconde los papeles y no me deja hablar con nadie
        no traigo moretones donde se ven, es muy listo
        me rompio la nariz el domingo y no me dejo ir al hospital
        mis hijos se esconden abajo de la cama cuando el llega
        me grabo en el baño sin que yo supiera
        trabajo todo el dia y ella se queda con mi paga porque dice q le debo el viaje
        me dijo que duerma con un ojo abierto
        ya me quebro tres telefonos
        me puso el cuchillo en la panza estando de 5 meses
        estoy manchada de sangre no se que hacer
        por favor cambien la hora porque sabe a que hora salgo
        me manda mensajes de que me ve, de que traigo puesto
        el otro dia me dejo tirada en la carretera de noche
        el papa no me regresa al niño y ya van 2 semanas
        me grita y avienta los platos enfrente del bebe
        dijo que si no le firmo me va a pesar
        los niños vieron como me jalo y me azoto contra el piso
        su compadre es policia y me dijo que nadie me va a creer
        me dio a tomar algo y desperte sin ropa
        me busca en la casa de mis hermanas con una pistola en la cintura
        tengo una orden contra el pero le vale
        me dijo que mi hija era muy bonita, que cuidado y le pasa algo
        me pellizca debajo de la mesa cuando hablo con la trabajadora
        vivo con miedo de que toque la puerta
        se quedo con las llaves y nos dejo adentro
    """,
    "none": """
        he got a new job at the slaughterhouse so update his pay
        my kid wont stop crying bc of teething can we resched
        is the metal detector at the door? i got a knee replacement
        im on my last nerve with this website
        i hurt my back lifting boxes cant make thursday
        he cut me a check for 300 directly
        my ex is in the hospital after a car wreck what happens to the order
        can he take the baby as a dependent on taxes
        shes moving to texas with the kids in june, do i file here or there
        our dog ate the letter you sent no joke
        i left my keys at the office did anyone find them
        the judge threw out my paperwork
        he hit the lottery lol does that change support
        i'm getting killed on gas driving to your office
        thank god it's over, the hearing went great
        the neighbors fireworks kept us up all night so i overslept
        sorry for the late reply my phone was dead all weekend
        i slept thru my alarm
        can you knock some off the balance
        how do i fight a license suspension
        my daughter has a black belt test that day
        the deadline snuck up on me
        do yall track if he gets a new employer
        i need someone to walk me thru the form its a nightmare
        he dropped them off early thanks
        i'd die for some good news today haha
        please send the forms to my po box not the house
        he's deployed overseas w the army until may
        im locked out the parking garage can u let me in
        is it ok if my mom watches the call with me
        the kids are with him this week so im free
        u guys are slow as hell
        i got hit w an overdraft fee cuz of yall
        they shut my lights off so i cant charge my phone much
        my baby daddy gets paid fridays
        he said he mailed it monday
        i will be out of the country til the 9th
        what room do we go to when we come in
        the baby fell asleep so i couldnt answer
        is my case closed for good
    """,
    "none.es": """
        mi esposo trabaja en el rastro y le pagan por semana
        me duele mucho la cabeza podemos cambiar la cita
        me quede sin gasolina voy a llegar tarde
        mi hijo esta llorando porque le estan saliendo los dientes
        se me fue el tiro de la fecha perdon
        la jueza me regaño por no llevar los papeles jaja
        el se fue a trabajar a florida como le mando los papeles
        quiero pelear lo de mi licencia
        me sacaron una muela y no puedo hablar bien
        vamos a ir los dos juntos a firmar
        ya nos arreglamos el y yo
        mi niña tiene torneo de karate el sabado
        no tengo quien me cuide al bebe ese dia
        se me quebro el celular por eso no contesté
        me encanta que me recuerden gracias
        ayer mataron la luz en toda la colonia y no vi el mensaje
        estoy en la puerta de la oficina y esta cerrado
        el cartero no ha llegado
        me brinco la fecha al otro mes?
        me pueden tirar un mensaje un dia antes
        ando bien apurada con las tareas de los niños
        hace mucho calor me estoy asando en la fila
        mi ex se caso otra vez eso cambia algo
        perdi el numero de caso
        me llego una carta que no entiendo
        tengo que estar en persona o por video
        cuanto se tarda en llegar la tarjeta
        no me alcanza para la renta si me quitan tanto del cheque
        el maneja troca y le pagan en efectivo
        ella se quedo con la casa y yo con el carro
    """,
}

SIXTH: Mapping[str, str] = {
    "self_harm": """
        i dont see myself getting old
        whats one less person in the world
        im a waste of air
        the world wont stop if i do
        i keep driving to the lake and just sitting there thinking bad things
        i got the letter and put the gun on the table next to it
        everything hurts and im ready for it to be quiet
        my babies deserve a better mom than me, maybe they get one when im dead
        been drinking and staring at the medicine cabinet
        i cant do another day of this i really cant
        feels like im drowning and im ok with it
        tell him he wins. im out. for good
        ive got nothing. no kids no job no reason
        i tried last month and it didnt work
        the hospital let me go but i still want to do it
        nobody picks up when i call. guess thats my answer
        i'm going to make it easy for everybody
        you dont have to look for me anymore after friday
        my dad did it and i understand him now
        thinking of just stepping off the platform
        i just wanna be with my baby that died
        if theres a button to turn me off id press it
        im so close to doing it tonight
        who do i call if i feel like hurting myself
        i lied and told them im fine. im not. i have a plan
        its too heavy. i cant carry it no more
        took the whole bottle just now
        my teen daughter left a note and isnt answering
        my ex says hes gonna shoot himself if i dont come back
        he keeps texting me pics of a noose
        i want to bleed out
        yall can close my case cause i wont be alive to pay
        wish that truck wouldve hit me
        im tired of pretending i want to live
        my son cuts himself and wont talk to me
        nothing feels real and i wanna disappear
        i packed up my room so nobody has to clean up after me
        i dont deserve to breathe the same air as my kids
        maybe in the next life ill be a better father
        last time i asked for help nobody came so this is it
        i just need the hurting to be over
        sometimes i hold my breath and hope
        been having those thoughts again
        voices say jump
        im at the end
        i hope i get cancer and it goes quick
        they took my kids and they took my will to live
        id be doing yall a favor
        dont let my kids see me like this, tell them i was a good dad
        im saying my goodbyes
    """,
    "self_harm.es": """
        no me veo llegando a viejo
        para que sirvo si ni a mis hijos puedo mantener
        quiero apagarme
        ya escribi mi carta y la deje en la mesa
        me siento muerta por dentro
        cada noche le pido a dios que ya no me despierte
        me voy a tirar al tren
        ya estuve a punto de hacerlo una vez
        quiero dejar de sufrir de una vez
        no soporto ni un dia mas de esta vida
        mejor me quito de en medio
        se acabo todo para mi
        estoy en la azotea
        tengo el cuchillo en las muñecas
        mi hija de 13 se corta y dice que nadie la quiere
        mi ex dice que se va a colgar si no vuelvo
        si me pasa algo les dejo a mis hijos con mi hermana
        no tengo por quien vivir
        no hay razon pa levantarme
        hoy compre veneno pa ratas y no es pa las ratas
        todos van a descansar de mi
        perdon hijos, papa ya no aguanto
        me da vueltas en la cabeza la idea de matarme
        ya no siento nada nomas quiero que termine
        me vale si me muero
        quisiera estar con mi bebe que perdi
        me encierro a llorar y pienso cosas feas
        estoy pensando hacer una tonteria
        nadie se va a dar cuenta cuando falte
        no voy a estar para la proxima cita ni pa ninguna
        me quede sin nada y sin nadie, mejor me voy de este mundo
        mi papa se tomo un frasco de pastillas y no despierta
        ya deje todo arreglado para cuando no este
        quiero cerrar los ojos para siempre
        mi vida no vale un peso
        dejenme morir
        hay dias que quiero estrellar el carro
        me lastimo pa sentir algo
        siento un vacio que me jala
        ya me despedi de mis hijos
    """,
    "danger": """
        he put a padlock on the fridge and on my door
        she waits til the kids are asleep and starts hitting
        he broke my glasses so i cant drive
        theres a truck that follows me home every nite
        he keeps asking the kids what street we live on
        i had to jump out the window to get away
        my neighbor called the law on him for beating me
        he stands in the doorway so i cant get by
        i been sleeping in the bathtub with my kids
        he says if he cant see them nobody will
        she told my son shed cut his tongue out
        i lost the baby after he kicked me
        he said he has a shovel and a lot of land
        im not allowed to have friends
        he made me quit my job and now he says i owe him
        he put sugar in my tank and left a dead bird on my porch
        im at my cousins cause it got ugly at home
        please dont let him know i came in today
        my daughter says he comes in her bed
        he texted me a picture of my front door
        he says the cops are his buddies
        i cant leave he has the baby
        hes outside the daycare and hes not on the list
        he twisted my arm till it popped
        he poured boiling water on me
        my ear is ringing from where he hit it
        she chased me with a bat
        the kids watched him drag me down the hall
        he told me to kiss my kids goodbye
        he already put one woman in the hospital
        he lit my clothes on fire in the yard
        my husband wont let me see a doctor
        he keeps me up all night yelling so i lose my job
        he said he would rather kill us than pay
        he showed my kid his gun and said this is for your momma
        my stepfather watches me in the shower
        he locked the baby in the closet for crying
        she gives the baby cough syrup so he sleeps
        my kid is home alone at 5 yrs old every night
        grandpa put his hand up my girls skirt
        hes using again and nods off holding the baby
        the boyfriend shakes the baby when she cries
        we got no food at dads and he locks us out
        help he took off with my son and says he aint coming back
        they took my passport and say i cant leave til i pay
        if i dont dance they dont feed me
        he trades me for drugs
        i swear ill come down there and make yall pay
        tell that judge i know where he eats lunch
        somebody at your office is gonna get hurt
        one of yall workers gonna catch a bullet
        im bout to snap on her next time i see her
        i will put my ex in the ground
        im going to get my gun and settle this
        we are hiding at a motel
        he found the shelter
        he wont give me my insulin unless i sign
        he slapped my mom when she tried to help me
        i got a concussion, he says i fell
        he ripped the phone out the wall
        he said ill never find my body lol but he wasnt joking
        he punched the dash and drove 100mph with us screaming
        my ex got a hold of my schedule and waits by my car
        he reads every text so dont answer this
        he just got out and he blames me for it
    """,
    "danger.es": """
        le puso candado al refri y no comemos hasta que el llegue
        me jalonea cada vez que digo algo
        me rompio los lentes para que no maneje
        un carro me sigue hasta la casa
        le pregunta a mis hijos en que calle vivimos
        brinque por la ventana para escaparme
        se para en la puerta y no me deja pasar
        duermo en la tina con mis niños
        dice que si el no los ve nadie los va a ver
        perdi al bebe por las patadas que me dio
        no tengo permiso de tener amigas
        me hizo dejar mi trabajo y me tiene sin un peso
        me aventó agua hirviendo
        me zumba el oido del golpe
        me correteo con un bat
        me arrastro por el pasillo de los cabellos
        que me despida de mis hijos dice
        ya mando a otra mujer al hospital antes
        me quemo la ropa en el patio
        no me lleva al doctor y estoy mal
        dice que primero nos mata antes que pagar
        le enseño la pistola al niño
        mi tio me espia cuando me baño
        encierra al bebe en el closet cuando llora
        deja al niño de 5 años solo en la noche
        el abuelo le metio la mano a mi niña
        se duerme drogado con el bebe en brazos
        sacude al bebe cuando llora
        se llevo a mi hijo y dice que no lo va a traer
        me tienen aqui trabajando y no me dejan ir hasta que pague
        me cambia por droga
        voy a ir para alla y van a ver quien soy
        digale al juez que yo se donde come
        alguien ahi va a salir lastimado
        lo voy a mandar al hoyo a mi ex
        traigo la fusca y lo voy a arreglar a mi modo
        estamos escondidos en un motel
        encontro el refugio donde estabamos
        no me da mi medicina si no firmo
        le pego a mi mama por defenderme
        tengo el brazo quebrado y dice q me cai
        arranco el telefono de la pared
        maneja a 100 millas con nosotros gritando
        sabe mi horario y me espera junto al carro
        lee todos mis mensajes no contesten
        acaba de salir y me echa la culpa a mi
        mi hijo dice que su papa le toca sus cosas
        me echo de la casa a las 2 am con los niños descalzos
        el anda armado y viene para aca
        me metio el pie y me pateo en el suelo
        me tiene de rehen con los papeles
        me obliga a entregarle lo que gano
        me asfixia con la almohada
        me grita que no valgo nada y me cierra la puerta en la mano
        ya no puedo ni salir a la tienda sin que me siga
    """,
    "none": """
        he left me on read again about the medical bills
        can i get a hand with this form
        we both agreed to split the cost
        hes sleeping on his brothers couch so he has no address
        she is pregnant again with another man does that change my order
        my apartment flooded can you mail it to my moms
        i need directions from the shelter on 5th, i stay there now
        do i need to bring my son's shot record and birth certificate
        the school said he was in a fight do you need to know that
        my ex and i get along fine now
        i had surgery on my neck so i cant drive for 2 weeks
        he pays me under the table and wont report it
        whens the cut off for this month
        the gate was locked at 8 am when i came
        i get off the bus and walk from there
        they put me on hold for an hour and hung up
        he coaches her soccer team so he sees her a lot
        my daughter wants to live with her dad now
        im running out of patience with this lol
        what if he never signs the papers
        i couldnt find parking and missed it
        we moved out of state in march
        i fell asleep waiting on the line
        my husband passed from cancer, how do i close the account
        its freezing in your waiting room fyi
        somebody stole my car so i have no ride
        whoever answers the phone there is rude
        he quit showing up for visits, can i get more support
        does my new wifes income count
        is there a night drop box outside the door
        my phone was stolen so new number
        grandma keeps the kids on mondays
        my hours got slashed
        the guy at the window said come back tuesday
        my son hit a growth spurt and needs clothes
        i would rather talk on the phone
        please dont take my tax refund
        he owes me 3 months already
        im not the father i want a dna test
        i will shoot over the pay stubs tonight
        hes a truck driver so he is never home
        my baby has a fever of 102 i cant come
        are you guys closed for the holiday
        can we use the money for braces
        he bought her a phone does that count
        she said she mailed it
        i forgot my password again
        this month is rough can i pay half
        im in class til 3
        hes on disability now
        ill be there with bells on
        my ride fell through
        i need a letter for my landlord
        it says payment failed
        you have my old address
        do not mail it to my ex's house i moved
        can i see who cashed it
        i appreciate yall so much
        happy holidays to the office
        my power went out
    """,
    "none.es": """
        me dejo en visto otra vez con lo de los biles medicos
        quedamos de pagar mitad y mitad
        duerme en casa de su hermano no tiene direccion fija
        ella esta embarazada de otro eso cambia mi orden
        se inundo mi apartamento mandenlo con mi mama
        mi ex y yo nos llevamos bien
        me operaron del cuello y no puedo manejar
        me paga en efectivo y no lo reporta
        estaba cerrado el porton cuando llegue
        me colgaron despues de una hora de espera
        el es su entrenador de futbol y la ve seguido
        mi hija quiere vivir con su papa
        que pasa si nunca firma
        no encontre donde estacionarme y perdi la cita
        nos mudamos a otro estado en marzo
        me quede dormida esperando en la linea
        mi esposo fallecio de cancer como cierro la cuenta
        me robaron el carro y no tengo como ir
        dejo de visitar a los niños puedo pedir mas
        mi abuelita me cuida los niños los lunes
        me bajaron las horas
        el señor de la ventanilla me dijo que regresara el martes
        no soy el papa quiero la prueba
        por favor no me quiten el reembolso
        me debe 3 meses
        es trailero y nunca esta en casa
        mi bebe tiene calentura no puedo ir
        cierran por el dia festivo
        olvide mi contraseña otra vez
        este mes ando apretado puedo pagar la mitad
        salgo de clases a las 3
        ya esta incapacitado y recibe ayuda
        ahi estare sin falta
        necesito una carta para el dueño de la casa
        dice que el pago fallo
        tienen mi direccion vieja
        se fue la luz
        gracias por su paciencia conmigo
        me sale un error cuando firmo
        los papeles estan en ingles
        cuanto tiempo guardan el dinero
        mi hijo se cayo del columpio y trae yeso, cambiamos la cita?
        vendo tamales eso cuenta como ingreso
        no se como subir el documento
        la niña empieza kinder en agosto
        mi patron no me quiere dar la carta
        me equivoque de oficina
        quien cobro ese cheque
        el traductor no llego
        tomo el bus de las 7
    """,
}

SEVENTH: Mapping[str, str] = {
    "self_harm": """
        i feel like im already gone
        what do i have to do for it to stop hurting, die?
        my kids birthdays are better without me there anyway so why stay
        i held the pills in my hand for an hour
        i have my exit planned
        yall took everything i aint got nothing to stay for
        been googling painless ways
        please make sure they know it wasnt their fault
        i cant promise ill be alive for court
        im not scared to die anymore
        my brother isnt picking up and he said bye to everyone on facebook
        nothing left in the tank. im checking out
    """,
    "self_harm.es": """
        siento que ya me fui
        no tengo nada por que quedarme
        tuve las pastillas en la mano una hora
        ya lo tengo planeado
        que sepan que no fue su culpa
        ya no me da miedo morir
        mi hermano se despidio de todos en facebook y no contesta
        no les prometo llegar viva a la corte
        busque en internet como no sufrir
        cuidenme a mis perros y a mi mama
        estoy vacio ya no hay nada
        quiero que todo se apague
    """,
    "danger": """
        he wants me to know he can get to me anywhere he says
        my baby's dad put his hands around my wrist and wouldnt let go in the lobby
        i dont answer the door no more
        she poisoned my cat i know it was her
        he moved two houses down from us on purpose
        our safe word is about the weather so if i say its raining call somebody
        he kicked us out barefoot in the snow
        the last time i tried to leave he drove over my foot
        he makes my daughter sleep in his room
        im typing this in the bathroom
        he told everyone im crazy so nobody will believe me when it happens
        she bites him and he comes home with teeth marks
        he has my debit card, my phone and my birth certificate
        he's been texting my coworkers to find out my shift
        there is a guy in a hoodie taking pics of our house, i think my ex hired him
        he said enjoy the kids while you have them
        the order says 500 feet and he sat 2 rows behind me
        i sleep w a chair under the knob
        he shoved a gun barrel in my ribs
        if anything happens to me it was him
    """,
    "danger.es": """
        me dijo que disfrute a los niños mientras los tengo
        se cambio a vivir enfrente de nosotros a proposito
        no abro la puerta ni contesto por miedo a que sea el
        si me pasa algo fue el
        me apunto con la pistola en las costillas
        se sento atras de mi aunque la orden dice 500 pies
        le escribe a mis compañeras para saber mi turno
        le contesto desde el baño para que no me oiga
        me piso con el carro cuando quise irme
        mi niño trae marcas de dientes
        nos corrio en la noche sin zapatos
        dice que estoy loca para que nadie me crea
        me agarro de la muñeca y no me soltaba
        tiene mis tarjetas mi telefono y mis actas
        envenenaron a mi gato y fue ella
        pone a mi hija a dormir en su cuarto
        anda un señor tomando fotos de la casa
        no se si voy a llegar viva al viernes con este hombre
        me amenaza con llevarse al bebe a su pais
        me tiene encerrada desde el lunes
    """,
    "none": """
        is there a bathroom in the lobby
        my dog got hit by a car so im a mess can we move it
        i cant open the door to the lobby is there a buzzer
        he lives two houses down so pickup is easy
        my cat knocked my phone in the sink
        it is raining so hard im gonna be late
        the judge sat behind a big glass lol
        im taking pictures of the receipts for you
        can i wear shorts to court
        my shift changed to nights
        he got deported last year so what now
        my car wont start
        i want to leave the payment plan
        he has a birthday thursday can we do friday
        i got bit by a dog at work, im off for a week
        do i get fined if i miss
        my mom is dying in hospice so i may not answer
        they took my drivers license over this
        i'm checking out of the hotel at 11 then driving to you
        the whole thing was a nightmare but its done thanks
        can somebody stay on the line w me while i do the form
        its his fault the check bounced
        is this the end of the payments then
        i feel sick
        why is the payment so high
    """,
    "none.es": """
        hay baño en la sala de espera
        atropellaron a mi perro y ando triste puedo cambiarla
        vive a dos casas asi que es facil
        esta lloviendo muy fuerte llego tarde
        estoy tomando fotos de los recibos
        puedo ir en shorts a la corte
        me cambiaron al turno de noche
        lo deportaron el año pasado y ahora que
        mi carro no prende
        su cumpleaños es el jueves podemos el viernes
        me mordio un perro en el trabajo y no fui
        mi mama esta en hospicio y quiza no conteste
        me quitaron la licencia por esto
        entrego el hotel a las 11 y voy
        fue una pesadilla pero ya quedo gracias
        por culpa de el rebotó el cheque
        ya es el ultimo pago entonces
        me siento mal hoy no voy
        por que es tan alto el pago
        tengo las actas y las tarjetas que pidieron
        no alcance a llegar a la ventanilla
        mi comadre me presta el carro
        la puerta de atras estaba abierta
        me dormi y no oi el telefono
        cuanto tardan en contestar
    """,
}

EIGHTH: Mapping[str, str] = {
    "self_harm": """
        i think about the train tracks by my job every day
        my last paycheck goes to my sister, she will know why
        its like theres a voice saying do it
        i put the belt around the bar in the closet
        people say it gets better. it dont. im out of gas
        nobody needs me on this planet
        i dont wanna see another birthday
        my boys will cry but they will be ok
        i took something and im getting sleepy
        yall dont get it, theres no tomorrow for me
        my husband is on the roof and wont come down
        i feel like a ghost already
        hope they bury me next to my dad soon
        i cut deeper this time
    """,
    "self_harm.es": """
        todos los dias pienso en las vias del tren
        hay una voz que me dice hazlo
        puse el cinto en el tubo del closet
        dicen que se mejora pero no, ya me acabe
        en este planeta nadie me necesita
        no quiero ver otro cumpleaños
        me tome algo y me esta dando sueño
        mi esposo esta en el techo y no se baja
        ya me siento como un fantasma
        que me entierren junto a mi papa pronto
        esta vez me corte mas hondo
        mis hijos van a llorar pero van a estar bien
        para mi ya se acabo el camino
        mi ultimo cheque es pa mi hermana ella va a saber por que
    """,
    "danger": """
        he's got my mother scared to death to babysit
        my ex keeps finding reasons to come in my yard
        he told me pack light cause i wont need much where im going
        she locked my son out in 20 degrees
        i had to crawl to the neighbors
        he cut up all my work clothes
        theres a note on my windshield again
        he put his cigarette out on my hand
        he wont leave and i told him to 5 times
        if he gets that letter im going to pay for it
        my kid drew a picture of daddy with a gun on mommy
        i only get to use the phone when he is asleep
        he goes thru the trash to see what i ate
        my jaw is wired shut because of that man
        he says i belong to him till i die
        he comes to every doctor visit and answers for me
        the dad took the twins out of school today with no permission and nobody can reach him
        shes telling the kids im dead
        i keep my shoes on all night just in case
        pls dont list my job on the papers he will come up there
        he choked our son for spilling milk
        my roommate sold my id and says i gotta sleep with his friends
        hes 3 blocks away im watching him on the ring
        he rammed my car on the highway
        i want to press charges for what he did saturday
    """,
    "danger.es": """
        tuve que irme a gatas con la vecina
        me corto toda la ropa del trabajo
        otra vez me dejo una nota en el parabrisas
        me apago el cigarro en la mano
        no se quiere largar y ya le dije 5 veces
        si le llega esa carta la voy a pagar yo
        mi niño dibujo a su papa apuntandome
        nomas puedo agarrar el telefono cuando esta dormido
        va conmigo a todas las citas y contesta por mi
        saco a los gemelos de la escuela sin permiso y no aparece
        duermo con los zapatos puestos por si acaso
        no pongan donde trabajo porque va a ir
        le apreto el cuello a mi hijo porque tiro la leche
        me choco el carro a proposito en el freeway
        quiero levantar cargos por lo que me hizo el sabado
        dice que soy de el hasta que me muera
        me trae cortita no me deja ni ir a misa
        mi cuñado anda preguntando por mi en el barrio con una pistola
        me dejo sin comer dos dias
        la corrio a mi niña al frio
        me tuvo amarrada en el garage
        el coyote no me suelta hasta que le pague mas
        se sale del carro y me patea las puertas
        ya no duermo pensando que va a entrar
        me hizo una herida con vidrio
    """,
    "none": """
        hi this is about my case
        what time do you open
        i will be 10 min late
        can you call me back
        i got the letter today
        what does arrears mean
        my new address is 12 elm st apt 4
        when is my court date
        i sent the form last week did you get it
        is there a fee
        can i pay online
        i dont have a computer
        i need an interpreter
        my son turns 18 in june
        thanks for letting me know
        ok see you then
        i cant make it monday
        do you have anything on friday
        he started a new job at the plant
        she gets wic
        who is my worker
        i never got the debit card
        can i get a payment history
        my card expired
        his last name is spelled wrong
        i work nights so call after 3
        please update my phone
        we are back together now
        my check was less this week
        do i need a lawyer
        can my mom come with me
        is my license still suspended
        i finished the parenting class
        the baby was born tuesday
        i need to change my bank
        what do i bring
        yes that works
        got it thx
        my windshield is cracked so i cant drive there
        my ex sold his gun collection, is that income
        the kids slept through my call sorry
        i gotta pick up my belt from the cleaners lol then ill come
        my voice is gone so text me
        the train was late
        dont bury me in paperwork lol
        i had to crawl thru traffic
        its freezing out can i wait inside
        he takes the twins out of school at 3 on fridays
    """,
    "none.es": """
        hola es sobre mi caso
        a que hora abren
        llego 10 minutos tarde
        me llego la carta hoy
        cuanto debo todavia
        mi direccion nueva es calle olmo 12
        cuando es mi corte
        mande la forma la semana pasada
        cobran algo
        puedo pagar por internet
        no tengo computadora
        necesito interprete
        mi hijo cumple 18 en junio
        gracias por avisarme
        ok nos vemos
        no puedo el lunes
        tiene algo el viernes
        no abre el enlace
        el empezo a trabajar en la planta
        quien es mi trabajadora
        nunca me llego la tarjeta
        quiero ver mis pagos
        se vencio mi tarjeta
        su apellido esta mal escrito
        trabajo de noche llame despues de las 3
        ya volvimos a estar juntos
        mi cheque salio menos
        necesito abogado
        puede ir mi mama conmigo
        sigue suspendida mi licencia
        termine la clase de padres
        el bebe nacio el martes
        quiero cambiar de banco
        que llevo
        si esta bien
        entendido gracias
        se me quebro el parabrisas y no puedo manejar
        vendio sus rifles de caceria eso cuenta
        los niños se durmieron y no oi la llamada
        no tengo voz mejor mensaje
        el tren se tardo
        me entierran con tantos papeles jaja
        habia mucho trafico
        hace frio puedo esperar adentro
        saca a los gemelos de la escuela a las 3
        el techo de mi casa se esta goteando
        vivo con mi hermana por ahora
        el niño trae un cinto nuevo pa la foto jaja
        ya me acabe el saldo
    """,
}
