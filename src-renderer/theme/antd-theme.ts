// Gives antd our tokens, so that its forms, pickers and dialogs look like the rest of the desk.
import { theme, type ThemeConfig } from 'antd'
import type { Shade } from './theme-root'

const FONT = 'var(--sans)'

/** The few colours antd needs as values, because it computes others from them; the same as in tokens.css. */
const SEEDS: Readonly<Record<Shade, ThemeConfig['token']>> = {
  light: {
    colorPrimary: '#0958D9', colorPrimaryBorder: '#0958D9', colorLink: '#0958D9', colorSuccess: '#237804', colorWarning: '#8A4B00', colorError: '#CF1322', colorBgBase: '#FFFFFF',
    colorText: '#18202E', colorTextSecondary: '#465063', colorTextTertiary: '#5C6679', colorTextQuaternary: '#5C6679',
    colorTextPlaceholder: '#5C6679', colorTextDisabled: '#5C6679', colorBorder: '#8792A3', colorBorderSecondary: '#E6EAF0', colorBgMask: 'rgba(22,30,46,.36)',
  },
  dark: {
    colorPrimary: '#2B67DC', colorPrimaryBorder: '#86B1FF', colorLink: '#86B1FF', colorSuccess: '#86CF6A', colorWarning: '#EDBB62', colorError: '#FF918B', colorBgBase: '#171C25',
    colorText: '#E7EBF1', colorTextSecondary: '#B6BFCC', colorTextTertiary: '#98A3B4', colorTextQuaternary: '#98A3B4',
    colorTextPlaceholder: '#98A3B4', colorTextDisabled: '#98A3B4', colorBorder: '#6E7A8D', colorBorderSecondary: '#272E3A', colorBgMask: 'rgba(5,8,14,.6)',
    colorBgElevated: '#222936', colorBgContainer: '#171C25',
  },
}

export function antdTheme(shade: Shade, motion: boolean): ThemeConfig {
  return {
    algorithm: shade === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...SEEDS[shade],
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      lineWidthFocus: 2,
      controlHeight: 34,
      motion,
      motionDurationSlow: '0.2s',
      motionDurationMid: '0.16s',
      motionDurationFast: '0.12s',
    },
    components: { Modal: { titleFontSize: 16, borderRadiusLG: 12 } },
  }
}
