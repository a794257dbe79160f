// A version that came back can be edited as text: what is written of its clauses reads as the same clauses.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { mustOk } from '../../../src-shared/base/result'
import { importPolicyText, joinDrafts } from '../../../src-shared/domain/policy-import'
import type { PolicyClause } from '../../../src-shared/domain/policy-register'
import { writePolicyText } from '../../../src-shared/domain/policy-text'
import { LANGUAGES } from '../../../src-shared/domain/vocabulary'
import { GENERAL_POLICY_1, GENERAL_POLICY_2, TRADE_SEARCH_POLICY } from '../../../src-origin/seed/policies'

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const readBack = (clauses: readonly PolicyClause[]) =>
  mustOk(joinDrafts(LANGUAGES.map((language) => mustOk(importPolicyText({ language, text: writePolicyText(clauses, language) }, sha256Hex)))))

it.each([GENERAL_POLICY_1, GENERAL_POLICY_2, TRADE_SEARCH_POLICY])('of every version of the seed', ({ clauses }) => {
  expect(readBack(clauses)).toEqual(clauses)
})

it('with every kind of number, a section on two topics, and statements or the word that there are none', () => {
  const text = { 'zh-CN': '标题\n第一行\n第二行', en: 'Title\nfirst line\nsecond line' }
  const use = { purpose: 'account', categories: ['registration', 'access-log'], methods: ['collect', 'use'] } as const
  const clauses: readonly PolicyClause[] = [
    { topic: 'scope', number: '§1', text },
    { topic: 'usage-data', number: '2.1', text, processing: [use, { ...use, purpose: 'compatibility' }] },
    { topic: 'security', number: '2.1', text, processing: [use, { ...use, purpose: 'compatibility' }] },
    { topic: 'storage', number: '第三条', text, processing: [] },
    { topic: 'deletion', number: '四', text },
  ]
  expect(readBack(clauses)).toEqual(clauses)
})
