// Tests how the runners' reports become the numbers of the last line: nothing that went wrong may vanish from the sum.
import { describe, expect, it } from 'vitest'
import { lastLines } from '../../../scripts/lib/run-all.mjs'
import { countPlaywright, countVitest, judge } from '../../../scripts/lib/runners.mjs'

describe('the counts of a run', () => {
  it('take vitest tests as they are, and a file that could not be loaded as one failure', () => {
    const report = {
      numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
      testResults: [{ status: 'failed', assertionResults: [] }, { status: 'failed', assertionResults: [{}] }, { status: 'passed', assertionResults: [{}] }],
    }
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })
  it('take a flaky Playwright test as failed', () => {
    expect(countPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } })).toEqual({ passed: 3, failed: 2, skipped: 2 })
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
})
