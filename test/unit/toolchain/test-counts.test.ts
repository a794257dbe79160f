// Tests how the runners' reports become the numbers of the last line: nothing that went wrong may vanish from the sum.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lastLines, lastLinesOfDeep } from '../../../scripts/lib/run-all.mjs'
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest, judge } from '../../../scripts/lib/runners.mjs'

describe('the counts of a run', () => {
  it('take vitest tests as they are, and a file that could not be loaded as one failure', () => {
    const report = {
      numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
      testResults: [{ status: 'failed', assertionResults: [] }, { status: 'failed', assertionResults: [{}] }, { status: 'passed', assertionResults: [{}] }],
    }
    expect(countVitest(report)).toMatchObject({ passed: 5, failed: 2, skipped: 3 })
  })
  it('take a flaky Playwright test as failed', () => {
    expect(countPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } })).toMatchObject({ passed: 3, failed: 2, skipped: 2 })
  })
  it('count a runner that ran nothing as one failure', () => {
    expect(judge({ passed: 0, failed: 0, skipped: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 })
  })
  it('count a runner that ended badly without a failed test as one failure', () => {
    expect(judge({ passed: 7, failed: 0, skipped: 0 }, 1)).toMatchObject({ passed: 7, failed: 1 })
    expect(judge({ passed: 7, failed: 2, skipped: 0 }, 1)).toMatchObject({ passed: 7, failed: 2 })
  })
  it('end with passed and failed alone; what was skipped is said on the line before', () => {
    expect(lastLines({ passed: 7, failed: 1, skipped: 0 })).toEqual(['7 passed, 1 failed'])
    expect(lastLines({ passed: 7, failed: 1, skipped: 3 })).toEqual(['3 skipped', '7 passed, 1 failed'])
  })
  it('of test:deep end with what was skipped too, each by its name', () => {
    const report = { numPassedTests: 1, numPendingTests: 1, testResults: [{ name: resolve('test/deep/a.test.ts'), status: 'passed', assertionResults: [{ status: 'passed', fullName: 'fine' }, { status: 'skipped', fullName: 'opens it (skipped: not installed)' }] }] }
    const counts = countVitest(report)
    expect(counts.skips).toEqual(['test/deep/a.test.ts > opens it (skipped: not installed)'])
    expect(lastLinesOfDeep({ ...counts, skips: ['[deep/a] opens it'] })).toEqual(['=== skipped', '[deep/a] opens it', '', '1 passed, 0 failed, 1 skipped'])
    expect(lastLinesOfDeep({ passed: 2, failed: 0, skipped: 0 })).toEqual(['2 passed, 0 failed, 0 skipped'])
  })
  it('say at the end once more what failed, by file, name and message', () => {
    const vitest = {
      testResults: [
        { name: resolve('test/a.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
        { name: resolve('test/b.test.ts'), status: 'failed', assertionResults: [{ status: 'passed', fullName: 'fine' }, { status: 'failed', fullName: 'sums up', failureMessages: ['\u001b[31mexpected 2\u001b[39m\nat b'] }] },
      ],
    }
    expect(failuresOfVitest(vitest)).toEqual(['test/a.test.ts\n    no such module', 'test/b.test.ts > sums up\n    expected 2\n    at b'])
    const playwright = {
      suites: [{ specs: [{ ok: true, title: 'fine' }], suites: [{ specs: [{ ok: false, file: 'c.e2e.ts', title: 'opens', tests: [{ results: [{}, { error: { message: 'Timeout' } }] }] }] }] }],
    }
    expect(failuresOfPlaywright(playwright)).toEqual(['c.e2e.ts > opens\n    Timeout'])
    expect(lastLines({ passed: 7, failed: 1, skipped: 0, failures: ['[unit] a'] })).toEqual(['=== failed', '[unit] a', '', '7 passed, 1 failed'])
  })
})
