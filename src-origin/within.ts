// Waits no longer than that for whoever may never answer: a sender of messages, a system of the company.

/** Rejects with `late()` when the time is over, whether or not the work heeds its signal. */
export async function within<T>(waitMs: number, late: () => Error, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(waitMs)
  const over = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(late()), { once: true }))
  return Promise.race([work(signal), over])
}
