// The record of this workstation, line by line: everybody's for whoever looks after it, else one's own. What somebody typed or saw stands in no line.
import type { SubjectId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { AuditLine, AuditLines } from '../../src-shared/contract/audit-lines'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { auditKindOf } from '../../src-shared/domain/audit-kinds'
import { masksOf } from '../../src-shared/domain/masking'
import { seesEveryLine } from '../../src-shared/domain/staff'
import { readBack, readOfPerson, type PastEntry } from '../audit/audit-log'
import { staffNames } from './access-use'
import { maskedNameOf, readNames } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

const LINES = 100
/** Of a filter that few lines fit: then the answer comes without, and whoever asked goes on from there. */
const ENTRIES_READ = 20_000
const OF_PERSON = 50
const BY_ITSELF = 'system'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'auditLook'>

export async function listAudit(deps: Deps, { kind, who, before }: ParsedRequestOf<'audit.list'>): Promise<Result<AuditLines, DeskError>> {
  const { vault: { reader }, auditLook } = deps
  // The list is one look, however far somebody scrolls.
  if (before === undefined) await auditLook({ type: 'audit.list' })
  const fits = ({ actor, type }: PastEntry['entry']): boolean =>
    isSeen(deps, actor) && (who === undefined || actor === who) && (kind === undefined || auditKindOf(type) === kind)
  const found: PastEntry[] = []
  let read = 0
  let reached = before ?? 0
  for await (const past of readBack(reader, before)) {
    reached = past.entry.seq
    if (fits(past.entry)) found.push(past)
    if (found.length === LINES || ++read === ENTRIES_READ) break
  }
  return ok({ lines: await linesOf(deps, found), ...(reached > 1 ? { before: reached } : {}), whose: whoseLines(deps) })
}

export async function listAuditOfPerson(deps: Deps, { subjectId }: ParsedRequestOf<'audit.ofPerson'>): Promise<Result<AuditLines, DeskError>> {
  const entries = await readOfPerson(deps.vault.reader, subjectId, OF_PERSON)
  return ok({ lines: await linesOf(deps, entries.filter(({ entry }) => isSeen(deps, entry.actor))), whose: whoseLines(deps) })
}

function whoseLines({ me }: Deps): AuditLines['whose'] {
  return seesEveryLine(me.role) ? 'all' : 'mine'
}

function isSeen({ me }: Deps, actor: string): boolean {
  return seesEveryLine(me.role) || actor === me.staffId
}

async function linesOf({ vault: { reader }, me, rules }: Deps, entries: readonly PastEntry[]): Promise<readonly AuditLine[]> {
  const staff = await staffNames(reader)
  const mayOpen = me.permissions.includes('read-person')
  const nameOf = await readNames(reader, mayOpen ? entries.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId as SubjectId])) : [])
  const mask = masksOf(rules.current().masks).name
  const aboutOf = ({ subjectId }: PastEntry): Pick<AuditLine, 'about'> => {
    const name = mayOpen && subjectId !== null ? nameOf(subjectId as SubjectId) : undefined
    return name === undefined ? {} : { about: { subjectId: subjectId as SubjectId, maskedName: maskedNameOf(name, mask) } }
  }
  return entries.map((past) => {
    const { seq, ts, actor, type } = past.entry
    return { seq, at: ts, type, kind: auditKindOf(type), ...(actor === BY_ITSELF ? {} : { who: staff(actor) }), ...aboutOf(past) }
  })
}
