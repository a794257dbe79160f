// Which program this is, whether its folder is as it should be, and the file for whoever looks after the desk: read here first, then saved as read.
import { useEffect, useState, type JSX } from 'react'
import type { SyncStatus } from '../../../src-shared/contract/sync'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { sentences, useText } from '../../text'

export function SupportPart({ program }: { readonly program: SyncStatus['program'] }): JSX.Element {
  const { t, language } = useText()
  const [isOpen, setOpen] = useState(false)
  const openFolder = useOpenFolder()
  return (
    <section className="support-part" aria-label={t('support:title')}>
      <h3 className="section-title column-head">{t('support:title')}</h3>
      {program.installFolder === 'writable' ? <p className="note note-warning"><Icon name="alert" size={14} />{t('support:installWritable')}</p> : null}
      <NewerVersion program={program} />
      {program.refused === undefined ? null : <p className="note note-neutral"><Icon name="info" size={14} />{sentences(language, t(`support:refused.${program.refused.reason}`), t('support:refusedNext'))}</p>}
      <div className="row gap12 between">
        <p className="dense t2">{t('support:program', { version: program.version })}</p>
        <span className="row gap8 nowrap">
          <Button icon="download" onClick={() => setOpen(true)}>{t('support:open')}</Button>
          <Button kind="quiet" onClick={openFolder}>{t('packages:openFolder')}</Button>
        </span>
      </div>
      {isOpen ? <BundleDialog onClose={() => setOpen(false)} /> : null}
    </section>
  )
}

/** Calm: it is IT's work, and the version that is here goes on working. */
function NewerVersion({ program: { version, newer } }: { readonly program: SyncStatus['program'] }): JSX.Element | null {
  const { t } = useText()
  return newer === undefined ? null : <p className="note note-neutral" role="status"><Icon name="info" size={14} />{t('support:newer', { newer, version })}</p>
}

function BundleDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { settings, toast } = useDesk()
  // As they stood when it was opened: what is saved is what stands here.
  const [chosen] = useState(() => settings.getState())
  const make = useAct('support.make')
  const save = useAct('support.save')
  const { mutate } = make
  useEffect(() => mutate({ settings: { language: chosen.language, theme: chosen.theme, zoom: chosen.zoom } }), [mutate, chosen])
  const bundle = make.data
  const act = (): void => {
    if (bundle === undefined) return
    save.mutate({ bundleId: bundle.bundleId }, {
      onSuccess: ({ fileName }) => {
        toast.getState().show(t('support:saved', { fileName }))
        onClose()
      },
    })
  }
  return (
    <Dialog title={t('support:dialogTitle')} verb={t('support:save')} width={720} busy={bundle === undefined || save.isPending} onAct={act} onClose={onClose}>
      <p>{t('support:without')}</p>
      {make.error === null ? null : <ErrorNote error={make.error.error} />}
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
      {bundle === undefined
        ? <p className="dense t3" role="status">{make.error === null ? t('support:making') : ''}</p>
        : <pre className="sunken mono selectable scroll support-text" tabIndex={0} role="region" aria-label={t('support:preview')}>{bundle.text}</pre>}
      <p className="meta t3">{t('support:where')}</p>
    </Dialog>
  )
}
