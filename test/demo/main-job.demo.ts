// `npm run demo`: the main job with a population of the usual size. What it asserts stands in the parts beside this file.
import { test } from '@playwright/test'
import { doMainJob } from './main-job'

const PEOPLE = 20_000

test('the main job', () => doMainJob({ people: PEOPLE, dir: 'demo-output', language: 'zh-CN', themes: ['light'] }))
