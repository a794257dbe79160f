// WCAG 2.2 AA as far as a machine can see it: no violation on any screen, in both themes, with dialogs open.
import { test } from '@playwright/test'
import { expectNoViolation } from './axe'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { CASE_SCREENS } from './screens'

let enrolled: EnrolledDesk
test.beforeAll(async () => {
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(() => enrolled.close())

for (const { name, show } of CASE_SCREENS) {
  test(`${name}: no violation, light and dark`, async () => {
    const { driver } = enrolled.desk
    await show(driver)
    await expectNoViolation(driver.page, name)
  })
}
