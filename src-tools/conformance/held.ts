// The shape of what a device of the suite holds; made in copy.ts, kept by the visit for the checks that come later.
import type { Device } from './device'
import type { Line, Page } from './page'

export interface Who {
  readonly device: Device
  readonly token?: string
}
export interface Held {
  readonly v: number
  readonly body: Line
}
export interface Copy {
  readonly who: Who
  readonly held: Map<string, Held>
  readonly erased: Line[]
  /** Every line of /changes in the order in which it came. */
  readonly told: Line[]
  cursor: string
  snapshotPage(scope: string, after: string | undefined): Promise<Page>
  /** All pages of a scope; its cursor is joined to the one that is followed. */
  snapshot(scope: string): Promise<readonly Page[]>
  changes(more?: { readonly limit?: number; readonly wait?: number; readonly cursor?: string }): Promise<Page>
  /** Until there is nothing more. */
  follow(limit?: number): Promise<void>
  /** Follows until it is so; a check that waits in vain has failed. */
  until(what: string, isSo: (copy: Copy) => boolean): Promise<void>
}
