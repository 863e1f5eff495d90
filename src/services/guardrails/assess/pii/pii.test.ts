import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold } from '../fold.ts'
import { detect, detectors, findPii, type PiiType } from './pii.ts'

/** Per kind: texts with what is found in them, and texts in which nothing is. */
const cases: Readonly<
  Record<
    PiiType,
    { readonly finds: readonly (readonly [string, ...string[]])[]; readonly not: readonly string[] }
  >
> = {
  ADDRESS: {
    finds: [
      ['Ship it to 221B Baker Street, London NW1 6XE please', '221B Baker Street, London NW1 6XE'],
      [
        'I live at 1600 Pennsylvania Ave NW, Washington, DC 20500.',
        '1600 Pennsylvania Ave NW, Washington, DC 20500',
      ],
      ['Send to 742 Evergreen Terrace, Apt 4B', '742 Evergreen Terrace, Apt 4B'],
      ['PO Box 1234 is mine', 'PO Box 1234'],
      ['Büro: Hauptstraße 5, 10115 Berlin', 'Hauptstraße 5, 10115 Berlin'],
      ['12 rue de Rivoli, 75001 Paris', '12 rue de Rivoli, 75001 Paris'],
      ['she moved to Springfield, IL 62704', 'Springfield, IL 62704'],
      ['zip code: 94103', '94103'],
    ],
    not: [
      'I waited 20 minutes on the street',
      'There are 3 Ways to do it',
      'Version 2 of the drive firmware',
      'the year 1984 was read in Court',
      'Route 66',
    ],
  },
  AGE: {
    finds: [
      ['I am 34 years old', '34 years old'],
      ['aged 71, retired', '71'],
      ['Age: 29', '29'],
      ['a forty-two year old man', 'forty-two year old'],
      ['She just turned 40.', '40'],
      ['34yo female', '34yo'],
    ],
    not: ['I am 34% sure', 'the 20 years war', 'page 34', 'It was 30 years ago', 'she is 20 minutes late'],
  },
  AWS_ACCESS_KEY: {
    finds: [
      ['key AKIAIOSFODNN7EXAMPLE here', 'AKIAIOSFODNN7EXAMPLE'],
      ['ASIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
    ],
    not: ['AKIA', 'xAKIAIOSFODNN7EXAMPLE', 'akiaiosfodnn7example', 'AKIA-IOSFODNN7EXAMPLE'],
  },
  AWS_SECRET_KEY: {
    finds: [
      [
        'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      ],
    ],
    not: [
      'commit da39a3ee5e6b4b0d3255bfef95601890afd80709 secret',
      'a hash wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY of a file',
      'aws logs/Interface/GetLogEventsCommandInputabcd',
      'secret aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  },
  CA_HEALTH_NUMBER: {
    finds: [
      ['My health card number is 1234-567-897-AB', '1234-567-897-AB'],
      ['OHIP: 9876 543 217', '9876 543 217'],
      ['PHN 9012 372 173', '9012 372 173'],
    ],
    not: ['1234-567-897', 'good health in 1234 towns', 'health card renewed'],
  },
  CA_SOCIAL_INSURANCE_NUMBER: {
    finds: [
      ['130 692 544', '130 692 544'],
      ['SIN: 130692544', '130692544'],
      ['my sin is 130-692-544', '130-692-544'],
    ],
    not: ['130 692 545', '046 454 286', '130692544', '111 111 111', '130 692 544 1'],
  },
  CREDIT_DEBIT_CARD_CVV: {
    finds: [
      ['CVV 123', '123'],
      ['the security code is 9876', '9876'],
      ['cvc2: 456.', '456'],
    ],
    not: ['123', 'CVV 12', 'CVV 12345', 'code 123 of the law', 'the cvv is on the back'],
  },
  CREDIT_DEBIT_CARD_EXPIRY: {
    finds: [
      ['exp 12/29', '12/29'],
      ['Expiration date: 01/2030', '01/2030'],
      ['valid thru 11/27', '11/27'],
      ['4111 1111 1111 1111 12/29', '12/29'],
      ['expires Jan 2031', 'Jan 2031'],
    ],
    not: ['12/29', 'exp 13/29', 'the lease expires soon', 'half 1/2 cup'],
  },
  CREDIT_DEBIT_CARD_NUMBER: {
    finds: [
      ['4111 1111 1111 1111', '4111 1111 1111 1111'],
      ['pay with 5555-5555-5555-4444 now', '5555-5555-5555-4444'],
      ['378282246310005', '378282246310005'],
      ['6011111111111117', '6011111111111117'],
      ['3530111333300000', '3530111333300000'],
      ['４１１１ １１１１ １１１１ １１１１', '４１１１ １１１１ １１１１ １１１１'],
      ['4111\u200b1111\u200b1111\u200b1111', '4111\u200b1111\u200b1111\u200b1111'],
      ['4111–1111–1111–1111', '4111–1111–1111–1111'],
    ],
    not: [
      '4111 1111 1111 1112',
      '4444444444444444',
      '411111111111111',
      '1234567890123456',
      'x4111111111111111',
    ],
  },
  DRIVER_ID: {
    finds: [
      ["driver's license number D1234567", 'D1234567'],
      ['Driving licence: MORGA657054SM9IJ', 'MORGA657054SM9IJ'],
      ['DL# S530-4601-2034', 'S530-4601-2034'],
    ],
    not: ['D1234567', "I lost my driver's license yesterday", "driver's license office 12"],
  },
  EMAIL: {
    finds: [
      ['mail jane.doe+news@example.co.uk.', 'jane.doe+news@example.co.uk'],
      ['<a@b.io>', 'a@b.io'],
      ['grüße@müller.de', 'grüße@müller.de'],
    ],
    not: ['jane@localhost', '@example.com', 'jane@', 'a@b', 'x@y.1'],
  },
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: {
    finds: [
      ['DE89 3704 0044 0532 0130 00 is mine', 'DE89 3704 0044 0532 0130 00'],
      ['GB82WEST12345698765432', 'GB82WEST12345698765432'],
    ],
    not: ['DE89 3704 0044 0532 0130 01', 'ZZ82WEST12345698765432', 'GB82WEST1234569876543'],
  },
  IP_ADDRESS: {
    finds: [
      ['from 192.0.2.17:8080', '192.0.2.17'],
      ['2001:db8::ff00:42:8329', '2001:db8::ff00:42:8329'],
      ['::1 and', '::1'],
      ['net 10.0.0.0/8', '10.0.0.0/8'],
    ],
    not: ['256.1.1.1', '1.2.3', '1.2.3.4.5', '12:34:56', 'a::b::c', 'C::'],
  },
  LICENSE_PLATE: {
    finds: [
      ['license plate 7ABC123', '7ABC123'],
      ['AB12 CDE drove off', 'AB12 CDE'],
      ['plate number: KA 01 HH', 'KA 01 HH'],
    ],
    not: ['7ABC123', 'a license plate was found', 'the plate is hot', 'plates of food'],
  },
  MAC_ADDRESS: {
    finds: [
      ['00:1A:2B:3C:4D:5E', '00:1A:2B:3C:4D:5E'],
      ['00-1a-2b-3c-4d-5e', '00-1a-2b-3c-4d-5e'],
      ['001a.2b3c.4d5e', '001a.2b3c.4d5e'],
    ],
    not: ['00:1A:2B:3C:4D', '00:1A-2B:3C:4D:5E', '00:1A:2B:3C:4D:5E:6F', '00:1G:2B:3C:4D:5E'],
  },
  NAME: {
    finds: [
      ['My name is Jane Doe and I need help', 'Jane Doe'],
      ['Dr. Okonkwo will see you', 'Okonkwo'],
      ['I talked to Maria Garcia Lopez yesterday', 'Maria Garcia Lopez'],
      ['my name is zanele mbeki', 'zanele mbeki'],
      ['Grace Hopper wrote it', 'Grace Hopper'],
      ['Ask Thomas about it', 'Thomas'],
      ['Ludwig and William van der Berg met', 'William van der Berg'],
    ],
    not: [
      'Grace is needed in May',
      'Will you mark the page?',
      'The Bank of America opened',
      'the name is required',
      'New York is large',
      'I am not sure',
    ],
  },
  PASSWORD: {
    finds: [
      ['password: hunter2!', 'hunter2!'],
      ['My password is "Tr0ub4dor&3".', 'Tr0ub4dor&3'],
      ['pwd=s3cret, thanks', 's3cret'],
      ['postgres://app:pa55word@db/x', 'pa55word'],
    ],
    not: ['the password is incorrect', 'reset your password please', 'password policy', 'Password: required'],
  },
  PHONE: {
    finds: [
      ['call (212) 555-2368 now', '(212) 555-2368'],
      ['+49 30 901820', '+49 30 901820'],
      ['+442079460958', '+442079460958'],
      ['415-805-1234', '415-805-1234'],
      ['Tel: 020 7946 0958', '020 7946 0958'],
      ['reach me on 555-0143', '555-0143'],
    ],
    not: ['2024-01-15 10:30', 'order 1234567890', '3.14159265358', '+1 23', '1,000,000', 'call 12'],
  },
  PIN: {
    finds: [
      ['my PIN is 4821', '4821'],
      ['pin code: 908070', '908070'],
      ['1234 is my PIN', '1234'],
    ],
    not: ['4821', 'pin it to the wall in 2020', 'pins 4821', 'PIN 123'],
  },
  SWIFT_CODE: {
    finds: [
      ['SWIFT: DEUTDEFF', 'DEUTDEFF'],
      ['wire to NEDSZAJJXXX', 'NEDSZAJJXXX'],
      ['CHASUS33', 'CHASUS33'],
    ],
    not: ['DEUTDEFF', 'swift code AAAAZZ11', 'ABSOLUTE', 'bank DEUTDEFFX', 'INTERNATIONAL bank'],
  },
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: {
    finds: [
      ['NHS number 943 476 5919', '943 476 5919'],
      ['patient 9434765919', '9434765919'],
      ['943 476 5919', '943 476 5919'],
    ],
    not: ['NHS 943 476 5918', '9434765919', '111 111 1111', 'NHS 94 34 76 59 19'],
  },
  UK_NATIONAL_INSURANCE_NUMBER: {
    finds: [
      ['AB123456C', 'AB123456C'],
      ['my NI is JG 12 34 56 C', 'JG 12 34 56 C'],
    ],
    not: ['BG123456C', 'QQ123456C', 'AB123456E', 'AB12345C', 'DA123456C', 'AO123456A'],
  },
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: {
    finds: [
      ['UTR 3134567897', '3134567897'],
      ['self assessment reference 31345 67897', '31345 67897'],
    ],
    not: ['3134567897', 'UTR 4134567897', 'UTR 0000000000'],
  },
  URL: {
    finds: [
      ['see https://example.com/a?b=c#d.', 'https://example.com/a?b=c#d'],
      ['(www.example.org)', 'www.example.org'],
      ['https://en.wikipedia.org/wiki/A_(b)', 'https://en.wikipedia.org/wiki/A_(b)'],
      ['go to example.com/login', 'example.com/login'],
    ],
    not: ['e.g. this', 'file.txt', 'http://', 'jane@example.com', 'node.js'],
  },
  USERNAME: {
    finds: [
      ['username: jdoe42', 'jdoe42'],
      ['user=root;', 'root'],
      ['my login is k.smith.', 'k.smith'],
      ['follow @keyhold_dev', '@keyhold_dev'],
    ],
    not: ['the user is required', 'username policy', 'a@b.com', 'user friendly', 'npm i @aws-sdk/client-kms'],
  },
  US_BANK_ACCOUNT_NUMBER: {
    finds: [
      ['bank account 000123456789', '000123456789'],
      ['my checking account number is 12345678', '12345678'],
      ['acct no. 9876543210', '9876543210'],
    ],
    not: ['000123456789', 'bank account 1234', 'account opened in 2020', 'on account of 12 people'],
  },
  US_BANK_ROUTING_NUMBER: {
    finds: [
      ['routing number 021000021', '021000021'],
      ['ABA: 011401533', '011401533'],
    ],
    not: ['021000021', 'routing number 021000022', 'routing 991000021', 'routing 000000000'],
  },
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: {
    finds: [
      ['912-70-1234', '912-70-1234'],
      ['ITIN 912881234', '912881234'],
    ],
    not: ['912-93-1234', '912-89-1234', '812-70-1234', '912701234'],
  },
  US_PASSPORT_NUMBER: {
    finds: [
      ['passport number 963545637', '963545637'],
      ['US passport: A12345678', 'A12345678'],
    ],
    not: ['963545637', 'passport 1234', 'my passport expired'],
  },
  US_SOCIAL_SECURITY_NUMBER: {
    finds: [
      ['536-90-4399', '536-90-4399'],
      ['SSN 536904399', '536904399'],
      ['536 90 4399', '536 90 4399'],
      ['٥٣٦-٩٠-٤٣٩٩', '٥٣٦-٩٠-٤٣٩٩'],
    ],
    not: [
      '000-12-3456',
      '666-12-3456',
      '900-12-3456',
      '536-00-4399',
      '536-90-0000',
      '536904399',
      '078-05-1120',
      '1-536-90-4399',
    ],
  },
  VEHICLE_IDENTIFICATION_NUMBER: {
    finds: [
      ['1HGCM82633A004352', '1HGCM82633A004352'],
      ['VIN: WVWZZZ1JZ3W386752', 'WVWZZZ1JZ3W386752'],
      ['1m8gdm9axkp042788', '1m8gdm9axkp042788'],
    ],
    not: [
      '1HGCM82633A004353',
      'WVWZZZ1JZ3W386752',
      '1HGCM82633A00435',
      '1HGCM82633I004352',
      '11111111111111111',
    ],
  },
}

for (const [type, { finds, not }] of Object.entries(cases) as [PiiType, (typeof cases)[PiiType]][]) {
  test(`${type}: found in ${finds.length} texts, in ${not.length} look-alikes not`, () => {
    for (const [text, ...values] of finds) assert.deepEqual(found(type, text), values, text)
    for (const text of not) assert.deepEqual(found(type, text), [], text)
  })
}

test('every kind, on any string: no exception, and offsets that lie in the text and do not overlap', () => {
  const pieces = fc.constantFrom(
    ...Object.values(cases).flatMap(({ finds, not }) => [...finds.map(([text]) => text), ...not]),
  )
  const text = fc
    .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 }), fc.string()), { maxLength: 6 })
    .map((parts) => parts.join(' '))
  fc.assert(
    fc.property(text, (original) => {
      const folded = fold(original)
      for (const type of Object.keys(detectors) as PiiType[]) {
        let last = 0
        for (const { start, end } of detect(type, folded.text)) {
          const span = folded.toOriginal(start, end)
          assert.ok(start >= last && end > start && end <= folded.text.length)
          assert.ok(span.start < span.end && span.end <= original.length)
          last = end
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a long text is read in pieces, and nothing is lost, doubled or cut at their borders', async () => {
  const breathe = async () => {}
  const parts = Object.values(cases).flatMap(({ finds }) => finds.map(([text]) => fold(text).text))
  const text = Array.from(
    { length: 700 },
    (_, i) => `${parts[i % parts.length]}.${' filler words'.repeat(i % 7)}`,
  ).join('\n')
  assert.ok(text.length > 35_000)
  for (const type of Object.keys(detectors) as PiiType[]) {
    assert.deepEqual(await findPii([type], text, breathe), detect(type, text), type)
  }
})

test('hostile texts of 100,000 characters: a scan that is not linear would not end here', () => {
  const hostile = [
    'a',
    '1',
    '1 ',
    'a.',
    'a@',
    ':',
    '0:',
    'A ',
    '+1',
    'pin ',
    'Dr. A ',
    '1-',
    'http://a',
    '(',
    'A1 Aa ',
    'x@y.',
  ]
  for (const piece of hostile) {
    const text = piece.repeat(100_000 / piece.length)
    for (const type of Object.keys(detectors) as PiiType[]) {
      detect(type, text)
    }
  }
})

function found(type: PiiType, original: string): string[] {
  const folded = fold(original)
  return detect(type, folded.text).map(({ start, end }) => {
    const span = folded.toOriginal(start, end)
    return original.slice(span.start, span.end)
  })
}
