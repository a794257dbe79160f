// The style sheet of index.html: phone first, two columns with a contents list from 900 px, and a print form. Named by its hash in
// the page's policy, so it is one constant text. Colours and sizes are the design tokens.

export const PAGE_STYLE = `
:root{--app:#eef1f5;--surface:#fff;--sunken:#f6f8fa;--line:#e6eaf0;--line2:#d3dae4;--t1:#18202e;--t2:#465063;--t3:#5c6679;--pt:#0958d9;--ps:#e9f1ff;--ok:#237804;--wa:#8a4b00;--was:#fff4de;--wab:#f0d39a;--er:#cf1322;--vi:#5a3cc0}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--app);color:var(--t1);font:15px/24px "PingFang SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1,h2,h3,p,ul,ol,dl,dd,table{margin:0;padding:0}
body>svg{position:absolute}
svg{width:16px;height:16px;flex:none;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
a{color:var(--pt)}
.choice{position:absolute;opacity:0;width:1px;height:1px}
#lang-zh:checked~.page .en,#lang-en:checked~.page .zh{display:none}
#lang-zh:checked~.page label[for=lang-zh],#lang-en:checked~.page label[for=lang-en]{background:var(--t1);color:#fff}
#lang-zh:focus-visible~.page label[for=lang-zh],#lang-en:focus-visible~.page label[for=lang-en]{outline:2px solid var(--pt);outline-offset:2px}
.wrap{max-width:1040px;margin:0 auto;padding:0 20px}
.head{background:var(--surface);border-bottom:1px solid var(--line);padding-bottom:24px}
.bar{display:flex;align-items:center;justify-content:space-between;padding:12px 0}
.brand{display:flex;align-items:center;gap:10px;font-weight:500}
.brand svg{width:26px;height:26px}
.langs{display:inline-flex;border:1px solid var(--line2);border-radius:8px;overflow:hidden;background:var(--surface)}
.langs label{padding:4px 14px;font-size:14px;cursor:pointer;min-width:44px;text-align:center}
h1{font-size:30px;line-height:40px;font-weight:700;margin-top:12px;letter-spacing:.2px}
.greeting{color:var(--t2);margin-top:4px;white-space:pre-line}
.long{display:inline-block;max-height:168px;overflow:auto;vertical-align:top}
.note{margin-top:12px;padding:8px 12px;border:1px solid var(--wab);background:var(--was);color:var(--wa);border-radius:8px;font-size:14px}
.facts{display:grid;grid-template-columns:1fr 1fr;margin-top:20px;border:1px solid var(--line2);border-radius:12px;overflow:hidden}
.facts div{padding:12px 16px;border-right:1px solid var(--line);border-bottom:1px solid var(--line);margin:0 -1px -1px 0}
.facts b{display:block;font-size:20px;line-height:28px;font-weight:500}
.facts span.l{color:var(--t3);font-size:13px;line-height:20px}
.contents{display:none}
main{padding:28px 0 48px}
section{margin-bottom:36px}
h2{font-size:20px;line-height:28px;font-weight:700}
h3{font-size:15px;line-height:24px;font-weight:700;display:flex;align-items:center;gap:8px}
h3 svg{color:var(--pt)}
h3 .n{margin-left:auto;font-weight:400;color:var(--t3);font-size:14px}
.lead{color:var(--t2);font-size:14px;margin-top:2px}
.cards{display:grid;gap:14px;margin-top:14px}
.cards>:last-child:nth-child(odd){grid-column:1/-1}
h2+.card,h2+.sheet{margin-top:12px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:16px 18px}
.peek{background:var(--sunken);border-radius:8px;padding:8px 12px;margin:10px 0 12px;font-size:14px}
.peek p{white-space:pre-line;max-height:168px;overflow:auto}
dl{display:grid;grid-template-columns:5.6em 1fr;gap:4px 12px;font-size:14px;line-height:22px}
#who dl,#verify dl{grid-template-columns:7.2em 1fr}
#lang-en:checked~.page dl{grid-template-columns:8em 1fr}
dt{color:var(--t3)}
dd{min-width:0;white-space:pre-line}
.line{list-style:none;margin-top:16px;border-left:2px solid var(--line2);margin-left:6px}
.line li{position:relative;padding:0 0 18px 20px}
.line li::before{content:"";position:absolute;left:-7px;top:7px;width:8px;height:8px;border-radius:50%;border:2px solid var(--pt);background:var(--surface)}
.line li:last-child{padding-bottom:0}
.line+h3{margin-top:24px}
.line li.grant::before{border-color:var(--ok)}
.line li.back::before{border-color:var(--er)}
.meta{display:block;color:var(--t3);font-size:13px;line-height:20px}
.mono{font-family:"Cascadia Mono",Consolas,"Noto Sans Mono",Menlo,monospace;font-size:13px}
details{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin-top:12px}
summary{padding:12px 18px;cursor:pointer;font-weight:500}
summary:focus-visible{outline:2px solid var(--pt);outline-offset:2px;border-radius:12px}
details>div{padding:0 18px 14px;font-size:14px;line-height:22px;color:var(--t2)}
details p{margin-top:8px}
.sheet{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin-top:14px;overflow:hidden}
.find{display:flex;align-items:center;gap:10px;padding:10px 16px;border-bottom:1px solid var(--line);color:var(--t3)}
.find[hidden]{display:none}
.find label{display:none}
.find input{flex:1;min-width:0;border:0;font:inherit;color:var(--t1);background:transparent;padding:4px 0}
.find input:focus{outline:2px solid var(--pt);outline-offset:4px;border-radius:4px}
table{width:100%;border-collapse:collapse;font-size:14px;line-height:22px}
thead{display:none}
th{text-align:left;font-weight:400;color:var(--t3);font-size:13px;padding:8px 16px}
tr{display:block;padding:8px 16px;border-bottom:1px solid var(--line)}
#log tr[hidden]{display:none}
tr:last-child{border-bottom:0}
td{display:block;min-width:0}
td.at,td.small{color:var(--t3);font-size:13px;line-height:20px}
td.what{white-space:pre-wrap}
.log tr{display:grid;grid-template-columns:1fr auto;column-gap:12px}
.log td.kind{color:var(--t3);font-size:13px;line-height:20px;text-align:right}
.log td.what{grid-column:1/-1}
.log td.mono{text-align:right}
.words{white-space:pre-line;margin-top:4px}
.card .plain{margin-top:8px}
.card .plain .meta{display:inline}
.plain li{margin:4px 0 0 1.2em}
.plain+.lead,.plain+dl{margin-top:14px;padding-top:12px;border-top:1px solid var(--line)}
.grid2{display:grid;gap:28px}
.foot{color:var(--t3);font-size:13px;padding-bottom:32px}
@media (min-width:640px){
.facts{grid-template-columns:repeat(4,1fr)}
thead{display:table-header-group}tr,.log tr{display:table-row}td{display:table-cell;padding:8px 16px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td.at{white-space:nowrap}td.small{white-space:nowrap}
.log th,.log td{padding:8px 10px}
.log th:first-child,.log td:first-child{padding-left:16px}
.log td.kind,.log td.small:not(.mono){white-space:nowrap}
.log td.kind{color:inherit;font-size:inherit;line-height:inherit;text-align:left}
.log td.small.mono{white-space:normal;text-align:left;min-width:172px}
}
@media (min-width:900px){
.body{display:grid;grid-template-columns:184px 1fr;gap:40px;align-items:start}
.contents{display:block;position:sticky;top:24px;margin-top:32px;border-left:2px solid var(--line2);font-size:14px}
.contents a{display:block;padding:4px 14px;color:var(--t2);text-decoration:none}
.contents a:hover,.contents a:focus-visible{color:var(--pt);box-shadow:-2px 0 0 var(--pt)}
.cards{grid-template-columns:1fr 1fr}
.grid2{grid-template-columns:1fr 1fr}
}
@media print{
body{background:#fff;font-size:10.5pt;line-height:1.5}
.langs,.contents,.find{display:none}
.wrap{max-width:none;padding:0}
.card,.sheet,details{break-inside:avoid;border-color:#bbb}
.sheet{break-inside:auto}
tr{break-inside:avoid}
.peek p,.long{max-height:none;overflow:visible}
details::details-content{content-visibility:visible}
details>summary{list-style:none}
details{break-inside:auto}
h2,h3,summary{break-after:avoid}
table{font-size:8pt;line-height:1.35}
thead{display:table-header-group}
th{padding:3pt 5pt;font-size:8pt}
tr,.log tr{display:table-row}
td{display:table-cell;padding:2.5pt 5pt;border-bottom:1px solid #ddd;vertical-align:top;overflow-wrap:normal}
td.at,td.small{font-size:8pt;line-height:1.35}
.log th,.log td,.log th:first-child,.log td:first-child{padding:2.5pt 5pt}
.log td,.log td.kind,.log td.small{white-space:nowrap;font-size:8pt;line-height:1.35}
.log td.kind,.log td.mono{text-align:left}
.log td.small.mono{font-size:7.5pt;min-width:104pt;white-space:normal;overflow-wrap:anywhere}
.log td.what{width:100%;white-space:pre-wrap;overflow-wrap:anywhere}
.line li,.words{break-inside:avoid}
section{margin-bottom:20pt}
@page{margin:18mm 15mm}
}
`
