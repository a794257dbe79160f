// The desk itself, with all that the screens before it do without.
import type { JSX } from 'react'
import type { SessionStatus } from '../../src-shared/contract/session'
import { AntdRoot } from '../theme/antd-root'
import { Frame } from './frame'

export function SignedIn({ session }: { readonly session: SessionStatus }): JSX.Element {
  return <AntdRoot><Frame session={session} /></AntdRoot>
}
