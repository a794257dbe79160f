// The record of processing: every field with its purpose, basis, keeping, what an erasure does to it and who receives it; and what the
// origin sent beyond it.
import type { JSX } from 'react'
import type { InventoryView } from '../../../src-shared/contract/inventory'
import type { ProcessingRow } from '../../../src-shared/domain/record-of-processing'
import { OWN_RECORDS, type OwnPurpose } from '../../../src-shared/domain/own-records'
import { CATEGORIES, PURPOSES, type Category, type Purpose } from '../../../src-shared/domain/vocabulary'
import type { Translate } from '../../../src-shared/text/translate'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { openText, openWord } from '../../components/words'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct, useAsk, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export function FieldsPart(): JSX.Element {
  const { t } = useText()
  const inventory = useAsk('inventory.open', {}, { former: 'keep' })
  return (
    <div className="register-body scroll grow" tabIndex={0} role="region" aria-label={t('entries:part.fields')}>
      <Answered query={inventory} rowHeight={38} rows={12}>{(view) => <FieldsPage view={view} />}</Answered>
    </div>
  )
}

function FieldsPage({ view }: { readonly view: InventoryView }): JSX.Element {
  const { t, format } = useText()
  const { toast } = useDesk()
  const openFolder = useOpenFolder()
  const exportRecord = useAct('inventory.export')
  const act = (): void => exportRecord.mutate({}, { onSuccess: ({ fileNames }) => toast.getState().show(t('entries:exported', { count: fileNames.length })) })
  const groups = [...new Set(view.rows.map((row) => row.group))]
  return (
    <>
      <div className="row gap12 between register-intro">
        <p className="dense t2 grow">{t('entries:fieldsIntro', { fields: format.number(view.rows.length), rulesPack: view.rulesPack })}</p>
        <Button icon="download" disabled={exportRecord.isPending} onClick={act}>{t('entries:export')}</Button>
        <Button kind="quiet" onClick={openFolder}>{t('packages:openFolder')}</Button>
      </div>
      {exportRecord.error === null ? null : <ErrorNote error={exportRecord.error.error} />}
      <Beyond rows={view.beyond} />
      <div className="card register-table">
        <table className="table">
          <thead><tr>{(['field', 'erasure', 'recipients'] as const).map((column) => <th key={column} scope="col">{t(`inventory:column.${column}`)}</th>)}</tr></thead>
          {groups.map((group) => <Group key={group} rows={view.rows.filter((row) => row.group === group)} />)}
        </table>
      </div>
    </>
  )
}

function groupName(t: Translate, group: ProcessingRow['group']): string {
  return (CATEGORIES as readonly string[]).includes(group) && !OWN_RECORDS.some((own) => own.group === group) ? t(`words:category.${group as Category}`) : openText(t, `inventory:ownGroup.${group}`)
}

function purposeName(t: Translate, purpose: Purpose | OwnPurpose): string {
  return (PURPOSES as readonly string[]).includes(purpose) ? t(`words:purpose.${purpose as Purpose}`) : t(`inventory:ownPurpose.${purpose as OwnPurpose}`)
}

/** Purpose, basis and keeping are the group's, so they stand once, beside its name; what differs stands with the field. */
function Group({ rows }: { readonly rows: readonly ProcessingRow[] }): JSX.Element | null {
  const { t } = useText()
  const [first] = rows
  if (!first) return null
  const comma = t('app:listComma')
  const words = [first.purposes.map((purpose) => purposeName(t, purpose)).join(comma), t(`inventory:basis.${first.legalBasis}`), openText(t, first.retention), openWord(t, 'system', first.system)]
  return (
    <tbody>
      <tr className="group"><th colSpan={3} scope="rowgroup"><span className="medium">{groupName(t, first.group)}</span> <span className="t2">{words.join(' · ')}</span></th></tr>
      {rows.map((row) => (
        <tr key={row.field}>
          <td>{openWord(t, 'fieldName', row.field)}</td>
          <td className={row.erasure === 'restricted' ? 'is-teal' : row.erasure === 'anonymised' ? 'is-violet' : 't2'}>{t(`inventory:handling.${row.erasure}`)}{row.ground === undefined ? '' : ` · ${row.ground}`}</td>
          <td className="t2">{row.recipients.length === 0 ? <span className="t3">--</span> : row.recipients.map(({ name, relation }) => (name === '' ? t(`consent:relation.${relation}`) : `${name} · ${t(`consent:relation.${relation}`)}`)).join(comma)}</td>
        </tr>
      ))}
    </tbody>
  )
}

function Beyond({ rows }: { readonly rows: InventoryView['beyond'] }): JSX.Element {
  const { t, format } = useText()
  if (rows.length === 0) return <p className="dense is-success row gap6 register-beyond"><Icon name="check" size={14} />{t('entries:beyondNone')}</p>
  return (
    <section className="register-beyond">
      <p className="note note-warning"><Icon name="alert" size={14} /><span>{t('entries:beyondText', { count: rows.length })}</span></p>
      <div className="card">
        <table className="table">
          <thead><tr><th scope="col">{t('inventory:beyondColumn.type')}</th><th scope="col">{t('inventory:beyondColumn.field')}</th><th scope="col" className="number">{t('inventory:beyondColumn.count')}</th><th scope="col">{t('inventory:beyondColumn.lastSeenAt')}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.type} ${row.field}`}>
                <td>{openWord(t, 'recordType', row.type)}</td><td className="mono">{row.field === '*' ? t('inventory:beyondColumn.wholeType') : row.field}</td>
                <td className="number">{format.number(row.count)}</td><td className="t2">{format.dateTime(row.lastSeenAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
