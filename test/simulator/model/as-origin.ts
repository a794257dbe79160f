// The model as a history speaks to an origin.
import type { RulesPackBody } from '../../../src-shared/domain/rules'
import { keyOf, PARTS, type OriginDeed, type SimOrigin } from '../sim-origin'
import { heldBy } from './feed-pages'
import { answer } from './http'
import { createOrganisation, HOST, TENANT } from './identity'
import type { Mutant } from './mutants'
import { ModelOrigin } from './origin'
import type { ModelState } from './state'

export interface ModelOptions {
  readonly seed: string
  readonly people: number
  readonly rules: RulesPackBody
  readonly now: () => number
  readonly mutant: Mutant | undefined
}

export function createModel(options: ModelOptions): SimOrigin {
  const model = new ModelOrigin({ ...options, organisation: createOrganisation(options.seed) })
  model.fill(options.people)
  return asOrigin(model)
}

export function asOrigin(model: ModelOrigin): SimOrigin {
  const { organisation, rules } = model.deps
  let backup: ModelState | undefined
  return {
    identity: { tenant: TENANT, host: HOST, orgPublicKey: organisation.publicKey, originKey: organisation.origin.signer.publicKey },
    rules,
    keepsCases: false,
    enrol: async ({ deviceId, staffId, place, scopes, random }) => {
      model.state.devices.set(deviceId, { scopes: [...scopes].sort(), accessVersion: 1, revoked: false, leaseNotAfter: 0 })
      const { signer, certificate } = organisation.certify(deviceId, `desk-${String(place)}`, random)
      return { signer, certificate, token: staffId }
    },
    event: async (deed, a, b) => doEvent(model, deed, a, b),
    grant: async (deviceId, scopes) => model.grant(deviceId, scopes),
    backup: async () => {
      backup = model.backup()
    },
    restore: async () => {
      if (backup) model.restore(backup)
      return backup !== undefined
    },
    crash: async () => model.crash(),
    answer: async (deviceId, request, endsAt) => answer(model, deviceId, request, endsAt),
    settle: async () => {
      while (model.openWrites() > 0) model.commit(0)
      model.drain()
    },
    close: async () => undefined,
    grantsOf: async (deviceId) => model.state.devices.get(deviceId)?.scopes ?? [],
    heldBy: async (deviceId) => heldBy(model.state, deviceId),
    unnumbered: async () => new Set(PARTS.flatMap((part) => model.state.outbox[part].map(({ type, id }) => keyOf(type, id)))),
    erasures: async () => [...model.state.erasures].map(([id, { subjectId, isComplete, holders }]) => ({ id, subjectId, isComplete, holders: [...holders.keys()] })),
    effects: async () => model.state.effects,
    feeds: async () => PARTS.map((part) => {
      const { rows, head, floor } = model.state.feed[part]
      return { part, epoch: model.state.epoch, head, floor, seqs: rows.map(({ seq }) => seq) }
    }),
    hasResult: async (deviceId, mid) => model.state.results.has(`${deviceId} ${mid}`),
  }
}

function doEvent(origin: ModelOrigin, deed: OriginDeed, a: number, b: number): void {
  switch (deed) {
    case 'begin-rename':
      return origin.beginRename(a)
    case 'begin-consent':
      return origin.beginConsent(a)
    case 'begin-move':
      return origin.beginMove(a)
    case 'commit':
      return origin.commit(a)
    case 'sequence':
      return origin.sequence(PARTS[a % PARTS.length] ?? 'case')
    case 'register':
      return origin.register()
    case 'intake':
      return origin.intake(a, b)
    case 'retain':
      return origin.retain()
    case 'erase':
      return origin.erase(a)
  }
}
