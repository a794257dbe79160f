// What the preload puts on the page.
import type { ShellApi } from '../src-shared/contract/shell'

declare global {
  interface Window {
    readonly desk?: ShellApi
  }
}
