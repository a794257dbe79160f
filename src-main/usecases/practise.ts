// The practice desk's own way in: the file of a practice origin names whom one may be, and holds the code and the passphrase.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me, PracticePerson } from '../../src-shared/contract/session'
import type { Practice } from '../../src-shared/formats/enrolment'
import type { DeskHost } from './desk-host'
import { enrolDesk, readOfferedEnrolment } from './enrol-desk'

function practiceOf(host: DeskHost, enrolmentFile: string): Result<Practice, DeskError> {
  const enrolment = readOfferedEnrolment(host, enrolmentFile)
  if (!enrolment.ok) return enrolment
  return enrolment.value.practice === undefined ? err({ kind: 'enrolment-not-for-practice' }) : ok(enrolment.value.practice)
}

export function readPractice(host: DeskHost, { enrolmentFile }: ParsedRequestOf<'session.readPractice'>): Result<readonly PracticePerson[], DeskError> {
  const practice = practiceOf(host, enrolmentFile)
  return practice.ok ? ok(practice.value.people) : practice
}

export async function practise(host: DeskHost, { enrolmentFile, staffId }: ParsedRequestOf<'session.practise'>): Promise<Result<Me, DeskError>> {
  const practice = practiceOf(host, enrolmentFile)
  if (!practice.ok) return practice
  const { code, workstation, people } = practice.value
  const person = people.find((one) => one.staffId === staffId)
  if (person === undefined) return err({ kind: 'enrolment-file-invalid' })
  return enrolDesk(host, { enrolmentFile, code, workstation, login: person.login, passphrase: person.passphrase })
}
