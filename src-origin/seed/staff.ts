// The staff of the embedded origin: obviously synthetic people with published demo passphrases, never part of a real origin.
import type { StaffId } from '../../src-shared/base/ids'
import type { StaffRecord } from '../../src-shared/protocol/records'

export interface DemoStaff extends StaffRecord {
  /** For the embedded origin and tests only; published in docs/origin.md. */
  readonly passphrase: string
}

// The casts brand constants of this file; their form is checked by the seed's test.
const id = (last: number): StaffId => `018d0000-0000-7000-8000-0000000000a${String(last)}` as StaffId
/** Of the record of training that somebody begins with. */
export const trainingIdOf = (staffId: StaffId): string => staffId.replace(/a(.)$/, 'b$1')

export const DEMO_STAFF = {
  zhou: { id: id(1), login: 'zhou', name: '周示一', role: 'agent', active: true, passphrase: '演示口令 周 灯塔与潮汐 0001' },
  wu: { id: id(2), login: 'wu', name: '吴示二', role: 'reviewer', active: true, passphrase: '演示口令 吴 山谷与回声 0002' },
  zheng: { id: id(3), login: 'zheng', name: '郑示三', role: 'officer', active: true, passphrase: '演示口令 郑 石桥与流水 0003' },
  qian: { id: id(4), login: 'qian', name: '钱示五', role: 'agent', active: true, passphrase: '演示口令 钱 帆船与北风 0004' },
  sun: { id: id(5), login: 'sun', name: '孙示六', role: 'auditor', active: true, passphrase: '演示口令 孙 麦田与晨雾 0005' },
} as const satisfies Readonly<Record<string, DemoStaff>>

export const DEMO_STAFF_LIST: readonly DemoStaff[] = Object.values(DEMO_STAFF)
