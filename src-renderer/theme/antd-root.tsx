// Puts language, shade and motion into antd, for what is made of it. Loaded with what needs it: the unlock screen does not.
import { ConfigProvider } from 'antd'
import enGB from 'antd/locale/en_GB'
import zhCN from 'antd/locale/zh_CN'
import type { JSX, ReactNode } from 'react'
import { useText } from '../text'
import { antdTheme } from './antd-theme'
import { useMedia, useShade } from './theme-root'

export function AntdRoot({ children }: { readonly children: ReactNode }): JSX.Element {
  const { language } = useText()
  const shade = useShade()
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  return (
    <ConfigProvider locale={language === 'zh-CN' ? zhCN : enGB} theme={antdTheme(shade, !isStill)} button={{ autoInsertSpace: false }} getPopupContainer={() => document.body}>
      {children}
    </ConfigProvider>
  )
}
