// Opens the folder of packages: what lies there is the person's, so that somebody opened it is on record first.
import { useAct, useDesk } from '../desk-context'
import { useText } from '../text'

export function useOpenFolder(): () => void {
  const { t } = useText()
  const { shell, toast } = useDesk()
  const { mutate } = useAct('package.openFolder')
  const open = async (): Promise<void> => {
    if (!(await shell.openExportFolder())) toast.getState().show(t('packages:noFolder'))
  }
  return () => mutate({}, { onSuccess: () => void open() })
}
