// Hands one MessagePort to the trusted main frame and its other end to the data process, and takes it back at every navigation.
//
// A port has no sender that could be checked later, so the check is made here, once, and the port dies with the document that got
// it: at a navigation, a reload, a gone renderer, or when the page asks for another one.

import { MessageChannelMain, type MessagePortMain, type WebContents, type WebFrameMain } from 'electron'
import { PORT_CHANNEL } from '../../src-shared/contract/shell'

/** The data process as the broker sees it. */
export interface PortHost {
  /** Passes the port on and returns its number. */
  attach(port: MessagePortMain): number
  detach(port: number): void
}

export interface PortBroker {
  /** `frame` was checked by the caller (trusted-frame.ts) in the same turn. */
  handOver(frame: WebFrameMain): void
  close(): void
}

export function createPortBroker(host: PortHost, contents: WebContents): PortBroker {
  let current: number | undefined
  const close = (): void => {
    if (current === undefined) return
    host.detach(current)
    current = undefined
  }
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) close()
  })
  contents.on('render-process-gone', close)
  contents.on('destroyed', close)
  return {
    handOver: (frame) => {
      close()
      const { port1, port2 } = new MessageChannelMain()
      current = host.attach(port1)
      frame.postMessage(PORT_CHANNEL, undefined, [port2])
    },
    close,
  }
}
