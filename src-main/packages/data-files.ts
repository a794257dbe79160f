// Writes the person's data for machines (JSON) and for spreadsheets (CSV); what is withheld everywhere is left out here once.
import type { z } from 'zod'
import type { EpochMs } from '../../src-shared/base/clock'
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { PackageContent } from '../../src-shared/formats/package-names'
import type { LogRow, RequestRecord } from '../../src-shared/protocol/records'
import type { Collected } from './collect'
import { csvLine, csvTable, CSV_BOM } from '../../src-shared/formats/csv'
import type { accountFile, consentsFile, holdingsFile, notesFile, policiesFile, requestsFile, serviceLogLine } from './data-schemas'
import { hashToTell } from './handed-out'
import { fill, PACKAGE_TEXTS, type PackageTexts } from './package-texts'
import { recipientTexts } from './recipient-texts'
import { isoShanghai, shanghaiTime } from './shanghai-time'

export interface DataFile {
  readonly name: PackageContent
  readonly text: string
  readonly rows: number
}

const T: PackageTexts = PACKAGE_TEXTS['zh-CN']
type Column = keyof PackageTexts['columns']
const inBoth = (pick: (texts: PackageTexts) => string) => ({ 'zh-CN': pick(PACKAGE_TEXTS['zh-CN']), en: pick(PACKAGE_TEXTS.en) })

/** Column heads carry both languages: a spreadsheet has no switch. */
const heads = (...columns: readonly Column[]): readonly string[] => columns.map((column) => `${T.columns[column]} ${PACKAGE_TEXTS.en.columns[column]}`)

function accountJson({ subject }: Collected): z.infer<typeof accountFile> {
  return {
    schema: 'access-package/account/1', accountNo: subject.accountNo, name: subject.name, status: subject.status, region: subject.region,
    ...(subject.birthDay === undefined ? {} : { birthDay: subject.birthDay }),
    registeredAt: isoShanghai(subject.registeredAt), products: [...subject.products],
    identifiers: subject.identifiers.map(({ kind, value, proof, addedAt }) => ({ kind, value, proof, addedAt: isoShanghai(addedAt) })),
    synthetic: subject.synthetic,
  }
}

function accountCsv({ subject }: Collected): readonly (readonly string[])[] {
  const line = (label: string, content: string, proof = '', at = ''): readonly string[] => [label, content, proof, at]
  return [
    line(T.held.account, subject.accountNo, '', shanghaiTime(subject.registeredAt)),
    line(T.held.name, subject.name),
    line(T.held.status, T.statusNames[subject.status]),
    line(T.held.region, subject.region),
    ...(subject.birthDay === undefined ? [] : [line(T.held.birthDay, subject.birthDay)]),
    ...subject.products.map((product) => line(T.held.products, T.productNames[product])),
    ...subject.identifiers.map(({ kind, value, proof, addedAt }) => line(T.kindNames[kind], value, T.held[proof], shanghaiTime(addedAt))),
  ]
}

function consentsJson({ consents }: Collected): z.infer<typeof consentsFile> {
  return {
    schema: 'access-package/consents/1',
    consents: consents.map(({ kind, purpose, product, policyId, policyVersion, channel, at, wordingHash, evidence }) => ({
      kind, ...(purpose === undefined ? {} : { purpose }), ...(product === undefined ? {} : { product }), policyId, policyVersion, channel, at: isoShanghai(at),
      wordingHash, ...(evidence === undefined ? {} : { evidence }),
    })),
  }
}

function consentsCsv({ consents, policies }: Collected): readonly (readonly string[])[] {
  return consents.map((consent) => {
    const policy = policies.find((one) => one.id === consent.policyId)?.title['zh-CN'] ?? ''
    const purpose = consent.purpose === undefined ? '' : T.purposeNames[consent.purpose]
    return [
      shanghaiTime(consent.at), fill(T.consentNames[consent.kind], { policy, purpose, product: consent.product === undefined ? '' : T.productNames[consent.product] }), purpose, policy, consent.policyVersion,
      T.channelNames[consent.channel], consent.wordingHash, consent.evidence ?? '',
    ]
  })
}

