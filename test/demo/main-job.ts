// The main job, from an empty desk to the certificate, in the real app against a real origin. Each step says its figure.
import { decideOnSecondDesk, deliver, quitAndReopen, startOriginAgain, stopOrigin, takeRequests, workOffline } from './decide-part'
import { openDemo, type MainJobOptions } from './demo-context'
import { approveErasure, awaitCompletion, exportPackage, findNobody, findNoTrace, saveEvidence } from './finish-part'
import { enrolAndFill, findPerson, quitAndUnlock, readConsents } from './read-part'

export async function doMainJob(options: MainJobOptions): Promise<void> {
  const demo = await openDemo(options)
  try {
    const first = await enrolAndFill(demo, 'desk-1', 'zhou')
    await quitAndUnlock(demo, first)
    await findPerson(demo, first)
    await readConsents(demo, first)
    await takeRequests(demo, first)

    await stopOrigin(demo, first)
    const pending = await workOffline(demo, first)
    await quitAndReopen(demo, first, pending)

    await startOriginAgain(demo)
    const second = await enrolAndFill(demo, 'desk-2', 'wu')
    await decideOnSecondDesk(demo, second)
    await deliver(demo, first)

    await exportPackage(demo, first)
    await approveErasure(demo, second)
    await awaitCompletion(demo, [first, second])
    await findNobody(demo, [first, second])
    await saveEvidence(demo, second)
    await first.driver.close()
    await second.driver.close()
    await findNoTrace(demo, [first, second])
    demo.report.finish()
  } finally {
    await demo.probe.close().catch(() => undefined)
    await demo.origin.remove()
  }
}
