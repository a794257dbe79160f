// Views and macros of the team: listed with what waits here, saved and given up as acts that work offline.
import { createId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { MacroView, PresetList, TeamView } from '../../src-shared/contract/preset'
import type { CodedText } from '../../src-shared/contract/request-clock'
import type { PresetId } from '../../src-shared/domain/presets'
import { readEntries } from '../sync/read-inventory'
import { actOnInventory } from './act-on-inventory'
import type { ActDeps } from './act-on-request'
import { readStaffNames, verdictOf, type InventoryDeps } from './inventory-acts'

/** More than a sidebar and a list of choices hold helps nobody. */
const PRESETS_MAX = 100

export async function listPresets(deps: InventoryDeps): Promise<Result<PresetList, DeskError>> {
  const { reader } = deps.vault
  const staffName = await readStaffNames(reader)
  const views: TeamView[] = []
  const macros: MacroView[] = []
  const rules = deps.rules.current()
  const all = await readEntries(reader, 'preset', rules)
  for (const seen of all.toSorted((one, other) => one.entry.name.localeCompare(other.entry.name, 'zh-CN') || (one.entry.id < other.entry.id ? -1 : 1))) {
    const { id: presetId, name, content, owner } = seen.entry
    if (!content) continue
    const view = { presetId, version: seen.version, name, madeBy: staffName(owner), mark: seen.mark, change: verdictOf(deps, seen, { op: 'preset.drop@1', args: { presetId } }) }
    if (content.kind === 'macro') macros.push({ ...view, macro: content })
    else views.push({ ...view, query: { view: content.view, filter: content.filter, sort: content.sort } })
  }
  const coded = ({ text, code }: CodedText): CodedText => ({ code, text })
  return ok({ views, macros, pauseCategories: rules.pauses.map(({ category, text }) => ({ code: category, text })), grounds: rules.grounds.map(coded) })
}

export async function savePreset(deps: ActDeps, { known, name, content }: ParsedRequestOf<'preset.save'>): Promise<Result<{ readonly presetId: PresetId }, DeskError>> {
  const isOneTooMany = !known && (await readEntries(deps.vault.reader, 'preset', deps.rules.current())).filter(({ entry }) => entry.content?.kind === content.kind).length >= PRESETS_MAX
  if (isOneTooMany) return err({ kind: 'invalid-input', params: { fields: 'name', code: 'preset.max' } })
  const presetId = known?.presetId ?? createId<PresetId>(deps.clock.now(), deps.random)
  const saved = await actOnInventory(deps, { operation: { op: 'preset.save@1', args: { presetId, name: name.trim(), content } }, version: known?.version ?? 0 })
  return saved.ok ? ok({ presetId }) : saved
}

export function dropPreset(deps: ActDeps, { presetId, version }: ParsedRequestOf<'preset.drop'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'preset.drop@1', args: { presetId } }, version })
}
