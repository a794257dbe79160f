// What the seed asks of a rules pack, answered from the pack's body.
import { countDeadline } from '../../src-shared/domain/deadline'
import { UNSUPPLIED_GROUND } from '../../src-shared/domain/ground-codes'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { SeedRules } from './request-dates'

export function seedRulesFrom(body: RulesPackBody): SeedRules {
  return {
    packVersion: body.version,
    deadlineOf: (right, receivedOn) => {
      const deadline = countDeadline({ right, receivedOn }, body)
      return 'targetOn' in deadline ? { targetOn: deadline.targetOn, outerOn: deadline.outerOn } : { outerOn: deadline.outerOn }
    },
    groundsFor: (right) => body.grounds.filter((ground) => ground.rights.includes(right) && ground.approval === undefined && ground.code !== UNSUPPLIED_GROUND).map((ground) => ground.code),
  }
}
