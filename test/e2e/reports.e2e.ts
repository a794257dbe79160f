// Reports by keys alone: from the palette's way to a span of days, and into files that lie in the export folder; the bundle for an audit, which the command line checks.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openNewDesk, exportedFile, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { tabTo } from './by-keys'
import { shootTo } from './pictures'

const SHOTS = join('screenshots-output', 'reports')

let origin: OriginProcess
let officer: DemoDesk
test.beforeAll(async () => {
  test.setTimeout(300_000)
  origin = await startOriginProcess(400)
  const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zheng' })
  await desk.driver.enrol(enrolment)
  await desk.driver.waitForChip(desk.driver.t('app:chip.synced', { time: '' }).trim())
  officer = desk
})
test.afterAll(async () => {
  await officer?.driver.close()
  await origin.remove()
})

test('the officer reads a year in figures and saves it as a table and as a page', async () => {
  test.setTimeout(300_000)
  const { page, t } = officer.driver
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByRole('heading', { level: 1, name: t('report:title') })).toBeVisible()
  const region = page.getByRole('region', { name: t('report:title'), exact: true })
  await expect(region.getByRole('table').first()).toBeVisible()
  // The span, as a person opens a list with the arrow keys.
  await tabTo(page, page.getByRole('combobox', { name: t('report:period') }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(region.getByText(t('report:about', { from: '2026-01-01', to: '2026-06-15' }))).toBeVisible()
  const total = region.getByRole('row').filter({ hasText: t('report:column.total') })
  const received = await total.getByRole('cell').nth(1).textContent()
  expect(Number(received?.replaceAll(',', ''))).toBeGreaterThan(0)
  await expect(region.getByRole('img')).toHaveAttribute('aria-label', new RegExp(t('report:monthOf', { month: '2026-06', received: '', ended: '' }).slice(0, 8)))
  await shootTo(page, SHOTS, 'year')
  await region.getByRole('heading', { name: t('report:staff') }).scrollIntoViewIfNeeded()
  await shootTo(page, SHOTS, 'months-and-staff')
  for (const form of ['csv', 'pdf'] as const) {
    const button = page.getByRole('button', { name: t(form === 'csv' ? 'report:saveCsv' : 'report:savePdf') })
    await tabTo(page, button)
    await page.keyboard.press('Enter')
    const fileName = `requests-2026-01-01-2026-06-15-zh-CN.${form}`
    await expect(page.getByText(t('report:saved', { fileName }))).toBeVisible({ timeout: 60_000 })
    const bytes = readFileSync(exportedFile(officer, fileName))
    if (form === 'pdf') expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    else expect(bytes.toString('utf8')).toContain(`"${t('report:byRight')}","${t('report:column.total')}","${t('report:column.received')}",${received?.replaceAll(',', '') ?? ''}`)
  }
})

test('the evidence bundle of that year is made by keys, told in both languages, and valid for the command line', async () => {
  test.setTimeout(300_000)
  const { page, t } = officer.driver
  // From the palette, and the span that was looked at stays.
  await page.keyboard.press('Control+k')
  await page.keyboard.type(t('report:bundle.way'))
  await page.keyboard.press('Enter')
  const part = page.getByRole('region', { name: t('report:bundle.title') })
  await expect(part.getByText(t('report:bundle.what', { from: '2026-01-01', to: '2026-06-15' }))).toBeVisible()
  await expect(part).toBeFocused()
  await shootTo(page, SHOTS, 'bundle-before')
  await tabTo(page, part.getByRole('button', { name: t('report:bundle.make') }))
  const fileName = 'evidence-2026-01-01-2026-06-15.zip'
  await officer.driver.proving(async () => {
    await page.keyboard.press('Enter')
    await expect(part.getByTestId('bundle-done')).toContainText(fileName, { timeout: 60_000 })
  })
  await shootTo(page, SHOTS, 'bundle')
  const file = exportedFile(officer, fileName)
  const verified = spawnSync(process.execPath, [join('out', 'tools', 'privacy-desk.js'), 'verify', file, '--key', origin.enrolmentFile, '--json'], { encoding: 'utf8' })
  expect(verified.status).toBe(0)
  expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true, reason: 'valid', from: '2026-01-01', to: '2026-06-15' })
})
