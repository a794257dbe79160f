// Copies a package to a folder that is picked in the system's dialog, as on a drive that is handed over.
import { useState, type JSX } from 'react'
import { useAct, useDesk } from '../desk-context'
import { useText } from '../text'
import { Button, type ButtonProps } from './button'
import { ErrorNote } from './error-state'

export interface CopyPackageProps extends Pick<ButtonProps, 'size'> {
  readonly packageId: string
}

export function CopyPackage({ packageId, size }: CopyPackageProps): JSX.Element {
  const { t } = useText()
  const { shell, toast } = useDesk()
  const copy = useAct('package.copy')
  const [isPicking, setPicking] = useState(false)
  const act = async (): Promise<void> => {
    setPicking(true)
    const picked = await shell.pickFolder().finally(() => setPicking(false))
    if (picked.kind === 'picked') copy.mutate({ packageId, pickId: picked.pickId }, { onSuccess: ({ folder, fileName }) => toast.getState().show(t('packages:made.copied', { folder, fileName })) })
  }
  return (
    <>
      <Button size={size} icon="download" disabled={isPicking || copy.isPending} onClick={() => void act()}>{t('packages:made.copy')}</Button>
      {copy.error === null ? null : <ErrorNote error={copy.error.error} />}
    </>
  )
}
