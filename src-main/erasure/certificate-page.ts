// The erasure certificate as a page for printing: A4, bilingual, self-contained, and free of anything about the person but the case number.
import { z } from 'zod'
import { SHANGHAI_OFFSET_MS, type EpochMs } from '../../src-shared/base/clock'
import { DELETION_GROUND_WORDS } from '../../src-shared/domain/deletion-grounds'
import { fieldWords } from '../../src-shared/domain/field-words'
import { LETTER_WORDS } from '../../src-shared/domain/letter-words'
import type { ErasureAction } from '../../src-shared/domain/erasure-plan'
import type { Category, Language } from '../../src-shared/domain/vocabulary'
import { keptByLaw, keptOfPlan, type ErasureCertificate, type KeptLine } from '../../src-shared/formats/certificate'
import { eraseReceiptSchema, type EraseReceipt } from '../../src-shared/formats/receipt'
import { systemReceiptSchema } from '../../src-shared/formats/system-receipt'
import { CERTIFICATE_STYLE } from './certificate-style'

const ACTIONS: Readonly<Record<ErasureAction, string>> = { delete: '删除 Deleted', anonymise: '匿名化 Anonymised', restrict: '限制存储 Restricted', hold: '保全暂存 On hold' }

function text(value: string | number): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function moment(at: EpochMs): string {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function category(name: Category): string {
  const english = LETTER_WORDS.en.categories[name]
  return `${LETTER_WORDS['zh-CN'].categories[name]} ${english.charAt(0).toUpperCase()}${english.slice(1)}`
}

/** Groups of four, so that two people can read it to each other. */
function groups(hash: string): string {
  return (hash.match(/.{4}/g) ?? []).join(' ')
}

/** What the picture is a picture of, lower-case hex: SHA-256 of the file's bytes, and of the raw keys that signed it and that vouch for the signer. */
export interface CertificateTraces {
  readonly fileSha256: string
  readonly signedBy: string
  readonly organisation: string
}

/** `body`: of a certificate that was checked. */
export function renderCertificate(body: ErasureCertificate, traces: CertificateTraces): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${text(body.caseNo)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>${CERTIFICATE_STYLE}</style></head><body><main>
<header><div><b>SINOIMEX</b><small>Dalian Infobank Co., Ltd</small></div><div class="end"><b>${text(body.caseNo)}</b><small>${moment(body.completedAt)} 北京时间</small></div></header>
<h1>个人信息删除证明</h1><p class="sub">Certificate of Personal Information Erasure</p>
<p>${text(body.text['zh-CN'])}</p><p class="en">${text(body.text.en)}</p>
${whyDeleted(body)}${whatWasDone(body)}${whatIsKept(body)}${whatIsHeld(body)}
<div class="pair">${receipts(body)}${residue(body)}</div>${unsearched(body)}
<h2>核验不到之处 <small>Out of reach</small></h2>
<p>回执证明本程序做了什么；操作系统的影子副本、整机备份和已交付本人的访问包不在其内。<span class="en">Receipts prove what the app did, not what shadow copies, whole-machine backups or packages already handed out may hold.</span></p>
${signatures(body)}
<footer>${proof(body, traces)}<p>本证明不含任何已删除的内容；以 .pdcert 文件为准，可离线核对：privacy-desk verify。<span class="en">It holds nothing that was erased; the .pdcert file is what counts, and can be checked offline.</span></p></footer>
</main></body></html>
`
}

function proof({ planHash }: ErasureCertificate, { fileSha256, signedBy, organisation }: CertificateTraces): string {
  const rows = [['证明文件 File, SHA-256', fileSha256], ['机构公钥 Organisation key', organisation], ['签署公钥 Signing key', signedBy], ['计划 Plan', planHash]] as const
  return `<dl class="proof">${rows.map(([name, hash]) => `<div><dt>${name}</dt><dd><code>${groups(hash)}</code></dd></div>`).join('')}</dl>`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string => row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')
  return `<table><thead><tr>${cells('th', heads)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`
}

/** One of before does not say why. */
function whyDeleted(body: ErasureCertificate): string {
  if (body.v === 1) return ''
  const { code, provision } = body.deletionGround
  const line = (language: Language): string => [DELETION_GROUND_WORDS[code][language], ...(provision ? [provision[language]] : [])].map(text).join(language === 'en' ? ': ' : '：')
  return `<h2>删除事由 <small>Why it was deleted</small></h2><p>${line('zh-CN')} <span class="en">${line('en')}</span></p>`
}

function whatWasDone({ plan, executed }: ErasureCertificate): string {
  const doneRows = (name: Category, action: ErasureAction): number => executed.filter((one) => one.category === name && one.action === action).reduce((sum, one) => sum + one.rows, 0)
  const rows = plan.lines.map((line) => [category(line.category), ACTIONS[line.action], number(line.rows), number(doneRows(line.category, line.action))])
  return `<h2>处理结果 <small>What was done</small></h2><div class="numbers two">${table(['类别 Category', '处理 Action', '计划 Planned', '完成 Done'], rows)}</div>`
}

function whatIsKept(body: ErasureCertificate): string {
  const ground = ({ provision, ground: code }: KeptLine): string => (provision ? `${text(provision['zh-CN'])}<br><span class="en">${text(provision.en)}</span>` : text(code))
  const rows = keptByLaw(body).map((line) => [`${category(line.category)} ${number(line.rows)}`, ground(line), text(line.releaseOn)])
  const kept = rows.length === 0 ? `<p>${LETTER_WORDS['zh-CN'].nothingKept} <span class="en">${LETTER_WORDS.en.nothingKept}</span></p>` : table(['类别 Category', '依据 Ground', '最晚至 Until'], rows)
  return `<h2>保留内容 <small>Kept, why and until when</small></h2><div class="numbers one">${kept}</div>`
}

/** Apart from what the law keeps: a hold is the company's own, and lasts until it is lifted. */
function whatIsHeld(body: ErasureCertificate): string {
  const { held = [] } = body
  if (held.length === 0) return ''
  const kept = new Set(keptOfPlan(body).map((line) => line.category))
  // A duty that ended while the hold lasted keeps nothing any more.
  const became = ({ category: name, then, releasedAt }: (typeof held)[number]): string => ACTIONS[then === 'restrict' && releasedAt !== undefined && !kept.has(name) ? 'delete' : then]
  const rows = held.map((line) => [
    `${category(line.category)} ${number(line.rows)}${heldFields(line)}`,
    line.holds.map((hold) => `<code>${text(hold.id.slice(0, 8))}</code> 复审 review ${text(hold.reviewOn)}`).join('<br>'),
    `${line.late === undefined ? '' : '执行期间设置 Placed while it ran<br>'}${line.releasedAt === undefined ? '保全中 On hold' : `已解除 Lifted ${moment(line.releasedAt)}`}<br>${line.releasedAt === undefined ? '此后 then ' : ''}${became(line)}`,
  ])
  return `<h2>保全暂存 <small>On hold, no duty of law</small></h2><div class="numbers one">${table(['类别 Category', '保全 Hold', '状态 State'], rows)}</div>`
}

/** Nothing for whole rows. */
function heldFields({ fields }: { readonly fields?: readonly string[] | undefined }): string {
  if (fields === undefined) return ''
  return `<br>只留 ${text(fieldWords(fields, 'zh-CN').join('、'))}<br><span class="en">only ${text(fieldWords(fields, 'en').join(', '))}</span>`
}

function receiptsOf(body: ErasureCertificate): readonly EraseReceipt[] {
  return body.devices.flatMap((device) => {
    const receipt = 'receipt' in device ? device.receipt : undefined
    const read = eraseReceiptSchema.safeParse(typeof receipt === 'object' && receipt !== null && 'body' in receipt ? receipt.body : undefined)
    return read.success ? [read.data] : []
  })
}

function silentDevices(body: ErasureCertificate) {
  return body.devices.flatMap((device) => ('noReceipt' in device ? [device] : []))
}

function pairs(title: string, rows: readonly (readonly [string, string])[]): string {
  return `<section><h2>${title}</h2><dl>${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></section>`
}

function receipts(body: ErasureCertificate): string {
  const systems = new Set(body.plan.lines.map((line) => line.system)).size
  return pairs('执行与回执 <small>Receipts</small>', [
    ['系统 Systems', number(systems)],
    ...(body.systems ?? []).map(({ name, receipt }): [string, string] => [`${text(name['zh-CN'])} ${text(name.en)}`, systemSaid(receipt)]),
    ['设备 Devices', `${number(body.devices.length)}，回执 ${number(receiptsOf(body).length)}`],
    ...silentDevices(body).map((device): [string, string] => ['无回执 No receipt', `${text(device.name)}，租约已到期 lease ended ${moment(device.leaseEndedAt)}`]),
    ...body.devices.flatMap((device): [string, string][] => ('wiped' in device ? [['整机擦除 Wiped', `${text(device.name)}，${moment(device.wipedAt)}`]] : [])),
    ['执行 Executed', moment(body.executedAt)],
    ['防复活名单 Suppression', '已写入 entered'],
  ])
}

/** Its signature was checked with the certificate. */
function systemSaid(receipt: unknown): string {
  const read = z.object({ body: systemReceiptSchema }).safeParse(receipt)
  return read.success ? `${number(read.data.body.removed)}，${moment(read.data.body.doneAt)}` : '--'
}

function residue(body: ErasureCertificate): string {
  const found = receiptsOf(body).map((receipt) => receipt.residue)
  const sum = (pick: (one: EraseReceipt['residue']) => number): number => found.reduce((total, one) => total + pick(one), 0)
  const [first] = found
  return pairs('残留核验 <small>Residue check</small>', [
    ['检索针 Needles', number(sum((one) => one.needles))],
    ['位置 × 编码 Places × encodings', first ? `${number(sum((one) => one.places))} × ${number(first.encodings)}` : '--'],
    ['命中 Hits', number(sum((one) => one.hits))],
    ['核验时间 Checked', found.length === 0 ? '--' : moment(Math.max(...found.map((one) => one.checkedAt)))],
  ])
}

/** No hit proves something only where something was searched for. */
function unsearched(body: ErasureCertificate): string {
  const count = receiptsOf(body).filter(({ residue: { needles } }) => needles === 0).length
  if (count === 0) return ''
  const english = count === 1 ? 'On 1 device nothing distinctive was left to search for.' : `On ${number(count)} devices nothing distinctive was left to search for.`
  return `<p>${number(count)} 台设备上没有可供检索的独有内容。<span class="en">${english}</span></p>`
}

/** Only where every device gave a receipt, searched for something, and found nothing. */
function hasSeal(body: ErasureCertificate): boolean {
  const found = receiptsOf(body)
  return found.length === body.devices.length && found.every(({ residue: { needles, hits } }) => needles > 0 && hits === 0)
}

function signatures(body: ErasureCertificate): string {
  const who = (label: string, person: { readonly name: string; readonly id: string }, at: EpochMs): string =>
    `<div><small>${label}</small><b>${text(person.name)}</b><small>${moment(at)}</small></div>`
  const seal = !hasSeal(body) ? '' : '<div class="seal" aria-label="残留为零 No residue"><span>残留为零</span></div>'
  return `<div class="signed">${who('提出 Proposed by', body.proposedBy, body.proposedAt)}${who('复核 Approved by', body.approvedBy, body.approvedAt)}${seal}</div>`
}
