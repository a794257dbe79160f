// What main and the data process both know of the profile folder: names, and nothing that is in them.

/** The key file; where there is one the workstation is enrolled (main asks no more than that). */
export const KEY_FILE = 'keys.json'
/** Where there is one and no key file, what was here was destroyed. */
export const WIPE_FILE = 'wipe.json'
