// Says things to the person at the terminal: one prefix, standard error for progress, and the clock for "took".

/** @param {string} topic */
export function createSay(topic) {
  /** @param {string} message */
  return (message) => void process.stderr.write(`[${topic}] ${message}\n`)
}

/** A stop-watch whose reading is text, for progress lines only: nothing is decided by it. */
export function startWatch() {
  const startedAt = performance.now()
  return () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}

/** Ends the program with a message for the person; status 2 = something the person must do first. */
export class StopWithMessage extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status = 1) {
    super(message)
    this.status = status
  }
}

/**
 * Runs a script's main function; an expected stop prints its message alone, a defect prints its stack.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0
  } catch (error) {
    if (error instanceof StopWithMessage) process.stderr.write(`${error.message}\n`)
    else console.error(error)
    process.exitCode = error instanceof StopWithMessage ? error.status : 1
  }
}
