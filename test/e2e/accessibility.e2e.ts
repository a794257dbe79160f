// WCAG 2.2 AA as far as a machine can see it: no violation on any screen, in both themes, with dialogs open; and each screen in the smallest window and at twice the
// size of the letters, with no text cut and none under another.
import { test } from '@playwright/test'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { expectNoViolation } from './axe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { expectNoFaults, lookWhetherItFits } from './fits'
import { CASE_SCREENS, OFFICER_SCREENS } from './screens'

let enrolled: EnrolledDesk
let officer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(600_000)
  enrolled = await openEnrolledDesk('zh-CN')
  const opened = await openNewDesk({ origin: enrolled.origin, language: 'zh-CN' }, { name: 'desk-2', staff: 'zheng' })
  officer = opened.desk
  await officer.driver.enrol(opened.enrolment)
  await officer.driver.waitForChip(officer.driver.t('app:chip.synced', { time: '' }).trim())
})
test.afterAll(async () => {
  await officer?.driver.close()
  await enrolled?.close()
})

for (const { name, show } of CASE_SCREENS) {
  test(`${name}: no violation, light and dark, small and zoomed`, async () => {
    const { driver } = enrolled.desk
    await show(driver)
    await expectNoViolation(driver.page, name)
    await lookWhetherItFits(driver, name)
  })
}

// With axe too in the journeys of these screens, where there is more on them: docs/accessibility.md names each.
for (const { name, show } of OFFICER_SCREENS) {
  test(`${name} of the officer: no violation, light and dark, small and zoomed`, async () => {
    const { driver } = officer
    await show(driver)
    await expectNoViolation(driver.page, name)
    await lookWhetherItFits(driver, name)
  })
}

test('nothing is cut or covered in the smallest window, and at twice the size of the letters', expectNoFaults)
