// Who received a person's information, in the copy that the person gets: named in every file that has room for it, and nothing else changed.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { RecipientId, Transfer, TransferId } from '../../../src-shared/domain/recipients'
import { recordOfProcessing } from '../../../src-shared/domain/record-of-processing'
import { beyondCsv, processingCsv } from '../../../src-main/packages/processing-csv'
import { createDataFiles } from '../../../src-main/packages/data-files'
import { holdingsFile } from '../../../src-main/packages/data-schemas'
import { heldSection } from '../../../src-main/packages/page-held'
import type { HandedOver } from '../../../src-main/vault/repositories/transfers'
import { collected, MADE_AT, packagePerson } from '../../fixtures/package-source'

const entrusted: Transfer = {
  id: 't1' as TransferId, recipientId: 'r1' as RecipientId, relation: 'entrusted', category: 'registration', fields: ['mobile', 'email'], purpose: 'account', method: 'transmit', at: dayStart('2026-03-01'), frequency: 'ongoing',
  ground: { by: 'contract', reference: 'HT-内部-7', from: '2026-01-01' }, people: 'everyone',
}
const handedOver: readonly HandedOver[] = [
  { transfer: entrusted, recipient: { name: '=短信<b>公司', contact: 'dpo@sms.example' } },
  { transfer: { ...entrusted, id: 't2' as TransferId, relation: 'disclosed', recipientId: undefined, frequency: 'once', ground: { by: 'statute', statute: { title: '某法', article: '第一条' } } } },
]
const withRecipients = () => collected({ ...packagePerson(0, 40), handedOver })
const fileOf = (data: Awaited<ReturnType<typeof collected>>, name: string): string => createDataFiles(data, MADE_AT).find((file) => file.name === name)!.text

describe('a package', () => {
  test('names those who received a category, in both languages, with contact, fields, purpose, time and basis', async () => {
    const { holdings } = holdingsFile.parse(JSON.parse(fileOf(await withRecipients(), 'data/holdings.json')))
    const received = holdings.find((one) => one.category === 'registration')!.recipients
    expect(received[0]).toEqual({
      'zh-CN': '=短信<b>公司（dpo@sms.example）：委托处理，内容为手机号、邮箱；目的：账户与安全；自 2026-03-01 起持续；依据：委托处理合同（个人信息保护法第二十一条）',
      en: '=短信<b>公司 (dpo@sms.example): Entrusted, of mobile, e-mail; for: Account and security; from 2026-03-01 on; basis: contract of entrusted processing (PIPL, Article 21)',
    })
    expect(received[1]?.['zh-CN']).toMatch(/^社会公众：公开.*2026-03-01 一次；依据：某法 第一条$/)
    // The contract is between us and them: its number is not the person's information.
    expect(JSON.stringify(holdings)).not.toContain('HT-内部-7')
    expect(holdings.filter((one) => one.category !== 'registration').every((one) => one.recipients.length === 0)).toBe(true)
  })
  test('shows them on the page and in the spreadsheet, where a name runs nothing', async () => {
    const data = await withRecipients()
    const page = heldSection(data)
    expect(page).toContain('=短信&lt;b&gt;公司')
    expect(page).not.toContain('<b>公司')
    const line = fileOf(data, 'data/holdings.csv').split('\r\n').find((one) => one.includes('短信'))
    expect(line).toContain("\"'=短信<b>公司")
  })
  test('of a person about whom nothing was handed over says so', async () => {
    const data = await collected(packagePerson(0, 40))
    expect(heldSection(data)).not.toContain('短信')
    expect(fileOf(data, 'data/holdings.csv')).toContain('未提供给其他人')
  })
})

describe('the record of processing as a spreadsheet', () => {
  const rows = recordOfProcessing([entrusted], [{ id: 'r1' as RecipientId, name: '=短信公司', contact: '' }])
  test('has a word for every code, in both languages', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const [head = '', ...lines] = processingCsv(rows, language).split('\r\n').filter((line) => line !== '')
      expect(lines).toHaveLength(rows.length)
      expect(head.split(',')).toHaveLength(9)
      for (const line of lines) expect(line.replace('"e-mail"', '')).not.toMatch(/inventory:|undefined|"[a-z]+[A-Z-][A-Za-z-]*"/)
    }
    expect(processingCsv(rows, 'zh-CN')).toContain('=短信公司 (委托处理)')
    // A cell that a spreadsheet would run begins with an apostrophe.
    expect(processingCsv(rows, 'zh-CN')).toContain("\"'=短信公司")
  })
  test('tells what came beyond it by name and number, a whole type in words', () => {
    const text = beyondCsv([{ type: 'subject', field: 'imei', count: 3, lastSeenAt: '2026-06-15 10:00' }, { type: 'location', field: '*', count: 1, lastSeenAt: '2026-06-15 10:00' }], 'en')
    expect(text.split('\r\n').slice(1, 3)).toEqual(['"Person","imei",3,"2026-06-15 10:00"', '"location","the whole record",1,"2026-06-15 10:00"'])
  })
})
