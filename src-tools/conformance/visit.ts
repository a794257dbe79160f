// One visit to an origin: the connection, the origin's time, and what earlier checks found out for later ones.
import type { SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { createId, type Id } from '../../src-shared/base/ids'
import type { ApiDocument } from './api-document'
import type { SuiteInput } from './config'
import type { Device } from './device'
import type { Copy, Who } from './held'
import type { Line } from './page'
import { createWire, type Answer, type Call } from './wire'

export interface Enrolled {
  readonly device: Device
  readonly certificate: unknown
  readonly caseScopes: readonly string[]
  readonly directoryScope: string | undefined
}
export interface Person {
  readonly staffId: string
  readonly role: string
  readonly token: string
}
/** What checks leave for those after them; undefined where the check that finds it out did not pass. */
export interface Found {
  originTime?: { readonly time: number; readonly mono: number }
  originKey?: string
  first?: Enrolled
  second?: Enrolled
  rules?: RulesPackBody
  agent?: Person
  reviewer?: Person
  officer?: Person
  /** The device that is taken away, and the order to wipe it. */
  away?: Enrolled
  wipeOrder?: SignedWipeOrder | undefined
  limits?: Readonly<Record<string, unknown>>
  copy?: Copy
  secondCopy?: Copy
  /** Of the test person. */
  subjectId?: string
  /** A request of the suite's and the version at which it stands. */
  requestId?: string
  version?: number
  /** The first push and its results, to be sent again. */
  pushed?: { readonly items: readonly Line[]; readonly cursorBefore: string }
  erasure?: { readonly subjectId: string; readonly requestId: string; readonly erasureId: string; readonly planHash: string; readonly cursorBefore: string; readonly entry?: Line }
}
export interface Visit {
  readonly input: SuiteInput
  readonly found: Found
  /** The reference document, and the one that the origin serves once it was read. */
  readonly documents: { reference: ApiDocument; served?: ApiDocument }
  /** Where answers and documents differ: `post /sync/v1/push 200: …`. */
  readonly differences: Set<string>
  readonly mono: () => number
  readonly random: (bytes: Uint8Array) => Uint8Array
  /** The origin's time, epoch milliseconds. */
  readonly now: () => number
  readonly newId: <I extends Id<string>>() => I
  readonly ask: (call: Call, who?: Who) => Promise<Answer>
}
export interface VisitOptions {
  readonly input: SuiteInput
  readonly reference: ApiDocument
  readonly mono: () => number
  readonly random: (bytes: Uint8Array) => Uint8Array
  /** Until the origin has told its own. */
  readonly wall: () => number
}

export function createVisit({ input, reference, mono, random, wall }: VisitOptions): Visit {
  const wire = createWire(input.url, input.enrolment)
  const found: Found = {}
  const differences = new Set<string>()
  const documents: Visit['documents'] = { reference }
  const now = (): number => (found.originTime ? Math.round(found.originTime.time + mono() - found.originTime.mono) : wall())
  const ask = async (call: Call, who?: Who): Promise<Answer> => {
    const proof = who ? { ...who.device.prove(call, now()), ...(who.token === undefined ? {} : { authorization: `Bearer ${who.token}` }) } : {}
    const answer = await wire({ ...call, headers: { ...proof, ...call.headers } })
    for (const [name, document] of Object.entries(documents)) {
      const problem = (document as ApiDocument | undefined)?.judge(call.method ?? 'GET', call.path, answer)
      if (problem !== undefined) differences.add(`${call.method ?? 'GET'} ${routeOf(call.path)} ${answer.status}, ${name} document: ${problem}`)
    }
    return answer
  }
  return { input, found, documents, differences, mono, random, now, ask, newId: () => createId(now(), random) }
}

/** Without query and ids: it goes into the report. */
function routeOf(path: string): string {
  return (path.split('?')[0] ?? '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
}

/** Two JSON values that say the same. */
export const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other)

/** Body and nothing else of a POST. */
export const post = (path: string, body: unknown, headers?: Readonly<Record<string, string>>): Call => ({ method: 'POST', path: `/sync/v1${path}`, body, ...(headers ? { headers } : {}) })
export const get = (path: string): Call => ({ path: `/sync/v1${path}` })
