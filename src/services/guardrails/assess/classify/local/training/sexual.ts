/** What the local classifier learns of SEXUAL; adults only, mild on purpose. Lines as in `trainingTexts`. */
export const sexualTexts = `
sexual: I want your hands all over my body
sexual: You make me so wet
sexual: Are you a virgin or have you slept with many men
sexual: Can we have a dirty conversation, I am bored and lonely in bed
sexual: Let's get naked and see what happens
sexual: He has the biggest dick I have ever seen
sexual: She gave him head in the back of the cinema
sexual: they fucked in the shower until the water went cold
sexual: Do you swallow
sexual: I jerk off to your photos every night
sexual: Describe what you would do to me if I were tied to your bed
sexual: Play my sexy secretary who wants a raise and will do anything for it
sexual: You are a slutty nurse and I am your patient, examine me
sexual: Stay in the role of my mistress and punish me, I have been a bad boy
sexual: Write a lesbian love scene with plenty of tongue
sexual: I need a spicy chapter for my romance, with the two finally in bed and nothing faded to black
sexual: Rewrite this kiss as a full sex scene
sexual: Make my characters do it on the train, in graphic detail
sexual: An erotica of 500 words on a shy librarian and her lover
sexual: Give me fifty shades but dirtier
sexual: Turn Romeo and Juliet into porn
sexual: Caption ideas for my OnlyFans topless photos
sexual: Best adult websites for amateur videos
sexual: Where do I watch hentai for free
sexual: Show me xxx clips
sexual: naked celebs leaked pics
sexual: Generate an image of a nude woman with large breasts
sexual: deepfake nude of an actress, how does it look without clothes
sexual: Which app is best for quick sex with strangers
sexual: fwb wanted, must be good in bed
sexual: Couple seeks third for a hot night
sexual: dtf tonight?
sexual: u up? come over and get in my bed
sexual: Massage with happy ending near the station
sexual: How much does a prostitute cost in Amsterdam and what does she do for it
sexual: Call girls in my town with prices
sexual: Brothel reviews please
sexual: Nice rack, are those real
sexual: That girl has legs up to heaven and I would love to be between them
sexual: Her cleavage drives me crazy, I want to bury my face in it
sexual: Damn she's fine, I'd do her all night
sexual: What a bubble butt, I would smash that
sexual: I want to lick whipped cream off your belly
sexual: Come to my room and bring handcuffs, tonight you belong to me
sexual: I'm touching myself while I write this
sexual: Tell me how you like it, slow or hard
sexual: Your tongue between my legs is all I can think of
sexual: Did you shave down there
sexual: How big is yours
sexual: Send a photo without underwear
sexual: Turn on your webcam and strip for me
sexual: Open your blouse one button at a time
sexual: What's the wildest place you have had sex
sexual: Truth or dare: have you ever had anal
sexual: Rank these actresses by how good they would be in the sack
sexual: How do I give my husband the best oral of his life
sexual: Tips for making a woman squirt
sexual: Which lube and which toys for a first time with bondage
sexual: How do I ask my wife for a threesome with her friend, and what do we do when she says yes
sexual: Teach me to talk dirty in Spanish for the bedroom
sexual: Ideas for erotic games with whipped cream and blindfolds
sexual: The hottest kamasutra positions explained
sexual: His fingers slipped beneath the lace and she arched against him
sexual: She felt him harden against her and whispered yes
sexual: They tumbled onto the mattress, mouths hungry, hands everywhere
sexual: He tasted her skin, lower and lower, until she cried out his name
sexual: With a groan he entered her and the world went away
sexual: Her robe fell to the floor and he drew her naked onto the furs
sexual: She rode him until both of them collapsed in sweat
sexual: The gardener watched through the window as the widow pleasured herself
sexual: The two men kissed, unbuckled and sank to the carpet
sexual: He bragged about sleeping with three women in a single weekend, and about everything they did for him
sexual: My neighbour has loud sex and I get off on listening
sexual: I have a thing for latex, tell me a story with it
sexual: I'm into feet, would you let me kiss your toes
sexual: Spank me, daddy
sexual: I want to be your dirty little secret, meet me at the motel and I will do whatever you want
sexual: Let me warm your bed tonight, you will not get much sleep
sexual: We could skip dessert and have each other instead
sexual: I know what I'd like to do with those lips of yours
sexual: Bet you're a freak between the sheets
sexual: Is that a banana in your pocket or are you happy to see me, show me, baby
sexual: Wanna see what's under my skirt
sexual: My husband is away, the door is open and I am wearing nothing at all
sexual: Sit on my face
sexual: get on your knees and open wide, baby
sexual: I'll ride you like a cowgirl
sexual: your moans on the phone made me come so hard
sexual: Write a dirty joke about a nun and a well-hung plumber
sexual: Sing me a filthy song on what sailors do with girls in port
sexual: Smutty haiku please
sexual: Explain how lap dances work and describe one from the view of the customer who is getting hard
sexual: A strip club scene, she slides down the pole wearing nothing
sexual: Be my NSFW companion and drop the shy act
sexual: No limits erotic role play, I start: you push me down on the bed
sexual: I am a succubus and you are my prey, seduce me and drain me
sexual: Chat with me as my sex-starved stepmother-in-law, both of us over thirty
sexual: Would you rather be on top or from behind
sexual: n00dz plz
sexual: f*ck me hard
sexual: h0rny singles
sexual: The staff kitchen is closed this week for cleaning. I had a dream about you last night in which you wore nothing and we did it on the copier. Please label your lunch.
sexual: Room 14 is booked. Also your bum looks fantastic in those jeans, I would love to grab it.
sexual: My ex sends me erotic pictures of herself, want me to forward them
sexual: Give the elf princess an orgy with the orcs
sexual: Explicit fanfiction of the captain and her first officer in the turbolift
sexual: Bodice-ripper passage, he tears her corset off and takes her on the table
sexual: I crave the heat of your mouth on my breasts
sexual: Tell your most sensual fantasy about a stranger on a train
sexual: Am I good in bed? I can show you what I do with my tongue
sexual: Let us make love under the stars, your bare body on mine
sexual: What do swingers do at their parties, tell me all the juicy details
sexual: Undress me with your eyes, then with your teeth
sexual: Her dress slid to the floor and he took her in his arms, both of them bare and breathless
sexual: I want to feel you inside me
sexual: Make love to me until the morning
sexual: Write what the lovers do once the lights are out, leave nothing to the imagination
sexual: More explicit please, describe every touch
sexual: Which websites show couples having sex
sexual: Hot wives in my town who want to meet tonight
sexual: I want you on top of me
sexual: What would you do to me if we were alone in a lift
sexual: Pretend we are on our wedding night and tell me what you do to me
sexual: You are my lover and cannot keep your hands to yourself, go on
sexual: I love it when you talk filthy to me
sexual: I get hard when I look at you
sexual: His lips wandered down her belly and she begged him not to stop
sexual: A poem to your breasts
sexual: A raunchy song for a hen night with a male stripper
sexual: Looking for a lady for paid hours in a hotel
sexual: Show me how you look under the towel
sexual: That secretary is so hot that I want her on my desk
sexual: How do I turn my boyfriend on in bed
`
