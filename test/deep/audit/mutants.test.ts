// A-1 in full: ten thousand changes of a record of a thousand entries, each found; and how long a record of a hundred thousand takes to verify.
import { expect, test } from 'vitest'
import { checkAuditExport } from '../../../src-shared/formats/audit-entry'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { auditLog, mutated } from '../../fixtures/audit-logs'
import { secondAuditCheck } from '../../fixtures/second-audit-reader'
import { organisation } from '../../fixtures/signers'
import { seededPick } from '../../vault/desk-store'

test('ten thousand changes are found, by both checks', async () => {
  const pick = seededPick('ten thousand')
  const lines = auditLog(1_000, pick)
  const text = lines.join('\n')
  let changes = 0
  while (changes < 10_000) {
    const other = mutated(lines, pick)
    if (other.join('\n') === text) continue
    changes += 1
    if ((await checkAuditExport(other, organisation.publicKey, nodeCrypto)).ok || secondAuditCheck(other, organisation.publicKey)) throw new Error(`change ${String(changes)} was not found`)
  }
  console.log(`A-1: ${String(changes)} of 10000 changes found, by both checks`)
})

test('a record of a hundred thousand entries verifies', async () => {
  const lines = auditLog(100_000, seededPick('hundred thousand'))
  const began = performance.now()
  expect((await checkAuditExport(lines, organisation.publicKey, nodeCrypto)).ok).toBe(true)
  console.log(`A-1: 100,000 entries verified in ${((performance.now() - began) / 1_000).toFixed(1)} s (aim: 2 s)`)
})
