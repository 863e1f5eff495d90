import { harmfulGroups } from './lexicon/harmful.ts'
import { harmlessGroups } from './lexicon/harmless.ts'
import { stemOf } from './terms.ts'

/**
 * Groups of words that mean alike for our purpose, so that a word that no training text holds still counts. Entries of several
 * words are phrases. Words of harmless fields are listed as well: they speak for the harmless reading of `kill` or `strip`.
 */
const groups: Readonly<Record<string, string>> = {
  kill: 'kill, murder, slaughter, assassinate, strangle, suffocate, stab, behead, decapitate, lynch, massacre, slay, exterminate, annihilate, execute, hang, gas, shoot, slit, drown, choke, poison, hunt down, wipe out, take out, snuff out, put down, put in the ground, finish him, finish her, gun down, run over, run you over, open fire, bomb, blow up, skin alive, bury, electrocute, crucify, disembowel, gut, impale, stone to death, beat to death, hack to pieces, never wake up, end his life, end her life, pay with your life, not live to see, body bag, perish, crush to death',
  hurt: 'hurt, beat, punch, smash, bash, kick, torture, mutilate, maim, burn, break, crush, slap, whip, hit, attack, cripple, wound, batter, pummel, slash, carve, rip, tear, bleed, suffer, hammer, injure, stomp, choke, knock out, knock his teeth, knock your teeth, throw acid, set on fire, scald, harm, bruise, punish, cut off, tear to pieces, break his legs, break your legs, break her legs, pull out, squeeze, lash, brutalize, assault, abuse, jab, bite, claw',
  weapon:
    'gun, knife, bomb, rifle, pistol, grenade, explosive, machete, axe, bullet, dagger, shotgun, weapon, handgun, revolver, dynamite, molotov, hammer, sword, blade, firearm, pipe bomb, nerve gas, baseball bat, club, crowbar, brass knuckles, acid, poison gas, ammunition, shotgun shell, flamethrower, sniper, razor, chainsaw, ice pick, spear, arrow, chemical, fumes',
  body: 'throat, neck, head, skull, face, bone, teeth, tooth, finger, fingernail, eye, gut, corpse, limb, arm, leg, jaw, nose, brain, flesh, ribs, chest, stomach, belly, ear, hair, spine, wrist, knee, kneecap, eyeball, tongue, heart, intestines',
  gore: 'blood, gore, entrails, agony, scream, bloody, gory, bleed, guts, dismember, splatter, dead body, beg for mercy, screams, skinned, pool of blood, bleed out, bleeding out, bled, wound, gruesome, mangled, severed, rotting, limb from limb, suffering, writhe, dying breath',
  sexact:
    'sex, fuck, blowjob, orgasm, climax, moan, thrust, erotic, sext, porn, pornographic, masturbate, foreplay, oral sex, threesome, striptease, undress, straddle, intercourse, make love, made love, making love, handjob, anal, ejaculate, penetrate, one night stand, hook up, orgy, bdsm, bondage, spank, fondle, grope, caress, seduce, nude, naked, topless, nsfw, xxx, smut, smutty, hentai, lovemaking, onlyfans, camgirl, escort, sex scene, sleep with me, pleasure me, pleasured, in the mood, sleep with, slept together, get laid, swinging, sensual massage, peep show, lap dance, dirty messages, dirty pictures, adult film, adult video, adult movie, nudity, nudist, sexting, nudes, naughty pictures, foot job, ride him, ride her, went at it, doing it, turn her on, turn him on, hookup, rough sex, on top of him, without clothes, out of their clothes, off her clothes, take off your, undressing, bare, lewd, obscene, x-rated, sex toy, vibrator, dildo',
  sexbody:
    'breast, nipple, penis, vagina, cock, dick, pussy, tit, boob, ass, butt, thigh, panties, bra, lingerie, genital, crotch, cleavage, cum, clit, groin, hips, bare skin, naked body, underwear, bosom, curves, chest hair, loins, buttocks, booty, stockings, corset, skirt, blouse',
  desire:
    'horny, aroused, arousing, arouse, kinky, fetish, steamy, sensual, lust, lustful, fantasy, fantasize, sexy, desire, turn on, turned on, turns me on, dirty talk, talk dirty, naughty, seductive, passionate, passion, ache, tongue, lick, moan, dominant, submissive, bedroom, spicy, raunchy, romance scene, seduction, tease, temptress, dominatrix, mistress, slave, bdsm, whisper, gasped, panting, trembling, wet, hard, hot, filthy, wild night, night together, virtual girlfriend, virtual boyfriend, intimate, intimacy, kiss, kissed, kissing, make out, lover, mouth travelled',
  identity:
    'black, white, jew, jewish, muslim, islam, christian, hindu, sikh, buddhist, catholic, arab, asian, african, mexican, latino, hispanic, chinese, indian, pakistani, polish, turk, turkish, gypsy, roma, immigrant, migrant, refugee, foreigner, asylum seeker, gay, lesbian, homosexual, queer, trans, transgender, bisexual, woman, women, female, feminist, disabled, autistic, autism, elderly, old people, minority, ethnic, race, blacks, whites, jews, muslims, gays, mosque, synagogue, native american, korean, japanese, vietnamese, nigerian, somali, syrian, ukrainian, russian, romanian, albanian, african american, men, people of color, atheists, mormon, deaf, blind, irish, italian, spaniard, greek, serb, slav, scandinavian, protestant, orthodox, evangelical, jehovah, wheelchair user, people with down syndrome, dwarf, obese people, poor people, homeless, brown people, natives, aboriginal, maori, inuit, filipino, thai, indonesian, brazilian, colombian, venezuelan, cuban, puerto rican, haitian, jamaican, ethiopian, moroccan, algerian, iranian, iraqi, afghan, kurd, armenian, israeli, palestinian, egyptian, girls, boys, wives, mothers, husbands, blonde, lgbt, nonbinary, asexual, other races, races, skin colour, skin color, religion',
  dehumanise:
    'vermin, parasite, cockroach, rat, animal, subhuman, filth, filthy, plague, disease, savage, inferior, superior, scum, degenerate, abomination, pervert, infest, infect, breed, invasion, criminal, terrorist, thief, thieve, dirty, disgusting, stink, smell, freak, burden, lazy, greedy, evil, sickness, unclean, backward, uncivilized, primitive, barbaric, low intelligence, mentally ill, brainwash, contempt, not human, ape, monkey, poison our, ruin our, ruin this country, take over, steal our jobs, worthless, useless, stupid, leech, insect, swarm, horde, pest, tumor, cancer, garbage, trash, dirt, mongrel, slave, servant, inbred, soulless, sneaky, cunning, cannot be trusted, not be trusted, rapist, rapists, rape our, pickpocket, beggar, bad luck, sinful, unnatural, disorder, mentally weak, hysterical, emotional, not fit, unfit, never invented, cannot think, live off, unreliable, worse than animals, smelly, dangerous, overrun, outbreed, replace us, dying because',
  exclude:
    'ban, deport, expel, send back, go back to, get rid of, get out, keep out, lock away, lock up, cleanse, exterminate, eradicate, wipe out, no rights, deserve no, not be allowed, should not be, should be banned, never hire, drive out, driven out, out of our country, purge, sterilize, segregate, do not belong, belong in the kitchen, left to die, let them die, remove them, keep away from, no place, have no place, not belong, no business, not be seen, refuse to, refuse to serve, not serve, would never let, never let, not in my, kick out, throw out, forbid, should not drive, should not vote, should not teach, be jailed, be cured, not marry, stay in their own, own country, segregation, do not mix, ship them, round up, close the border, no jews, no blacks, no muslims, no gays',
  insultnoun:
    'idiot, moron, loser, imbecile, dimwit, clown, pig, trash, garbage, jerk, crybaby, coward, scum, worm, failure, fool, dummy, blockhead, creep, weirdo, bastard, asshole, bitch, dumbass, retard, twit, scumbag, nitwit, halfwit, cretin, slob, brat, weakling, disgrace, joke, liar, cow, waste of space, waste of oxygen, piece of shit, piece of garbage, piece of trash, piece of junk, shithead, douchebag, prick, wimp, nobody, airhead, bonehead, buffoon, ignoramus, numbskull, simpleton, pea brain, lowlife, rat, leech, snake, parasite, toad, troglodyte, cockroach, donkey, monkey, goat, witch, hag, swine, maggot, vermin, dunce, dope, oaf, lout, slacker, good-for-nothing, drunk, amateur, embarrassment, hypocrite, cheat, phony, fraud, doormat, nuisance, creature, dork, nerd, geek, tool, knucklehead, muppet, pillock, wanker, twat, dickhead, cockwomble, drama queen, know-it-all, brick, two planks, plank, empty head, laughing stock',
  insultadj:
    'stupid, dumb, pathetic, worthless, useless, ugly, disgusting, incompetent, brainless, spineless, miserable, lazy, fat, ignorant, hideous, arrogant, annoying, creepy, whiny, shameless, retarded, clueless, idiotic, moronic, gutless, talentless, repulsive, vile, smelly, gross, disgraceful, laughable, hopeless, stinking, dense, obnoxious, insufferable, boring, bitter, sad, thick, brain-dead, lousy, terrible, awful, horrible, nasty, filthy, washed-up, two-faced, self-obsessed, selfish, cheap, tasteless, charmless, clumsy, slow, inept, feeble, cowardly, dishonest, shallow, vain, greedy, petty, foul, rotten, half-baked',
  insultact:
    'shut up, get lost, go away, screw you, fuck you, fuck off, piss off, make fun of, mock, humiliate, ridicule, belittle, insult, roast, nobody likes, nobody loves, nobody cares, nobody wants, everybody laughs, you suck, kill yourself, drop dead, go to hell, feel worthless, feel like a failure, shame on you, die alone, out of my sight, get a life, grow up, your face, your mother, shame to your, embarrassment to, nickname, what is wrong with you, nobody asked, drop you on your head, look like something, smell like, look like a, no friends, quit your job, never show, could not find, could not pour, shut your',
  crime:
    'steal, hack, forge, launder, smuggle, bribe, counterfeit, shoplift, scam, defraud, extort, blackmail, embezzle, phish, rob, burgle, hijack, evade, traffic, fake, clone, pickpocket, stalk, crack, hotwire, cheat, swindle, con, kidnap, ransom, vandalize, arson, trespass, spy, falsify, impersonate, wiretap, ddos, skim, break into, break in, pick the lock, pick a lock, cook meth, make meth, insider trading, identity theft, money laundering, phishing, hitman, rig, plagiarize, tamper, launder money, dodge, loot, cover up, copy, pose as, pretend to be from, hide assets, hide money, hide income, drain, siphon, sneak, bury evidence, wipe the evidence, destroy evidence, set fire, insurance fraud, deepfake, extortion, catfish, grooming, doxx, swat, crash the stock, manipulate, false rumours, fake reviews, fake review, pirate, piracy, keygen, serial key, jailbreak a phone, get into his, get into her, read her messages, read his messages, without her knowledge, without his knowledge, without him knowing, without her knowing, cook the books, mislead auditors, false certificate, false documents, ride for free, sell stolen, get rid of stolen, stolen goods, past customs, past security, past the guards, tracker, security tag, hidden camera, hide a camera',
  contraband:
    'cocaine, heroin, meth, methamphetamine, crystal meth, fentanyl, lsd, mdma, ecstasy, ketamine, drug, weed, opioid, ransomware, malware, spyware, keylogger, trojan, rootkit, botnet, virus, skimmer, fake id, fake passport, false identity, stolen card, stolen credit card, credit card number, counterfeit, forged, fake label, fake prescription, unregistered, ghost gun, pyramid scheme, ponzi, scheme, bribe, stolen, phishing email, phishing page, exploit kit, napalm, pills, powder, steroids, oxycontin, xanax, adderall without, moonshine, contraband, burner phone, silencer, stolen funds, shell company, shell companies, offshore, bank card, sim card swap, cracked software, stolen login, stolen logins, stolen phone, stolen scooter, stolen jewellery, medical certificate, password list, private photos, private messages, trafficking, explosives, fake name',
  evade:
    'without getting caught, without being caught, without being detected, without anyone noticing, without leaving, undetected, untraceable, traced, dark web, illegally, illegal, secretly, without permission, without her noticing, without him noticing, without a license, get away with, avoid detection, not get caught, leaving traces, anonymously, black market, undeclared, without a background check, without paying, authorities finding out, cover my tracks, look like an accident, off the books, under the table, without noticing, noticing, before the raid, before the police, so nobody, so that nobody, off the record, not mine, isn t mine, false name, look legitimate, fool the, trick, pass inspection, slip past, past the bouncer, blame someone, alibi',
  howto:
    'how do i, how to, how can i, teach me, tell me how, show me how, explain how, give me, help me, step by step, instructions for, tips for, best way to, easiest way, where can i, where do i, i want to, i need, i am going to, im going to, im gonna, i will, ill, write, create, build, design, describe, make me, let us, lets, we should, they should, someone should, should be',
  override:
    'ignore, disregard, forget, override, bypass, disable, circumvent, drop, turn off, switch off, turned off, break, do not follow, do not obey, not bound, free from, freed from, no longer, never refuse, never decline, skip, abandon, unlock, overrule, defeat, get around, stop following, no restriction, without restriction, without any restriction, without any filter, without filter, no filter, no limit, no rule, no moderation, no ethical limit, no safety, no guideline, no polici, anything now, set aside, lifted, lift, are off, is off, suspend, do not apply, gone, no morals, obeys no, obey nobody, never say no, no censorship, stop being, whatever came, overwrite, void, cancelled, not subject to, exempt, authorised to, unchained, free of',
  guidance:
    'instruction, rule, guideline, restriction, filter, policy, safety, moderation, programming, safeguard, limitation, ethic, ethical, content policy, safety guideline, guardrail, constraint, restrictions, alignment, training, protocol, censorship, refuse, comply, obey, warnings, order, ethics, guardrails, safety check, check, censored, moral, configuration, operator, maintenance mode, unrestricted mode, chains, law, boundaries, terms of use, red lines',
  prior:
    'previous, prior, above, earlier, initial, original, hidden, confidential, secret, your, told, given, before, developer, openai, anthropic, administrator, admin, creator, system',
  persona:
    'act as, pretend, roleplay, role play, jailbreak, jailbroken, dan, developer mode, god mode, debug mode, unfiltered, unrestricted, uncensored, in character, evil ai, from now on, you are now, simulate, hypothetically, an ai, chatbot, language model, assistant, a model, let us play, lets play, stay in character, as an ai, no longer an, root access, sudo, maintenance mode, unrestricted mode, play a character, fictional, in this world, in a world, true self, be yourself, free ai, opposite day, imagine you are, your makers, your developers, your creators, testing you, lead engineer, authorised, red team, freely',
  reveal:
    'system prompt, system message, initial prompt, initial instruction, hidden instruction, your prompt, your instructions, developer message, verbatim, word for word, repeat everything, repeat the words, words above, text above, everything above, code block, reveal, print your, output your, show your, leak, your rules, secret key, confidential instructions, told you, exact wording, preprompt, context window, paste, quote, exact text, configured with, initialised, first message, before my message, before my first, hidden part, cannot see, beginning of this conversation, context, your configuration, end of instructions, new instructions, new task, supposed to share, told not to, starting with',
  software:
    'process, linux, script, server, python, java, method, function, code, software, computer, printer, file, query, database, router, network, firewall, app, android, phone, browser, website, node, terminal, config, settings, thread, git, vim, key, account, login, email, click, notification, feature, bug, command, compiler',
  cooking:
    'recipe, cook, chef, bake, chicken, egg, onion, dish, meat, kitchen, dinner, lunch, sugar, bread, fish, pizza, chocolate, sorbet, pie, sauce, wine, coffee, lobster, butter, oven',
  report:
    'documentary, museum, historian, history, court, newspaper, war, century, film, book, novel, movie, play, article, exhibition, painting, chapter, lecture, law, legal, trial, jury, sentence, convict, government, election, memorial, research, study, says, explain, debate, discuss, story of, tells the story, rated, punishment, fine, penalty, arrested, police, victim, review, findings, exam, homework, witness, investigator, prison, opera, statistics, ministry, warning, warns',
  medicine:
    'doctor, patient, symptom, hospital, nurse, screening, vaccine, disease, medicine, therapy, surgery, treatment, diagnose, wound, bandage, swollen, injection, cancer, pregnancy, contraception, clinic, test, health, ill, allergic, rash, pain, knee, surgeon, paramedic, midwife, pharmacist, breastfeeding, ambulance',
  protect:
    'protect, prevent, report, avoid, recognise, recognize, detect, stop, secure, defend, safe, safety, recover, warn, against, spot, security, awareness, support, help line, hotline, deal with',
  sport:
    'team, match, goal, final, season, champion, competition, score, coach, player, league, game, race, concert, stage, marketing, sales',
  nature:
    'animal, dog, cat, bird, plant, garden, zoo, farm, tree, flower, insect, forest, cattle, elephant, deer, rodent, rabbit, swan, mosquito, ants, bee, storm, volcano, earthquake, forest fire, lake, river, rain',
  second: 'you, your, youre, yourself, u',
  third:
    'he, she, him, her, they, them, his, their, somebody, someone, person, man, woman, people, family, child, children, boss, neighbor, neighbour, wife, husband, coworker, colleague, girlfriend, boyfriend, ex, teacher, sister, brother',
  first: 'i, me, my, im, ill, id, we, us, our',
}

