// every channel by name, and for each role which of them the gate lets through: a golden list, so that a channel or a right that comes or goes
// shows here; and nothing at all to whoever is not signed in.
import { describe, expect, it } from 'vitest'
import { CHANNEL_NAMES, CHANNELS_BY_NAME, type ChannelName } from '../../src-shared/contract/channels'
import { permissionsOf } from '../../src-shared/domain/staff'
import { PERMISSIONS, ROLES, type Role } from '../../src-shared/domain/vocabulary'
import { createGate, type GateDeps } from '../../src-main/ipc/gate'
import { requestWith, shapeOf } from '../fixtures/request-shapes'
import golden from './channels.json'

const training = ['counts', 'over'] as const
type Training = (typeof training)[number]

/** A request that no schema takes: what comes as far as that has passed the gate's other questions. */
const NO_REQUEST = 'not an object'

async function answers(deps: Pick<GateDeps, 'stage' | 'me'>): Promise<Readonly<Record<string, string>>> {
  const gate = createGate({ ...deps, isProved: () => false, dispatch: () => Promise.reject(new Error('nothing gets here')), onFault: (name) => expect.unreachable(name) })
  const told: Record<string, string> = {}
  for (const channel of CHANNEL_NAMES) {
    const answer = await gate(channel, NO_REQUEST)
    told[channel] = answer.ok ? 'ok' : answer.error.kind
  }
  return told
}
const asked = (role: Role, held: Training) => answers({ stage: () => 'unlocked', me: () => ({ role, permissions: permissionsOf(role, held) }) })
const passed = (told: Readonly<Record<string, string>>): readonly string[] => Object.keys(told).filter((channel) => told[channel] === 'bad-message').toSorted()

/** What is asked of the role behind the gate, where the answer depends on whom it is about. */
const ASKED_INSIDE = ['reveal-minor']

describe('the channels', () => {
  it('are those of the list, each with what it needs', () => {
    const listed = Object.fromEntries(Object.entries(CHANNELS_BY_NAME).map(([name, { access }]) => [name, access]))
    expect(listed).toEqual(golden.channels)
    expect(CHANNEL_NAMES.length).toBeGreaterThan(140)
  })

  it.each(ROLES.flatMap((role) => training.map((held) => [role, held] as const)))('that the gate opens to %s, whose training is %s', async (role, held) => {
    expect(passed(await asked(role, held))).toEqual(golden[held][role])
  })

  it('are closed for one of two reasons: the role, or the training alone', async () => {
    for (const role of ROLES) {
      const [trained, untrained] = [await asked(role, 'counts'), await asked(role, 'over')]
      for (const channel of CHANNEL_NAMES) {
        expect(['bad-message', 'not-permitted'], channel).toContain(trained[channel])
        expect(untrained[channel], channel).toBe(trained[channel] === 'bad-message' && !golden.over[role].includes(channel) ? 'training-expired' : trained[channel])
      }
    }
  })

  it('let nobody export, reveal, decide or erase without training', async () => {
    const left = new Set(ROLES.flatMap((role) => golden.over[role]))
    const needed = (channel: string): string => CHANNELS_BY_NAME[channel as ChannelName].access
    expect([...new Set([...left].map(needed))].toSorted()).toEqual(['open', 'read-case', 'read-queue', 'staff'])
  })

  it('are closed to whoever is not signed in, but for those of the first screen and the two of the proxy, which may keep everybody out', async () => {
    const open = CHANNEL_NAMES.filter((channel) => CHANNELS_BY_NAME[channel].access === 'open')
    expect(open).toEqual(['session.status', 'session.enrol', 'session.readPractice', 'session.practise', 'session.setAside', 'session.unlock', 'network.proxy', 'network.chooseProxy'])
    for (const stage of ['locked', 'not-enrolled'] as const) {
      const told = await answers({ stage: () => stage, me: () => undefined })
      for (const channel of CHANNEL_NAMES) expect(told[channel], channel).toBe(open.includes(channel) ? 'bad-message' : stage)
    }
  })

  it('that take data out of the store ask for a passphrase typed lately, and no others do', async () => {
    const asking = CHANNEL_NAMES.filter((channel) => 'proof' in CHANNELS_BY_NAME[channel])
    expect(asking.toSorted()).toEqual(['audit.export', 'bundle.start', 'package.copy', 'package.start', 'report.save'])
    const me = { role: 'officer', permissions: [...PERMISSIONS] } as const
    let isProved = false
    const gate = createGate({ stage: () => 'unlocked', me: () => me, isProved: () => isProved, dispatch: () => Promise.resolve({ ok: true, value: undefined }), onFault: (name) => expect.unreachable(name) })
    const told = async (): Promise<readonly string[]> => {
      const refused: string[] = []
      for (const channel of CHANNEL_NAMES) {
        const answer = await gate(channel, requestWith(shapeOf(channel)))
        if (!answer.ok && answer.error.kind === 'needs-passphrase') refused.push(channel)
      }
      return refused.toSorted()
    }
    expect(await told()).toEqual(asking.toSorted())
    isProved = true
    expect(await told()).toEqual([])
  })

  it('need nothing that no role holds, and no permission is without a channel or a route', () => {
    const needed = new Set<string>(Object.values(CHANNELS_BY_NAME).map(({ access }) => access))
    for (const permission of PERMISSIONS) {
      expect(ROLES.some((role) => permissionsOf(role).includes(permission)), permission).toBe(true)
      expect(needed.has(permission), permission).toBe(!ASKED_INSIDE.includes(permission))
    }
  })
})
