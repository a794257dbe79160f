// What the command line says, in both languages side by side: an auditor's machine has no language setting of ours.

import type { EvidenceOutcome } from '../src-shared/domain/evidence'

export const EXIT = { valid: 0, notValid: 1, unreadable: 2, unknownSigner: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface Message {
  readonly zh: string
  readonly en: string
}
const say = (zh: string, en: string): Message => ({ zh, en })

/** One text per outcome; the names are what `--json` prints as `reason`. */
export const OUTCOMES = {
  valid: say('有效：内容未被改动，签名人由所给公钥确认。', 'Valid: nothing was changed, and the given key vouches for the signer.'),
  'unknown-signer': say('内容未被改动，但无法确认签名人。请用 --key 提供本组织的公钥。', 'Nothing was changed, but the signer is unknown. Give the organisation\'s public key with --key.'),
  'other-signer': say('内容未被改动，但签名人不属于所给公钥的组织。', 'Nothing was changed, but the given key does not vouch for the signer.'),
  malformed: say('不是有效的文件：结构或内容不符合格式。', 'Not valid: the file does not follow the format.'),
  'bad-signature': say('无效：签名不符，内容在签名后被改动。', 'Not valid: the signature does not fit, the content was changed after signing.'),
  'bad-certificate': say('无效：签名证书不是本组织签发的，或用途不符。', 'Not valid: the signing certificate was not issued by the organisation, or not for this use.'),
  expired: say('无效：签名时证书不在有效期内。', 'Not valid: the certificate was not in force when this was signed.'),
  'names-differ': say('无效：文件的名称、数量或顺序被改动。', 'Not valid: names, number or order of the files were changed.'),
  'content-differs': say('无效：有文件的内容被改动。', 'Not valid: the content of a file was changed.'),
  'archive-changed': say('无效：压缩包的结构被改动。', 'Not valid: the structure of the archive was changed.'),
  'too-large': say('无效：展开后的内容超过任何访问包或证据包。', 'Not valid: unpacked it would be larger than any package or bundle.'),
  'part-invalid': say('无效：包内有证明、报告、规则包或审计签名不成立。', 'Not valid: a certificate, report, rules pack or audit head in it does not hold.'),
  'rows-differ': say('无效：包内文件、逐行内容与件数互相矛盾。', 'Not valid: files, lines and numbers in it contradict each other.'),
  'plan-hash-differs': say('无效：计划与其摘要不符。', 'Not valid: the plan does not have the hash that was approved.'),
  'deletion-ground-differs': say('无效：删除事由与批准的计划不符。', 'Not valid: the ground of deletion is not the one that was approved.'),
  'own-approval': say('无效：提出人与复核人是同一人。', 'Not valid: proposed and approved by the same person.'),
  'executed-differs': say('无效：执行结果与批准的计划不符。', 'Not valid: what was executed is not what was approved.'),
  'held-differs': say('无效：保全暂存的内容与批准的计划不符。', 'Not valid: what is on hold is not what was approved.'),
  'restricted-differs': say('无效：保留内容与批准的计划不符。', 'Not valid: what was kept is not what was approved.'),
  'device-receipt-invalid': say('无效：有设备回执不成立。', 'Not valid: the receipt of a device does not hold.'),
  'system-receipt-invalid': say('无效：有系统回执不成立。', 'Not valid: the receipt of a system does not hold.'),
  'chain-broken': say('无效：审计链断裂。', 'Not valid: the audit chain is broken.'),
  'witness-differs': say('无效：源站签名确认过的那一条与文件不符，记录在那之后被改写。', 'Not valid: the entry that the origin signed for is another one here; the record was rewritten since.'),
  'head-differs': say('无效：审计链与签名的链头不符（可能缺少末尾）。', 'Not valid: the chain does not end where its signed head says (its tail may be missing).'),
  'wrong-passphrase': say('无法打开：口令不符，或文件已被改动。', 'Cannot be opened: wrong passphrase, or the file was changed.'),
  'passphrase-needed': say('需要口令：用 --passphrase-file 给出口令文件。', 'A passphrase is needed: name its file with --passphrase-file.'),
  'file-unreadable': say('无法读取文件。', 'The file cannot be read.'),
  'key-unreadable': say('无法读取公钥：应为 PEM、base64url 或登记文件。', 'The public key cannot be read: PEM, base64url or an enrolment file is expected.'),
  'update-valid': say('可以安装：安装文件与本组织签署的版本通知一致。', 'May be installed: the installer is the one that the organisation\'s notice names.'),
  'notice-key-needed': say('不可安装：没有本组织的公钥，无法相信任何通知。请用 --key 提供。', 'Do not install: without the organisation\'s public key no notice can be believed. Give it with --key.'),
  'notice-malformed': say('不可安装：版本通知无法读取。现有版本继续使用；请向信息安全负责人重新索取通知。', 'Do not install: the notice cannot be read. Keep the present version; ask the officer for the notice again.'),
  'notice-other-key': say('不可安装：版本通知由别的密钥签署，不是本组织的。现有版本继续使用；请报告负责人。', 'Do not install: the notice was signed with another key, not the organisation\'s. Keep the present version; tell the officer.'),
  'notice-changed': say('不可安装：版本通知在签署后被改动。现有版本继续使用；请报告负责人。', 'Do not install: the notice was changed after signing. Keep the present version; tell the officer.'),
  'notice-expired': say('不可安装：版本通知已过期，可能有更新的版本被扣留。现有版本继续使用；请向负责人索取新通知。', 'Do not install: the notice has expired, and a newer one may have been kept back. Keep the present version; ask the officer for a new notice.'),
  'notice-too-early': say('不可安装：版本通知的签署时间在一天以后。请核对本机时钟。', 'Do not install: the notice is dated more than a day ahead. Check this computer\'s clock.'),
  'notice-rollback': say('不可安装：通知的版本比现有版本旧。现有版本继续使用。', 'Do not install: the notice is of an older version than the one that runs. Keep the present version.'),
  'notice-step-needed': say('暂不可安装：须先装中间版本，不能从现有版本直接升级。', 'Do not install yet: this version cannot follow the present one directly; a version between comes first.'),
  'installer-size-differs': say('不可安装：安装文件的大小与通知不符。现有版本继续使用；请重新取得安装文件。', 'Do not install: the installer does not have the size that the notice names. Keep the present version; get the installer again.'),
  'installer-differs': say('不可安装：安装文件的内容与通知不符。现有版本继续使用；请报告负责人。', 'Do not install: the installer is not the file that the notice names. Keep the present version; tell the officer.'),
  'pack-unreadable': say('无法读取规则包。', 'The rules pack cannot be read.'),
} as const satisfies Readonly<Record<EvidenceOutcome, Message>> & Readonly<Record<string, Message>>
export type Outcome = keyof typeof OUTCOMES

export const USAGE = `privacy-desk verify FILE [--passphrase-file FILE] [--key ORG.pub] [--json]
    核对访问包或审计证据包（zip）、删除证明（json）  check an access package or an evidence bundle (zip), or an erasure certificate (json)
privacy-desk verify-audit FILE [--key ORG.pub] [--json]
    核对导出的审计链  check an exported audit chain
privacy-desk verify-update NOTICE INSTALLER --key ORG.pub [--running VERSION] [--json]
    核对安装文件与签署的版本通知  hold an installer against the signed notice of a version
privacy-desk deadline [--pack FILE]
    从标准输入逐行读 JSON，逐行输出期限  read JSON lines from standard input, print a deadline for each
    {"right":"delete","received":"2026-06-15","pauses":[{"from":…,"to":…,"category":…}],"extension":{"workingDays":5}}

退出码 exit status: 0 有效 valid · 1 无效 not valid · 2 无法读取或用法错误 unreadable or wrong usage · 3 完好但签名人未知 intact, signer unknown`

const EXIT_BY_OUTCOME: Readonly<Partial<Record<Outcome, ExitCode>>> = {
  valid: EXIT.valid,
  'update-valid': EXIT.valid,
  'notice-key-needed': EXIT.unknownSigner,
  'unknown-signer': EXIT.unknownSigner,
  'other-signer': EXIT.unknownSigner,
  'wrong-passphrase': EXIT.unreadable,
  'passphrase-needed': EXIT.unreadable,
  'file-unreadable': EXIT.unreadable,
  'key-unreadable': EXIT.unreadable,
  'pack-unreadable': EXIT.unreadable,
}

export function exitOf(outcome: Outcome): ExitCode {
  return EXIT_BY_OUTCOME[outcome] ?? EXIT.notValid
}