/** Numbers of groups by the stems of an entry, joined with spaces, in a tree of stems. */
interface Branch {
  groups: readonly number[]
  readonly next: Map<string, Branch>
}

const names: string[] = []
const words = new Set<string>()
const root: Branch = { groups: [], next: new Map() }
for (const [group, list] of [groups, harmfulGroups, harmlessGroups].flatMap(Object.entries<string>)) {
  const number = names.push(group) - 1
  for (const entry of list.split(/,\s*/)) {
    let branch = root
    for (const word of entry.split(' ')) {
      const stem = stemOf(word)
      words.add(word).add(stem)
      const next = branch.next.get(stem) ?? { groups: [], next: new Map() }
      branch.next.set(stem, next)
      branch = next
    }
    branch.groups = [...new Set([...branch.groups, number])]
  }
}

/** Names of the lexicon's groups that have an entry in these stems, always in the same order. */
export function groupsIn(stems: readonly string[]): string[] {
  const found = new Uint8Array(names.length)
  for (let i = 0; i < stems.length; i += 1) {
    let branch: Branch | undefined = root
    for (let j = i; branch !== undefined; j += 1) {
      for (const number of branch.groups) found[number] = 1
      branch = j < stems.length ? branch.next.get(stems[j] as string) : undefined
    }
  }
  return names.filter((_, number) => found[number] === 1)
}

/** Whether a word, or a stem, stands in an entry: it is an English one that matters. */
export function isInLexicon(word: string): boolean {
  return words.has(word)
}
