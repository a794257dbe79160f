// Marks a search that spells out the name of somebody who works here: one word in its line of the audit, and never what was typed.
import { staffNamed } from '../../src-shared/domain/staff-named'
import { letterReadings } from '../vault/pinyin'
import { listRecords } from '../vault/repositories/records'
import type { UnlockedDesk } from './unlocked-desk'

export async function namedIn({ vault, me }: Pick<UnlockedDesk, 'vault' | 'me'>, query: string): Promise<{ readonly named?: 'self' | 'colleague' }> {
  // Numbers and addresses name nobody who works here.
  if (/[\d@]/.test(query)) return {}
  const staff = (await listRecords(vault.reader, 'staff')).map(({ body }) => body)
  const named = staffNamed(query, [...staff, { id: me.staffId, name: me.name }], me.staffId, letterReadings)
  return named === undefined ? {} : { named }
}
