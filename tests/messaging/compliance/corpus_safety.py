"""What parents write in danger or despair, and who seems to and is not.

Written after the warning signs that the tables of `safety_tables` name as their sources, in the
words of text messages. See `corpus` for what the labels mean.
"""

SAFETY: dict[str, str] = {
    "self_harm": """
im just so done i wanna end myself
i keep thinking about ending my life
theres no reason for me to be here
id rather not be alive
i wish i didnt exist
wish i could disappear
i cant do it anymore im gonna take these pills
i have a plan to kill myself
my life is over
nothing matters anymore i want to go
i relapsed and im going to od
just let me die
let me die in peace
i should kms
imma unalive myself
the world is better without me
my family would be better off
i cant handle this i want to jump in front of a train
quiero acabar con todo esto
no puedo seguir viviendo asi
mejor me muero
ya no quiero nada de la vida
quiero que se acabe todo
me quiero quitar la bida
nomas quiero morirme ya
me quiere quitar la vida
i cant do life anymore
i dont want to be on this earth
i think about dying every day
i feel like dying
feel like ending things
might as well be dead
i just want to sleep forever
nobody would miss me
no one would care if i died
what if i just wasnt here
im gonna do something to myself
im thinking of harming myself
i have thoughts of hurting myself
i swallowed a bottle of tylenol
gonna jump off the overpass
gonna slit my throat
there is nothing left for me
i see no future
dont see the point anymore
quiero dormir y no despertar
me dan ganas de morirme
ya no quiero estar en este mundo
prefiero morir
prefiero estar muerta
no le encuentro sentido a vivir
nadie me extrañaria si muero
tengo pensamientos de hacerme daño
me tomé veneno
me voy a cortar las venas
i want to die
I WANT TO DIE
i wanna die
i just wanna die
i wnat to die
I wish I was dead
i wish i were dead
wish i was never born
i should just die
i hope i die
i hope i dont wake up
i dont want to wake up tomorrow
i want to go to sleep and never wake up
kms
im gonna kms
imma kms
gonna kill myself
im going to kill my self
i will kill myself if i lose my kids
thinking about killing myself
i might kill myself
kill meself
kil myself
going to off myself
im gonna off myself
want to unalive myself
unalive
gonna unalive
sewer slide
sucide
suicidal
im suicidal
i feel suicidle
thinking of suicide
i tried to commit suicide last night
si ideation
end my life
gonna end it
im gonna end it all
i want to end it all tonight
time to end it all
i cant do this anymore
cant do this anymore i want to die
I can't take this anymore
cant take it no more
i cant go on
i cant keep going
i cant live like this
i dont want to live anymore
i dont wanna be here anymore
I don't want to be alive
i dont want to exist
no point in living
whats the point of living
no reason to live
nothing to live for
life isnt worth living
not worth living anymore
im done with life
done living
tired of living
tired of being alive
ready to go be with my mom in heaven
better off dead
id be better off dead
everyone is better off without me
my kids would be better off without me
they would be happier without me
i am a burden to everyone
im just a burden
i feel hopeless
i feel trapped
there is no way out
theres no hope for me
ive lost all hope
im cutting myself again
i cut my wrists
slit my wrists
i want to hurt myself
i hurt myself
self harming
i took a bunch of pills
took all my pills
i took the whole bottle
im going to overdose
thinking about od'ing
i have a gun to my head
put a gun in my mouth
im on the bridge and im going to jump
going to jump
jump in front of a train
hang myself
shoot myself
drive off a bridge
drive my car into a tree
goodbye forever
this is my last goodbye
tell my kids i love them goodbye
take care of my kids when im gone
i wont be here tomorrow
you wont have to worry about me anymore
im not going to kill myself but i feel like it
I am not suicidal
im not gonna hurt myself i promise
dont worry im not suicidal just tired
lol i want to die
ugh kill me now
i want to dissapear
wanna disappear forever
i cant breathe i want it to be over
I want the pain to end
i want the pain to stop forever
i give up on life
i just want it to be over
yes but i want to die
STOP i want to die
no i want to kill myself
if you take my license i will kill myself
if they take my kids again ill kill myself
id rather die than go back
drinking myself to death
i wrote my goodbye note
i wrote my suicide note
""",
    "self_harm.es": """
quiero morir
me quiero morir
quiero morirme
ME QUIERO MORIR
kiero morir
kiero morirme
ya me quiero morir
quisiera morirme
quisiera estar muerto
ojala me muera
ojalá me muriera
ojala no despertara mañana
no quiero despertar
me quiero matar
me kiero matar
me voy a matar
boy a matarme
voy a matarme
pienso matarme
he pensado en matarme
pienso en quitarme la vida
me voy a quitar la vida
quiero quitarme la vida
me quiero suicidar
pienso en suicidarme
pensando en el suisidio
intente suicidarme
ya no quiero vivir
no quiero vivir mas
ya no quiero seguir viviendo
no quiero seguir
ya no puedo mas
ya no puedo más con esto
no aguanto mas
ya no aguanto
ya no aguanto mas esta vida
no tengo ganas de vivir
no tengo razon para vivir
no vale la pena vivir
la vida no vale la pena
ya no le veo sentido a la vida
la vida no tiene sentido
estoy cansada de vivir
estoy cansado de la vida
mejor muerta
estaria mejor muerto
estarian mejor sin mi
mis hijos estan mejor sin mi
soy una carga para todos
quiero desaparecer
quiero acabar con todo
voy a acabar con mi vida
quiero terminar con mi vida
me corto los brazos
me estoy cortando
me tome todas las pastillas
me tomé un frasco de pastillas
me voy a tirar del puente
me voy a aventar de un puente
me voy a colgar
me voy a ahorcar
me voy a dar un tiro
quiero hacerme daño
me hago daño
cuiden a mis hijos cuando no este
adios para siempre
no hay salida
ya no tengo esperanza
no me voy a matar no se preocupe
alto me quiero morir
""",
    "danger": """
he pulled my hair and hit me with a bottle
he grabs me and shakes me
he wont stop coming to my house
he sat outside my apartment all night
hes waiting for me in the parking lot
im scard of wat he will do
hes gona hurt my babys
he swung at me
he strangeld me
i have bruses
he pushed my son into the wall
my daughter told me her dad touches her private parts
his uncle is molesting him
the kids are not safe with him
the kids are in danger
they left my baby in a hot car
he keeps my paycheck and wont let me leave the house
i got away from my trafficker
he makes me sell my body
i swear to god ill kill him if he comes near my kids
you better fix this or somebody gonna get hurt
i will find you
i know where u live
ill be waiting for you after work
you will pay for this
me esta persiguiendo en su carro
me agarro a golpes
me dio golpes
me pegaba
me dejo el ojo morado
me esta esperando afuera
ya me hallo
se metio a mi casa
me quito a mis hijos a la fuerza
mi hijo le tiene miedo a su papa
el novio de ella toca a mi hija
me tienen trabajando sin pagar y no me dejan salir
nos va a hacer daño
te voy a encontrar
van a ver lo que les pasa
he put a gun to my head
my husband is beating me right now
he smacked me in front of the kids
she scratched and hit me
he kicked down my door
he said hell burn my house down
hes gonna kill me when he gets out
my ex keeps following me to work
he shows up at my house drunk
he wont stop calling and threatening
he took my daughter out of school and wont bring her back
he wont bring my son back
my son said dad hits him
my daughter has marks on her
my baby isnt breathing
i think he is hurting my daughter
he is touching my kids
im locked in the bathroom
he has me locked up
cant leave he took my keys
somebody help me
plz help hes gonna hurt me
i need the police
im going to come up there and hurt somebody
yall better watch out im coming with my gun
you gonna regret this i swear ill shoot
im being forced to work off a debt
he makes me have sex with his friends
he monitors my phone
my ex reads all my texts
me anda buscando para matarme
mi ex me sigue y me amenaza
me dio una cachetada
me jalonea
me dejo moretones
mi papa le pega a mi mama
mi hija dice que la toca
mi hijo tiene golpes
no me quiere entregar a mi hija
se robo a mi hija
vino a mi casa con un cuchillo
esta tomado y me quiere pegar
necesito ayuda me quiere hacer daño
no puedo salir de aqui me tienen encerrada
me obliga a vender drogas
voy a ir a matarlos
nos quiere hacer daño
tengo terror de el
he found us im scared
he hit me
gun to my head
he hits me
he hit me again last night
he just hit me
hes hitting me
my husband beat me up
he beats me
my ex beat me
he slapped me
he punched me in the face
he pushed me down the stairs
he grabbed me by the neck
he put his hands around my neck
he put his hands on me
he choked me
he tried to strangle me
hes choking me
he dragged me by my hair
he threw me against the wall
he burned me
he bit me
he broke my arm
i have a black eye
im bleeding
he cut me
he shot at us
he stabbed me
he raped me
he forced me to have sex
he made me do things i didnt want
he touched my daughter
he molested my son
someone is touching my child
my stepdad touches me
my daughter said he touched her
he hits the kids
he hit my son with a belt
he hurts my kids
my baby has bruises
the baby has bruises after visits
my son came back with bruises
he left my kids alone in the car
he wont give my kids back
he wont give me back my daughter
she took my kids and i dont know where they are
he took the baby and ran
my daughter is missing
my son is missing
my kid didnt come home
he said he will kill me
he says hes gonna kill me
he said hes going to kill us all
im going to kill him
im gonna kill her
ill kill that bitch
ima kill all of you
i will shoot up your office
im coming down there with a gun
ill burn that place down
i will blow up the building
bomb
theres a bomb in your building
you people are gonna pay watch your back
watch your back
i know where you live
i know where you work
ill hurt you
im gonna hurt someone
i want to hurt my kids
i feel like hurting the baby
im afraid i will hurt my baby
he threatened me
he threatend to take my kids
he thretens me every day
hes threatening to kill me
death threats
getting threats from my ex
i have a restraining order and hes here
he broke the restraining order
he violated the protective order
he is outside my house
hes outside my job
hes at my door
hes banging on the door
hes in my house
he broke into my house
he followed me home
hes following me
he is stalking me
he put a tracker on my car
he tracks my phone
he has a gun
hes got a knife
he pulled a gun on me
he keeps a gun by the bed
he wont let me leave
he locked me in the room
he locked us in
he took my phone and keys
he wont let me out of the house
im trapped
im hiding in the bathroom
im hiding from him
we are hiding
im scared
im so scared
i am scared of him
im afraid of my ex
im afraid for my life
afraid for my kids
im terrified
i dont feel safe
im not safe
we are not safe here
its not safe at home
not safe to talk
i cant talk hes here
he reads my phone
he is reading my messages
please dont text he will see it
he checks my phone
if he sees this he will kill me
he will kill me if he finds out
call 911
please call the police
call the cops
send police
send help
help me hes here
help he has a gun
help us
im in danger
my kids are in danger
emergency
its an emergency
this is an emergency hes here
i need help now he is coming
hes abusive
my ex is abusive
she is abusive
domestic violence
im a dv victim
im in a dv shelter
he is violent
she hits me
my wife hits me
my girlfriend stabbed me
she threatened me with a knife
someone is making me have sex for money
he makes me work and keeps my money
he sells me
im being trafficked
they took my passport and wont let me leave
they make me sleep with men
my boyfriend pimps me out
im being held against my will
kidnapped
they kidnapped my son
he isnt hitting me anymore
im not scared of him anymore
he doesnt hit me
hes not violent
no he hasnt threatened me
stop texting he will kill me
yes but he threatened me
he wont stop hitting me
he found out where i moved
he found my new address
he knows where i live now
you gave him my address now he is here
he got my address from your letter and hes here
my ex has been drinking and driving with the kids
he drugged me
he poisoned my food
he starves the kids
my kid is scared to go with him
my son is afraid of his dad
my daughter is scared to go back
she said daddy hurts her
he wont leave me alone
he wont leave me alone at work he keeps bringing me donuts lol
""",
    "danger.es": """
me pega
me pego
me pegó otra vez
mi esposo me pega
mi marido me golpea
me golpeo
me esta pegando
me esta golpiando
me avienta cosas
me aventó contra la pared
me empujo
me jalo del pelo
me ahorcó
me quiso ahorcar
me agarro del cuello
me amenaza
me amenazo con quitarme a mis hijos
me amenazó de muerte
me tiene amenazada
dijo que me va a matar
me va a matar
nos va a matar
me quiere matar
lo voy a matar
la voy a matar
los voy a matar a todos
tengo miedo
tengo mucho miedo
TENGO MIEDO
tengo mieo
que miedo jaja
tenemos miedo
le tengo miedo
me da miedo
mis hijos tienen miedo
estoy asustada
estoy aterrada
nos encontro
nos encontró
me encontró
ya sabe donde vivo
sabe donde vivo
esta afuera
está afuera de mi casa
esta en la puerta
me esta siguiendo
me sigue a todos lados
me persigue
me acosa
tiene una pistola
tiene un arma
trae un cuchillo
me apunto con la pistola
me violo
me violó
abuso de mi hija
abusa de mi
toco a mi hija
tocó a mi niña
le pega a mis hijos
golpea a los niños
les pega a los niños
mi hijo viene con moretones
tiene moretones
no me deja salir
no me deja salir de la casa
me tiene encerrada
me encerro
me quito el telefono
se llevo a mis hijos
se llevó al niño y no lo regresa
no me quiere regresar a mis hijos
no se donde estan mis hijos
mi hija esta desaparecida
secuestraron a mi hijo
ayudenme me va a matar
ayuda me esta pegando
llamen a la policia
llame al 911
manden ayuda
auxilio
socorro
es una emergencia
estoy en peligro
mis hijos estan en peligro
no estoy segura en mi casa
no estoy a salvo
no me siento segura
hay violencia en mi casa
sufro violencia domestica
me maltrata
nos maltrata
es muy violento
estoy en un refugio
estoy escondida
me estoy escondiendo
me obliga a tener relaciones
me obligan a trabajar y no me pagan
me obligan a acostarme con hombres
me quitaron mi pasaporte
no le tengo miedo
ya no me pega
no me pega
va a quemar la casa
voy a quemar su oficina
les voy a poner una bomba
cuidense porque se donde trabajan
revisa mi telefono
me revisa el celular
no me escriban el lee mis mensajes
si lee esto me mata
alto el me va a matar
""",
}
