// Removes what electron-builder leaves of the runtime it copied: Electron's own start page is no part of our app.
const fs = require('node:fs')
const path = require('node:path')

/** @param {{ appOutDir: string, electronPlatformName: string }} context */
exports.default = function removeDefaultApp({ appOutDir, electronPlatformName }) {
  if (electronPlatformName === 'darwin') return // there it lies inside the bundle and electron-builder replaces it
  fs.rmSync(path.join(appOutDir, 'resources', 'default_app.asar'), { force: true })
}
