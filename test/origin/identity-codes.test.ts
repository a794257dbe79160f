// One-time codes: sent by real SMTP over TLS to a server on loopback, compared at the origin; wrong ones, floods and strangers get nothing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { forgetIdentityCodes } from '../../src-origin/identity/codes'
import type { CodeMessage } from '../../src-origin/identity/code-sender'
import { openSenders } from '../../src-origin/identity/open-senders'
import { openSmtpSender } from '../../src-origin/identity/smtp-sender'
import { OriginStartError } from '../../src-origin/start-error'
import type { RequestId } from '../../src-shared/base/ids'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createItem, makeItem, proposeErasure, push, pushOne, sayResult } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startMailbox, textOf, type Mailbox } from '../fixtures/mailbox'
import { PACK_VERSION } from '../fixtures/rules'
import { issue, packWith } from '../fixtures/rules-issue'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const MINUTE = 60_000
let mailbox: Mailbox
let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let requestId: RequestId
let email: { readonly id: string; readonly value: string }
let mobile: { readonly id: string; readonly value: string }
const texts: CodeMessage[] = []

beforeAll(async () => {
  mailbox = await startMailbox()
  origin = await startTestOrigin({ people: 90, senders: { ...(await openSenders({ smtp: mailbox.settingsFile })) } })
  desk = await enrolDevice(origin)
})
afterAll(async () => {
  await origin?.remove()
  await mailbox?.close()
})

const db = () => origin.running().context.db
const row = (id: string) => db().selectFrom('requests').select(['body', 'v']).where('id', '=', id).executeTakeFirstOrThrow()
const ask = (identifierId: string, of: string = requestId) => desk.call({ method: 'POST', path: `${API}/identity/code`, body: { requestId: of, identifierId } }, zhou.token)
const say = (identifierId: string, code: string) => desk.call({ method: 'POST', path: `${API}/identity/confirm`, body: { requestId, identifierId, code } }, zhou.token)
const otherThan = (code: string) => (code === '000000' ? '000001' : '000000')

/** Somebody with an e-mail and a mobile, whom no earlier test has written to; their access request is taken. */
async function takeRequestOf(): Promise<void> {
  const person = await db()
    .selectFrom('subjects as s').select('s.id')
    .where((eb) => eb.exists(eb.selectFrom('identifiers as i').select('i.id').whereRef('i.subject_id', '=', 's.id').where('i.kind', '=', 'email')))
    .where((eb) => eb.exists(eb.selectFrom('identifiers as i').select('i.id').whereRef('i.subject_id', '=', 's.id').where('i.kind', '=', 'mobile')))
    .where((eb) => eb.not(eb.exists(eb.selectFrom('requests as r').select('r.id').whereRef('r.subject_id', '=', 's.id'))))
    .orderBy('s.id').executeTakeFirstOrThrow()
  const create = createItem(origin, person.id)
  requestId = create.args['requestId'] as RequestId
  expect((await push(desk, zhou, [create, makeItem(origin, 'request.take@1', { requestId }, { base: 1 })])).map(sayResult)).toEqual(['applied 1', 'applied 2'])
  const identifiers = await db().selectFrom('identifiers').selectAll().where('subject_id', '=', person.id).execute()
  const [mail, phone] = (['email', 'mobile'] as const).map((kind) => identifiers.find((one) => one.kind === kind))
  if (!mail || !phone) throw new Error('both kinds were asked for')
  email = mail
  mobile = phone
}

beforeEach(async () => {
  origin.advance(3 * MINUTE)
  zhou = await signIn(desk, 'zhou')
  await takeRequestOf()
  mailbox.mails.length = 0
  mailbox.refuse(false)
})

async function sentCode(): Promise<string> {
  expect((await ask(email.id)).json()).toMatchObject({ t: 'sent', expiresAt: expect.any(Number) })
  const mail = mailbox.mails.at(-1)
  if (!mail) throw new Error('nothing came')
  expect(mail.to).toEqual([email.value])
  expect(mail.encrypted).toBe(true)
  const [code = ''] = /\b\d{6}\b/.exec(textOf(mail)) ?? []
  expect(textOf(mail).split(code)).toHaveLength(3)
  return code
}

