// which file the words of a start name, that hostile ones name none, that only a plain file goes on, as a number, and that the latest is told once.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutsideQueue, readWords } from '../../src-main/app/from-outside'
import { isCheckable, openedFile } from '../../src-main/app/opened-files'

const LINK = 'privacy-desk://case/26-1180'
const FILE = '/home/zhou/证明 1.pdcert'

const HOSTILE_LINUX: readonly string[] = [
  '', 'a.pdcert', './a.pdcert', '../a.pdcert', '~/a.pdcert', '$HOME/a.pdcert', '.pdcert', '-a.pdcert', '--file=/a.pdcert', '/etc/passwd', '/a.pdcert ', ' /a.pdcert', '/a.pdcert\n', '/a\n.pdcert',
  '/a\u0000.pdcert', '/a.pdcert\u0000', '/a.pdcert/', '/a.pdcert?x', '/a.pdcert#x', '/a.pdcert.sh', '/a.pdcertx', '//host/share/a.pdcert', '\\\\host\\share\\a.pdcert', 'C:\\a.pdcert', '"/a.pdcert"',
  "'/a.pdcert'", '/a.pdcert;rm -rf /', `/${'a'.repeat(5_000)}.pdcert`, `/${'a'.repeat(1_000_000)}.pdcert`, '/a.ｐdcert', '/a.pdcert\u202e', '/\u001b[2Ja.pdcert',
  'file://host/a.pdcert', 'file://host:80/a.pdcert', 'file:////host/a.pdcert', 'file:///a.pdcert?x', 'file:///a.pdcert#x.pdcert', 'file:///a%2Fb.pdcert', 'file:///a%00.pdcert', 'file:///a%0a.pdcert', 'file:///a%ff.pdcert',
  'file:///etc/passwd#.pdcert', 'file:///etc/passwd?.pdcert', 'file:a.pdcert.exe', ['file://user', 'pass@host/a.pdcert'].join(':'), 'http://host/a.pdcert', 'https://host/a.pdcert', 'smb://host/a.pdcert', 'app://bundle/a.pdcert',
  'javascript:a.pdcert', 'data:,a.pdcert', 'privacy-desk://case/a.pdcert', 'privacy-desk://file/a.pdcert', 'view-source:file:///a.pdcert',
]
const HOSTILE_WINDOWS: readonly string[] = [
  'a.pdcert', '\\a.pdcert', '/a.pdcert', 'C:a.pdcert', '\\\\host\\share\\a.pdcert', '//host/share/a.pdcert', '\\\\?\\C:\\a.pdcert', '\\\\.\\pipe\\a.pdcert', 'C:\\x.txt:a.pdcert', 'C:\\a.pdcert:x.pdcert',
  'file://host/share/a.pdcert', 'file:////host/share/a.pdcert', 'file:///C:/x.txt:a.pdcert', 'CC:\\a.pdcert', '1:\\a.pdcert',
]

describe('a file that the system opens', () => {
  it('is a whole path of its ending, or an address of this computer', () => {
    for (const word of [FILE, '/a.PDCERT', '/a/../b.pdcert']) expect(openedFile(word, 'linux')).toBe(word)
    expect(openedFile('file:///home/zhou/%E8%AF%81%E6%98%8E%201.pdcert', 'linux')).toBe(FILE)
    expect(openedFile('file://localhost/a.pdcert', 'linux')).toBe('/a.pdcert')
    expect(openedFile('C:\\Users\\zhou\\a b.pdcert', 'win32')).toBe('C:\\Users\\zhou\\a b.pdcert')
    expect(openedFile('file:///C:/a.pdcert', 'win32')).toBe('C:\\a.pdcert')
  })
  it.each(HOSTILE_LINUX.map((word) => [JSON.stringify(word.slice(0, 60)), word] as const))('is not %s', (_, word) => {
    expect(openedFile(word, 'linux')).toBeUndefined()
    expect(openedFile(word, 'darwin')).toBeUndefined()
  })
  it.each(HOSTILE_WINDOWS.map((word) => [word] as const))('is not %s on Windows', (word) => expect(openedFile(word, 'win32')).toBeUndefined())
  it('there are fifty of them', () => expect(HOSTILE_LINUX.length).toBeGreaterThanOrEqual(50))
})

describe('what waits', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'opened-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const made = (name: string, text = '{}'): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  it('is what the last word that is anything asks for', () => {
    expect(readWords(['desk', LINK, FILE, '--ozone-platform=x11'], 'linux')).toEqual({ kind: 'file', path: FILE })
    expect(readWords(['desk', FILE, LINK, 'nothing'], 'linux')).toEqual({ kind: 'case', caseNo: '26-1180' })
    expect(readWords(['/opt/desk', 'nothing'], 'linux')).toBeUndefined()
  })

  it('is told once, the latest; the path goes one way and a number the other', async () => {
    const [arrived, picked] = [vi.fn(), vi.fn()]
    const queue = createOutsideQueue('linux', arrived)
    queue.offer(['desk', 'nothing'])
    expect([await queue.take(picked), arrived.mock.calls.length]).toEqual([undefined, 0])
    const path = made('a.pdcert')
    queue.offer([LINK])
    queue.offer([path])
    const told = await queue.take(picked)
    expect(told).toEqual({ kind: 'file', pickId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
    expect(JSON.stringify(told)).not.toContain(folder)
    expect(picked.mock.calls).toEqual([[told?.kind === 'file' && told.pickId, path]])
    expect([await queue.take(picked), arrived.mock.calls.length]).toEqual([undefined, 2])
  })

  it.runIf(process.platform === 'linux')('goes on where it is a plain file of a certificate’s size, and nowhere else', async () => {
    const [plain, large, link, pipe, inner, socket] = ['a', 'large', 'link', 'pipe', 'folder', 'socket'].map((name) => join(folder, `${name}.pdcert`)) as [string, string, string, string, string, string]
    made('a.pdcert')
    made('large.pdcert')
    truncateSync(large, 16 * 1_048_576 + 1)
    symlinkSync(plain, link)
    execFileSync('mkfifo', [pipe])
    mkdirSync(inner)
    const server = createServer().listen(socket)
    await new Promise((ready) => server.once('listening', ready))
    const answers = await Promise.all([plain, large, link, pipe, inner, socket, join(folder, 'none.pdcert'), '/dev/zero'].map(isCheckable))
    server.close()
    expect(answers).toEqual([true, false, false, false, false, false, false, false])
    const picked = vi.fn()
    const queue = createOutsideQueue('linux', () => undefined)
    queue.offer([link])
    expect(await queue.take(picked)).toEqual({ kind: 'no-file' })
    expect(picked).not.toHaveBeenCalled()
  })
})
