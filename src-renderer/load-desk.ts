// Loads the desk behind the unlock screen: once, when somebody is about to come in.
import type { SignedIn } from './frame/signed-in'

export function loadDesk(): Promise<{ readonly default: typeof SignedIn }> {
  return import('./frame/signed-in').then((loaded) => ({ default: loaded.SignedIn }))
}
