// What main and the data process both know of the profile folder: a name, and nothing that is in it.

/** The key file; where there is one the workstation is enrolled (main asks no more than that). */
export const KEY_FILE = 'keys.json'
