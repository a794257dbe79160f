// What the suite is told about the origin under test: whom to trust, with which codes and logins to come, what it may do there.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import { checkEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { nodeCrypto } from '../node-crypto'

const login = z.strictObject({ login: z.string().min(1), passphrase: z.string().min(1) })
const accountNo = z.string().min(1)
export const configSchema = z.strictObject({
  /** Path of the enrolment file, from the folder of the configuration file. */
  enrolmentFile: z.string().min(1),
  /** Unused one-time codes, for one case scope at least. A second device shows what must not be mixed up between devices. */
  code: z.string().min(1),
  secondCode: z.string().min(1).optional(),
  /** `officer`: one who may manage devices; without one nothing is checked about the fleet. */
  staff: z.strictObject({ agent: login, reviewer: login, officer: login.optional() }),
  intakeToken: z.string().min(1).optional(),
  /** A test person about whom the suite makes a handful of requests. */
  person: accountNo,
  /** Code of a throw-away device: giving one is the permission to revoke and wipe it. */
  awayCode: z.string().min(1).optional(),
  /** A throw-away person: naming one is the permission to erase them. */
  erase: accountNo.optional(),
})
export type SuiteConfig = z.infer<typeof configSchema>

export interface SuiteInput {
  readonly url: URL
  readonly config: SuiteConfig
  readonly enrolment: EnrolmentBody
}

/** The error is a sentence for the person at the terminal. */
export function readInput(urlText: string, configFile: string, codes: Partial<Pick<SuiteConfig, 'code' | 'secondCode' | 'awayCode'>>): Result<SuiteInput, string> {
  const url = URL.canParse(urlText) ? new URL(urlText) : undefined
  if (url?.protocol !== 'https:') return err(`${urlText}: an address that begins with https://, please`)
  const text = readText(configFile)
  if (text === undefined) return err(`${configFile}: cannot be read`)
  const config = configSchema.safeParse({ ...parse(text), ...codes })
  if (!config.success) return err(`${configFile}: ${config.error.issues.map((issue) => `${issue.path.join('.') || 'file'} (${issue.code})`).join(', ')}`)
  const enrolmentFile = resolve(dirname(configFile), config.data.enrolmentFile)
  const enrolment = checkEnrolment(readText(enrolmentFile) ?? '', nodeCrypto)
  return enrolment.ok ? ok({ url, config: config.data, enrolment: enrolment.value }) : err(`${enrolmentFile}: ${enrolment.error}`)
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
