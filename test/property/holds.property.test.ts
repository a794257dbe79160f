// Laws of holds: whatever stands in the register, an erasure leaves exactly the fields that holds name, and all the rest goes.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { createErasurePlan, keptOf, type PlanInput } from '../../src-shared/domain/erasure-plan'
import { applyHold, isHolding, type HoldEntry, type HoldId, type PlaceHold } from '../../src-shared/domain/hold-register'
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { Actor } from '../../src-shared/domain/request'
import { CATEGORIES, type Category } from '../../src-shared/domain/vocabulary'
import { fc } from '../fixtures/laws'
import { repositoryPack } from '../fixtures/rules'

const rules = repositoryPack()
const today = '2026-06-15'
const subjectId = 'p' as SubjectId
const officer: Actor = { staffId: 'a' as StaffId, role: 'officer', at: dayStart(today) }
const reviewer: Actor = { staffId: 'b' as StaffId, role: 'reviewer', at: dayStart(today) }

const named = fc.uniqueArray(fc.constantFrom(...CATEGORIES), { minLength: 1 }).chain((categories) =>
  fc.tuple(...categories.map((category) => fc.option(fc.subarray([...inventoryOf(category).fields], { minLength: 1 }), { nil: undefined }).map((names) => ({ category, names })))),
)
const placing = fc.record({ whose: fc.constantFrom('person', 'other', 'everyone'), named: fc.option(named, { nil: undefined }), then: fc.constantFrom('proposed', 'in-force', 'declined') })
type Placing = typeof placing extends fc.Arbitrary<infer T> ? T : never

/** What a placing says, category by category: the model that the register and the plan are held against. */
function namesOf({ whose, named: what, then }: Placing, category: Category): readonly string[] {
  if (whose === 'other' || then === 'declined' || (whose === 'everyone' && what === undefined)) return []
  if (what === undefined) return inventoryOf(category).fields
  const one = what.find((each) => each.category === category)
  return one === undefined ? [] : (one.names ?? inventoryOf(category).fields)
}

function entryOf({ whose, named: what, then }: Placing, n: number): HoldEntry | undefined {
  const fields = (what ?? []).flatMap(({ category, names }) => (names ? [{ category, names: [...names] }] : []))
  const args: PlaceHold = {
    holdId: `h${n}` as HoldId, matter: 'm', reason: 'r', reviewOn: '2026-12-01', ...(whose === 'everyone' ? { reach: 'everyone' } : { reach: 'person', subjectId: whose === 'person' ? subjectId : ('q' as SubjectId) }),
    ...(what ? { categories: what.map(({ category }) => category) } : {}), ...(fields.length > 0 ? { fields } : {}),
  }
  const placed = applyHold(undefined, { op: 'hold.place@1', args }, officer)
  if (!placed.ok || then === 'proposed') return placed.ok ? placed.value : undefined
  const { holdId } = args
  const next = then === 'declined' ? applyHold(placed.value, { op: 'hold.lift@1', args: { holdId, reason: 'r' } }, officer) : applyHold(placed.value, { op: 'hold.approve@1', args: { holdId } }, reviewer)
  return next.ok ? next.value : undefined
}

const planWith = (holds: PlanInput['holds']) =>
  createErasurePlan({
    requestId: 'r' as RequestId, subjectId, deletionGround: 'purpose-over', subjectVersion: 1, today, rules, packVersion: rules.version, holds,
    holdings: CATEGORIES.map((category) => ({ category, system: inventoryOf(category).system, rows: 3, toAt: dayStart('2026-05-24') })),
  })

describe('an erasure', () => {
  test('leaves exactly the fields that holds on the person name, and the rest goes as without them', () => {
    fc.assert(fc.property(fc.array(placing, { maxLength: 5 }), (placings) => {
      const entries = placings.map(entryOf)
      const holds = entries.flatMap((one) => one ?? [])
      const without = planWith([])
      for (const line of planWith(holds).lines) {
        const all = inventoryOf(line.category).fields
        const names = new Set(placings.flatMap((one, n) => (entries[n] ? namesOf(one, line.category) : [])))
        const kept = keptOf(line)
        expect(new Set(kept === 'whole' ? all : kept), line.category).toEqual(names)
        const own = without.lines.find((one) => one.category === line.category)
        if (names.size === 0) expect(line).toEqual(own)
        else if (names.size === all.length) expect([line.action, line.then]).toEqual(['hold', own?.action])
        else {
          // What the law keeps it keeps; of all else nothing stays but the fields, and nothing is called anonymous beside them.
          expect(line.action).toBe(own?.action === 'restrict' ? 'restrict' : 'delete')
          expect(line.then).toBeUndefined()
          if (line.action === 'delete') expect([...line.fields, ...names].sort()).toEqual([...all].sort())
        }
        for (const one of line.holds ?? []) expect(holds.some((hold) => hold.id === one.id && isHolding(hold, today))).toBe(true)
      }
    }))
  })

  test('does not tell two registers apart that name the same, and tells those apart that do not', () => {
    fc.assert(fc.property(placing, (one) => {
      const hold = entryOf(one, 1)
      if (!hold) return
      const again = JSON.parse(JSON.stringify(hold)) as HoldEntry
      expect(planWith([again])).toEqual(planWith([hold]))
      const fewer = hold.fields?.find(({ names }) => names.length > 1)
      if (!fewer || one.whose === 'other' || one.then === 'declined') return
      const narrowed = { ...hold, fields: hold.fields!.map((each) => (each === fewer ? { ...each, names: each.names.slice(1) } : each)) }
      expect(planWith([narrowed])).not.toEqual(planWith([hold]))
    }))
  })
})
