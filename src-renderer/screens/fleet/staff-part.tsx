// Everybody who works here in one table, with role and training, and the way to add somebody; the chosen one beside it.
import { useState, type JSX } from 'react'
import type { StaffMember, StaffView } from '../../../src-shared/contract/staff'
import { Button } from '../../components/button'
import { useAsk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'
import { AddDialog } from './add-dialog'
import { StaffPane } from './staff-pane'
import { TrainingWord } from './training-word'
import { useChosenRow } from './use-chosen-row'

export function StaffPart({ view }: { readonly view: StaffView }): JSX.Element {
  const { t } = useText()
  const { staff } = view
  const { chosen, choose } = useChosenRow(staff, rowId)
  const [isAdding, setAdding] = useState(false)
  const isOffline = useAsk('sync.status', {}, { former: 'keep' }).data?.connection === 'offline'
  return (
    <div className="fleet-columns">
      <section className="fleet-list scroll" aria-label={t('staff:list')}>
        <table className="table fleet-table">
          <thead>
            <tr>
              <th scope="col">{t('staff:column.name')}</th>
              <th scope="col">{t('staff:column.role')}</th>
              <th scope="col">{t('staff:column.training')}</th>
              <th scope="col" className="fleet-person">{t('staff:column.devices')}</th>
            </tr>
          </thead>
          <tbody>{staff.map((member) => <StaffRow key={member.id} member={member} isChosen={member.id === chosen?.id} onChoose={() => choose(member)} />)}</tbody>
        </table>
        <div className="staff-add"><Button icon="plus" disabled={isOffline} onClick={() => setAdding(true)}>{t('staff:add.open')}</Button></div>
      </section>
      {chosen === undefined ? null : <StaffPane key={chosen.id} member={chosen} />}
      {isAdding ? <AddDialog onAdded={(id) => choose({ id })} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}

const rowId = (member: StaffMember): string => `staff-${member.id}`

interface StaffRowProps {
  readonly member: StaffMember
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function StaffRow({ member, isChosen, onChoose }: StaffRowProps): JSX.Element {
  const { t } = useText()
  const { name, role, active, devices, isMe } = member
  return (
    <tr className={isChosen ? 'fleet-row fleet-row-on' : 'fleet-row'} onClick={onChoose}>
      <th scope="row">
        {/* One stop for Tab; the arrow keys go on from there. */}
        <button type="button" id={rowId(member)} className="fleet-name" tabIndex={isChosen ? 0 : -1} aria-current={isChosen ? 'true' : undefined} onFocus={onChoose}>
          <Icon name="user" size={14} />
          <span className="ellipsis">{name}</span>
          {isMe ? <span className="meta t3 nowrap">{t('staff:me')}</span> : null}
        </button>
      </th>
      <td className="nowrap">{t(`words:role.${role}`)}</td>
      <td>{active ? <TrainingWord member={member} /> : <span className="row gap6 t2"><StateShape shape="bars" />{t('staff:left')}</span>}</td>
      <td className="fleet-person">{devices.length === 0 ? '--' : devices.map((device) => device.name).join(t('app:listComma'))}</td>
    </tr>
  )
}