test('the code that came is read back, and the identifier it was sent to is checked, no other', async () => {
  const code = await sentCode()
  expect((await say(email.id, code)).json()).toEqual({ t: 'confirmed', v: 3 })
  const { body } = await row(requestId)
  expect(body.state).toBe('deciding')
  expect(body.identityChecks).toMatchObject([{ identifierId: email.id, method: 'one-time-code', confirmed: true, staffId: zhou.staffId }])
  expect(body.timeline.at(-1)).toMatchObject({ event: 'identity-verified', staffId: zhou.staffId })
  // Once: a code that was overheard afterwards opens nothing.
  expect((await say(email.id, code)).json()).toEqual({ t: 'over' })
  expect(await findText(origin, code)).toEqual([])
})

test('three wrong ones make it void, and after three such failures only a document is left for this identifier', async () => {
  for (let failure = 1; failure <= 3; failure++) {
    const code = await sentCode()
    expect((await say(email.id, otherThan(code))).json()).toEqual({ t: 'wrong', left: 2 })
    expect((await say(email.id, otherThan(code))).json()).toEqual({ t: 'wrong', left: 1 })
    expect((await say(email.id, otherThan(code))).json()).toEqual({ t: 'wrong', left: 0 })
    expect((await say(email.id, code)).json()).toEqual(failure < 3 ? { t: 'over' } : { t: 'not-now' })
    expect((await row(requestId)).body.failedChecks).toHaveLength(failure)
    origin.advance(MINUTE)
    zhou = await signIn(desk, 'zhou')
  }
  expect((await ask(email.id)).json()).toEqual({ t: 'not-now' })
  const { v } = await row(requestId)
  const verify = (method: string) => makeItem(origin, 'request.verify@1', { requestId, identifierId: email.id, method, evidence: '见记录' }, { base: v })
  expect(await pushOne(desk, zhou, verify('recent-use'))).toBe('rejected precondition')
  expect(await pushOne(desk, zhou, verify('document-seen'))).toBe(`applied ${String(v + 1)}`)
})

test('a new code ends the one before, an old one ends by itself, and none follows within a minute', async () => {
  const first = await sentCode()
  expect((await ask(email.id)).json()).toMatchObject({ t: 'too-soon', retryAfterS: expect.any(Number) })
  expect(mailbox.mails).toHaveLength(1)
  origin.advance(MINUTE)
  const second = await sentCode()
  if (first !== second) expect((await say(email.id, first)).json()).toMatchObject({ t: 'wrong' })
  origin.advance(10 * MINUTE)
  zhou = await signIn(desk, 'zhou')
  expect((await say(email.id, second)).json()).toEqual({ t: 'over' })
})

test('nobody gets more than five a day, whatever request asks', async () => {
  for (let n = 0; n < 5; n++) {
    await sentCode()
    origin.advance(2 * MINUTE)
    zhou = await signIn(desk, 'zhou')
  }
  const answer = (await ask(email.id)).json<{ readonly t: string; readonly retryAfterS: number }>()
  expect(answer.t).toBe('too-soon')
  expect(answer.retryAfterS).toBeGreaterThan(23 * 3_600)
})

test('what cannot be sent says so, and leaves no code that could be guessed', async () => {
  expect((await ask(mobile.id)).json()).toEqual({ t: 'no-sender' })
  mailbox.refuse(true)
  expect((await ask(email.id)).json()).toEqual({ t: 'not-sent' })
  expect(mailbox.mails).toEqual([])
  expect((await say(email.id, '000000')).json()).toEqual({ t: 'over' })
  expect((await row(requestId)).v).toBe(2)
})

test('somebody else’s identifier, an unknown request and a desk without the scope learn nothing', async () => {
  const stranger = await db().selectFrom('identifiers').select('id').where('kind', '=', 'email').where('id', '!=', email.id).limit(1).executeTakeFirstOrThrow()
  expect((await ask(stranger.id)).status).toBe(404)
  expect((await ask(email.id, newId<RequestId>(origin))).status).toBe(404)
  const elsewhere = await enrolDevice(origin, { scopes: ['directory:all'] })
  const wu = await signIn(elsewhere, 'wu')
  expect((await elsewhere.call({ method: 'POST', path: `${API}/identity/code`, body: { requestId, identifierId: email.id } }, wu.token)).status).toBe(404)
  expect((await desk.call({ method: 'POST', path: `${API}/identity/code`, body: { requestId, identifierId: email.id } })).status).toBe(401)
  expect((await say(email.id, '12345x')).status).toBe(400)
  expect(mailbox.mails).toEqual([])
})

