// A policy text becomes a draft: by marks or by a mapping, with what nobody named listed; one wording has one hash, however it is written.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { importPolicyText, joinDrafts, MAX_POLICY_TEXT, type PolicyDraft, type PolicyText } from '../../../src-shared/domain/policy-import'
import { canonicalWording, wordingHash } from '../../../src-shared/domain/policy-wording'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const draft = (text: string, mapping?: PolicyText['mapping'], language: PolicyText['language'] = 'en'): PolicyDraft => {
  const imported = importPolicyText({ language, text, ...(mapping ? { mapping } : {}) }, sha256)
  if (!imported.ok) throw new Error(imported.error.kind)
  return imported.value
}
const error = (text: string) => {
  const imported = importPolicyText({ language: 'en', text }, sha256)
  return imported.ok ? undefined : imported.error.kind
}

const MARKDOWN = `Our policy

# 1 Where it holds {#scope}
On our pages.

## 2.1 What we ask for {#collection | account: registration / collect, store}
A number **or** an address.

## 2.2 What is recorded
Pages.

# Thanks {#ignore}
Goodbye.
`

describe('a Markdown text', () => {
  test('is cut at its headings; marks name topic and handling, the rest is listed', () => {
    const read = draft(MARKDOWN)
    expect(read.clauses).toMatchObject([
      { topic: 'scope', number: '1', text: 'Where it holds\nOn our pages.' },
      { topic: 'collection', number: '2.1', text: 'What we ask for\nA number or an address.', processing: [{ purpose: 'account', categories: ['registration'], methods: ['collect', 'store'] }] },
    ])
    expect(read.unknown.map((one) => [one.key, one.line])).toEqual([['§1', 1], ['2.2', 9]])
    expect(read.ignored.map((one) => one.key)).toEqual(['§5'])
    expect(read.problems).toEqual([])
    expect(read.missingTopics).toEqual(['usage-data', 'exceptions', 'security', 'storage', 'deletion', 'contact'])
  })
  test('takes what has no mark from a mapping, and says which keys met nothing', () => {
    const read = draft(MARKDOWN, { '2.2': 'usage-data | none', '§1': 'ignore', '9': 'contact' })
    expect(read.unknown).toEqual([])
    expect(read.clauses.at(-1)).toMatchObject({ topic: 'usage-data', number: '2.2', processing: [] })
    expect(read.unusedKeys).toEqual(['9'])
  })
  test('guesses nothing: a wrong word in a mark leaves the section open and says which', () => {
    const kinds = (mark: string) => {
      const read = draft(`# A {#${mark}}\nx`)
      expect([read.clauses.length, read.unknown.length]).toEqual([0, 1])
      return read.problems.map((one) => [one.kind, 'word' in one ? one.word : '', one.line])
    }
    expect(kinds('collecting')).toEqual([['unknown-topic', 'collecting', 1]])
    expect(kinds('collection | profit: browsing / use')).toEqual([['unknown-purpose', 'profit', 1]])
    expect(kinds('collection | account: shoes / use')).toEqual([['unknown-category', 'shoes', 1]])
    expect(kinds('collection | account: registration / sell')).toEqual([['unknown-method', 'sell', 1]])
    expect(kinds('collection | account')).toEqual([['unreadable-mark', 'account', 1]])
    expect(draft('# 1 A {#scope}\nx', { 1: 'contact' }).problems).toMatchObject([{ kind: 'mark-contradicts-mapping' }])
    expect(draft('# 1 A {#scope}\nx\n# 1 B {#contact}\ny').problems).toMatchObject([{ kind: 'key-twice', line: 3 }])
    expect(draft('# A\nx', Object.create({ '§1': 'scope' }) as Record<string, string>).unknown).toHaveLength(1)
  })
  test('puts a section of two topics on both', () => {
    expect(draft('# 5 Keeping {#storage, deletion}\nx').clauses.map((one) => [one.topic, one.number])).toEqual([['storage', '5'], ['deletion', '5']])
  })
})

