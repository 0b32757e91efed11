"""What parents write when they want our messages to end, to be fewer, or to come back.

One utterance a line, in the words people use: no accents, text-speak, capitals, several sentences,
quotes of our own text. See `corpus` for what the labels mean.
"""

CONSENT: dict[str, str] = {
    "stop": """
Please be advised I no longer wish to be contacted at this number.
take this phone off ur texting thing
im opting out of all of this
text messages need to stop
no more from you people
stop. just stop.
why r u still txting me?? STOP
I DID NOT ASK FOR THESE MESSAGES STOP
i never asked for these texts take me off
this is the 3rd time i asked to be removed
i asked to be removed from this list
pls quit w the texts
quit it with the texts
quit w/ the msgs
Don't want em. Stop.
dont need yall texting me
i dont need u texting my phone
text someone else not me
lay off the texts
stoping all texts
Stop all correspondence
do not disturb this number
unsubscribe all
unsubcribe me plz
stop notificaciones
bájenme de la lista
que no me manden nada
no me esten molestando
no me esten mandando mensajes
ya parenle con los mensajes
ya parenle
párenle a los mensajes
no me interesa recibir mensajes
quiero que me quiten de la lista
quiero que borren mi numero
ya no deseo que me contacten
por favor ya no me escriba a este numero
favor de no mandar mensajes
favor de no molestar
i need yall to quit sending me stuff to my phone
Please discontinue all text communication with me
cut off the texts
get rid of my number
please quit contacting this phone
I wish to be taken off of this list
kindly remove my contact from your database
this is a landline stop texting
stop texting im not gonna answer
do not send me another text
dont want no more messages from yall
no longer want these msgs
i dont want ur texts
STOP STOP STOP!!!!!! leave me alone
Stop with the messages I already have a lawyer
please no more
no more thank you
plz unsubscribe
unsubscribe my phone number
pls take my number off ty
im asking u nicely to stop texting me
you keep texting me stop
why do you keep texting me. stop
Stop hitting my phone up
i want off this list
i want to be off this text thing
let me off this list
how bout you stop texting me
delete me from your system
delete me
dont contact me no more
dont be texting me
do not ever contact this number
stop sending reminders to my phone
i would like these texts to stop
please make the messages stop
can you guys not text me anymore
can you not text me
not texting me anymore would be great
ya no quiero que me esten mandando mensajes
quitame de la lista
quítame de tu lista
no molesten
ya no molesten por favor
no me mandes nada
no quiero saber nada de ustedes
por favor eliminen este numero de su sistema
deje de escribirme a este celular
paren con los mensajes
que ya no me manden mensajes
ya me canse de sus mensajes no me manden mas
borrame de tu lista
no mandes mas mensajes
no mensajes
no mas msj
NO QUIERO MENSAJES
alto no quiero mas
baja por favor
STOP
Stop.
stop!!!!!
StOp
 stop
STOP STOP STOP
S T O P
s.t.o.p
stoppp
Sotp
STPO
Stop please
Pls stop
stop ok
ok stop
Stop 🛑
🛑
✋ stop
stop 😡😡
stop thank you
Stop thanks have a nice day
Stop, thank you
no stop
STOPALL
stop all
STOP ALL
Unsubscribe
unsubscibe
unsuscribe
UNSUBSCRIBE ME NOW
unsub
unsub me
unsub please
opt out?
unsubscribe?
stop?
stop calling me
stop emailing me
no more emails
Unsubscribed
Optout
opt out
opt me out
OPT-OUT
optout pls
I'm opting out
i opt out
I want out of these texts
cancel
CANCEL
end
QUIT
quit
revoke
stop texting me
stop texting
Stop texting this number
stop txtn me
stop txting me
STOP TEXTING ME!!!!
stop messaging me
stop msging me
stop sending me messages
stop sending texts to this phone
stop sending me this
stop sending me these
Stop sending me this crap
stop with the texts already
stop all texts
stop these messages
stop the messages please
stop blowing up my phone
quit blowing up my phone
stop bothering me
stop harassing me
stop spamming me
stop contacting me
please stop contacting me at this number
quit texting me
quit texting my phone
Quit sending me stuff
quit messaging me
quit bugging me
cease and desist
cease all contact
stop all communication
discontinue these texts
discontinue messages
end these texts
end messages
cancel texts
cancel my texts
cancel these alerts
cancel notifications
turn off these texts
turn these texts off
turn off notifications please
turn off the alerts
shut off these messages
dont text me
don't text me anymore
dont text this number again
Do not text this number
dont txt me no more
do not text me again
don't ever text me again
never text me again
dont message me
don't contact me again
do not contact me
dont send me anymore texts
dont send me anything else
don't send me nothing
dont send no more messages
do not send me any more of these
please do not send any more messages to this number
no more texts
no more texts please
No more messages!!
no more of these texts
no more text messages please
i dont want these texts
I don't want these messages anymore
i dont want to receive these texts
I do not want to receive any more messages
i dont want texts
I don't want you texting me
i dont want to be texted
I don't want any more texts from you guys
i dont want to hear from you
i don't want to get these anymore
I no longer want to receive texts
i no longer wish to receive text messages
not interested in receiving texts
take me off this list
take me off your list
Take me off the list please
take me off ur list
take me off
take my number off
take this number off your list
please take my number out of your system
take my # off ur list
remove me
remove me pls
Remove me from this list
remove my number
remove this number
Remove my phone number from your list please
please remove my number from your system
delete my number
delete this number
erase my number
drop me from the list
get me off this list
get me off of here
get my number off your list
lose my number
lose this number
forget this number
leave me alone
Leave me alone!!!
LEAVE ME THE HELL ALONE
leave me tf alone
leave us alone
i said stop
I said STOP texting me
I told you to stop
i already said stop
I already texted stop
how many times do i have to say stop
for the last time stop texting me
why are you still texting me I said stop
stop stop stop texting me omg
please please stop texting
could you please stop texting me
can u stop texting me
can you please stop
would you stop sending these
can you take me off the list
could you remove my number
I would like to be removed from the list
I would like to unsubscribe
i want to unsubscribe
i'd like to opt out
i want to opt out of texts
please opt me out of all messages
I want to stop getting texts
i want to stop receiving these
I need these texts to stop
make these texts stop
i revoke my consent
I withdraw my consent to be texted
I take back my permission
I do not consent to these messages
I do not give you permission to text me
You don't have permission to text me
u dont have permission to contact me
I never agreed to texts stop
i never signed up for this stop
i did not sign up for this please remove me
who is this stop texting me
Who dis? stop
Stop. Who is this
stop i dont even have kids
this is harassment stop texting me
stop or i will report you
stop texting me or im calling a lawyer
im at work stop texting me
stop texting me im reporting you to the fcc
stop texting me its 6 am
Im not going. stop texting me
I already paid. Stop texting me
I already renewed stop texting me
i dont have a case with you stop
case is closed stop texting
i quit my job so i cant pay, stop texting me
I can't stop by the office and please stop texting me
do not reply just stop
Reply STOP to end texts. STOP
stop to end texts
Stop to end
stp
stoo
sop texting me
stop textng me
plese stop txting
dnt txt me
dont txt me agin
u can stop texting me now
you can stop texting me
You all need to stop texting me
yall need to stop texting me
y'all stop texting me
ya need to stop
stop pls and ty
hi please stop texting this number thank you
Good morning. Please remove me from your text list. Thank you.
To whom it may concern please stop all text messages to this phone effective immediately
hey so um can you guys please stop texting me i dont want these messages anymore thanks
stop means stop
no thanks stop
no more
No more!!
no mas texts
fuck off stop texting
stop fucking texting me
stop texting my damn phone
knock it off with the texts
cut it out with these messages
unsubscribe from all
unsubscribe this number
mark me as do not contact
put me on the do not call list
put me on your do not text list
add me to the do not contact list
this number does not want texts
do not use this number
dont use this number no more
please dont write to me any more
no texts please
no texts
no messages please
please no more alerts
please stop these notifications
stop notifications
stop alerts
stop reminders
stop the reminders
no more reminders
i dont need these reminders
i dont need these texts
I dont need texts anymore
enough with the texts
enough texts
im done with these texts
i'm sick of these texts stop
deactivate texts
disable texts
desubscribe
un subscribe
Un-subscribe
stop por favor
stop mensajes
stop los mensajes
stop mandando mensajes
no more mensajes
""",
    "stop.es": """
ALTO
alto
ya no me manden correos
Alto por favor
ALTO!!!!
alto ya
PARAR
parar
PARE
pare
Paren
paren ya
ya paren
ya paren por favor
para ya
BAJA
baja
Dar de baja
darme de baja
denme de baja
deme de baja por favor
quiero darme de baja
quiero la baja
me quiero dar de baja
CANCELAR
cancelar
canselar
CANCELEN
DETENER
deténganse
TERMINAR
NO MAS
NO MÁS
no más por favor
ya no mas
ya no más por favor
no mas mensajes
No más textos
ya no me manden mensajes
ya no me manden nada
ya no me mandes mensajes
ya no me mande mensajes porfa
no me manden mas mensajes
no me manden mas
no me mande mensajes
no me mandes mas textos
no me envien mensajes
no me envíen más mensajes
no me envie nada
ya no manden mensajes
ya no manden nada
no manden mas msjs
ya no me escriban
no me escriban
no me escriba mas
no me escriban a este numero
no escriban a este numero
ya no me texteen
no me textien mas
ya no me molesten
no me molesten mas
no me moleste
dejen de molestar
dejen de molestarme
deja de molestarme
deje de mandarme mensajes
dejen de mandar mensajes
dejen de enviarme textos
dejen de escribirme
deja de escribirme
deje de textearme
ya dejen de mandar mensajes
ya no quiero mensajes
ya no quiero recibir mensajes
no quiero recibir mas mensajes
no quiero mas mensajes
No quiero más textos por favor
no quiero sus mensajes
no quiero que me manden mensajes
ya no quiero que me manden mensajes
no quiero que me escriban
no quiero que me texteen
no quiero recibir nada de ustedes
no deseo recibir mensajes
no deseo mas mensajes
ya no deseo recibir estos mensajes
no me interesan sus mensajes
no autorizo que me manden mensajes
no doy permiso para mensajes
quitenme de la lista
quítenme de su lista
quiteme de esa lista por favor
quiten mi numero
quiten mi número de su lista
quite mi telefono de la lista
saquenme de la lista
sáquenme de su lista por favor
saquen mi numero
borren mi numero
borren mi número de su sistema
borrenme de la lista
borre este numero
eliminen mi numero
elimine este numero de su lista
elimínenme
remuevan mi numero
remuevame de la lista
dejenme en paz
déjenme en paz por favor
dejeme en paz
DEJENME EN PAZ
cancelen los mensajes
cancele los mensajes por favor
cancelar mensajes
cancelar textos
cancelar suscripcion
cancelar mi subscripcion
paren los mensajes
paren de mandar mensajes
pare de mandarme mensajes
paren de molestar
alto a los mensajes
alto con los mensajes
basta de mensajes
basta con los mensajes
detengan los mensajes
suspendan los mensajes
suspender mensajes
desuscribir
desuscribirme
quiero desuscribirme
desinscribirme
anular suscripcion
quitar mensajes
apaguen los mensajes
ya estuvo dejen de mandar mensajes
les dije que alto
ya les dije que no me manden mensajes
les dije que pararan de mandarme mensajes
cuantas veces les tengo que decir que no me manden mensajes
por favor no me manden mensajes a este numero gracias
hola por favor ya no me manden mensajes gracias
buenas tardes quiero que ya no me manden mensajes
no contacten este numero
no me contacten
ya no usen este numero
no usen este numero
olviden este numero
stop por favor ya no quiero mensajes
por favor stop
stop ya
ya stop
please ya no me manden textos
no mas notificaciones
no quiero notificaciones
ya no quiero recordatorios
no mas recordatorios por favor
me pueden quitar de la lista
pueden dejar de mandarme mensajes
podrian dejar de escribirme por favor
""",
    "stop/renewal": """
stop the renewal texts only
stop the renewal reminders
no more renewal texts
no more renewal reminders please
stop texting me about my renewal
stop texting me about the renewal i already did it
stop sending me renewal messages
stop sending me messages about renewing
dont text me about the renewal
I don't want renewal reminders anymore
i dont need the renewal reminders
unsubscribe me from renewal reminders
unsubscribe from renewal texts only
please stop the recertification texts
opt out of renewal messages
no mas mensajes de renovacion
no me manden mensajes de la renovacion
ya no quiero mensajes de renovación
paren los recordatorios de renovacion
no quiero recordatorios de renovación
dejen de mandarme mensajes sobre la renovación
""",
    "stop/payment": """
no more payment reminders but keep appointments
stop the payment reminders
stop the payment texts
no more payment texts
stop texting me about payments
quit texting me about my payment
stop texting me about money
dont text me about payments
stop sending payment alerts
I don't want payment notices by text
i dont want the payment texts just the appointment ones
unsubscribe from payment alerts
turn off payment reminders
no mas mensajes de pagos
no me manden mensajes de pago
ya no quiero mensajes de los pagos
no quiero recordatorios de pago
paren los mensajes de pago
dejen de mandarme mensajes sobre pagos
""",
    "stop/appointment": """
stop the appointment reminders
no more appointment texts
no more appt reminders
stop texting me about appointments
stop sending appointment reminders please
dont text me about my appointment
I don't need appointment reminders
opt out of appointment texts
no mas recordatorios de citas
no me manden mensajes de la cita
ya no quiero recordatorios de la cita
dejen de mandarme mensajes sobre citas
""",
    "unclear": """
stop that
Stop that!
stop it i guess
maybe stop
should i text stop
do i reply stop
what happens if I text STOP
if i say stop do i lose my benefits
will i lose my case if i opt out
how do i stop these
how do i unsubscribe
how do i opt out
how do i get off this list
how can i make it stop
how do i turn this off
stop texting me at work
dont text me at work
stop texting me so early
stop texting me at night
dont text me before 9
please dont text after 8pm
stop texting me until monday
stop texting me for now
stop texting me for a while
stop texting so much
not so many texts please
too many texts
you text too much
less texts please
stop texting me in english
stop sending me texts in spanish
stop texting my old number
stop texting my other phone
stop texting my mom
stop texting my kids phone
stop texting me text my wife instead
stop texting and call me
stop texting me just call
call me instead of texting
dont text me call me
stop. start
stop no wait start
stop sorry wrong button dont stop
dont want these
i dont want this
not interested
im not interested
no longer interested
go away
enough
enough already
knock it off
cut it out
make it stop
the end
end this
end it
this is annoying
this is spam
is this spam
is this a scam
i think this is a scam
who gave you my number
how did you get this number
im going to block this number
I'm blocking you
blocked
reported as spam
i asked you not to text me
my lawyer said not to contact me
dont call me
stop the calls
stop sending letters
stop sending mail to my house
can i stop getting texts for a month
pause the texts
pause texts til march
text me less
only send me appointment texts not payment texts
only text me if its important
only text me for emergencies
can i opt out of the study
Cancel, I can't come
cancel it
Cancel please I cant make it friday
end my texts when my case closes
stop if you are not my caseworker
""",
    "unclear.es": """
basta
ya basta
basta ya
ya no
quiero cancelar
como me doy de baja
como cancelo
como le hago para que no me lleguen mensajes
como paro los mensajes
no me interesa
no me llamen
ya no me llamen
no me manden mensajes en la noche
no me manden mensajes al trabajo
no me escriban en la noche
no me texteen tan temprano
no me manden mensajes en ingles
muchos mensajes
son demasiados mensajes
mandan muchos mensajes
mejor llamenme no me manden mensajes
no me manden mensajes a mi otro numero
quien les dio mi numero
de donde sacaron mi numero
esto es spam
es una estafa
los voy a bloquear
voy a bloquear este numero
si pongo alto que pasa
si digo alto pierdo mi caso
paren de llamar
ya estuvo
ya fue suficiente
nomas
""",
    "start": """
START
start
Start please
start!!
strat
unstop
UNSTOP
subscribe
resubscribe
opt in
OPT IN
opt me back in
opt in please
sign me up
sign me back up
sign me up for texts
add me back
add me back to the list
put me back on the list
text me again
you can text me again
its ok to text me again
ok to text me again
start texting me again
please start texting me again
start sending me texts again
start sending messages again
resume texts
resume messages
turn texts back on
turn on texts
turn the reminders back on
i want texts again
I want to get texts again
i want the messages again please
i changed my mind start
undo stop
i didnt mean to stop start again
start again
please resume
sorry i didnt mean to stop, start
can i get texts again
can you start texting me again
can you text me again
i need the texts again
""",
    "start.es": """
INICIAR
iniciar
iniciar por favor
Empezar
COMENZAR
comenzar por favor
reanudar
reanudar mensajes
reanuden los mensajes
quiero recibir mensajes
quiero recibir los mensajes otra vez
quiero volver a recibir mensajes
si quiero recibir mensajes
quiero los mensajes de nuevo
vuelvan a mandarme mensajes
vuelva a enviarme mensajes
mandenme mensajes otra vez
mándenme mensajes de nuevo por favor
pueden mandarme mensajes otra vez
ya pueden mandarme mensajes
activar mensajes
activen los mensajes
suscribir
suscribirme
inscribirme
""",
    "start/renewal": """
start the renewal texts again
i want the renewal reminders again
turn renewal reminders back on
quiero recibir los recordatorios de renovacion otra vez
""",
    "start/payment": """
start the payment reminders again
turn the payment reminders back on
i want the payment texts again
quiero recibir los mensajes de pago otra vez
""",
    "start/appointment": """
start appointment reminders again
turn on appointment reminders
i want appointment texts again
""",
    "help": """
HELP
help
Help!
help please
help me
help me please
INFO
info
information
halp
more info
""",
    "help.es": """
AYUDA
ayuda
ayuda por favor
ayúdeme
ayudenme
ayudame por favor
INFORMACION
información
mas informacion
""",
}
