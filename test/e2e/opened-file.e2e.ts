// A certificate that the system opens with the desk: it is checked on the screen for that, after the unlock where the desk was locked or closed; what is no plain file is not read.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { testBatchReport, testCertificate } from '../fixtures/evidence'
import { openEnrolledDesk, type EnrolledDesk } from './enrolled-desk'
import { launchDesk, runningNow, startBare } from './launch'
import { shootTo } from './pictures'

let enrolled: EnrolledDesk
let folder = ''
test.beforeAll(async () => {
  test.setTimeout(300_000)
  folder = mkdtempSync(join(tmpdir(), 'opened-'))
  chmodSync(folder, 0o755) // the desk may run as somebody else than the test
  enrolled = await openEnrolledDesk('zh-CN')
})
test.afterAll(async () => {
  await enrolled?.close()
  rmSync(folder, { recursive: true, force: true })
})

const made = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o644 })
  return path
}

test('is checked where it is opened: at work, behind a lock and by the first start; a link, a pipe or a relative name is not', async () => {
  test.setTimeout(240_000)
  const { driver, profileDir } = enrolled.desk
  const { page, t } = driver
  const open = async (word: string): Promise<void> => expect((await startBare([word], profileDir)).code).toBe(0)
  const shown = async (on: Page, name: string, outcome: 'other-signer' | 'malformed'): Promise<void> => {
    await expect(on.locator('.check-found')).toContainText(name, { timeout: 60_000 })
    await expect(on.getByTestId('evidence-outcome')).toContainText(t(`evidence:outcome.${outcome}`))
  }
  const unlock = async (locked: Page): Promise<void> => {
    await locked.getByLabel(t('unlock:passphrase'), { exact: true }).fill(DEMO_STAFF.zhou.passphrase)
    await locked.getByRole('button', { name: t('unlock:unlock') }).click()
  }

  await open(made('first.pdcert', JSON.stringify(testCertificate())))
  await shown(page, 'first.pdcert', 'other-signer')
  await shootTo(page, join('screenshots-output', 'packages'), 'opened')
  // Another one takes its place on the same screen; a file manager hands over an address.
  await open(pathToFileURL(made('证明 2.pdcert', JSON.stringify(testBatchReport()))).href)
  await shown(page, '证明 2.pdcert', 'other-signer')
  await open(made('rubbish.pdcert', '\u0000<script>alert(1)</script>'))
  await shown(page, 'rubbish.pdcert', 'malformed')

  const link = join(folder, 'link.pdcert')
  symlinkSync('/etc/passwd', link)
  execFileSync('mkfifo', ['-m', '644', join(folder, 'pipe.pdcert')])
  for (const word of [link, join(folder, 'pipe.pdcert'), join(folder, 'nothing.pdcert')]) {
    await open(word)
    await expect(page.getByText(t('app:link.noFile'))).toBeVisible()
    await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
    await expect(page.locator('.check-found')).toContainText('rubbish.pdcert')
  }
  await open('first.pdcert')
  await expect(page.locator('.check-found')).toContainText('rubbish.pdcert')

  const [locked] = await Promise.all([driver.desk.nextPage(), page.keyboard.press('Control+l')])
  await locked.getByLabel(t('unlock:passphrase'), { exact: true }).waitFor()
  await open(join(folder, 'first.pdcert'))
  await expect(locked.getByLabel(t('unlock:passphrase'), { exact: true })).toBeVisible()
  await expect(locked.locator('.check-found')).toHaveCount(0)
  await unlock(locked)
  await shown(locked, 'first.pdcert', 'other-signer')

  await driver.close()
  const again = await launchDesk({ profileDir, now: runningNow(), extraArgs: [join(folder, '证明 2.pdcert')] })
  try {
    const started = await again.page()
    await unlock(started)
    await shown(started, '证明 2.pdcert', 'other-signer')
  } finally {
    await again.close()
  }
})
