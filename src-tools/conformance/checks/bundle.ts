// The content of an evidence bundle: for whom, of which days, and whether the signed manifest is of the very lines before it (docs/sync.md, section 1; docs/formats.md).
import { createHash } from 'node:crypto'
import { addDays, toDay } from '../../../src-shared/base/clock'
import { BUNDLE_MANIFEST_NAME, REQUESTS_NAME, REQUESTS_TABLE_NAME } from '../../../src-shared/formats/bundle/bundle-names'
import { canonicalJson, fromBase64url } from '../../../src-shared/formats/canonical'
import { checkSigned } from '../../../src-shared/formats/signed'
import { nodeCrypto } from '../../node-crypto'
import { deskOf } from '../items'
import { readPage, type Line } from '../page'
import { Failed, listOf, must, mustBe, need, part, said, Skipped } from '../verdict'
import { get, type Visit } from '../visit'
import type { Answer } from '../wire'
import { firstDevice } from './access'
import { mustRefuse, type Check } from './check'

const DAYS = 400
/** It may be put together for minutes: the origin says when to ask again, and a suite does not ask for ever. */
const MOST_QUESTIONS = 60

const spanOf = (visit: Visit) => ({ from: addDays(toDay(visit.now()), -DAYS), to: toDay(visit.now()) })
const path = ({ from, to }: { readonly from: string; readonly to: string }) => get(`/bundle?from=${from}&to=${to}`)

async function ask(visit: Visit): Promise<Answer> {
  for (let question = 0; question < MOST_QUESTIONS; question++) {
    const answer = await visit.ask(path(spanOf(visit)), deskOf(visit, 'reviewer'))
    if (answer.status === 404) throw new Skipped('this origin makes no evidence bundles')
    if (answer.status !== 429) return answer
    await new Promise((over) => setTimeout(over, 1_000 * Number(part(answer.json, 'retryAfterS') ?? 1)))
  }
  throw new Failed('a bundle, or a word that there is none', `"come back" ${MOST_QUESTIONS} times`)
}

/** What a file of the bundle is: its lines in canonical JSON, or its text. */
function contentOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const { f: name, line, text } of lines) {
    const isText = typeof text === 'string'
    if (typeof name !== 'string' || isText === (line !== undefined)) throw new Failed('a line {f, line} or {f, text}', 'another one')
    if (isText) must('a text file in one line', !files.has(name), 'in several')
    files.set(name, `${files.get(name) ?? ''}${isText ? text : `${canonicalJson(line)}\n`}`)
  }
  return files
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

function manifestIn(visit: Visit, lines: readonly Line[]): unknown {
  const last = lines.at(-1)
  mustBe('file of the last line', part(last, 'f'), BUNDLE_MANIFEST_NAME)
  const { orgPublicKey, tenant } = visit.input.enrolment
  const checked = checkSigned(part(last, 'line'), fromBase64url(orgPublicKey), nodeCrypto, visit.now(), { kind: 'origin', tenant })
  if (!checked.ok) throw new Failed('a manifest signed by the origin', checked.error)
  return checked.value.body
}

export const bundleChecks: readonly Check[] = [
  {
    name: 'bundle.page', section: 1,
    run: async (visit) => {
      const { lines } = readPage(await ask(visit), 'plain')
      const manifest = manifestIn(visit, lines)
      const asked = spanOf(visit)
      must('the days that were asked for', part(manifest, 'period', 'from') === asked.from && part(manifest, 'period', 'to') === asked.to, 'others')
      mustBe('askedBy.id', part(manifest, 'askedBy', 'id'), need(visit.found.reviewer, 'signin.roles').staffId)
      mustBe('at.id', part(manifest, 'at', 'id'), firstDevice(visit).device.id)
      const files = contentOf(lines.slice(0, -1))
      // The table of requests follows from the lines and is not sent.
      const named = listOf(part(manifest, 'files')).filter((file) => part(file, 'name') !== REQUESTS_TABLE_NAME)
      must('every file of the manifest with its own hash', named.every((file) => part(file, 'sha256') === sha256(files.get(String(part(file, 'name'))) ?? '')), 'another content')
      const order = named.map((file) => part(file, 'name'))
      must('every file that was sent in the manifest, in its order', canonicalJson([...files.keys()]) === canonicalJson(order.filter((name) => files.has(String(name)))), 'another order, or one that is not named')
      const requests = (files.get(REQUESTS_NAME) ?? '').split('\n').length - 1
      must('as many requests as the manifest counts', part(manifest, 'counts', 'requests') === requests, `${said(part(manifest, 'counts', 'requests'))} for ${requests} lines`)
    },
  },
  {
    name: 'bundle.refused', section: 1,
    run: async (visit) => {
      const days = spanOf(visit)
      await ask(visit)
      mustRefuse(await visit.ask(path(days), deskOf(visit)), 403, 'forbidden')
      mustRefuse(await visit.ask(path(days), { device: firstDevice(visit).device }), 401, 'unauthorised')
      mustRefuse(await visit.ask(path({ from: days.to, to: days.from }), deskOf(visit, 'reviewer')), 400, 'bad_request')
    },
  },
]
