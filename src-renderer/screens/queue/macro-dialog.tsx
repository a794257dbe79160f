// A macro on the cases that were picked out, or on the one that is selected: each change is shown before, and what happened to each after.
import { Modal, Select } from 'antd'
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { MacroLine, MacroView } from '../../../src-shared/contract/preset'
import type { PresetId } from '../../../src-shared/domain/presets'
import { Button } from '../../components/button'
import { LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { caseName } from '../../components/words'
import { useAct, useAsk, useDesk, useMe } from '../../desk-context'
import { useText } from '../../text'
import { MacroEditor } from './macro-editor'
import { ChangeList, macroSentence, outcomeText } from './macro-words'

export interface MacroDialogProps {
  readonly requestIds: readonly RequestId[]
  /** Everything was done: nothing stays picked out; `next`: the macro goes on to the next case. */
  readonly onDone: (next: boolean) => void
  readonly onClose: () => void
}

export function MacroDialog({ requestIds, onDone, onClose }: MacroDialogProps): JSX.Element | null {
  const { t } = useText()
  const me = useMe()
  const list = useAsk('preset.list', {})
  const [chosenId, setChosen] = useState<PresetId>()
  const [edited, setEdited] = useState<MacroView | 'new'>()
  const macros = list.data?.macros ?? []
  // Held fast once it is shown: a colleague's new macro does not slide under the hand that runs this one.
  if (chosenId === undefined && macros[0] !== undefined) setChosen(macros[0].presetId)
  const chosen = macros.find((one) => one.presetId === chosenId)
  if (edited !== undefined) {
    const close = (presetId?: PresetId): void => {
      if (presetId !== undefined) setChosen(presetId)
      setEdited(undefined)
    }
    return <MacroEditor known={edited === 'new' ? undefined : edited} onDone={close} onClose={() => close()} />
  }
  if (list.data === undefined) return null
  const field = (
    <>
      {chosen === undefined ? <p className="dense t2">{t(macros.length === 0 ? 'macro:none' : 'macro:gone')}</p> : null}
      {macros.length === 0 ? null : (
        <LabelledField label={t('macro:which')}>
          {(id) => <Select id={id} showSearch={{ optionFilterProp: 'label' }} value={chosen?.presetId} placeholder={t('macro:choose')} onChange={setChosen} options={macros.map(({ presetId, name, madeBy }) => ({ value: presetId, label: madeBy.id === me.staffId ? name : t('macro:byWhom', { name, who: madeBy.name }) }))} />}
        </LabelledField>
      )}
      <div className="row gap8">
        <Button size="small" kind="quiet" icon="plus" onClick={() => setEdited('new')}>{t('macro:new')}</Button>
        {chosen?.change === 'possible' ? <Button size="small" kind="quiet" icon="pen" onClick={() => setEdited(chosen)}>{t('macro:edit')}</Button> : null}
        {chosen?.change === 'possible' ? <GiveUp macro={chosen} /> : null}
      </div>
    </>
  )
  if (chosen === undefined) {
    return <Modal open title={t('macro:title', { count: requestIds.length })} width={480} onCancel={onClose} closable={{ 'aria-label': t('app:close') }} footer={<div className="dialog-foot"><Button onClick={onClose}>{t('app:close')}</Button></div>}><div className="dialog-body">{field}</div></Modal>
  }
  return <RunMacro key={`${chosen.presetId} ${String(chosen.version)}`} macro={chosen} requestIds={requestIds} onDone={onDone} onClose={onClose}>{field}</RunMacro>
}

/** Asked once more: it goes from the whole team. */
function GiveUp({ macro }: { readonly macro: MacroView }): JSX.Element {
  const { t } = useText()
  const drop = useAct('preset.drop')
  const [isAsked, setAsked] = useState(false)
  const act = (): void => drop.mutate({ presetId: macro.presetId, version: macro.version })
  return (
    <>
      <Button size="small" kind="quiet" icon="trash" disabled={drop.isPending} onClick={() => (isAsked ? act() : setAsked(true))}>{t(isAsked ? 'macro:dropSure' : 'macro:drop')}</Button>
      {drop.error === null ? null : <ErrorNote error={drop.error.error} />}
    </>
  )
}

interface RunMacroProps extends MacroDialogProps {
  readonly macro: MacroView
  readonly children: JSX.Element
}

function RunMacro({ macro, requestIds, onDone, onClose, children }: RunMacroProps): JSX.Element {
  const { t } = useText()
  const toast = useDesk().toast
  const named = { presetId: macro.presetId, version: macro.version }
  const run = useAct('preset.run')
  const preview = useAsk('preset.preview', { ...named, requestIds: [...requestIds] }, { enabled: run.data === undefined })
  const lines = run.data ?? preview.data
  const possible = lines?.filter((line) => line.outcome === 'possible') ?? []
  const able = possible.length
  // Those that were shown to take part, as they were shown.
  const act = (): void => run.mutate({ ...named, cases: possible.map(({ requestId, shown }) => ({ requestId, shown })) }, {
    onSuccess: (done) => {
      const count = done.filter((line) => line.outcome === 'done').length
      const batch = done.filter((line) => line.outcome === 'done')
      toast.getState().show(t('macro:done', { name: macro.name, count }), { mids: batch.flatMap(({ mids }) => mids), snoozed: batch.filter(isSnoozed).map((line) => line.requestId) })
      if (count === done.length) onDone(macro.macro.next)
    },
  })
  if (run.data !== undefined) return <Outcome macro={macro} lines={run.data} onClose={() => onDone(false)} />
  return (
    <Dialog title={t('macro:title', { count: requestIds.length })} verb={t('macro:run', { count: able })} busy={run.isPending || lines === undefined} blocked={able === 0 && lines !== undefined ? t('queue:bulk.none') : undefined} onAct={act} onClose={onClose}>
      {children}
      <p className="meta t3">{macroSentence(t, macro.macro)}</p>
      {lines === undefined ? null : <Lines lines={lines} />}
      {preview.error === null ? null : <ErrorNote error={preview.error.error} />}
      {run.error === null ? null : <ErrorNote error={run.error.error} />}
    </Dialog>
  )
}

const isSnoozed = ({ changes }: MacroLine): boolean => changes.some(({ kind }) => kind === 'snooze')

/** One case with everything that changes; of several each opens. */
function Lines({ lines }: { readonly lines: readonly MacroLine[] }): JSX.Element {
  const { t } = useText()
  const out = lines.filter((line) => line.outcome !== 'possible')
  const [only] = lines
  return (
    <div role="status">
      {lines.length === 1 && only !== undefined ? (
        only.outcome === 'possible' ? <ChangeList changes={only.changes} /> : <p className="dense is-warning">{outcomeText(t, only.outcome)}</p>
      ) : (
        <>
          <p className="dense">{t('queue:bulk.selected', { count: lines.length, out: out.length })}</p>
          <ul className="bulk-lines macro-lines" tabIndex={0} aria-label={t('macro:changes')}>
            {lines.map((line) => <li key={line.requestId}>{line.outcome === 'possible' ? <details><summary><span className="medium">{caseName(t, line.caseNo)}</span></summary><ChangeList changes={line.changes} /></details> : <ReasonOf line={line} />}</li>)}
          </ul>
        </>
      )}
    </div>
  )
}

function ReasonOf({ line }: { readonly line: MacroLine }): JSX.Element {
  const { t } = useText()
  return <><span className="medium">{caseName(t, line.caseNo)}</span> <span className="t2">{outcomeText(t, line.outcome)}</span></>
}

function Outcome({ macro, lines, onClose }: { readonly macro: MacroView; readonly lines: readonly MacroLine[]; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const out = lines.filter((line) => line.outcome !== 'done')
  return (
    <Modal open title={t('macro:done', { name: macro.name, count: lines.length - out.length })} width={480} onCancel={onClose} closable={{ 'aria-label': t('app:close') }} footer={<div className="dialog-foot"><Button kind="primary" autoFocus onClick={onClose}>{t('app:close')}</Button></div>}>
      <p className="dense" role="status">{t('queue:bulk.unchanged', { count: out.length })}</p>
      <ul className="bulk-lines" tabIndex={0} aria-label={t('queue:bulk.reasons')}>{out.map((line) => <li key={line.requestId}><ReasonOf line={line} /></li>)}</ul>
    </Modal>
  )
}
