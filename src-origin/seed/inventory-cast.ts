// The exceptions, recipients and transfers of the synthetic company: one of each kind that a screen has to show, one waiting for its second
// person among them. Names and addresses are invented; the e-mail domains are reserved.
import { dayStart, type Day, type EpochMs } from '../../src-shared/base/clock'
import type { ExceptionEntry } from '../../src-shared/domain/exception-register'
import type { HoldEntry, HoldId } from '../../src-shared/domain/hold-register'
import type { InvocationId } from '../../src-shared/domain/exceptions'
import type { RecipientId, TransferId } from '../../src-shared/domain/recipients'
import type { RecipientEntry, TransferEntry } from '../../src-shared/domain/transfer-register'
import { DEMO_STAFF } from './staff'

const { wu, zheng } = DEMO_STAFF
const HOUR_MS = 3_600_000
const at = (day: Day, hour = 10): EpochMs => dayStart(day) + hour * HOUR_MS
// The casts brand constants of this file; their form is checked by the seed's test.
const exceptionId = (last: number): InvocationId => `019a0000-0000-7000-8000-00000000e00${String(last)}` as InvocationId
const recipientId = (last: number): RecipientId => `019a0000-0000-7000-8000-00000000b00${String(last)}` as RecipientId
const transferId = (last: number): TransferId => `019a0000-0000-7000-8000-00000000d00${String(last)}` as TransferId

const byZheng = (day: Day) => ({ decidedBy: zheng.id, decidedAt: at(day) })
const approvedByWu = (day: Day) => ({ approvedBy: wu.id, approvedAt: at(day, 15) })

export const SEED_EXCEPTIONS: readonly ExceptionEntry[] = [
  {
    id: exceptionId(1), case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', statute: { title: '网络安全法', article: '第二十三条第三项' },
    reason: '网络日志须留存不少于六个月，识别账户异常时一并使用。', ...byZheng('2024-03-04'), ...approvedByWu('2024-03-06'),
    reviews: [{ on: '2025-03-05', by: wu.id, note: '法律未变，范围未变。' }, { on: '2026-03-04', by: wu.id, note: '范围未变，仍只用于识别账户异常。' }],
  },
  {
    id: exceptionId(2), case: 'self-disclosed', category: 'registration', purpose: 'account', statute: { title: '个人信息保护法', article: '第十三条第一款第六项、第二十七条' },
    reason: '核对企业用户在公开名录上自行公布的联系邮箱。', ...byZheng('2025-02-18'), ...approvedByWu('2025-02-20'), reviews: [],
  },
  {
    id: exceptionId(3), case: 'other-by-law', category: 'registration', purpose: 'account', statute: { title: '反电信网络诈骗法', article: '第二十二条' },
    reason: '对监测识别的异常账号重新核验联系方式。', ...byZheng('2026-06-02'), reviews: [],
  },
]

const proposed = (day: Day) => ({ proposedBy: zheng.id, proposedAt: at(day) })
export const SEED_RECIPIENTS: readonly RecipientEntry[] = [
  { id: recipientId(1), name: '示例短信服务有限公司', contact: '隐私联系人 privacy@sms.example', ...proposed('2023-05-08'), ...approvedByWu('2023-05-09') },
  { id: recipientId(2), name: '示例运维服务有限公司', contact: '数据安全负责人 security@ops.example', ...proposed('2024-01-03'), ...approvedByWu('2024-01-04') },
  { id: recipientId(3), name: '示例贸易研究院', contact: '个人信息保护负责人 dpo@institute.example', ...proposed('2025-09-15'), ...approvedByWu('2025-09-16') },
]

const recorded = (day: Day) => ({ recordedBy: zheng.id, recordedAt: at(day) })
export const SEED_TRANSFERS: readonly TransferEntry[] = [
  {
    id: transferId(1), recipientId: recipientId(1), relation: 'entrusted', category: 'registration', fields: ['mobile'], purpose: 'account', method: 'transmit',
    at: at('2023-06-01'), frequency: 'ongoing', ground: { by: 'contract', reference: 'HT-2023-041', from: '2023-06-01' }, reach: 'everyone', ...recorded('2023-06-01'), ...approvedByWu('2023-06-02'),
  },
  {
    id: transferId(2), recipientId: recipientId(2), relation: 'entrusted', category: 'access-log', fields: ['ip', 'at', 'result'], purpose: 'abnormal-status', method: 'use',
    at: at('2024-02-01'), until: at('2026-01-31', 18), frequency: 'ongoing', ground: { by: 'contract', reference: 'HT-2024-018', from: '2024-02-01', until: '2026-01-31' }, reach: 'everyone',
    ...recorded('2024-02-01'), ...approvedByWu('2024-02-02'),
    ending: { until: at('2026-01-31', 18), reason: '合同到期，数据已返还并删除，回执 HZ-2026-003。', by: zheng.id, at: at('2026-02-02'), approvedBy: wu.id, approvedAt: at('2026-02-03') },
  },
]

/** Of one person, on their separate consent; only where the person is among the seeded and gave it (seed/inventory.ts). */
export const SEED_PROVIDED: TransferEntry = {
  id: transferId(3), recipientId: recipientId(3), relation: 'provided', category: 'search-query', fields: ['query', 'product', 'at'], purpose: 'pages-and-search', method: 'provide',
  at: at('2025-10-20', 11), frequency: 'once', ground: { by: 'consent' }, reach: 'listed', people: 1, ...recorded('2025-10-20'), ...approvedByWu('2025-10-21'),
}

/** For a suit about a contract: what shows who they are and what they agreed to, and nothing else; only where the person is among the seeded (seed/inventory.ts). */
export const SEED_HOLD: HoldEntry = {
  id: '019a0000-0000-7000-8000-00000000a001' as HoldId, matter: '（2026）辽0202民初318号', reach: 'person', categories: ['registration', 'consent'],
  reason: '合同纠纷在审，须保全注册资料与同意记录。', placedBy: zheng.id, placedAt: at('2026-03-16'), ...approvedByWu('2026-03-17'), reviewOn: '2026-12-31', extensions: [],
}
