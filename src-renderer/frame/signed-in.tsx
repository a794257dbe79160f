// The desk itself, with all that the screens before it do without.
// first: what follows makes schemas while it loads
import '../no-eval'
import type { JSX } from 'react'
import type { SessionStatus } from '../../src-shared/contract/session'
import { DESK_FILES } from '../desk-text'
import { TextProvider, useText } from '../text'
import { AntdRoot } from '../theme/antd-root'
import { Frame } from './frame'

export function SignedIn({ session }: { readonly session: SessionStatus }): JSX.Element {
  const { language } = useText()
  return (
    <TextProvider language={language} files={DESK_FILES}>
      <AntdRoot><Frame session={session} /></AntdRoot>
    </TextProvider>
  )
}
