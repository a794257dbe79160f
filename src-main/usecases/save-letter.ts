// Prints a letter into a PDF in the export folder, for whoever sends it. The page is printed by the main process, which keeps nothing of it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { barOf, letterId } from '../../src-shared/domain/case-letters'
import { hex } from '../../src-shared/formats/canonical'
import { noteCopy } from '../vault/repositories/attachments'
import { lettersAt, printable } from './case-letters'
import { renderLetter } from './letter-page'
import type { UnlockedDesk } from './unlocked-desk'
import { keptUnlessErased, writeCopy } from './write-copy'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'exportDir' | 'print' | 'audit' | 'crypto'>

export async function saveLetterPdf(deps: Deps, name: ParsedRequestOf<'letter.savePdf'>): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const { reader } = deps.vault
  const seen = await lettersAt(reader, deps, name.requestId)
  const letter = seen?.of.letters.find(({ id }) => id === letterId(name))
  if (!seen || !letter) return err({ kind: 'not-found' })
  const bar = barOf(seen.of.request, letter)
  if (bar) return err({ kind: bar === 'taken-back' ? 'notice-barred' : 'letter-barred' })
  const pdf = await deps.print(renderLetter((await printable(reader, seen, letter)).sheet))
  if (!pdf) return err({ kind: 'print-failed' })
  const { caseNo, subjectId } = seen.of.request
  // Nothing personal stands in a file name; a case that waits for its number is told apart by the end of its random id.
  const fileName = `letter-${caseNo === '' ? `new-${name.requestId.slice(-8)}` : caseNo.replaceAll(/[^\w-]/g, '_')}-${letter.kind}-${String(letter.version)}.pdf`
  // On record first: no letter lies there of which nobody knows, and an erasure looks for it.
  await deps.vault.transaction(async (tx) => {
    await noteCopy(tx, subjectId, fileName)
    await deps.audit(tx, { type: 'letter.save', subjectId, objectId: name.requestId, detail: { kind: letter.kind, version: letter.version } })
  })
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  const written = await writeCopy(Readable.from([pdf]), join(deps.exportDir, fileName), hex(deps.crypto.sha256(pdf)), keptUnlessErased(deps, subjectId))
  return written.ok ? ok({ fileName }) : written
}
