// Puts language, shade and motion on the document and into antd.
import { ConfigProvider } from 'antd'
import enGB from 'antd/locale/en_GB'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useSyncExternalStore, type JSX, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { useDesk } from '../desk-context'
import { useText } from '../text'
import { antdTheme, type Shade } from './antd-theme'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
}

export function ThemeRoot({ children }: { readonly children: ReactNode }): JSX.Element {
  const theme = useStore(useDesk().settings, (settings) => settings.theme)
  const { language, t } = useText()
  const systemIsDark = useMedia('(prefers-color-scheme: dark)')
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  const shade: Shade = theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme
  useEffect(() => {
    document.documentElement.dataset['theme'] = shade
    document.documentElement.lang = language
    document.title = t('app:name')
  }, [shade, language, t])
  return (
    <ConfigProvider locale={language === 'zh-CN' ? zhCN : enGB} theme={antdTheme(shade, !isStill)} button={{ autoInsertSpace: false }} getPopupContainer={() => document.body}>
      {children}
    </ConfigProvider>
  )
}
