// Language, theme, zoom and notices: what the shell keeps, as it is now.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ShellApi, ShellSettings } from '../../src-shared/contract/shell'

interface SettingsState extends ShellSettings {
  readonly change: (change: Partial<ShellSettings>) => void
}
export type SettingsStore = StoreApi<SettingsState>

export function createSettingsStore(shell: Pick<ShellApi, 'start' | 'settings' | 'onSettings'>): SettingsStore {
  const store = createStore<SettingsState>()((set) => ({
    ...shell.start.settings,
    change: (change) => {
      set(change)
      // The shell answers with what it kept; should it refuse a value, the screen follows it.
      void shell.settings.set(change).then((kept) => set(kept))
    },
  }))
  shell.onSettings((settings) => store.setState(settings))
  return store
}
