// A system of the company beside the origin that holds copies about people: what the origin asks of it, and how it answers. The origin asks until
// the system has answered that everything is gone; an erasure is not complete before (erasure/systems.ts).
import type { Bilingual } from '../../src-shared/domain/rules'
import type { Category, SystemProblem } from '../../src-shared/domain/vocabulary'

export interface SystemOrder {
  /** Random; the same order may come again after a crash or an answer that was lost, and is answered alike. */
  readonly erasureId: string
  readonly accountNo: string
  /** The company's own random id of the person, where the import told one. */
  readonly externalId?: string
  /** What a hold keeps of the erasure for now: it is not to be erased. Who cannot keep it apart refuses as `on-hold` and is asked again. */
  readonly held: readonly Category[]
  /** The same of single fields, by their names in the inventory: the rest of it is to be erased. */
  readonly heldFields?: readonly { readonly category: Category; readonly fields: readonly string[] }[]
}

export interface SystemAnswer {
  /** Things that were removed, in the system's own unit (files, rows, documents). */
  readonly removed: number
}

export interface SystemConnector {
  /** `[a-z][a-z0-9-]*`; stands in records and certificates. */
  readonly system: string
  readonly name: Bilingual
  /** Resolves once nothing of the person is left there. Rejects with a SystemProblem, or with anything else, which counts as `failed`. */
  erase(order: SystemOrder, signal: AbortSignal): Promise<SystemAnswer>
}

/** Says what kind of failure it was; nothing of the person goes into a log by way of its message. */
export class SystemFault extends Error {
  constructor(
    readonly problem: Exclude<SystemProblem, 'no-connector'>,
    options?: ErrorOptions,
  ) {
    super(`the system is ${problem}`, options)
    this.name = 'SystemFault'
  }
}
