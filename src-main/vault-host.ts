// Entry of the data process: takes the messages of the main process, builds the desk once, and hands it the ports it is given.
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { composeVaultHost, type VaultHost } from './app/compose-vault-host'
import { createHostPrinter, type HostPrinter } from './app/host-printer'
import { createHostClock } from './app/host-clock'
import { toHostSchema, type FromHost, type HostInit } from './app/host-messages'
import { createThreadRecheck, createThreadResidueSearch } from './erasure/residue-thread'
import type { DeskPort } from './ipc/serve-port'
import { createThreadKdf } from './keys/kdf-thread'

// Undefined outside Electron's utility process, where this file has nothing to do.
const parent = process.parentPort as Electron.ParentPort | undefined

function tell(message: FromHost): void {
  parent?.postMessage(message)
}

function portOf(port: Electron.MessagePortMain): DeskPort {
  return {
    post: (reply) => port.postMessage(reply),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data))
      port.start()
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}

function build(init: HostInit, { print }: HostPrinter): Promise<VaultHost> {
  return composeVaultHost({
    isPractice: init.isPractice,
    profileDir: init.profileDir,
    exportDir: init.exportDir,
    shell: init.shell,
    resourcesDir: init.resourcesDir,
    // A copy: the message's own bytes are overwritten with it.
    ...(init.deviceSecret ? { deviceSecret: init.deviceSecret } : {}),
    keyStore: init.keyStore,
    clock: createHostClock({ now: () => Date.now(), mono: () => performance.now() }, init.nowOverride),
    random: (bytes) => randomFillSync(bytes),
    ...(init.undoMs === undefined ? {} : { undoMs: init.undoMs }),
    appVersion: init.appVersion,
    installFolder: init.installFolder,
    workerFile: join(__dirname, 'package-worker.js'),
    kdf: createThreadKdf(join(__dirname, 'kdf-worker.js')),
    searchResidue: createThreadResidueSearch(join(__dirname, 'residue-worker.js')),
    recheck: createThreadRecheck(join(__dirname, 'residue-worker.js')),
    tell,
    print,
    log: (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
  })
}

/** What a store is opened and worked with is here by the time that a passphrase is typed; until the locked window is painted it would take the time from it. */
const PAINTED_MS = 2_000

function loadBehindTheDoor(): void {
  tell({ type: 'ready' })
  setTimeout(() => void Promise.all([import('./usecases/unlock-vault'), import('./app/open-desk'), import('./ipc/handlers')]), PAINTED_MS).unref()
}

function run(from: Electron.ParentPort): void {
  process.umask(0o077)
  let host: Promise<VaultHost> | undefined
  const printer = createHostPrinter(tell)
  const ports = new Map<number, Electron.MessagePortMain>()
  from.on('message', (event) => {
    const message = toHostSchema.safeParse(event.data)
    // Only our own main process can send here; what does not fit is a defect, and a data process with a defect ends.
    if (!message.success) process.exit(70)
    if (message.data.type === 'init') {
      if (host) process.exit(70)
      host = build(message.data, printer)
      host.then(loadBehindTheDoor, () => process.exit(71))
      return
    }
    if (message.data.type === 'printed') return printer.printed(message.data.job, message.data.pdf)
    if (message.data.type === 'detach') {
      ports.get(message.data.port)?.close()
      ports.delete(message.data.port)
      return
    }
    if (message.data.type === 'picked') {
      const { pickId, path } = message.data
      if (!host) process.exit(70)
      void host.then((ready) => ready.picked(pickId, path))
      return
    }
    const number = message.data.port
    const [port] = event.ports
    if (!host || !port) process.exit(70)
    ports.set(number, port)
    port.on('close', () => ports.delete(number))
    void host.then((ready) => ready.attach(portOf(port)))
  })
}

if (parent) run(parent)
