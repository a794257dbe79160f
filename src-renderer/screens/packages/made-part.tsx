// The register of packages: whose, made when and by whom, where each file is now, and the end of them.
import { useState, type JSX } from 'react'
import type { MadePackage, PackageFileView, PackagePlace } from '../../../src-shared/contract/package'
import { Button } from '../../components/button'
import { CopyPackage } from '../../components/copy-package'
import { Dialog } from '../../components/dialog'
import { EmptyState } from '../../components/empty-state'
import { ErrorNote } from '../../components/error-state'
import { Tag, type Tone } from '../../components/tag'
import { useAct, useDesk, useGo } from '../../desk-context'
import type { IconName } from '../../icons/icon-paths'
import { useText } from '../../text'

export function MadePart({ packages }: { readonly packages: readonly MadePackage[] }): JSX.Element {
  const { t } = useText()
  const expired = packages.filter(({ isExpired }) => isExpired).length
  if (packages.length === 0) return <EmptyState sentence={t('packages:made.none')} />
  return (
    <div className="made-packages scroll grow" tabIndex={0} role="region" aria-label={t('packages:made.part.made')}>
      <p className="dense t2">{t('packages:made.lead')}</p>
      {expired === 0 ? null : <p className="note note-warning" role="status">{t('packages:made.expired', { count: expired })}</p>}
      <ul className="made-list">{packages.map((one) => <Made key={one.packageId} made={one} />)}</ul>
    </div>
  )
}

const LOOK: Readonly<Record<PackagePlace, { readonly tone: Tone; readonly icon?: IconName }>> = {
  here: { tone: 'teal', icon: 'box' },
  destroyed: { tone: 'neutral', icon: 'trash' },
  'not-found': { tone: 'warning', icon: 'alert' },
  changed: { tone: 'warning', icon: 'alert' },
  unreachable: { tone: 'warning', icon: 'alert' },
}

function Made({ made }: { readonly made: MadePackage }): JSX.Element {
  const { t, format } = useText()
  const [isAsking, setAsking] = useState(false)
  const { packageId, requestId, caseNo, maskedName, sizeBytes, expiresAt, isExpired, files } = made
  const first = files[0]
  const isHere = first?.place === 'here'
  const hasMore = files.some(({ place }) => place !== 'destroyed')
  return (
    <li className="card made-package" data-testid="made-package">
      <div className="row-top gap12">
        <div className="grow">
          <div className="row gap8 wrap">
            <CaseLink requestId={requestId} caseNo={caseNo} />
            <span className="medium">{maskedName}</span>
            {isExpired ? <Tag tone="warning" icon="clock">{t('packages:made.isExpired', { day: format.day(expiresAt) })}</Tag> : null}
          </div>
          <div className="meta t3">
            {first === undefined ? null : `${t('packages:made.by', { name: first.by.name, time: format.dateTime(first.at) })} · `}
            {format.bytes(sizeBytes)}{isExpired || !hasMore ? null : ` · ${t('packages:made.until', { day: format.day(expiresAt) })}`}
          </div>
        </div>
        <span className="row gap8 wrap made-acts">
          {isHere ? <CopyPackage packageId={packageId} size="small" /> : null}
          {hasMore ? <Button size="small" icon="trash" onClick={() => setAsking(true)}>{t('packages:made.destroy')}</Button> : null}
        </span>
      </div>
      <ul className="made-files">{files.map((file) => <FileLine key={file.fileId} file={file} />)}</ul>
      {isAsking ? <DestroyDialog made={made} onClose={() => setAsking(false)} /> : null}
    </li>
  )
}

function CaseLink({ requestId, caseNo }: Pick<MadePackage, 'requestId' | 'caseNo'>): JSX.Element {
  const { t } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const open = (): void => {
    selection.getState().selectRequest('team', requestId)
    go({ screen: 'queue', view: 'team' })
  }
  return <button type="button" className="link" aria-label={t('packages:made.openCase', { caseNo })} onClick={open}>{caseNo}</button>
}

function FileLine({ file }: { readonly file: PackageFileView }): JSX.Element {
  const { t, format } = useText()
  const { folder, fileName, place, by, at, destroyed } = file
  const { tone, icon } = LOOK[place]
  return (
    <li className="made-file">
      <div className="grow">
        <div className="dense selectable">{folder === undefined ? t('packages:made.inExports', { fileName }) : t('packages:made.copyIn', { folder, fileName })}</div>
        {folder === undefined ? null : <div className="meta t3">{t('packages:made.by', { name: by.name, time: format.dateTime(at) })}</div>}
        {place === 'here' || place === 'destroyed' ? null : <div className="meta t2">{t(`packages:made.lost.${place}`)}</div>}
        {destroyed === undefined ? null : <div className="meta t3">{t('packages:made.destroyedBy', { name: destroyed.by.name, time: format.dateTime(destroyed.at) })}</div>}
      </div>
      <Tag tone={tone} icon={icon}>{t(`packages:made.place.${place}`)}</Tag>
    </li>
  )
}

function DestroyDialog({ made, onClose }: { readonly made: MadePackage; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const destroy = useAct('package.destroy')
  const { packageId, caseNo, maskedName, files } = made
  const inReach = files.filter(({ place }) => place === 'here').length
  const lost = files.filter(({ place }) => place !== 'here' && place !== 'destroyed').length
  const run = (): void => destroy.mutate({ packageId }, {
    onSuccess: (after) => {
      const left = after.filter(({ place }) => place !== 'destroyed').length
      toast.getState().show(left === 0 ? t('packages:made.done') : t('packages:made.doneBut', { count: left }))
      onClose()
    },
  })
  return (
    <Dialog title={t('packages:made.destroyTitle', { caseNo })} verb={t('packages:made.destroyAct')} kind="danger" busy={destroy.isPending} onAct={run} onClose={onClose}>
      <p className="dense">{t('packages:made.destroyText', { name: maskedName, count: inReach })}</p>
      {lost === 0 ? null : <p className="dense t2">{t('packages:made.destroyLost', { count: lost })}</p>}
      <p className="meta t3">{t('packages:made.destroyBeyond')}</p>
      {destroy.error === null ? null : <ErrorNote error={destroy.error.error} />}
    </Dialog>
  )
}