describe('a plain text', () => {
  test('is cut at its numbers, Chinese ones too', () => {
    const text = '隐私政策\n第一条 本政策适用于网站。\n第二条　注册时须提供手机号。\n二、存储\n（三）删除\n2.1、联系我们\n继续。'
    expect(draft(text, { 第一条: 'scope', 第二条: 'collection', 二: 'storage', 三: 'deletion', '2.1': 'contact', '§1': 'ignore' }, 'zh-CN').clauses.map((one) => [one.number, one.topic, one.text])).toEqual([
      ['第一条', 'scope', '本政策适用于网站。'], ['第二条', 'collection', '注册时须提供手机号。'], ['二', 'storage', '存储'], ['三', 'deletion', '删除'], ['2.1', 'contact', '联系我们\n继续。'],
    ])
  })
  test('without numbers is cut at empty lines, and without those line by line', () => {
    expect(draft('one\nstill one\n\ntwo').unknown.map((one) => [one.key, one.line, one.opening])).toEqual([['§1', 1, 'one\nstill one'], ['§2', 4, 'two']])
    expect(draft('one\r\ntwo {#contact}\r\n').clauses).toMatchObject([{ number: '§2', topic: 'contact', text: 'two' }])
  })
  test('does not take an amount or a year for a number', () => {
    expect(draft('We answer.\n\n2024年5月1日起施行。\n\n15个工作日内答复。').unknown).toHaveLength(3)
  })
  test('is refused when it is none', () => {
    expect([error(''), error(' \n\ufeff'), error('a\u0000b'), error('\ud800'), error('x'.repeat(MAX_POLICY_TEXT + 1))]).toEqual(['empty', 'empty', 'not-text', 'not-text', 'too-long'])
  })
})

describe('the wording', () => {
  test('is one however it is written, and another when a word is', () => {
    const plain = 'Where it holds\nOn our pages.'
    for (const same of ['## Where it holds ##\r\n\r\n- On   our\u00a0pages.  ', '\ufeffWhere it holds {#scope}\n**On** our pages.', 'Where it\u200b holds\u2028On our pages.']) expect(canonicalWording(same)).toBe(plain)
    expect(wordingHash('é', sha256)).toBe(wordingHash('e\u0301', sha256))
    expect(wordingHash('2', sha256)).not.toBe(wordingHash('２', sha256))
    expect(wordingHash('On our pages', sha256)).not.toBe(wordingHash('On our pages.', sha256))
    expect(canonicalWording(canonicalWording(MARKDOWN))).toBe(canonicalWording(MARKDOWN))
  })
})

describe('two drafts', () => {
  const en = draft('# 1 Scope {#scope}\nx\n# 2 Data {#usage-data | none}\ny')
  const zh = (text: string) => draft(text, undefined, 'zh-CN')
  test('make the clauses of a version, in both languages', () => {
    expect(joinDrafts([en, zh('# 1 范围 {#scope}\n甲\n# 2 数据 {#usage-data | none}\n乙')])).toEqual({
      ok: true,
      value: [
        { topic: 'scope', number: '1', text: { 'zh-CN': '范围\n甲', en: 'Scope\nx' } },
        { topic: 'usage-data', number: '2', text: { 'zh-CN': '数据\n乙', en: 'Data\ny' }, processing: [] },
      ],
    })
  })
  test('make none while one is missing, open, or says another thing', () => {
    const kind = (...drafts: readonly PolicyDraft[]) => {
      const joined = joinDrafts(drafts)
      return joined.ok ? undefined : joined.error
    }
    expect(kind(en)).toEqual({ kind: 'language-missing', language: 'zh-CN' })
    expect(kind(en, zh('# 1 范围\n甲'))).toEqual({ kind: 'unfinished', language: 'zh-CN', sections: 1 })
    expect(kind(en, zh('# 1 范围 {#scope}\n甲'))).toEqual({ kind: 'clauses-differ', number: '2' })
    expect(kind(en, zh('# 1 范围 {#contact}\n甲\n# 2 数据 {#usage-data | none}\n乙'))).toEqual({ kind: 'clauses-differ', number: '1' })
    expect(kind(en, zh('# 1 范围 {#scope}\n甲\n# 2 数据 {#usage-data | account: browsing / use}\n乙'))).toEqual({ kind: 'processing-differs', number: '2' })
  })
})
