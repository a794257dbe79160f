// Online search, log rows, intake, errors and the API's own description (docs/sync.md, sections 1, 8 and 10).
import type { RequestId } from '../../../src-shared/base/ids'
import { toDay } from '../../../src-shared/base/clock'
import { readApiDocument } from '../api-document'
import { deskOf, makeCreate } from '../items'
import { readPage, type Line, type Page } from '../page'
import { Failed, listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, isSame, post, type Visit } from '../visit'
import { mustRefuse, type Check } from './check'
import { copyOf } from './feed'

const DAY = 86_400_000

export async function searchFor(visit: Visit, accountNo: string): Promise<readonly unknown[]> {
  const { status, json } = await visit.ask(post('/search', { text: accountNo, limit: 5 }), deskOf(visit))
  mustBe('status', status, 200)
  return listOf(part(json, 'results')).filter((row) => part(row, 'accountNo') === accountNo)
}

export const searchChecks: readonly Check[] = [
  {
    name: 'search.finds', section: 1, ground: 'of-all',
    run: async (visit) => {
      const rows = await searchFor(visit, visit.input.config.person)
      mustBe('people with the account number of the configuration', rows.length, 1)
      visit.found.subjectId = String(part(rows[0], 'id'))
    },
  },
  {
    name: 'search.lease', section: 1,
    run: async (visit) => {
      const { json } = await visit.ask(post('/search', { text: visit.input.config.person, limit: 1 }), deskOf(visit))
      const left = Number(part(json, 'leaseUntil')) - visit.now()
      must('a lease of 24 hours at most', left > 0 && left <= DAY + 60_000, `one of ${Math.round(left / 3_600_000)} hours`)
      must('not more than the limit that was asked for', listOf(part(json, 'results')).length <= 1)
      mustRefuse(await visit.ask(post('/search', { text: 'x', limit: 51 }), deskOf(visit)), 400, 'bad_request')
    },
  },
]

const intakeOf = (visit: Visit, person: Line, text = '一致性检查 conformance') => ({ requestId: visit.newId<RequestId>(), person, right: 'access', channel: 'website', receivedOn: toDay(visit.now()), text })

function intakeAuth(visit: Visit): Readonly<Record<string, string>> {
  const token = visit.input.config.intakeToken
  if (token === undefined) throw new Skipped('no intakeToken in the configuration')
  return { authorization: `Bearer ${token}` }
}
export const askIntake = (visit: Visit, body: object) => visit.ask(post('/intake', body, intakeAuth(visit)))
export const intakeFor = (visit: Visit, accountNo: string) => askIntake(visit, intakeOf(visit, { accountNo }))

export const intakeChecks: readonly Check[] = [
  {
    name: 'intake.once', section: 1,
    run: async (visit) => {
      const body = intakeOf(visit, { accountNo: visit.input.config.person })
      const once = await askIntake(visit, body)
      mustBe('status', once.status, 200)
      const twice = await askIntake(visit, body)
      must('the same answer for the same requestId', isSame(once.json, twice.json), 'another one')
      const copy = copyOf(visit)
      await copy.until('the request in the feed', ({ held }) => held.has(`request ${body.requestId}`))
      must('the case number of the answer', copy.held.get(`request ${body.requestId}`)?.body['caseNo'] === part(once.json, 'caseNo'), 'another one')
    },
  },
  { name: 'intake.nobody', section: 1, run: async (visit) => mustRefuse(await askIntake(visit, intakeOf(visit, { accountNo: 'SX-conformance-nobody' })), 404, 'not_found') },
  {
    name: 'intake.token', section: 1,
    run: async (visit) => {
      const body = intakeOf(visit, { accountNo: visit.input.config.person })
      mustRefuse(await visit.ask(post('/intake', body)), 401, 'unauthorised')
      mustRefuse(await visit.ask(post('/intake', body, { authorization: `Bearer ${need(visit.found.agent, 'signin.roles').token}` })), 401, 'unauthorised')
    },
  },
]

