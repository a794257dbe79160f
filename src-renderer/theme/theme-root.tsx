// Puts language, shade and which desk it is on the document; everything of ours looks there.
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { useDesk } from '../desk-context'
import { useText } from '../text'

export type Shade = 'light' | 'dark'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
}

export function useShade(): Shade {
  const theme = useStore(useDesk().settings, (settings) => settings.theme)
  const systemIsDark = useMedia('(prefers-color-scheme: dark)')
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme
}

export function ThemeRoot({ children }: { readonly children: ReactNode }): ReactNode {
  const { isPractice } = useDesk().shell.start
  const { language, t } = useText()
  const shade = useShade()
  useEffect(() => {
    document.documentElement.dataset['theme'] = shade
    document.documentElement.lang = language
    document.title = t('app:name')
    document.documentElement.dataset['desk'] = isPractice ? 'practice' : 'real'
  }, [shade, language, isPractice, t])
  return children
}
