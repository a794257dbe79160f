// Whether a desk was used without a mouse: its main process counts every press of a pointer that any of its windows gets, so that a journey by keys is one.
import { expect, type ElectronApplication } from '@playwright/test'

/** From now on, in the windows that are there and in those that a lock makes. */
export async function watchPointers(app: ElectronApplication): Promise<void> {
  await app.evaluate((electron) => {
    const kept = globalThis as { pointerPresses?: number }
    kept.pointerPresses = 0
    const watch = (contents: Electron.WebContents): void => {
      contents.on('input-event', (_event, { type }) => {
        if (type === 'mouseDown' || type === 'touchStart' || type === 'pointerDown') kept.pointerPresses = (kept.pointerPresses ?? 0) + 1
      })
    }
    for (const contents of electron.webContents.getAllWebContents()) watch(contents)
    electron.app.on('web-contents-created', (_event, contents) => watch(contents))
  })
}

const pressesOf = (app: ElectronApplication): Promise<number | undefined> => app.evaluate(() => (globalThis as { pointerPresses?: number }).pointerPresses)

/** Undefined would say that nobody watched. */
export const expectNoPointer = async (app: ElectronApplication): Promise<void> => expect(await pressesOf(app), 'presses of a pointer').toBe(0)

/** That the watch sees what a mouse does, told by a desk whose user has one. */
export const expectPointer = async (app: ElectronApplication): Promise<void> => expect(await pressesOf(app)).toBeGreaterThan(0)