export const rowsChecks: readonly Check[] = [
  {
    name: 'rows.pages', section: 8,
    run: async (visit) => {
      const subjectId = need(visit.found.subjectId, 'search.finds')
      const pages: Page[] = []
      for (let after = -1, more = true; more && pages.length < 1_000; ) {
        const page = readPage(await visit.ask(get(`/people/${subjectId}/rows?after=${after}&limit=100`), deskOf(visit)), 'plain')
        const numbers = page.lines.map((line) => Number(line['n']))
        const from = after
        must('row numbers that ascend after the one that was asked for', numbers.every((n, at) => n > (numbers[at - 1] ?? from)))
        mustBe('after', page.end['after'], numbers.at(-1) ?? after)
        after = Number(page.end['after'])
        more = page.end['more'] === true
        pages.push(page)
      }
      mustBe('total', pages[0]?.end['total'], pages.reduce((sum, page) => sum + page.lines.length, 0))
    },
  },
  {
    name: 'rows.not-held', section: 8,
    run: async (visit) => {
      mustRefuse(await visit.ask(get(`/people/${visit.newId()}/rows`), deskOf(visit)), 404, 'not_found')
      mustRefuse(await visit.ask(get('/people/x/rows'), deskOf(visit)), 400, 'bad_request')
    },
  },
]

export const errorChecks: readonly Check[] = [
  {
    name: 'errors.unknown-place', section: 1,
    run: async (visit) => {
      for (const path of ['/conformance-no-such-place', '/PUSH', '/changes/x']) mustRefuse(await visit.ask(get(path), deskOf(visit)), 404, 'not_found')
    },
  },
  {
    name: 'errors.say-nothing', section: 1,
    run: async (visit) => {
      const mark = 'conformance-echo-4711'
      const item = { ...makeCreate(visit, need(visit.found.subjectId, 'search.finds'), { text: mark, right: mark }), chain: `request:${mark}` }
      const calls = [
        get(`/${mark}`), get(`/changes?cursor=${mark}`), get(`/snapshot?scope=${mark}`), get(`/people/${mark}/rows`), post('/session', { deviceId: mark }), post('/enrol', { code: mark }),
        post('/signin', { login: mark, secret: mark }), post('/search', { text: mark, limit: mark }), post('/ack', { results: [mark] }), post('/intake', { requestId: mark }),
        post('/push', { deviceId: deskOf(visit).device.id, items: [item] }), { ...post('/session', undefined), body: Buffer.from(`{"${mark}`) },
      ]
      for (const call of calls) {
        const answer = await visit.ask(call, deskOf(visit))
        must('nothing of what was sent', !answer.text.includes(mark), 'a part of it')
        must('no server error', answer.status < 500, `status ${answer.status}`)
      }
    },
  },
  {
    name: 'errors.no-json', section: 1,
    run: async (visit) => {
      for (const text of ['', '{', 'null', '[]', '"x"', '['.repeat(5_000)]) {
        for (const path of ['/session', '/push', '/ack']) mustRefuse(await visit.ask({ ...post(path, undefined), body: Buffer.from(text) }, deskOf(visit)), 400, 'bad_request')
      }
    },
  },
]

export const documentChecks: readonly Check[] = [
  {
    name: 'openapi.served', section: 1,
    run: async (visit) => {
      const answer = await visit.ask(get('/openapi.json'))
      mustBe('status', answer.status, 200)
      const served = readApiDocument(answer.json)
      if (!served) throw new Failed('an OpenAPI document', 'none')
      visit.documents.served = served
      const missing = visit.documents.reference.operations.filter((operation) => operation.includes('/sync/') && !served.operations.includes(operation))
      mustBe('operations of the protocol that are not described', missing.length, 0)
    },
  },
  {
    name: 'healthz.answers', section: 1,
    run: async (visit) => {
      const { status, json } = await visit.ask({ path: '/healthz' })
      mustBe('status', status, 200)
      mustBe('ok', part(json, 'ok'), true)
    },
  },
]

/** The last of all: every answer that any check has seen. */
export const answersCheck: Check = {
  name: 'openapi.answers', section: 1,
  run: async ({ differences }) => {
    if (differences.size > 0) throw new Failed('answers that fit the documents', [...differences].slice(0, 5).join('; '))
  },
}