test('before a request is taken nobody is written to', async () => {
  const { subjectId } = (await row(requestId)).body
  const create = createItem(origin, subjectId)
  await push(desk, zhou, [create])
  expect((await ask(email.id, String(create.args['requestId']))).json()).toEqual({ t: 'not-now' })
})

test('codes go with the person, and by time', async () => {
  const code = await sentCode()
  await say(email.id, code)
  const linesOf = () => db().selectFrom('identity_codes').select('id').where('request_id', '=', requestId).execute()
  expect(await linesOf()).toHaveLength(1)
  await forgetIdentityCodes(db(), origin.now() + 29 * 24 * 60 * MINUTE)
  expect(await linesOf()).toHaveLength(1)
  await forgetIdentityCodes(db(), origin.now() + 31 * 24 * 60 * MINUTE)
  expect(await linesOf()).toHaveLength(0)
})

test('an erasure takes the codes of the person along', async () => {
  const { subjectId } = (await row(requestId)).body
  const other = createItem(origin, subjectId, { right: 'delete' })
  await push(desk, zhou, [other])
  await sentCode()
  const proposal = await proposeErasure(origin, desk, zhou, String(other.args['requestId']))
  const wu = await signIn(desk, 'wu', 'fresh')
  expect(await pushOne(desk, wu, proposal.approval())).toMatch(/^applied/)
  expect(await db().selectFrom('identity_codes').select('id').where('subject_id', '=', subjectId).execute()).toEqual([])
})

test('a sender of the company’s for text messages is a module of its own', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-sms-'))
  try {
    const file = path.join(folder, 'sms.mjs')
    await writeFile(file, `export const createSender = () => ({ send: async (message) => { globalThis.__texts.push(message) } })`)
    ;(globalThis as { __texts?: CodeMessage[] }).__texts = texts
    const { mobile: sender } = await openSenders({ sms: file })
    await sender?.send({ to: '+8613800138000', code: '123456', caseNo: '26-0001', minutes: 10 }, new AbortController().signal)
    expect(texts).toEqual([{ to: '+8613800138000', code: '123456', caseNo: '26-0001', minutes: 10 }])
    await writeFile(path.join(folder, 'empty.mjs'), 'export const nothing = 1')
    await expect(openSenders({ sms: path.join(folder, 'empty.mjs') })).rejects.toThrow(OriginStartError)
    await expect(openSenders({ smtp: path.join(folder, 'missing.json') })).rejects.toThrow('ENOENT')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a mail server whose certificate nobody vouches for gets no message', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-smtp-'))
  try {
    const file = path.join(folder, 'smtp.json')
    await writeFile(file, JSON.stringify({ host: 'localhost', port: mailbox.port, security: 'starttls', from: 'privacy@example.com' }))
    const sender = await openSmtpSender(file)
    await expect(sender.send({ to: 'a@example.com', code: '123456', caseNo: '26-0001', minutes: 10 }, new AbortController().signal)).rejects.toThrow()
    expect(mailbox.mails).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('where the pack in force closes the code, none is sent or compared; a check of a desk is judged by the pack that it names', async () => {
  const code = await sentCode()
  await issue(origin, packWith('2026.90', (body) => ({ identityMethods: body.identityMethods.map((one) => ({ ...one, methods: ['recent-use', 'document-seen'] })) })))
  expect((await ask(mobile.id)).json()).toEqual({ t: 'not-now' })
  expect((await say(email.id, code)).json()).toEqual({ t: 'not-now' })
  const check = (more: object) => makeItem(origin, 'request.verify@1', { requestId, identifierId: email.id, method: 'one-time-code', evidence: '见记录', ...more }, { base: 2 })
  expect(await pushOne(desk, zhou, check({}))).toBe('rejected precondition')
  expect(await pushOne(desk, zhou, check({ rulesPack: '2026.90' }))).toBe('rejected precondition')
  expect(await pushOne(desk, zhou, check({ rulesPack: '2031.1' }))).toMatch(/^rejected invalid/)
  expect(await pushOne(desk, zhou, check({ rulesPack: PACK_VERSION }))).toBe('applied 3')
})