function policiesJson({ policies }: Collected): z.infer<typeof policiesFile> {
  // What the person was shown; who proposed a version and how its clauses are marked is the company's own affair.
  return {
    schema: 'access-package/policies/1',
    policies: policies.map(({ id, product, version, effectiveFrom, title, clauses, textHash }) => ({
      id, ...(product === undefined ? {} : { product }), version, effectiveFrom, title, clauses: clauses.map(({ topic, number, text }) => ({ topic, number, text })), textHash,
    })),
  }
}

function holdingsJson(data: Collected, dataAsOf: EpochMs): z.infer<typeof holdingsFile> {
  return {
    schema: 'access-package/holdings/1',
    dataAsOf: isoShanghai(dataAsOf),
    holdings: data.coverage.map(({ category, system, heldRows, includedRows, withheld }) => {
      const entry = inventoryOf(category)
      const holding = data.holdings.find((one) => one.category === category)
      return {
        category, system, fields: [...entry.fields], purposes: [...entry.purposes], legalBasis: entry.legalBasis,
        retention: inBoth((t) => t.retentionTexts[category]), source: inBoth((t) => t.sourceTexts[category]), recipients: receivedBy(category, data), heldRows, includedRows,
        ...(holding?.fromAt === undefined ? {} : { from: isoShanghai(holding.fromAt) }),
        ...(holding?.toAt === undefined ? {} : { to: isoShanghai(holding.toAt) }),
        ...(withheld === undefined ? {} : { withheld }),
      }
    }),
  }
}

function receivedBy(category: Category, { handedOver }: Collected): { 'zh-CN': string; en: string }[] {
  const english = recipientTexts(category, handedOver, 'en')
  return recipientTexts(category, handedOver, 'zh-CN').map((zh, at) => ({ 'zh-CN': zh, en: english[at] ?? '' }))
}

function holdingsCsv(data: Collected): readonly (readonly (string | number)[])[] {
  return data.coverage.map(({ category, system, heldRows, includedRows }) => {
    const entry = inventoryOf(category)
    const holding = data.holdings.find((one) => one.category === category)
    return [
      T.categoryNames[category], (T.systemNames as Readonly<Record<string, string>>)[system] ?? system, heldRows, includedRows,
      holding?.fromAt === undefined ? '' : shanghaiTime(holding.fromAt), holding?.toAt === undefined ? '' : shanghaiTime(holding.toAt),
      entry.purposes.map((purpose) => T.purposeNames[purpose]).join('；'), T.basisNames[entry.legalBasis], T.retentionTexts[category], recipientTexts(category, data.handedOver, 'zh-CN').join('；') || T.held.noRecipients, T.sourceTexts[category],
    ]
  })
}

/** Staff, their evidence and the timeline of the desk's own work are not the person's information. */
function requestJson(request: RequestRecord, answered: RequestRecord): z.infer<typeof requestsFile>['requests'][number] {
  const { decision } = request
  return {
    caseNo: request.caseNo, answeredHere: request.id === answered.id, right: request.right, state: request.state, channel: request.channel,
    receivedOn: request.receivedOn, keyedAt: isoShanghai(request.keyedAt), text: request.text,
    ...(request.corrections === undefined ? {} : { corrections: request.corrections.map(({ field, value }) => ({ field, value })) }),
    ...(request.purposes === undefined ? {} : { purposes: [...request.purposes] }),
    ...(request.products === undefined ? {} : { products: [...request.products] }),
    ...(request.explains === undefined ? {} : { explains: request.explains }),
    ...(request.transferTo === undefined ? {} : { transferTo: request.transferTo }),
    ...(request.changes === undefined ? {} : { changes: request.changes.map(({ at, ...change }) => ({ ...change, at: isoShanghai(at) })) }),
    identityChecks: request.identityChecks.map(({ method, at }) => ({ method, at: isoShanghai(at) })),
    ...(decision === undefined
      ? {}
      : {
          decision: {
            outcome: decision.outcome, ...(decision.ground === undefined ? {} : { ground: decision.ground }), text: decision.text, at: isoShanghai(decision.at),
            rulesPack: decision.rulesPack, ...(decision.items === undefined ? {} : { items: decision.items }),
          },
        }),
    ...(request.closedAt === undefined ? {} : { closedAt: isoShanghai(request.closedAt) }),
  }
}

