// Packages: which this desk made and where they are, and the check of a package or certificate from anywhere.
import type { JSX } from 'react'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { Segments } from '../../components/field'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAsk, useGo } from '../../desk-context'
import { useText } from '../../text'
import { CheckPart } from './check-part'
import { MadePart } from './made-part'

export function PackagesScreen({ part, opened }: { readonly part: 'made' | 'check'; readonly opened?: string }): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const openFolder = useOpenFolder()
  const made = useAsk('package.list', {})
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('packages:made.title')}</h1>
        <Segments
          label={t('packages:made.parts')}
          value={part}
          options={[{ value: 'made', label: t('packages:made.part.made') }, { value: 'check', label: t('packages:made.part.check') }]}
          onChange={(value) => go({ screen: 'packages', part: value })}
        />
        <span className="grow" />
        {part === 'made' ? <Button onClick={openFolder}>{t('packages:openFolder')}</Button> : null}
        {part === 'made' ? <Button icon="refresh" disabled={made.isFetching} onClick={() => void made.refetch()}>{t('packages:made.look')}</Button> : null}
      </div>
      {part === 'check' ? <CheckPart key={opened} {...(opened === undefined ? {} : { opened })} /> : <Answered query={made} rowHeight={72}>{(packages) => <MadePart packages={packages} />}</Answered>}
    </div>
  )
}
