// How this desk stands with the origin: what it has, what waits, what came back, what was dropped at the door.
import type { Day } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RulesStatus, SyncStatus } from '../../src-shared/contract/sync'
import { countDeadline } from '../../src-shared/domain/deadline'
import { calendarUntil } from '../../src-shared/domain/published-calendar'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { RIGHTS } from '../../src-shared/domain/vocabulary'
import { getMeta } from '../vault/repositories/meta'
import { countOwnOutbox } from '../vault/repositories/outbox'
import { isFirstFill, listScopes } from '../vault/repositories/scopes'
import { listUndeclared } from '../vault/repositories/undeclared'
import { newerVersion } from './take-notice'
import type { UnlockedDesk } from './unlocked-desk'

export type SyncStatusDeps = Pick<UnlockedDesk, 'vault' | 'me' | 'loop' | 'rules' | 'knownTime' | 'today' | 'isHoldingWrites' | 'isDiskFull' | 'searchIndex' | 'countPeople' | 'appVersion' | 'hostFacts'>

export async function syncStatus({ vault, me, loop, rules, knownTime, today, isHoldingWrites, isDiskFull, searchIndex, countPeople, appVersion, hostFacts }: SyncStatusDeps): Promise<Result<SyncStatus, DeskError>> {
  const { connection, reason, pushReason, bootstrap } = loop.state()
  const rebuilding = searchIndex.progress()
  const dataAsOf = await getMeta(vault.reader, 'dataAsOf')
  const lease = await getMeta(vault.reader, 'lease')
  const pinsRefused = await getMeta(vault.reader, 'pinsRefused')
  const noticeRefused = await getMeta(vault.reader, 'noticeRefused')
  const newer = await newerVersion(vault.reader, { knownTime, appVersion })
  const rulesRefused = await getMeta(vault.reader, 'rulesRefused')
  const { toSend, refused, ofOthers } = await countOwnOutbox(vault.reader, me.staffId)
  const filling = (await listScopes(vault.reader)).find((scope) => scope.kind === 'directory' && isFirstFill(scope))
  return ok({
    connection,
    ...(reason === undefined ? {} : { reason }),
    ...(pushReason === undefined ? {} : { pushReason }),
    ...(dataAsOf === undefined ? {} : { dataAsOf }),
    toSend,
    refused,
    ...(ofOthers > 0 ? { ofOthers } : {}),
    ...(bootstrap ? { bootstrap } : rebuilding ? { bootstrap: { scope: 'rebuild', ...rebuilding, rowsPerSecond: 0 } } : {}),
    ...(isHoldingWrites() ? { writesHeld: true } : {}),
    ...(isDiskFull() ? { diskFull: true } : {}),
    // Counting reads them all: while they come, each page asks, and what has come is known.
    directoryRows: filling?.rows ?? (await countPeople()),
    ...(lease ? { leaseNotAfter: lease.notAfter } : {}),
    rules: rulesStatus(rules.current(), today(), rulesRefused),
    ...(pinsRefused ? { pinsRefused } : {}),
    clock: { ...knownTime.watch(), now: knownTime.now() },
    program: { version: appVersion, installFolder: hostFacts().program.installFolder, ...(newer ? { newer: newer.version } : {}), ...(noticeRefused ? { refused: noticeRefused } : {}) },
    undeclared: await listUndeclared(vault.reader),
  })
}

/** The year without a published calendar is named as soon as a request that came today would end in it. */
function rulesStatus(rules: RulesPackBody, today: Day, refused: RulesStatus['refused']): RulesStatus {
  const years = RIGHTS.map((right) => countDeadline({ right, receivedOn: today }, rules)).flatMap((deadline) => ('uncovered' in deadline ? [deadline.uncovered.year] : []))
  return {
    version: rules.version,
    calendarUntil: calendarUntil(rules),
    ...(years.length > 0 ? { missingYear: Math.min(...years) } : {}),
    ...(refused ? { refused } : {}),
  }
}
