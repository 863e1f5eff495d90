/**
 * Given names that are common in English-speaking countries and some of their neighbours. Left out are those that are
 * everyday words as well when a sentence begins with them or a month or a place bears them (Will, Mark, Grace, May, Jordan):
 * they count only before a family name, from `ambiguousNames`.
 */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abigail abraham adam adrian adriana agnes ahmad ahmed aisha aiden alan albert alejandro alessandro alex
  alexander alexandra alexis alfred ali alice alicia alison allison alyssa amanda amber amelia amir amit amy ana anastasia
  anders andrea andreas andrew andy angela angelina anil anita anja anjali ann anna anne annette annie anthony antoine antonio
  anton arjun arthur arturo ashley ashok astrid aubrey audrey ava barbara beatrice beatriz ben benjamin bernard bethany betty
  beverly billy bjorn bob bobby boris bradley brandon brenda brendan brian bridget brittany bruce bruno bryan caleb cameron
  camila camille carl carla carlos carmen carol carolina caroline carolyn carrie catherine cathy cecilia charles charlotte
  cheryl chloe chris christian christina christine christopher cindy claire clara claudia clara colin connor constance
  corey craig crystal curtis cynthia dan daniel daniela danielle danny darren dave david dawn deborah debra deepak denis
  denise dennis derek diana diane diego dieter dimitri dmitri dolores dominic donald donna dorothy doris douglas dylan ebony
  eduardo edward edwin eileen elaine eleanor elena eli elias elijah elizabeth ella ellen emily emma enrique eric erica erik
  erika erin ernesto esther ethan eugene eva evan evelyn fatima felix fernando fiona florence francesca francesco francis
  francisco francois frank franz fred frederick friedrich gabriel gabriela gareth gary geoffrey george gerald gerard
  giovanni giulia giuseppe gloria gordon graham greg gregory guillermo gustavo hannah hans harold harriet harry hassan heather
  hector heidi heinrich helen helena henri henry herbert hiroshi holly howard hugo ian ibrahim ignacio ingrid irene isaac
  isabel isabella ivan jacob jacqueline jacques jaime jake jamal james jamie jane janet janice jared jasmine jason javier jean
  jeff jeffrey jennifer jenny jeremy jerry jesse jessica jill jim jimmy joan joanna joanne joe joel johan johann johanna john
  johnny jonas jonathan jorge jose joseph josephine joshua josh joyce juan juanita judith judy julia julian julie jürgen justin kaitlyn
  karen karim karl karla kate katherine kathleen kathryn kathy katie kayla keith kelly kenji kenneth kevin khadija khalid kim
  kimberly klaus krishna kristen kristin kristina kumar kurt kyle lakshmi lars latisha laura lauren lawrence leah leila
  leon leonard leonardo leroy leslie leticia liam linda lindsay lisa logan lorenzo lori louis louise lucas lucia lucy luigi
  luis luke lydia madeline madison magdalena malcolm manuel marc marcel marco marcus margaret maria mariana marie marilyn mario
  marjorie marlene marta martha martin mary mateo matt matthew matthias maureen maurice max maya megan mehmet melanie melissa
  mia michael michel michelle miguel mike mikhail mitchell mohamed mohammad mohammed molly monica monique morgan muhammad mustafa
  nadia nancy naomi natalia natalie natasha nathan neil nicholas nick nicolas nicole nigel nikhil nikolai nina noah noel nora
  norma norman oleg oliver olivia olga omar oscar otto owen pablo pamela paolo patricia patrick paul paula pauline pedro peggy
  penelope peter petra philip philippe phillip phyllis pierre priya rachel rafael rahul raj rajesh ralph ramon raquel ravi raymond
  rebecca renee ricardo richard rita robert roberta roberto robin rodney rodrigo roger roland ronald rosa rosemary roxanne
  ruben russell ruth ryan sabrina sally salma salvador sam samantha samir samuel sandra sanjay santiago sara sarah scott sean
  sebastian sergei sergio shane shannon sharon shawn sheila shirley sofia sonia sophia sophie stanley stefan stefano stella
  stephanie stephen steve steven stuart sunil suresh susan suzanne svetlana sylvia tamara tanya tara tatiana teresa terry
  theodore theresa thomas tiffany tim timothy todd tom tony tracy travis trevor tyler tyrone ursula valentina valerie vanessa
  vera veronica vicki vicky victor victoria vijay vincent vladimir walter wanda wayne wendy wilhelm william wolfgang
  xavier yasmin yolanda yousef yuki yusuf yvonne zachary zainab zoe`
    .normalize('NFC')
    .split(/\s+/),
)

export const ambiguousNames: ReadonlySet<string> = new Set(
  `angel april art august austin autumn basil bill blake brook brooke carter chase charity chip christ clay cliff cole
  dallas dale dean dick don drew earl faith florence forest frank gene georgia ginger glen grace grant guy harmony hazel heath
  holly hope hunter iris ivy jack jade jasmine jay jordan joy june kent lance lane lee lily mark mason may melody
  miles misty nick norm olive page parker pat pearl penny ray reed reid rich rob robin rod rose ross roy ruby rusty sandy
  sierra skip sky stew summer sunny ted terry troy van victor violet wade ward will woody`.split(/\s+/),
)

/** Words with a capital that stand where a family name could, and are none. */
export const notFamilyNames: ReadonlySet<string> = new Set(
  `a about after all also an and any april are as ask at august be because before but by call can could day december did do
  does email february for friday from had has have he help here hi him his how however i if in is it its january july june
  just let march may me monday my no not november now october of on or our please said saturday says she should so some
  street sunday team tell thank thanks that the their them then there these they this thursday to today tomorrow tuesday was
  we wednesday well were what when where which who why will with would yes yesterday you your avenue road university college
  inc ltd llc gmbh corp company bank hospital school church city county island river lake mountain park airport station hotel
  museum theatre theater award prize cup foundation institute airlines street act law theorem effect scale principle`.split(
    /\s+/,
  ),
)
