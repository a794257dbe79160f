// Every screen of the main job in both languages, light and dark, as people see them on the way: screenshots-output/main-job/LANGUAGE/screenshots.
import { test } from '@playwright/test'
import { LANGUAGES } from '../../src-shared/contract/shell'
import { doMainJob } from '../demo/main-job'

for (const language of LANGUAGES) {
  test(language, () => doMainJob({ people: 20_000, dir: `screenshots-output/main-job/${language}`, language, themes: ['light', 'dark'] }))
}
