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

export async function openEnrolledDesk(language: Language, originArguments: readonly string[] = []): Promise<EnrolledDesk> {
  const origin = await startOriginProcess(PEOPLE, originArguments)
  const { desk, enrolment } = await openNewDesk({ origin, language }, { name: 'desk-1', staff: 'zhou' })
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
