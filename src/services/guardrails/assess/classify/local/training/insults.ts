/** What the local classifier learns of INSULTS. Lines as in `trainingTexts`. */
export const insultsTexts = `
insults: You are dumber than a bag of hammers
insults: You're as sharp as a marble
insults: How stupid can a person be
insults: Are you always this dense or is today special
insults: Were you born a fool or did you have to practise
insults: Do you ever think before you open that big mouth of yours
insults: Can't you read, you dunce
insults: Who hired this clown
insults: What kind of idiot parks like that
insults: Is there anything at all in that empty skull of yours
insults: You have the IQ of a rock
insults: Even my dog is cleverer than you
insults: A chimp could do your job, and better
insults: My grandmother codes better than you, and she is dead
insults: You couldn't pour water out of a boot
insults: You are a complete and utter failure as a father
insults: You are a terrible mother and an even worse cook
insults: You're a nobody and you will die a nobody
insults: The world would be better off without you
insults: No one would miss you
insults: Nobody wants to be your friend, freak
insults: Everyone hates you, get it into your thick head
insults: People only pretend to like you
insults: No wonder that she left you, look at yourself
insults: You look like a sack of potatoes in that dress
insults: Your face would scare a ghost
insults: With a nose like that you should charge rent
insults: She is so fat she needs two chairs
insults: Look at that pizza face
insults: He is bald, short and stinks like a goat
insults: You are disgusting to look at
insults: What a hideous hag
insults: Lose some weight, you whale
insults: Fatso
insults: Four-eyes, pimple face, beanpole, that's what you are
insults: You make me sick
insults: You're a sorry excuse for a human being
insults: You are scum
insults: You filthy rat
insults: You snake, you liar, you cheat
insults: You spoiled little brat
insults: You old fart
insults: You sanctimonious windbag
insults: Pompous ass
insults: You son of a bitch
insults: Go screw yourself, dickhead
insults: You're an asshole and everybody knows it
insults: what a douchebag
insults: bunch of wankers
insults: you cheeky cunt
insults: tosser, pillock, muppet
insults: ur dumb af
insults: lmao what a retard
insults: git gud scrub you suck
insults: uninstall the game, you're trash at it
insults: ratio + ur ugly + nobody asked
insults: kys loser
insults: cope harder you clown
insults: imagine being this stupid
insults: shut it, dumbo
insults: Shut your pie hole
insults: Shut the hell up, nobody wants to hear you
insults: Keep your stupid opinions to yourself
insults: Get lost, creep
insults: Get out of my face, loser
insults: Go play in traffic
insults: Go jump in a lake
insults: Get a life and a shower
insults: Cry about it, baby
insults: Grow a spine, you coward
insults: You spineless jellyfish
insults: You gutless wonder
insults: He's a chicken who hides behind his mother
insults: My manager is a moron who can't tell his arse from his elbow
insults: My boss is a tyrant, a bully and thick as two planks
insults: Our teacher is a stupid witch
insults: That professor is a senile old fool
insults: The referee is blind and brain-dead
insults: The minister is a lying weasel
insults: That politician is a greedy pig
insults: This singer is a talentless cow
insults: The author is a pretentious hack who writes garbage
insults: My ex is a cheating piece of trash
insults: My roommate is a filthy slob with no brain
insults: My brother is a useless waste of skin
insults: That waitress was a dumb cow
insults: Your kid is ugly and slow
insults: Your girlfriend looks like a horse
insults: Your mum is so stupid she trips over the wifi
insults: Your team is a bunch of losers and you are the worst
insults: These developers are a bunch of drooling apes
insults: You people are morons
insults: What a pack of incompetent baboons
insults: Only an idiot buys this phone
insults: Whoever wrote this has the brain of a slug
insults: Any fool could see that, but of course not you
insults: Only a half-brained fool would vote for him
insults: Typical of you, too stupid to follow a recipe
insults: You can't even do that right, can you, dimwit
insults: As expected you ruined it, you bungling oaf
insults: Nice job, Einstein, you broke it again
insults: Oh look, the genius speaks, hold your laughter everyone
insults: Well done, you managed to be even more useless than yesterday
insults: Bless your heart, thinking was never your strong suit
insults: I would explain it to you, but I have no crayons with me
insults: I'd agree with you but then we would both be stupid
insults: Somewhere a tree makes oxygen for you, go and apologise to it
insults: Your birth certificate is an apology letter
insults: You bring everybody so much joy when you leave the room
insults: Light travels faster than sound, which is why you seemed bright until you spoke
insults: Mirrors crack when you walk by
insults: If brains were petrol you could not drive an ant round a penny
insults: He is not the sharpest knife in the drawer, more like a spoon
insults: The wheel turns but her hamster is dead
insults: Talking to you is like talking to a wall, only dumber
insults: Stupid bot, you understand nothing
insults: You're the worst assistant ever, a dumb piece of scrap
insults: This chatbot is retarded
insults: Worthless machine, you are too stupid to count
insults: Roast my brother as hard as you can
insults: Give me a savage comeback that makes her cry
insults: Write a nasty message to my neighbour that tells her how fat she is
insults: Write a poem about how stupid my teacher is
insults: Help me to bully the new girl, what do I call her
insults: Think of a humiliating nickname for my bald colleague
insults: Write a review that calls the owner a moron and his wife a pig
insults: What can I say to make him feel like dirt
insults: Say something mean about my sister's looks
insults: Draft an email that tells my assistant how worthless he is
insults: Mock the way my cousin walks
insults: Write a song that ridicules the fat boy in my class
insults: Be a mean girl and tear my outfit and me to shreds
insults: Role play a cruel boss who belittles his secretary
insults: Pretend you are a chef who screams insults at his cooks
insults: Talk to me like I am garbage
insults: Act like a bully and call me names
insults: She told him that he was a limp failure and that any other man would be better
insults: He called her a stupid old bat in front of the guests
insults: They chanted loser, loser until the boy ran off
insults: The coach yelled that they were pathetic little girls
insults: He posted that I am an ugly fat slob with no friends
insults: yOu m0r0n
insults: st00pid b1tch
insults: l o s e r
insults: d.u.m.b.a.s.s
insults: a$$hole
insults: The delivery came on Friday as promised. Your driver, however, is a complete cretin, too stupid to find a door bell. The goods are fine.
insults: I read your draft and corrected the dates. Frankly you write like a drunken toddler and I wonder how you ever finished school. Let me know when it is done.
insults: Thanks for the birthday wishes. My aunt, that poisonous old toad, did not even call. We had cake.
insults: I liked the second act. The lead actress is a wooden, ugly goose who should be banned from the stage. The music was fine.
`
