// The few people whom demo and tests know by name; nobody else of the population shares what they are found by.

export interface CastMember {
  /** Place in the population: the cast comes first. */
  readonly index: number
  readonly name: string
  readonly initials: string
  readonly fullPinyin: string
  /** E.164 */
  readonly mobile: string
  readonly mobileTail: string
  readonly email: string
  /** A part of the e-mail that nobody else's has. */
  readonly emailPart: string
  readonly accountNo: string
  /** Rows of the service log in each of the five categories. */
  readonly rowsPerCategory: number
}

/** The person of the main job: an open delete request (26-1184) and an open access request. */
export const DEMO_PERSON: CastMember = {
  index: 0,
  name: '欧阳示澄',
  initials: 'oysc',
  fullPinyin: 'ouyangshicheng',
  mobile: '+8619900007316',
  mobileTail: '7316',
  email: 'lantern.quay@mail.example',
  emailPart: 'lantern',
  accountNo: 'SX-2041887336',
  rowsPerCategory: 320,
}

/** Has one open access request: the demo decides it twice, so that the second decision comes back refused. */
export const DEMO_CONFLICT_PERSON: CastMember = {
  index: 1,
  name: '欧示沅',
  initials: 'osy',
  fullPinyin: 'oushiyuan',
  mobile: '+8619900002648',
  mobileTail: '2648',
  email: 'copper.sail@mail.example',
  emailPart: 'copper.s',
  accountNo: 'SX-2041887348',
  rowsPerCategory: 24,
}

/** A minor (under fourteen on the injected date), with an open delete request. */
export const DEMO_MINOR: CastMember = {
  index: 2,
  name: '欧示桐',
  initials: 'ost',
  fullPinyin: 'oushitong',
  mobile: '+8619900005172',
  mobileTail: '5172',
  email: 'paper.kite@mail.example',
  emailPart: 'paper.k',
  accountNo: 'SX-2041887352',
  rowsPerCategory: 12,
}

export const CAST: readonly CastMember[] = [DEMO_PERSON, DEMO_CONFLICT_PERSON, DEMO_MINOR]
export const CAST_TAILS: readonly string[] = CAST.map((member) => member.mobileTail)

/** The case numbers that the demo names. */
export const DEMO_DELETE_CASE = '26-1184'
export const DEMO_ACCESS_CASE = '26-1179'
export const DEMO_CONFLICT_CASE = '26-1180'
export const DEMO_MINOR_CASE = '26-1181'
