// The style sheet of the printed erasure certificate: one A4 page where it fits, system fonts, no colour but the seal's.

export const CERTIFICATE_STYLE = `
@page { size: A4; margin: 12mm 17mm 10mm }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #101828; font: 14px/1.6 system-ui, "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", sans-serif; font-variant-numeric: tabular-nums }
main { min-height: 273mm; display: flex; flex-direction: column }
tr, .pair, .signed, footer { break-inside: avoid }
h2 { break-after: avoid }
header, .signed { display: flex; justify-content: space-between; gap: 24px }
header { border-bottom: 2px solid #101828; padding-bottom: 10px }
header div, .signed div { display: flex; flex-direction: column }
.end { text-align: right; align-items: flex-end }
small, .sub, .en, dt, footer { color: #475467 }
small, .en { font-size: 12px; font-weight: 400 }
h1 { margin: 18px 0 0; text-align: center; font: 600 34px/1.3 "Songti SC", "Noto Serif CJK SC", SimSun, serif; letter-spacing: .06em }
.sub { margin: 0 0 16px; text-align: center }
p { margin: 0 0 4px }
h2 { margin: 14px 0 2px; font-size: 13px }
table { width: 100%; border-collapse: collapse }
th { text-align: left; font-weight: 400; border-bottom: 1px solid #101828; padding: 4px 8px 4px 0 }
td { border-bottom: 1px solid #eaecf0; padding: 4px 8px 4px 0; vertical-align: top }
.numbers tr > :last-child { text-align: right; padding-right: 0; white-space: nowrap }
.two tr > :nth-child(3) { text-align: right }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 36px }
dl { margin: 0 }
dl div { display: flex; justify-content: space-between; border-bottom: 1px solid #eaecf0; padding: 4px 0 }
dd { margin: 0 }
.signed { margin-top: auto; padding-top: 18px; align-items: flex-end }
.seal { margin: 3px; width: 80px; height: 80px; background: #b42318; color: #fff; border: 3px double #fff; outline: 3px solid #b42318; border-radius: 6px; align-items: center; justify-content: center }
.seal span { width: 2.2em; font: 600 28px/1.15 "Songti SC", "Noto Serif CJK SC", SimSun, serif; writing-mode: vertical-rl; height: 2.4em }
footer { border-top: 1px solid #101828; margin-top: 14px; padding-top: 6px; font-size: 11px }
.proof div { border: 0; padding: 1px 0 }
.proof code { white-space: nowrap; font-size: 9.5px }
footer p { margin: 4px 0 0 }
footer .en { font-size: 11px }
code { font-family: ui-monospace, "Noto Sans Mono", monospace }
`
