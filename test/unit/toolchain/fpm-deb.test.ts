// The stand-in for fpm: it reads the words that electron-builder writes, and the control file it makes is one that dpkg takes.
import { describe, expect, it } from 'vitest'
import { controlOf, readFpmWords } from '../../../scripts/lib/fpm-deb.mjs'

const WORDS = [
  '-s', 'dir', '--force', '-t', 'deb', '-d', 'libnss3', '-d', 'libssl3 | libssl3t64', '--deb-recommends', 'gnome-keyring', '--deb-compression', 'gz', '--architecture', 'amd64',
  '--description', 'desk for requests\n Privacy Desk\n\n second part', '--version', '0.1.0', '--package', '/out/x.deb', '--name', 'Privacy-Desk', '--maintainer', 'A <a@b.invalid>',
  '/packed/=/opt/Privacy Desk', '/a=b/x.png=/usr/share/x.png',
]

describe('the stand-in for fpm', () => {
  const { options, files } = readFpmWords(WORDS)

  it('takes flags without a value, words that come twice, and the files', () => {
    expect(options.get('d')).toEqual(['libnss3', 'libssl3 | libssl3t64'])
    expect([options.get('t'), options.has('force')]).toEqual([['deb'], false])
    expect(files).toEqual(['/packed/=/opt/Privacy Desk', '/a=b/x.png=/usr/share/x.png'])
  })

  it('writes a control file: no empty field, a description whose further lines are indented and whose empty line is a dot', () => {
    expect(controlOf(options, 42)).toBe([
      'Package: privacy-desk', 'Version: 0.1.0', 'Architecture: amd64', 'Maintainer: A <a@b.invalid>', 'Installed-Size: 42', 'Depends: libnss3, libssl3 | libssl3t64',
      'Recommends: gnome-keyring', 'Section: misc', 'Priority: optional', 'Description: desk for requests', ' Privacy Desk', ' .', ' second part', '',
    ].join('\n'))
  })
})
