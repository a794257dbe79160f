// What a migration is: constant SQL, self-contained, frozen by the hash of its text once released.

export interface Migration {
  /** 1, 2, 3 … without gaps; also the store's user_version afterwards. */
  readonly version: number
  readonly name: string
  /**
   * The lowest newest-migration an older app may know and still open a store that has this one. Its own number unless the change can
   * be ignored: an app that does not know a table could not erase from it.
   */
  readonly minSafeVersion: number
  readonly statements: readonly string[]
}
