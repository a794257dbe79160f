// Routes of the staff: the officer's list, somebody new, a code for a passphrase, and what the officer changes about a colleague. Nobody changes anything about
// themselves.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { must } from '../../src-shared/base/assert'
import { toDay } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { trainingFault } from '../../src-shared/domain/training'
import {
  staffAddRequest, staffCodeRequest, staffLeaveRequest, staffReturnRequest, staffRoleRequest, trainingRequest, type StaffActResponse, type StaffCodeResponse, type StaffResponse,
} from '../../src-shared/protocol/staff'
import { givePassphraseCode } from '../devices/passphrase-codes'
import { addStaff, changeRole, enterTraining, leaveCompany, listStaff, returnToCompany, type StaffAnswer } from '../devices/staff'
import type { StaffActor } from '../devices/training'
import { askedByOfficer } from './asked-by-officer'
import type { HttpContext } from './http-context'
import { Refusal } from './refusal'
import { mustDevice, mustPerson } from './who'

export function addStaffRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context, budgets } = http
  app.get('/staff', async (request): Promise<StaffResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await mustPerson(context, request, device, 'manage-staff')
    return { staff: [...(await listStaff(context))] }
  })

  /** The officer, signed in freshly, about somebody else. */
  const ask = async <Asked extends { readonly staffId: StaffId }>(request: FastifyRequest, schema: z.ZodType<Asked>): Promise<{ readonly asked: Asked; readonly by: StaffActor }> => {
    const { asked, by } = await askedByOfficer(http, request, 'manage-staff', schema)
    if (asked.staffId === by.staffId) throw new Refusal('forbidden')
    return { asked, by }
  }
  const act = <Asked extends { readonly staffId: StaffId }>(path: string, schema: z.ZodType<Asked>, run: (asked: Asked, by: StaffActor) => Promise<StaffAnswer>): void => {
    app.post(path, async (request: FastifyRequest): Promise<StaffActResponse> => {
      const { asked, by } = await ask(request, schema)
      const answer = await run(asked, by)
      if (answer !== 'done') throw new Refusal(answer === 'taken' ? 'login_taken' : 'not_found')
      return { member: must((await listStaff(context, asked.staffId))[0], 'the member of staff') }
    })
  }

  app.post('/staff/code', async (request): Promise<StaffCodeResponse> => {
    const { asked, by } = await ask(request, staffCodeRequest)
    const given = await givePassphraseCode(context, asked.staffId, by)
    if (!given) throw new Refusal('not_found')
    return given
  })
  act('/staff/add', staffAddRequest, (asked, by) => addStaff(context, asked, by))
  act('/staff/training', trainingRequest, async ({ staffId, ...facts }, by) => {
    if (trainingFault(facts, toDay(context.now())) !== undefined) throw new Refusal('bad_request')
    return enterTraining(context, staffId, facts, by)
  })
  act('/staff/role', staffRoleRequest, ({ staffId, role }, by) => changeRole(context, staffId, role, by))
  act('/staff/leave', staffLeaveRequest, ({ staffId, devices }, by) => {
    if (devices.some((deviceId) => deviceId === by.atDeviceId)) throw new Refusal('forbidden')
    return leaveCompany(context, staffId, devices, by)
  })
  act('/staff/return', staffReturnRequest, ({ staffId }, by) => returnToCompany(context, staffId, by))
}
