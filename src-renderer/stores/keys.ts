// The keys of whoever is signed in; before unlock and after it, those that everybody begins with.
import { createStore, type StoreApi } from 'zustand/vanilla'
import { FIRST_KEY_CHOICE, type KeyChoice } from '../../src-shared/domain/commands'

export type KeyStore = StoreApi<KeyChoice>

export function createKeyStore(): KeyStore {
  return createStore<KeyChoice>()(() => FIRST_KEY_CHOICE)
}
