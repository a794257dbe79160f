// The calls about the staff, as a part of the origin's client: the officer's, and those of whoever has a code for a passphrase.
import type { z } from 'zod'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import {
  passphraseResponse, staffActResponse, staffCodeResponse, staffResponse, type PassphraseChangeRequest, type PassphraseCheckRequest, type PassphraseRequest, type StaffActResponse, type StaffAddRequest, type StaffCodeRequest,
  type StaffCodeResponse, type StaffLeaveRequest, type StaffResponse, type StaffReturnRequest, type StaffRoleRequest, type TrainingRequest,
} from '../../src-shared/protocol/staff'

export interface StaffCalls {
  readonly staff: (token: string) => Promise<Result<StaffResponse, DeskError>>
  readonly addStaff: (request: StaffAddRequest, token: string) => Promise<Result<StaffActResponse, DeskError>>
  readonly giveCode: (request: StaffCodeRequest, token: string) => Promise<Result<StaffCodeResponse, DeskError>>
  /** With the one-time code of an officer: at a device at which nobody has signed in yet, or with the token of somebody who has signed in there freshly. */
  readonly setPassphrase: (request: PassphraseRequest, token?: string) => Promise<Result<object, DeskError>>
  /** With the secret of the one that counts. The same again is taken again: its answer may have been lost. */
  readonly changePassphrase: (request: PassphraseChangeRequest) => Promise<Result<object, DeskError>>
  /** Whether such a code stands. No device proves itself: its key lies in the store that does not open. */
  readonly checkCode: (request: PassphraseCheckRequest) => Promise<Result<object, DeskError>>
  readonly enterTraining: (request: TrainingRequest, token: string) => Promise<Result<StaffActResponse, DeskError>>
  readonly changeRole: (request: StaffRoleRequest, token: string) => Promise<Result<StaffActResponse, DeskError>>
  readonly leaveCompany: (request: StaffLeaveRequest, token: string) => Promise<Result<StaffActResponse, DeskError>>
  readonly returnToCompany: (request: StaffReturnRequest, token: string) => Promise<Result<StaffActResponse, DeskError>>
}

type AskJson = <Schema extends z.ZodType>(call: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown; readonly token?: string; readonly maxBytes?: number }, schema: Schema) => Promise<Result<z.output<Schema>, DeskError>>

/** `listBytes`: the most that the list of everybody may have. */
export function staffCalls(json: AskJson, listBytes: number): StaffCalls {
  return {
    staff: (token) => json({ method: 'GET', path: '/sync/v1/staff', token, maxBytes: listBytes }, staffResponse),
    enterTraining: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/training', body: request, token }, staffActResponse),
    changeRole: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/role', body: request, token }, staffActResponse),
    addStaff: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/add', body: request, token }, staffActResponse),
    giveCode: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/code', body: request, token }, staffCodeResponse),
    setPassphrase: (request, token) => json({ method: 'POST', path: '/sync/v1/passphrase', body: request, ...(token === undefined ? {} : { token }) }, passphraseResponse),
    changePassphrase: (request) => json({ method: 'POST', path: '/sync/v1/passphrase/change', body: request }, passphraseResponse),
    checkCode: (request) => json({ method: 'POST', path: '/sync/v1/passphrase/check', body: request }, passphraseResponse),
    leaveCompany: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/leave', body: request, token }, staffActResponse),
    returnToCompany: (request, token) => json({ method: 'POST', path: '/sync/v1/staff/return', body: request, token }, staffActResponse),
  }
}