function requestsCsv({ requests }: Collected): readonly (readonly string[])[] {
  return requests.map(({ caseNo, right, state, channel, receivedOn, text, decision }) => [
    caseNo, T.rightNames[right], T.stateNames[state], receivedOn, T.channelNames[channel], text,
    decision === undefined ? '' : T.outcomeNames[decision.outcome], decision?.text ?? '', decision === undefined ? '' : shanghaiTime(decision.at),
  ])
}

function notesJson({ notes }: Collected): z.infer<typeof notesFile> {
  return {
    schema: 'access-package/notes/1',
    notes: notes.map(({ at, text, files }) => ({
      at: isoShanghai(at), text, files: files.map(({ entry, name, sizeBytes, sha256 }) => ({ name, sizeBytes, ...hashToTell({ sha256, entry }), ...(typeof entry === 'string' ? { entry } : entry) })),
    })),
  }
}

/** A line a file, and one for a note without any. */
function notesCsv({ notes }: Collected): readonly (readonly (string | number)[])[] {
  return notes.flatMap(({ at, text, files }) => {
    const note = [shanghaiTime(at), text]
    if (files.length === 0) return [[...note, '', '', '', '']]
    return files.map(({ entry, name, sizeBytes }) => [...note, name, sizeBytes, ...(typeof entry === 'string' ? [entry, ''] : ['', T.notes.missing[entry.missing]])])
  })
}

const json = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`

/** Every data file but the two of the service log, in the order of the archive. */
export function createDataFiles(data: Collected, dataAsOf: EpochMs): readonly DataFile[] {
  const { consents, policies, coverage, requests, notes } = data
  const account = accountCsv(data)
  const noteLines = notesCsv(data)
  return [
    { name: 'data/account.json', text: json(accountJson(data)), rows: 1 },
    { name: 'data/account.csv', text: csvTable(heads('field', 'value', 'proof', 'addedAt'), account), rows: account.length },
    { name: 'data/consents.json', text: json(consentsJson(data)), rows: consents.length },
    { name: 'data/consents.csv', text: csvTable(heads('at', 'kind', 'purpose', 'policy', 'version', 'channel', 'wordingHash', 'evidence'), consentsCsv(data)), rows: consents.length },
    { name: 'data/policies.json', text: json(policiesJson(data)), rows: policies.length },
    { name: 'data/holdings.json', text: json(holdingsJson(data, dataAsOf)), rows: coverage.length },
    {
      name: 'data/holdings.csv',
      text: csvTable(heads('category', 'system', 'held', 'included', 'from', 'to', 'purpose', 'basis', 'retention', 'recipients', 'source'), holdingsCsv(data)),
      rows: coverage.length,
    },
    { name: 'data/requests.json', text: json({ schema: 'access-package/requests/1', requests: requests.map((one) => requestJson(one, data.request)) } satisfies z.infer<typeof requestsFile>), rows: requests.length },
    { name: 'data/requests.csv', text: csvTable(heads('caseNo', 'right', 'state', 'receivedOn', 'channel', 'words', 'outcome', 'answer', 'decidedAt'), requestsCsv(data)), rows: requests.length },
    { name: 'data/notes.json', text: json(notesJson(data)), rows: notes.length },
    { name: 'data/notes.csv', text: csvTable(heads('at', 'note', 'fileName', 'sizeBytes', 'entry', 'notIncluded'), noteLines), rows: noteLines.length },
  ]
}

export const LOG_CSV_HEAD = CSV_BOM + csvLine(heads('n', 'at', 'category', 'detail', 'product', 'ip'))

export function logCsvLine(row: LogRow): string {
  return csvLine([row.n, shanghaiTime(row.at), T.categoryNames[row.category], row.detail, T.productNames[row.product], row.ip])
}

export function logJsonLine(row: LogRow): string {
  const line: z.infer<typeof serviceLogLine> = { n: row.n, category: row.category, at: isoShanghai(row.at), product: row.product, ip: row.ip, detail: row.detail }
  return `${JSON.stringify(line)}\n`
}
