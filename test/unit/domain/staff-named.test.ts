// Which searches spell out the name of somebody who works here.
import { expect, it } from 'vitest'
import { letterReadings } from '../../../src-main/vault/pinyin'
import { staffNamed } from '../../../src-shared/domain/staff-named'

const STAFF = [{ id: 'me', name: '林梅' }, { id: 'other', name: '单小明' }, { id: 'third', name: 'Jörg Müller' }]

it.each([
  ['林梅', 'self'], [' 林 梅 ', 'self'], ['linmei', 'self'], ['Lin Mei', 'self'],
  ['单小明', 'colleague'], ['shanxiaoming', 'colleague'], ['jörg müller', 'colleague'], ['Jorg Mvller', 'colleague'],
  // Parts of a name, others' names, initials, nothing.
  ['林', undefined], ['单小', undefined], ['lm', undefined], ['林梅梅', undefined], ['王伟', undefined], ['', undefined], ['*', undefined],
] as const)('%s', (query, named) => expect(staffNamed(query, STAFF, 'me', letterReadings)).toBe(named))

it('a namesake of oneself is oneself', () => {
  expect(staffNamed('林梅', [...STAFF, { id: 'fourth', name: '林梅' }], 'me', letterReadings)).toBe('self')
})
