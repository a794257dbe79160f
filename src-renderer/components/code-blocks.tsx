// A code that is read out or typed elsewhere, in blocks of a few characters; it copies whole, with its hyphens.
import { Fragment, type JSX } from 'react'

/** Part of the code: it is typed like every other character. */
const HYPHEN = '-'

export function CodeBlocks({ code, label, testId }: { readonly code: string; readonly label: string; readonly testId: string }): JSX.Element {
  return <p className="passphrase-blocks" data-testid={testId} aria-label={label}>{code.split(HYPHEN).map((block, index) => <Fragment key={index}>{index === 0 ? null : HYPHEN}<span>{block}</span></Fragment>)}</p>
}
