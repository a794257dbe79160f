// Types `window.desk` for code that tests run inside the page.

import type { ShellApi } from '../../src-shared/contract/shell'

declare global {
  interface Window {
    readonly desk: ShellApi
  }
}
