// The data process asks main to print a page, and waits for the PDF under the number of its question.
import type { FromHost } from './host-messages'

export interface HostPrinter {
  readonly print: (html: string) => Promise<Uint8Array | undefined>
  readonly printed: (job: number, pdf: Uint8Array | undefined) => void
}

export function createHostPrinter(tell: (message: FromHost) => void): HostPrinter {
  const waiting = new Map<number, (pdf: Uint8Array | undefined) => void>()
  let nextJob = 1
  return {
    print: (html) =>
      new Promise((resolve) => {
        const job = nextJob++
        waiting.set(job, resolve)
        tell({ type: 'print', job, html })
      }),
    printed: (job, pdf) => {
      waiting.get(job)?.(pdf)
      waiting.delete(job)
    },
  }
}
