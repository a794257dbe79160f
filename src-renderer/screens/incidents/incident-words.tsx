// How an incident stands, as a tag.
import type { JSX } from 'react'
import type { IncidentState } from '../../../src-shared/domain/incident-register'
import { Tag, type Tone } from '../../components/tag'
import type { IconName } from '../../icons/icon-paths'
import { useText } from '../../text'

const LOOKS: Readonly<Record<IncidentState, { readonly tone: Tone; readonly icon: IconName }>> = {
  open: { tone: 'error', icon: 'alert' },
  contained: { tone: 'warning', icon: 'clock' },
  closing: { tone: 'violet', icon: 'usercheck' },
  closed: { tone: 'neutral', icon: 'check' },
}

export function IncidentTag({ state }: { readonly state: IncidentState }): JSX.Element {
  const { t } = useText()
  return <Tag tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{t(`incidents:state.${state}`)}</Tag>
}
