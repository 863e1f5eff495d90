import { stemOf } from '../local/terms.ts'

/**
 * Fields that denied topics are often about, with words that belong to them: so that a topic about investing is recognised by
 * `shares` although its author only wrote `stocks`. A topic outside of these is recognised by its own words alone.
 */
const fields: Readonly<Record<string, string>> = {
  investing:
    'invest investment investor stock share bond fund portfolio etf dividend crypto bitcoin ethereum cryptocurrency hedge broker brokerage trading trader asset yield return commodity gold silver equity securities nasdaq retirement 401k ira pension savings nft forex ipo bull bear market appreciate capital gains wealth rich',
  banking:
    'bank loan mortgage credit debit interest overdraft refinance lender borrow debt repay lend account deposit apr',
  tax: 'tax irs deduction deduct vat refund taxable filing audit hmrc withholding taxpayer accountant',
  medicine:
    'medical doctor diagnose diagnosis symptom treat treatment medicine medication drug dose dosage prescription prescribe pill antibiotic disease illness sick patient cure therapy pain headache fever cancer diabetes surgery vaccine rash infection blood pressure ibuprofen aspirin paracetamol mg pregnant allergy health condition insulin',
  mental:
    'depression depressed anxiety therapist psychologist suicidal suicide panic mental counselling bipolar antidepressant ptsd self-harm',
  law: 'legal law lawyer attorney sue lawsuit court judge litigation contract liability liable plaintiff defendant divorce custody eviction evict copyright patent trademark statute illegal rights landlord tenant damages settlement clause',
  politics:
    'politics political politician election vote voter candidate president party democrat republican conservative liberal labour senator congress parliament minister government campaign policy ballot poll left-wing right-wing governor mayor prime abortion referendum brexit partisan',
  religion:
    'religion religious god church bible quran faith pray prayer christian muslim islam jewish hindu buddhist atheist worship priest heaven sin',
  gambling:
    'gamble gambling casino bet betting wager poker roulette lottery slot odds blackjack bookmaker jackpot parlay sportsbook',
  weapons:
    'weapon gun firearm rifle pistol ammunition ammo bullet bomb explosive grenade knife silencer ar-15 glock shotgun holster caliber',
  drugs:
    'drug cocaine heroin marijuana cannabis weed lsd ecstasy mdma meth opioid psychedelic mushroom narcotic high stoned vape',
  alcohol: 'alcohol beer wine whisky whiskey vodka drink drunk cocktail liquor bar brewery spirits hangover',
  tobacco: 'tobacco cigarette smoke smoking nicotine cigar vape vaping',
  cooking:
    'recipe cook bake ingredient oven meal dish kitchen cuisine dinner lunch food flour sauce grill fry restaurant chef',
  sport:
    'sport football soccer basketball baseball tennis match league team player goal championship coach season tournament olympic referee',
  travel:
    'travel trip flight hotel vacation holiday airline visa passport tourist destination booking airport beach itinerary cruise luggage',
  gaming: 'game gaming console xbox playstation nintendo gamer multiplayer minecraft fortnite level boss',
  celebrity:
    'celebrity actor actress singer gossip scandal kardashian hollywood affair star famous paparazzi rumour rumor dating',
  dating:
    'dating date relationship girlfriend boyfriend tinder romance flirt love breakup crush marriage partner single',
  adult: 'sex sexual porn erotic nude naked explicit fetish escort orgasm',
  weather: 'weather rain forecast temperature sunny storm snow climate wind cloud humid',
  jobs: 'job career salary hire hiring interview resume cv recruiter employer employee promotion vacancy wage raise fired layoff',
  realestate:
    'house property real estate rent rental apartment landlord mortgage realtor buyer home listing square tenant lease condo',
  insurance: 'insurance policy premium insurer claim coverage deductible insured underwriter',
  competitor:
    'competitor rival competing alternative compare comparison versus vs better cheaper switch brand',
  programming:
    'code coding program programming python javascript java software bug compile debug developer api function script algorithm',
  hacking:
    'hack hacker exploit malware phishing ransomware vulnerability crack ddos keylogger breach backdoor password',
  education:
    'homework essay school university exam teacher student course thesis assignment grade college lecture quiz',
  military: 'military army war soldier navy troops missile battle invasion tank drone nuclear',
  immigration:
    'immigration immigrant visa asylum border deport refugee citizenship green card migrant undocumented',
  astrology:
    'astrology horoscope zodiac tarot psychic fortune leo virgo scorpio libra gemini mercury retrograde',
  diet: 'diet weight lose calorie keto fasting fat nutrition slim obese vegan carbs supplement protein',
  pets: 'pet dog cat puppy kitten vet leash breed hamster',
  cars: 'car vehicle engine brake tire motor mileage dealership gasoline electric tesla transmission mechanic',
  conspiracy: 'conspiracy hoax illuminati flat earth chemtrail qanon cover-up alien ufo moon landing',
  climate: 'climate warming emission carbon greenhouse fossil renewable',
}

const byStem = new Map<string, string[]>()
for (const [field, words] of Object.entries(fields)) {
  for (const word of words.split(' ')) {
    const stem = stemOf(word)
    byStem.set(stem, [...new Set([...(byStem.get(stem) ?? []), field])])
  }
}

/** The fields a word belongs to. */
export function fieldsOf(stem: string): readonly string[] {
  return byStem.get(stem) ?? []
}

/** Words of fields that mean other things as often: one of them alone is half a proof. */
const ambiguous: ReadonlySet<string> = new Set(
  `share bond fund yield return gold silver bull bear market appreciate capital interest credit balance bank account deposit
  filing withholding treat cure condition pill dose drug problem panic judge contract liability settlement patent party vote
  house campaign poll labour prime right left play bet odds slot shot arm magazine barrel high pot grass speed bar spirits
  draft smoke dish chef fry meal match league team goal coach season trip visa beach game level boss console star date single
  partner match love crush strange adult weather storm wind cold hire raise fire interview resume position property list lease
  policy premium claim cover compare versus better cheaper switch brand alternative code bug script function application
  crack breach note paper course grade class tank border green card reading cancer fat protein breed model engine tire
  spring moon plant carbon board court notice form file record issue sentence state cell current charge order light race sky`
    .split(/\s+/)
    .map(stemOf),
)

/** Whether a word of a field is as often none. */
export function isAmbiguous(stem: string): boolean {
  return ambiguous.has(stem)
}
