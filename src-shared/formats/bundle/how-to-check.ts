// What an auditor reads first: the same for every bundle of this version, in both languages, and under the manifest's signature like every other file.

const TEXT = `个人信息保护合规审计证据包 · Evidence bundle for a personal information protection compliance audit
=====================================================================================================

【中文】
本包由个人信息处理者的服务器汇总并签名，取证的工作站没有添加任何内容。包内没有个人姓名、手机号、邮箱、账号或其请求原文；只出现工作人员姓名、案号、
随机编号、日期和代码。

内容
  requests.jsonl / requests.csv   所选区间内收到、决定或办结的每一件请求（测试请求除外），一行一件；两个文件内容相同，CSV 便于用表格软件打开
  audit/devices.jsonl             区间内在用的每台工作站，及服务器为其审计记录签名的次数；breaks 表示服务器发现该记录被改写
  audit/witnesses.jsonl           服务器对各工作站审计记录的签名：某时刻共有多少条、末条的摘要是什么
  policies.jsonl                  区间内生效的隐私政策各版本全文及摘要
  rules/                          区间内生效的、以及请求与证明所引用的规则包（期限、理由、法条依据），由本组织密钥签名
  batches/                        区间内完成的到期批量处理的签名报告
  certificates/                   上述请求的删除证明，每份自带签名
  manifest.json                   清单：区间、截至时间、件数，以及每个文件的大小和 SHA-256，由服务器签名

范围：全部网点的请求，截至 manifest.json 的 asOf。案卷在办结满 caseMonths 个月后依规则删除，早于此的案件不在包内（以删除告终的除外）。

如何核对（离线，只需 Node.js）
  privacy-desk verify 本文件.zip --key 本组织公钥
  退出码 0 有效；1 无效；2 无法读取；3 完好但签名人未知。程序核对：压缩包结构、文件名称与数量、每个文件的摘要、清单签名及证书、每份证明、
  报告、规则包和审计签名各自的签名、件数与逐行内容一致、请求属于所选区间、请求与删除证明一一对应。
  单份文件（*.pdcert）也可单独用同一命令核对。审计记录的全文由各工作站导出（privacy-desk verify-audit），其第 size 条的摘要须与此处的 headHash 相同。
手工核对：解压后逐个计算 SHA-256，与 manifest.json 的 body.files 比对；manifest.json 的 sig 是 Ed25519 签名，签名内容为 body 的规范 JSON（RFC 8785）。

[English]
The bundle was put together and signed by the handler's server; the workstation that fetched it added nothing. It holds no person's name, number, address,
account or words: names of staff alone, case numbers, random ids, days and codes.

What is in it
  requests.jsonl / requests.csv   every request received, decided or closed in the period (tests aside), one a line; both say the same, the table is for a spreadsheet
  audit/devices.jsonl             every workstation in service in the period, and how often the server signed for its audit record; breaks: it found that record rewritten
  audit/witnesses.jsonl           what the server signed of each audit record: how many entries it had at a moment, and the hash of the last
  policies.jsonl                  the text and hash of every version of a privacy policy in force in the period
  rules/                          the rules packs (deadlines, grounds, provisions) in force, and those that requests and documents name; signed by the organisation key
  batches/                        signed reports of batches, done in the period, of rows whose keeping was over
  certificates/                   the erasure certificates of these requests, each with its own signature
  manifest.json                   period, moment, counts, and size and SHA-256 of every file; signed by the server

Covered: requests of every office, as of asOf in manifest.json. A case file goes caseMonths months after it was closed, so older ones are not here (but those
that ended in an erasure are).

How to check (offline, Node.js is all it needs)
  privacy-desk verify THIS-FILE.zip --key ORGANISATION-KEY
  Exit status 0 valid; 1 not valid; 2 unreadable; 3 intact, signer unknown. It checks the archive's structure, names and number of files, every digest, the
  manifest's signature and certificate, the own signature of each certificate, report, rules pack and audit head, that counts and lines agree, that each request
  belongs to the period, and that requests and certificates name each other.
  A single *.pdcert is checked by the same command. The audit records themselves are exported by each workstation (privacy-desk verify-audit): the hash of entry
  number size must be the headHash here.
By hand: unpack, compare each SHA-256 with body.files of manifest.json; its sig is Ed25519 over the canonical JSON (RFC 8785) of body.
`

/** CRLF and BOM, so that the oldest Notepad shows it right. */
export const HOW_TO_CHECK_TEXT = `\ufeff${TEXT.replaceAll('\n', '\r\n')}`
