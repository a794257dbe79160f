// Names that are safe to write and types that are what they are called.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanFileName, FILE_TYPES, fitsType, isCleanFileName, typeByName } from '../../../src-shared/domain/attached-files'

describe('a file name', () => {
  it.each([
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\a\\scan.PDF', 'scan.pdf'],
    ['a\u202efdp.exe.pdf', 'afdp.exe.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['com1.backup.pdf', '_com1.backup.pdf'],
    ['.hidden.pdf', 'hidden.pdf'],
    ['name. .pdf', 'name.pdf'],
    ['a\u0000b\u200bc.pdf', 'abc.pdf'],
    ['a<b>:"|?*.pdf', 'a_b______.pdf'],
    ['no extension', 'no extension.pdf'],
    ['', 'file.pdf'],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanFileName(name, 'pdf')).toBe(clean)
  })

  it('is one safe segment whatever it was, and cleaning it again changes nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...FILE_TYPES), (name, type) => {
      const clean = cleanFileName(name, type)
      expect(clean).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}]/u)
      expect(Buffer.byteLength(clean)).toBeLessThan(200)
      expect(typeByName(clean)).toBe(type)
      expect(isCleanFileName(clean, type)).toBe(true)
    }))
  })
})

it('a type is told by extension and first bytes', () => {
  expect(['a.pdf', 'a.JPG', 'a.exe', 'a.docm', 'a.svg', 'pdf'].map(typeByName)).toEqual(['pdf', 'jpeg', undefined, undefined, undefined, undefined])
  expect(fitsType('pdf', Buffer.from('%PDF-1.7'), 'first')).toBe(true)
  expect(fitsType('pdf', Buffer.from('MZ'), 'first')).toBe(false)
  expect(fitsType('txt', Buffer.from('姓名\t电话\r\n'), 'first')).toBe(true)
  expect(fitsType('txt', Uint8Array.of(65, 0), 'later')).toBe(false)
})
