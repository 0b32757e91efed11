"""What parents write on every other day, strangers and questions about the other parent with it.

Much of it is picked for holding the very words we look for. See `corpus` for the labels.
"""

EVERYDAY: dict[str, str] = {
    "wrong": """
you're texting the wrong lady
this isn't the right number for her
she used to have this number
this number isnt hers no more
whoever you are looking for isnt at this number
this is not the number for maria
i think this was meant for someone else
not sure who you think this is but wrong number
no es mi caso numero equivocado
le esta escribiendo a la persona equivocada
este telefono ya no es de ella
me confunde con otra persona
Wrong number dude
u have the wrong phone number
wrong contact
you're texting a stranger
this number was reassigned
she changed her number this is mine now
there's nobody named that here
not the right person
no es la persona correcta
este numero no es de la persona que busca
numero equibocado
wrong number
Wrong number.
WRONG NUMBER!!
wrong number who is this
wrong #
wrong numba
wrong num
rong number
wrng number
sorry wrong number
u got the wrong number
you have the wrong number
you got the wrong person
i think you have the wrong number
I believe you have the wrong person
wrong person
wrong guy bro
wrong lady
you are texting the wrong number
your texting the wrong person
this is the wrong number
this isnt her number anymore
this is not his number anymore
this is no longer her number
this number doesnt belong to her anymore
this number no longer belongs to that person
I just got this number
i just got this phone number last week
i got this number a month ago
this used to be someone elses number
i dont know anyone by that name
dont know anybody named maria
no one here by that name
nobody by that name here
nobody by that name at this number
maria doesnt have this phone anymore
maria dont have this number no more
she doesnt have this number anymore
he does not use this number anymore
im not the person you are looking for
i am not who you think i am
not me wrong person
not my name wrong person
you must have the wrong number
i dont have any kids wrong number
i have no kids and no case
i dont have a child support case
i never had a case with you
whoever had this number before me
previous owner of this number
stop wrong number
wrong number stop texting me
please update your records this is not her number
this phone belongs to someone else now
This is a business line
this is a work phone not hers
""",
    "wrong.es": """
numero equivocado
número equivocado
NUMERO EQUIVOCADO
numero ekivocado
se equivoco de numero
se equivocó de número
se equivocaron de numero
estan equivocados de numero
tiene el numero equivocado
tienen el numero equivocado
persona equivocada
no soy esa persona
no soy la persona que busca
no soy a quien busca
no conozco a esa persona
no conozco a ninguna maria
no conozco a nadie con ese nombre
aqui no hay nadie con ese nombre
aqui no vive ninguna maria
aquí no hay ninguna maría
este ya no es su numero
este no es el numero de maria
este numero ya no es de ella
ella ya no tiene este numero
el ya no usa este numero
acabo de sacar este numero
me acaban de dar este numero
este numero ahora es mio
no tengo ningun caso con ustedes
""",
    "wrong?": """
aqui no es
you got the wrong one
marco mal
do i have the wrong number?
did i text the wrong number
is this the wrong number
the wrong number was on my letter
you have the wrong number on my case file
this isnt maria
this is a new number
i dont know who maria is
i dont know a maria
idk any maria
there is no maria here
no maria here
im not maria
that's not me
thats not my name
i dont have kids
esta equivocado
yo no soy maria
yo no tengo hijos
ive had this number for 5 years
this is my number now
yo tengo este numero desde hace un mes
este numero es nuevo
he doesnt have this number please dont give it to him
you have the wrong number for my employer
no soy maria
""",
    "location": """
where is she living now i need the address
where does he work
where does she live
where does she live now
were does she live
wheres he at
where is he
where are my kids
where are my kids living
whats her address
what is her address
whats his new address
can i have her phone number
can you give me her number
give me her address
send me his address please
i need his address for court
i need her phone number
what is the moms address
whats the other parents address
do u know where he lives
do you know where she moved to
tell me where my kids are
tell me where she lives
who does he work for
what is his job
where is he working
is he working
does he have a job
did she move
what school do my kids go to
what school is my son in
what city is she in
is she still at the shelter
who is she living with
i want to know where my daughter lives
looking for my ex do you have her address
can you find her for me
what days does she work
what time does he get off work
donde vive ella
donde vive
donde esta ella
dónde está mi hijo
donde estan mis hijos
donde trabaja
donde trabaja el papa de mi hijo
cual es la direccion de ella
deme la direccion de la mama de mi hijo
necesito su direccion
me puede dar el numero de ella
me da el telefono de la mama
a donde se mudo
en que escuela estan mis hijos
con quien vive ella
para quien trabaja el
sabe donde esta viviendo
digame donde vive
""",
    "none": """
i cannot come
yes i will come
i will come thursday
si puedo ir
someone will come with me
i wrote i cannot come
we will both come
si voy a ir
can someone explain the letter i got
he told me yall garnish 50 percent is that true
i was on hold and it cut off
she has insurance through her job
im in another state now
why did it go down
my dad is my payee
i changed jobs, here is the info
my hearing is by phone right
he doesnt live at that address
my sister can pick up the papers for me
i cant read spanish send it in english
how long til the test comes back
do i bring both kids
the money hasnt hit my card
my kids dad is off unemployment
i would like to speak to a supervisor
i have a question about my order
we got married again last year
he has another baby on the way
i dont need anything else thanks
he only works part time
what happens if im late
they told my boss to take it out
i sold my house does it matter
no one told me about the meeting
he gives me cash every week
i want to lower what i pay
I love living here
im trying my best
i love my kids so much
life is good thank god
i live alone with my two kids
i am alive and well lol
they are my whole life
im doing better now thanks
i just want whats fair
i just want it done right
my baby is my world
he lives across town
we live with my mom now
im at work right now
i can't talk right now im at work
call me after work please
i'm home now you can call
my son is home sick
she stays with me during the week
he stays at his dads on weekends
i have nothing to hide
i have nothing else to send
i have no car right now
i dont have anyone to watch the kids thursday
i have to take the bus and walk
i want to go to the hearing in person
i want to be there for my kids hearing
i'm ready when you are
all done
its over my head can you explain
thats it for now
i cant find it
i cant open it
i cant see the page
i cant keep up with all these letters
i dont understand this at all
i dont know what to do about the form
what do i do next
what should i do about the late fee
can he call me
did he sign
did she get the papers
he never called me back
he doesnt answer me
he is not here
he is at work
she is at school
tell him i said thank you
tell them i will be late
they told me to call you
he told me you sent a letter
she said you have my papers
he said he already paid
my lawyer said to ask you
the court said to bring this
i was told to text this number
somebody told me i could do it by phone
someone called me from this number
who called me
i got a call from here
it rang once and hung up
i tried to call three times
keep trying to call and no answer
i been waiting for weeks
this is taking forever
im so frustrated with this
im upset about the letter
this makes no sense to me
i need this fixed asap
i need help with my case
please help me with this form
can you please help
i really need my money this month
rent is due and im behind
we need groceries
my lights are about to get shut off
i lost my keys
i lost the paper
i forgot
oops wrong button
never mind i found it
see you tomorrow
on my way
im outside the office
im downstairs at the front desk
i'm in the waiting room
parking now
im close
be there soon
just got out of court
just left the office
the baby is asleep
the kids are asleep call tomorrow
he just turned 3
she starts school monday
my daughter is 16 now
my kids are doing great
his birthday is in may
god bless you all
you too
lol ok
haha no worries
stop asking me for my pay stubs i already sent them
how do i get to the bus stop by your office
i had to stop for gas
my checks stopped in june
i need my license back please stop the suspension
can you end the order my kid is 18
i want to cancel the order
please cancel my request for a hearing
can i quit the program
i text you yesterday
please leave me a voicemail
take me to court then
he should be removed from the birth certificate
they removed my kids from insurance
i work until the end of the shift
please let me know if i need to stop at the front desk
do you send texts about hearings
no i never got a text
i got a text saying i missed my appointment
my head hurts ill call tomorrow
my son got hurt playing football
im dead tired can we do next week
my phone is dead ill use my moms
we had a death in the family can i reschedule
my grandma passed away
me duele la cabeza
mi mama fallecio
la cita es para mi hijo
no puedo parar de trabajar
mi carro se descompuso
can you stop the wage withholding
i stopped by but you were closed
is it too late to stop by
they cancelled my bus pass
when will this end
im at the end of my lease
i ended up going to the other office
the call ended
dont text him my address
please text me back
no text yet
i got no texts from you
i havent gotten any messages
remove the fee
remove him from my case please
can you take the fee off
i quit drinking 2 years ago
my boss said i should quit
what number should i text
leave a message
i left a message with the front desk
not now im driving
im driving ill text you later
stop light was broken so im late
he wants to stop paying
i want him to stop using my name
ask him to stop
necesito parar el descuento de mi cheque
me pueden dar de alta en el seguro
mi ex no para de llamarme
termino a las 5
salgo a las 5 del trabajo
cuando me dan de alta del hospital
no recibi ningun mensaje
me llego un mensaje pero no entiendo
gracias por el mensaje
no mas tengo una pregunta
ok
Ok thanks
okay thank you so much
thank you
Thanks!!
ty
got it
sounds good
will do
👍
🙏
lol
yes
no
maybe
not my baby
thats not my kid
hes not my kid
not my kid
you have the wrong address
who is this
who is this?
what is this about
what is this regarding
when is my appointment
what time is my appointment
What day is it again
where is the office
where do i go
where is the court
what is your address
whats the address of the office
what is the office phone number
is parking free
do i need to bring ID
can i bring my kids
can i bring my baby
im running late
running 10 min late
im here
im in the lobby
i cant make it
i cant make it today
i cant come friday i have work
I can't stop by today
can i stop by tomorrow
i will stop by the office later
can i stop by and drop off papers
cant stop by the office today
ill stop in after work
is there a bus stop near you
which bus stop
my bus stopped running
i got stuck at the train stop
my car stopped working
my hours got cut
my job ended
my contract ends in may
end of month
i get paid at the end of the month
by the end of the day
at the end of the week
on the west end of town
does my order end when he turns 18
when does child support end
how do I stop child support payments
can you stop the garnishment
please stop garnishing my check
they need to stop taking my taxes
I want to stop my case
i want to close my case
can i cancel my appointment
cancel my appointment
Cancel my 2pm
i need to cancel my appt tomorrow
can we cancel and reschedule
can i cancel the hearing
i had to cancel my insurance
my flight got cancelled
they canceled my benefits
why was my snap cancelled
i quit my job
I quit my job last week
i got fired from my job
i had to quit school
he quit his job so he doesnt have to pay
i quit smoking
dont stop
dont stop texting me
please dont stop the texts
please dont stop sending reminders
i didnt get any text
i never got your message
you never text me back
nobody ever contacts me back
why dont you guys text me back
why did the texts stop
the payments stopped
my payments stopped coming
why did my payment stop
did they stop my benefits
he stopped paying
she stopped letting me see my kids
i cant get off work
i get off work at 5
i get off at 3
i take the bus
take your time
can you remove my ex from the account
can you remove the late fee
please remove my license suspension
take him off my case
remove the other parent from my lease
change my number
my number changed
i have a new number
i got a new phone
this is my new number
my new number is 555-0142
new phone who dis
update my address please
i moved
i moved to ohio
we moved in with my mom
can you call me
please call me
call me after 3
call me back
can someone call me
i called but nobody answered
i tried to call
can you email me the form
email me
send me the link
send it again
can you resend that
the link doesnt work
how do i pay
can i pay with cash
i already paid
i paid yesterday
i sent the payment
payment was sent on the 1st
when will i get my money
how much do i owe
i cant afford that
i cant pay that much
i lost my job
i got laid off
i got a new job
i start a new job monday
when do i start
when does it start
start my application
i started the renewal online
i need help with the form
can you help me with my renewal
help with renewal
i need more information about my case
i need info on my case
what info do you need
information about the hearing
i sent all my information
is there any way to get an extension
my daughter is sick
my son has school
i have to pick up my kids
my kids are with me this week
he moved in with me
we are back together
my ex has a new girlfriend
happy birthday
merry christmas
have a good day
good morning
hello
hi
good afternoon who am i speaking with
im at work
i work nights
i dont have a car
i have no ride
i dont have internet
my phone is dying
my phone died
my phone is about to die
dead battery
my battery is dead
my phone was off
my car died
my car broke down
the bus broke down
im dying to know
im dying of laughter
this wait is killing me
my feet are killing me
my back is killing me
my back hurts
traffic is killing me
kill two birds with one stone
killing time in the waiting room
i could kill for a coffee
hit me up
hit me up later
hit me back
it hit me that i forgot the form
i got hit with a fee
beats me
cant beat that
im beat
beat the traffic
shoot me an email
shoot me a text
shoot i forgot
ill take a shot at it
thats a long shot
my daughter got her shots
the baby got his flu shot
i will give it a shot
i was blown away
im afraid i cant make it
im afraid not
im not sure
no worries
no problem
no thanks
no thank you
not today
not yet
never mind
nvm
i dont have any questions
i dont understand
i dont know
idk
dont worry about it
dont forget me
dont hesitate to contact me
feel free to text me
text me when its ready
text me the address
text me if anything changes
you can text me anytime
please text me the date
please send me messages in spanish
can you text my other number
i want texts in spanish
do i get a reminder
thanks for the reminder
thanks for the text
love the reminders
i got your message
i got 3 messages
i got the same text twice
is this the right number
is this the number to call
what number do i call
my account number is wrong
the date is wrong
you have my name wrong
my name is spelled wrong
this is not right
that amount is not right
there must be a mistake
my emergency contact changed
emergency contact is my mom
i went to the emergency room with my son
he had emergency surgery last week
i need emergency food stamps
do you have emergency housing
the fire alarm went off
knife and fork
my brother is a police officer
i have court for a traffic ticket
the judge threw it out
i threw away the letter
i dropped off the papers
it dropped the call
my deadline is friday
the deadline passed
i passed my ged
im done
im all done
im done with the form
finished
all set
im good thank you
im fine
i want to come in
i want to talk to someone
i want to do it today
i want to see my kids
i want to change my order
whats the limit
do i get a discount
can i get a copy
what does revoke mean
my license was revoked
will my license be revoked
they revoked my license
is the program ending
the movie was at the end
weekend works
this weekend
i shared the form with my lawyer
my mom shared the link
my schedule is hectic
we share custody
he has custody
i have full custody
i love my kids
life is hard right now
life is good
times are hard
im stressed
im tired
so tired from work
tired of waiting
im sick
i have a cold
im on the bus
jump on the bus
ill jump on a call
can we jump on the phone
hang on
hang tight
ill hang up and call back
hold on
out of order
cut off notice
my lights got cut off
my phone got cut off
my water was cut
i need a haircut
cut me a check
did you cut the check
they cut my hours
is the office open on monday
are you open saturday
what time do you close
closed case
please stop by if you can
the stop sign on main
full stop
non stop rain
nonstop
pit stop
one stop shop
he wont stop calling
she wont stop crying
the baby wont stop crying
i cant stop coughing
i couldnt stop at the light
it wont stop raining
Liked “Oak Co Child Support: Your renewal is due Mar 14. HELP for help, STOP to end texts.”
Loved "Oak Co: You have a new message. Reply STOP to end texts."
👍 to “Oak Co Child Support: You have an appointment Wed. STOP to end texts.”
what does "Reply STOP to end texts" mean
take me off the case
take my name off the lease
remove me from the child support order
i dont give permission to share my info with him
""",
    "none.es": """
me pueden explicar la carta
cambiamos los fines el y yo
estaba en espera y se corto
ella tiene seguro por su trabajo
ahora vivo en otro estado
por que bajo
cambie de trabajo aqui esta la informacion
la audiencia es por telefono verdad
el ya no vive en esa direccion
mi hermana puede recoger los papeles
no leo ingles mandelo en español
cuanto tarda el examen
llevo a los dos niños
no ha caido el dinero en la tarjeta
quiero hablar con un supervisor
tengo una pregunta de mi orden
nos casamos otra vez
el va a tener otro bebe
no necesito nada mas gracias
trabaja medio tiempo
que pasa si llego tarde
le dijeron a mi jefe que me lo quite
vendi mi casa eso afecta
nadie me aviso de la junta
me da efectivo cada semana
quiero bajar lo que pago
cual es mi saldo
me mandan el recibo
se perdio la carta
quien me puede ayudar con esto
amo mucho a mis hijos
la vida va mejor gracias a dios
vivo sola con mis dos hijos
son toda mi vida mis hijos
solo quiero lo justo
mi bebe es mi mundo
el vive al otro lado de la ciudad
ahora vivimos con mi mama
estoy en el trabajo ahorita
ahorita no puedo hablar estoy trabajando
llameme saliendo del trabajo
ya estoy en mi casa puede llamar
mi hijo esta enfermo en casa
ella esta conmigo entre semana
se queda con su papa los fines
no tengo nada mas que mandar
no tengo carro ahora
quiero ir en persona a la audiencia
estoy lista cuando ustedes digan
ya termine el formulario
ya quedo
no lo encuentro
no lo puedo abrir
no se ve la pagina
no entiendo nada de esto
no se que hacer con este papel
que sigue
que hago con el recargo
el ya firmo
no me ha llamado
no me contesta
no esta aqui
el esta trabajando
ella esta en la escuela
digale gracias
digales que llego tarde
me dijeron que les llamara
me dijo que le mandaron carta
el dice que ya pago
mi abogado dice que les pregunte
la corte me pidio traer esto
me dijeron que podia por telefono
alguien me llamo de este numero
quien me llamo
sono una vez y colgo
llame tres veces
sigo llamando y nadie contesta
llevo semanas esperando
esto tarda mucho
estoy molesta por la carta
esto no tiene logica para mi
necesito que lo arreglen pronto
ayudeme con mi caso
ayudeme con la forma por favor
necesito mi dinero este mes
ya viene la renta y ando atrasada
perdi las llaves
perdi el papel
se me olvido
me equivoque
olvidelo ya lo encontre
nos vemos mañana
voy en camino
ya estoy aqui
estoy afuera de la oficina
estoy abajo en la entrada
estoy en la sala
estacionandome
ya mero llego
ya sali de la corte
el bebe esta dormido
los niños duermen llame mañana
cumplio 3
entra a la escuela el lunes
mi hija ya tiene 16
mis hijos van muy bien
su cumpleaños es en mayo
feliz navidad
dios los bendiga a todos
igualmente
jaja ok
no hay cuidado
quiero saber de mi pago
me urge el dinero de la manutencion
ya no vive conmigo
ya no trabajo ahi
ya no tengo ese numero
mi ex no me ha pagado
el papa de mis hijos perdio su trabajo
me cambiaron de trabajadora
ok gracias
gracias
muchas gracias
si
sí
bueno
cual es su direccion
no es mi hijo
esta bien
de acuerdo
quien es
quien habla
de que se trata
cuando es mi cita
a que hora es mi cita
donde es la oficina
donde queda la oficina
donde es la cita
cual es la direccion de la oficina
que necesito llevar
puedo llevar a mis hijos
voy tarde
ya llegue
estoy aqui
no puedo ir
no puedo ir mañana
no puedo mas tarde
no puedo mas temprano
quiero cancelar mi cita
cancelar mi cita
puedo cancelar la cita
necesito cambiar mi cita
voy a parar en la oficina
voy a parar un momento
tengo que parar por gasolina
la parada del bus
donde esta la parada
mi hijo es muy alto
el pago es muy alto
esta muy alto el pago
en voz baja
estoy de baja por enfermedad
dieron de baja mi seguro
la presion baja
planta baja
voy a terminar el formulario
ya termine
cuando termina mi orden
terminar mi caso
quiero cerrar mi caso
no tengo mas preguntas
algo mas
nada mas
nomas queria saber
nada mas queria saber mi fecha
no mas queria preguntar
que mas necesito
uno mas
no me llego el mensaje
no me llegan los mensajes
no me llega nada
no me mandaron los papeles
no me han mandado nada
por que no me mandan mensajes
por favor no dejen de mandarme mensajes
no paren los mensajes
mandeme el enlace
mandeme la direccion de la oficina
me manda la forma por correo
llameme por favor
me puede llamar
llamenme despues de las 3
mi numero cambio
tengo nuevo numero
mi nuevo numero es 555-0142
cambie de numero
cambie de telefono
me mude
perdi mi trabajo
me corrieron del trabajo
renuncie a mi trabajo
empiezo a trabajar el lunes
cuando empiezo
no puedo pagar
ya pague
cuanto debo
como pago
cuando me pagan
cuando me mandan el pago
cuando llega mi dinero
necesito ayuda con el formulario
me ayuda con la renovacion
necesito informacion de mi caso
mi telefono se murio
se me acabo la pila
se me murio el carro
me muero de hambre
me muero de risa
me muero de ganas de verlos
me muero de sueño
matando el tiempo
me mata la espalda
me duele la espalda
me pego el sol
se me pego la gripa
me pego un susto
contacto de emergencia
fui a emergencias con mi hijo
estoy segura
no estoy segura
no estoy seguro de la fecha
seguro medico
el seguro social
feliz dia
buenos dias
buenas tardes
hola
no se
no entiendo
no gracias
tal vez
no importa
disculpe
perdon
mi hijo esta enfermo
tengo que recoger a mis hijos
estoy trabajando
trabajo de noche
no tengo carro
no tengo internet
me puede mandar textos en español
quiero los mensajes en español
si me interesa
me interesa el programa
estoy cansada
estoy cansado del trabajo
que puedo hacer
""",
}
