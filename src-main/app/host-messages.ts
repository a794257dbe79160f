// The messages between the main process and the data process: pure types and their check, for both ends, without electron.
//
// | direction   | message | carries a port | meaning                                                                          |
// |-------------|---------|----------------|----------------------------------------------------------------------------------|
// | main → host | init    | no             | once, first: where things are, the device secret if the OS keeps one             |
// | main → host | attach  | one            | the renderer's end of this port is the main frame of our window; serve the gate  |
// | main → host | picked  | no             | somebody picked this file in our dialog; the page was told the number alone        |
// | main → host | detach  | no             | close the port of this number (the page navigated, or asked for another)         |
// | main → host | printed | no             | the PDF of a page, by the number of the question; without one it was not printed   |
// | host → main | ready   | no             | init was taken in; ports may be attached                                         |
// | host → main | session | no             | the vault was unlocked or signed out of: only an unlocked vault is idle-locked   |
// | host → main | idle    | no             | after how many seconds without anybody an unlocked desk locks: of the rules pack |
// | host → main | lock    | no             | end me: lease or session ended, the clock jumped, the device was revoked or wiped |
// | host → main | print   | no             | a page that stands for itself, to be made a PDF: shown to nobody, kept nowhere    |
// | host → main | notice  | no             | there is more to do of this kind: a kind and a count, in words that main has      |
//
// There is no message for locking: main kills the process (a closed database leaves its key in memory, a dead process does not).

import { z } from 'zod'
import { NOTICE_KINDS } from '../../src-shared/contract/shell'
import { IDLE_SECONDS } from '../../src-shared/base/idle'
import { INSTALL_STATES } from '../../src-shared/contract/support'

/** Whether the OS key store holds a second factor. `absent` is shown on the unlock screen, never worked around. */
export const keyStoreSchema = z.enum(['used', 'absent'])
export type KeyStore = z.infer<typeof keyStoreSchema>

/** Length of the device secret; it is one input of the key that opens the vault. */
export const DEVICE_SECRET_BYTES = 32

export const hostInitSchema = z
  .object({
    type: z.literal('init'),
    /** Of the practice desk: it enrols at practice origins, and at nothing else. */
    isPractice: z.boolean(),
    /** 0700, ours alone: store, key file, anchor, lease, enrolment file. */
    profileDir: z.string().min(1),
    /** Where access packages and certificates are written for the person at the desk. May not exist yet. */
    exportDir: z.string().min(1),
    /** The main process's own: settings and the browser's files, and what is written for a moment. */
    shell: z.object({ userData: z.string().min(1), temp: z.string().min(1) }),
    deviceSecret: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === DEVICE_SECRET_BYTES).optional(),
    keyStore: keyStoreSchema,
    /** ISO 8601 instant at which the desk's clock begins (it then runs on); test builds only. */
    nowOverride: z.iso.datetime({ offset: true }).optional(),
    /** How long an act can be undone, in ms; test builds only. */
    undoMs: z.number().int().min(0).max(99_999).optional(),
    appVersion: z.string().min(1),
    installFolder: z.enum(INSTALL_STATES),
    /** The folder that holds `rules/`, `locales/` and `schemas/`. */
    resourcesDir: z.string().min(1),
  })
  .refine((init) => (init.keyStore === 'used') === (init.deviceSecret !== undefined), 'a secret exactly where a key store is used')
export type HostInit = Readonly<z.infer<typeof hostInitSchema>>

/** Numbers grow by one for each port of this data process and are never used again; so do those of its questions. */
const portNumber = z.number().int().positive()
export const toHostSchema = z.union([
  hostInitSchema,
  z.object({ type: z.literal('attach'), port: portNumber }),
  z.object({ type: z.literal('detach'), port: portNumber }),
  z.object({ type: z.literal('printed'), job: portNumber, pdf: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional() }),
  z.object({ type: z.literal('picked'), pickId: z.uuid(), path: z.string().min(1) }),
])
export type ToHost = Readonly<z.infer<typeof toHostSchema>>

/** Far above the longest letter. */
const PAGE_MAX_CHARS = 200_000

/** Why the data process asks to be ended; main adds reasons of its own (contract/shell.ts). */
export const hostLockReasonSchema = z.enum(['lease-ended', 'session-ended', 'clock-changed', 'wiped', 'device-revoked', 'set-aside', 'store-doubtful'])
export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('session'), state: z.enum(['locked', 'unlocked']) }),
  z.strictObject({ type: z.literal('idle'), seconds: z.number().int().min(IDLE_SECONDS.least).max(IDLE_SECONDS.most) }),
  z.object({ type: z.literal('lock'), reason: hostLockReasonSchema }),
  z.object({ type: z.literal('print'), job: portNumber, html: z.string().max(PAGE_MAX_CHARS) }),
  z.strictObject({ type: z.literal('notice'), kind: z.enum(NOTICE_KINDS), count: z.number().int().positive() }),
])
export type FromHost = Readonly<z.infer<typeof fromHostSchema>>
