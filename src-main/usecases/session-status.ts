// Who may sign in here and how it stands: answered before unlock, so it holds what is in the key file and nothing of the store.
import { toDay } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SessionStatus } from '../../src-shared/contract/session'
import { calendarUntil } from '../../src-shared/domain/published-calendar'
import { isThere, readKeyFile } from '../keys/key-file'
import { listQuarantine } from '../vault/quarantine'
import { readEnrolmentFile } from './desk-files'
import type { DeskHost } from './desk-host'

type Deps = Pick<DeskHost, 'isPractice' | 'profileDir' | 'keyStore' | 'appVersion' | 'clock' | 'crypto' | 'backoff' | 'desk' | 'handOver' | 'wipe' | 'destroyAt'>

export async function sessionStatus(deps: Deps): Promise<Result<SessionStatus, DeskError>> {
  const keyFile = await readKeyFile(deps.profileDir)
  const enrolment = await readEnrolmentFile(deps.profileDir, deps.crypto)
  const desk = deps.desk()
  const { count, retryAt } = deps.backoff.status()
  const rules = desk?.rules.current()
  const destroyAt = deps.destroyAt()
  const handOver = deps.handOver.status()
  const isEnrolled = isThere(keyFile)
  const wipe = isEnrolled ? undefined : await deps.wipe()
  return ok({
    stage: desk ? 'unlocked' : isEnrolled ? 'locked' : 'not-enrolled',
    ...(keyFile.ok ? { workstation: keyFile.value.workstation, tenant: keyFile.value.tenant } : {}),
    development: isEnrolled && enrolment?.development === true,
    ...(deps.isPractice ? { practice: { people: (isEnrolled ? enrolment?.practice?.people : undefined) ?? [] } } : {}),
    staff: keyFile.ok ? keyFile.value.slots.map(({ staffId, name, role }) => ({ staffId, name, role })) : [],
    ...(isEnrolled && !keyFile.ok ? { problem: keyFile.error === 'key-file-newer' ? 'store-newer' : 'store-damaged' } : {}),
    ...(destroyAt === undefined ? {} : { destroyAt }),
    ...(handOver ? { handOver } : {}),
    quarantine: (await listQuarantine(deps.profileDir)).map(({ note }) => ({ at: note.at, reason: note.reason, files: note.files.length, bytes: note.files.reduce((sum, { bytes }) => sum + bytes, 0) })),
    ...(wipe ? { wiped: { reason: wipe.reason, at: wipe.startedAt, told: wipe.state === 'told', salvage: wipe.order?.body.salvage !== false } } : {}),
    keyStore: deps.keyStore,
    failures: { count, ...(retryAt === undefined ? {} : { retryAt }) },
    appVersion: deps.appVersion,
    ...(rules ? { rulesPack: { version: rules.version, calendarUntil: calendarUntil(rules) } } : {}),
    ...(desk ? { me: desk.me } : {}),
    today: desk?.today() ?? toDay(deps.clock.now()),
  })
}
