/** The one style sheet. No web font, no image: nothing is loaded. Colours hold 4.5:1 against what they stand on (WCAG 2.2, 1.4.3). */
export const styleSheet = `
:root{color-scheme:light;--ink:#1a2230;--soft:#566072;--line:#dde2ea;--paper:#fff;--wash:#f5f7fa;
--bad:#b3261e;--bad-wash:#fdecea;--gap:#8a5300;--gap-wash:#fff4de;--good:#1b6e3c;--good-wash:#e8f5ec;--link:#1d4f91;
--critical:#7a1020;--high:#b3261e;--medium:#9a5b00;--low:#2b5f86;--info:#566072}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:72rem;padding:2rem 1.5rem 4rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,p,dl,dd,ul,figure{margin:0}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em}
h2{font-size:1.25rem;line-height:1.3}
h3{font-size:1rem;line-height:1.4}
a{color:var(--link)}
small,.small{font-size:.82rem;color:var(--soft)}
.mono,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.82em}
.mono.small{font-size:.76rem}
code{background:var(--wash);border-radius:3px;padding:.1em .3em}
ul.plain{list-style:none;padding:0}
header{display:grid;grid-template-columns:1fr minmax(16rem,24rem);gap:2rem;align-items:end}
.brand{font-size:.8rem;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.lead{color:var(--soft);max-width:38rem;margin-top:.4rem}
header dl{display:grid;gap:.25rem;font-size:.88rem}
header dl>div{display:grid;grid-template-columns:6rem 1fr;gap:.75rem}
dt{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1.5rem 0;padding:.6rem 0;border-block:1px solid var(--line);font-size:.9rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
section{margin-top:2.75rem}
section>h2{margin-bottom:.75rem;padding-bottom:.4rem;border-bottom:2px solid var(--ink);display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.count{font-size:.9rem;font-weight:500;color:var(--soft);white-space:nowrap}
.banner{margin:1.25rem 0 0;padding:.9rem 1.1rem;border:1px solid var(--bad);border-left-width:6px;background:var(--bad-wash);border-radius:4px}
.banner strong{color:var(--bad);letter-spacing:.02em}
.banner ul{margin:.3rem 0 0;padding-left:1.2rem}
.summary{display:grid;grid-template-columns:repeat(4,1fr);gap:1rem;margin-top:1.5rem}
.card{border:1px solid var(--line);border-radius:8px;padding:1rem 1.1rem;background:var(--paper);color:inherit;text-decoration:none;min-width:0}
.card h2{font-size:.85rem;font-weight:600;color:var(--soft)}
.card p{font-size:.88rem;color:var(--soft)}
.trend{grid-column:span 3}
.tile{border-top:5px solid var(--line)}
a.tile:hover{background:var(--wash)}
.tile .number{font-size:2.4rem;line-height:1.15;font-weight:650;color:var(--ink);letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.tile.bad{border-top-color:var(--bad)}.tile.bad .number{color:var(--bad)}
.tile.gap{border-top-color:var(--gap)}.tile.gap .number{color:var(--gap)}
.tile.good{border-top-color:var(--good)}.tile.good .number{color:var(--good)}
.chips{display:flex;flex-wrap:wrap;gap:.3rem}
.chip{display:inline-block;padding:.05rem .5rem;border-radius:99px;font-size:.76rem;font-weight:600;color:#fff;background:var(--soft);white-space:nowrap;height:fit-content}
.chip.critical{background:var(--critical)}.chip.high{background:var(--high)}.chip.medium{background:var(--medium)}
.chip.low{background:var(--low)}.chip.info{background:var(--info)}.chip.good{background:var(--good)}
.ring{display:block;width:8.5rem;margin:.35rem auto}
.ring circle{fill:none;stroke-width:12}
.ring .track{stroke:var(--line)}
.ring .arc{stroke:var(--gap)}
.ring.high .arc{stroke:var(--good)}.ring.low .arc{stroke:var(--bad)}
.ring text{font-size:30px;font-weight:650;fill:var(--ink);letter-spacing:-.02em}
.score p{text-align:center}
.chart{display:block;width:100%;margin-top:.5rem}
.chart .rule{stroke:var(--line);stroke-width:1}
.chart .mark{font-size:10px;fill:var(--soft)}
.chart .area{fill:var(--link);opacity:.09}
.chart .line{fill:none;stroke:var(--link);stroke-width:2;stroke-linejoin:round}
.chart .point{fill:var(--link);stroke:var(--link);stroke-width:1.5}
.chart .hollow{fill:var(--paper)}
.bar{vertical-align:middle;border-radius:2px;margin-right:.35rem}
.bar .good{fill:#58a877}.bar .gap{fill:#e3a83c}.bar .bad{fill:#cf4b42}
table{width:100%;border-collapse:collapse;font-size:.88rem;margin-top:.6rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line)}
thead th{overflow-wrap:normal;font-size:.78rem;font-weight:600;color:var(--soft);border-bottom-color:var(--soft)}
tbody th{font-weight:600}
.right{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.numbers{width:100%}
.zero{color:#9aa3b2}
td.bad,td.critical,td.high{color:var(--bad);font-weight:600}
td.medium,td.gap{color:var(--gap);font-weight:600}
td.good{color:var(--good)}
.nowrap{white-space:nowrap}
.numbers td:last-child,.numbers th:last-child{padding-left:.9rem}
.share{white-space:nowrap}
.gaps{border:1px solid var(--gap);border-left-width:6px;border-radius:4px;background:var(--gap-wash);padding:1rem 1.25rem}
.gaps>h2{border-bottom-color:var(--gap)}
.gaps code{background:var(--paper)}
.gaps th,.gaps td{border-bottom-color:#ecd9b0}
.gaps>.grant{margin-top:.75rem}
.note,.empty{color:var(--soft);font-size:.9rem;max-width:52rem}
.empty{font-style:italic}
.notices{margin-top:.6rem;padding-left:1.2rem;font-size:.88rem}
.filtered{display:none}
body:has(.filters input:not(:checked)) .filtered{display:block}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:end;margin-top:2.75rem;padding:.8rem 1rem;background:var(--wash);border-radius:8px;font-size:.85rem}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{padding:0;font-size:.76rem;font-weight:600;color:var(--soft)}
fieldset label{margin-right:.8rem;white-space:nowrap}
input{accent-color:var(--link);vertical-align:-1px}
button{font:inherit;padding:.25rem .9rem;border:1px solid var(--soft);border-radius:5px;background:var(--paper);color:inherit;cursor:pointer}
details.rule{margin-top:.9rem;border:1px solid var(--line);border-radius:8px}
summary{display:flex;gap:.75rem;align-items:baseline;padding:.65rem 1rem;cursor:pointer;border-radius:8px}
summary::-webkit-details-marker{display:none}
summary{list-style:none}
summary::before{content:"";flex:none;width:.45rem;height:.45rem;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg) translateY(-2px)}
details[open]>summary::before{transform:rotate(45deg) translateY(-2px)}
summary h3{flex:1}
summary:hover{background:var(--wash)}
details.rule>:not(summary){margin-inline:1rem}
details.rule>table{width:calc(100% - 2rem);margin-bottom:.5rem}
details.rule tbody tr:last-child td{border-bottom:0}
.facts{display:grid;gap:.3rem;font-size:.88rem;padding:.2rem 0 .3rem}
.facts>div{display:grid;grid-template-columns:7rem 1fr;gap:.75rem}
.mode{font-weight:600}
.aka{font-family:system-ui,sans-serif;color:var(--soft)}
.findings td:nth-child(1){width:34%}.findings td:nth-child(3){width:21%}
.findings .name{font-weight:600}
.key{display:inline-block;font-size:.78rem;font-weight:600;border:1px solid currentColor;border-radius:4px;padding:0 .4rem;color:var(--bad)}
.key.customer{color:var(--good)}.key.unknown{color:var(--gap)}
.evidence{font-size:.82rem;margin-top:.25rem}
.evidence time{color:var(--soft);font-size:.76rem;white-space:nowrap}
.tags{display:flex;flex-wrap:wrap;gap:.2rem .4rem;font-size:.76rem;margin-top:.2rem}
.tags span{background:var(--wash);border-radius:3px;padding:0 .35rem}
.status.fail{color:var(--bad);font-weight:600}.status.pass{color:var(--good);font-weight:600}.status.manual{color:var(--gap);font-weight:600}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:2.5rem}
.columns h3,#changes h3{margin-top:1rem}
.words{font-size:.88rem}
.words>div{margin-top:.4rem}
.words dt{font-weight:600;color:var(--ink)}
.words dd{color:var(--soft)}
@media screen and (max-width:50rem){header,.columns{grid-template-columns:1fr}.summary{grid-template-columns:1fr 1fr}.score,.trend{grid-column:span 2}
tbody th{white-space:nowrap}
table{display:block;overflow-x:auto}.facts>div{grid-template-columns:1fr;gap:0}}
@page{size:A4;margin:14mm}
@media print{
html{font-size:11.5px}
body{max-width:none;padding:0;font-size:10.5px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.filters,nav{display:none}
a{color:inherit;text-decoration:none}
section{margin-top:1.4rem}
h1{font-size:1.7rem}
.summary{gap:.5rem}
.card{padding:.6rem .75rem}
.tile .number{font-size:1.9rem}
.ring{width:6.5rem}
header{grid-template-columns:1fr 20rem;gap:1rem}
.bar{width:7rem}
th,td{padding-block:.28rem}
details.rule{margin-top:.6rem}
summary{padding-block:.4rem}
details.rule>summary::before{display:none}
details.rule{border-radius:4px}
details::details-content{display:block;content-visibility:visible}
tr,.card,.facts>div,summary,.gaps li{break-inside:avoid}
h2,h3,summary,thead{break-after:avoid}
thead{display:table-header-group}
}
`
