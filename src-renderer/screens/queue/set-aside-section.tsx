// What of this person's words was set aside on a request.
import type { JSX } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import { SetAside } from '../../components/set-aside'
import { useText } from '../../text'
import { Section } from './request-sections'

export function SetAsideSection({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t } = useText()
  if (request.setAside.length === 0) return null
  return (
    <Section icon="note" title={t('request:setAside.title')} end={t('request:setAside.mineOnly')}>
      {request.setAside.map((aside) => <SetAside key={aside.mid} aside={aside} />)}
    </Section>
  )
}
