// What the origin lets go of by time, all of it in one round; each part keeps its own number and the reason for it.
import { forgetCases } from '../cases/forget-cases'
import { leaveClosed } from '../cases/leave-scope'
import type { OriginContext } from '../context'
import { forgetCodes } from '../devices/enrolment-codes'
import { forgetPassphraseCodes } from '../devices/passphrase-codes'
import { forgetTokens } from '../devices/tokens'
import { releaseRestricted } from '../erasure/sweep'
import { forgetSearches } from '../feed/forget-searches'
import { cutFeed } from '../feed/retention'
import { forgetIdentityCodes } from '../identity/codes'
import { forgetResults } from '../push/forget-results'
import { forgetTransfers } from '../inventory/forget-transfers'
import { proposeDue } from '../retention/batches'
import { proposeEndings } from '../retention/endings'
import { forgetSettled } from '../sealed/list-held'

/** Safe at any time and from several processes at once: every part finds anew what is due and takes it in transactions of its own. */
export async function runRetention(context: OriginContext): Promise<void> {
  const { db } = context
  const now = context.now()
  await releaseRestricted(context)
  await leaveClosed(context)
  await forgetCases(context)
  await forgetTransfers(context)
  await cutFeed(db, now)
  await forgetResults(db, now)
  await forgetSettled(db, now)
  await forgetSearches(db, now)
  await forgetTokens(db, now)
  await forgetCodes(db, now)
  await forgetPassphraseCodes(db, now)
  await forgetIdentityCodes(db, now)
  // What lets nothing go by itself: rows of people who are still here wait for two people.
  await proposeDue(context, 'schedule')
  await proposeEndings(context)
}
