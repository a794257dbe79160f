// A desk that is enrolled at a small origin and in step with it, for tests that begin after that.
import { expect } from '@playwright/test'
import type { Language } from '../../src-shared/contract/shell'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'

export interface EnrolledDesk {
  readonly origin: OriginProcess
  readonly desk: DemoDesk
  close(): Promise<void>
}

const PEOPLE = 400

/** Most journeys wait until what they did has arrived, dozens of times: long enough to see the offer to undo, no longer. */
const SHORT_UNDO_MS = 1_500

export interface EnrolledDeskOptions {
  readonly originArguments?: readonly string[]
  /** Of a journey that undoes: the window of the app. */
  readonly undo?: 'short' | 'real'
}

export async function openEnrolledDesk(language: Language, { originArguments = [], undo = 'short' }: EnrolledDeskOptions = {}): Promise<EnrolledDesk> {
  const origin = await startOriginProcess(PEOPLE, originArguments)
  const { desk, enrolment } = await openNewDesk({ origin, language }, { name: 'desk-1', staff: 'zhou', ...(undo === 'short' ? { undoMs: SHORT_UNDO_MS } : {}) })
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
  await expect(desk.driver.page.getByRole('grid')).toBeVisible()
  return {
    origin,
    desk,
    close: async () => {
      await desk.driver.close()
      await origin.remove()
    },
  }
}
