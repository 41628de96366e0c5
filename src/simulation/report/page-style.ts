/** The style of all pages. In the page itself, so that one file can be sent to somebody and is complete. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1d1f24;--soft:#646a76;--line:#e2dfd9;--accent:#3457d5;--good:#16794a;--good-bg:#dff3e7;--bad:#b3261e;--bad-bg:#fbe3e0;--wait:#8a5a00;--wait-bg:#fdeecb;--plain:#3f4a63;--plain-bg:#e6eaf3;--mark:#ffe27a88;--command:#7a3fc0}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1c1f25;--ink:#e8e9ec;--soft:#9aa1ae;--line:#31353e;--accent:#8ea6ff;--good:#6fd39f;--good-bg:#173a2a;--bad:#ff9a90;--bad-bg:#4a1d1a;--wait:#f0c267;--wait-bg:#41320f;--plain:#c3cbe0;--plain-bg:#2b3140;--mark:#8a6d0066;--command:#c9a3ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1180px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:1.7rem;line-height:1.2;margin:.2em 0 .3em;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.2em 0 .7em}
p{margin:.4em 0}a{color:var(--accent)}
.soft{color:var(--soft)}.crumb{font-size:.9rem}
.badge{display:inline-block;padding:.15em .7em;border-radius:99px;font-weight:600;font-size:.9rem;background:var(--plain-bg);color:var(--plain);white-space:nowrap}
.badge.good{background:var(--good-bg);color:var(--good)}.badge.bad{background:var(--bad-bg);color:var(--bad)}.badge.wait{background:var(--wait-bg);color:var(--wait)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:10px;margin:18px 0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px}
.facts dt{font-size:.8rem;color:var(--soft)}.facts dd{margin:0;font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;margin:12px 0}
.card.bad{border-color:var(--bad);border-left-width:5px}.card.wait{border-color:var(--wait);border-left-width:5px}
.card h3{margin:.1em 0 .3em;font-size:1.02rem}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
.scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;min-width:600px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:8px 14px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}th{font-size:.82rem;color:var(--soft);font-weight:600}
td.number,th.number{text-align:right}
pre,code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
pre.command{user-select:all}
ul.plain{list-style:none;padding:0;margin:0;columns:2 320px;column-gap:28px}
ul.plain li{break-inside:avoid;padding:3px 0 3px 1.6em;text-indent:-1.6em}
li .sign{display:inline-block;width:1.6em;text-indent:0;font-weight:700}
.good>.sign{color:var(--good)}.bad>.sign{color:var(--bad)}.wait>.sign{color:var(--wait)}
details{margin:10px 0}summary{cursor:pointer;color:var(--soft)}details ol{font-size:.9rem}
svg{display:block;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
.life{stroke:var(--line);stroke-width:1.5;stroke-dasharray:4 4}
.head rect{fill:var(--plain-bg)}.head text{font-weight:600;font-size:13px}
.time{fill:var(--soft);font-size:11px}
.message line{stroke:var(--plain);stroke-width:1.5}.message path,.message circle{fill:var(--plain)}
.message text{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.message.answer line{stroke-dasharray:5 4}
.message.event line{stroke:var(--accent)}.message.event path,.message.event circle{fill:var(--accent)}
.message.command line{stroke:var(--command)}.message.command path,.message.command circle{fill:var(--command)}
.message.lost line{stroke:var(--bad);stroke-dasharray:5 4}.message.lost .cross{stroke:var(--bad);stroke-width:2.5;fill:none}.message.lost text{fill:var(--bad)}
.message .aside{fill:var(--soft)}
.note rect{fill:var(--plain-bg)}.note text{font-size:11px;fill:var(--plain)}
.note.good rect{fill:var(--good-bg)}.note.good text{fill:var(--good);font-weight:600}.note.bad rect{fill:var(--bad-bg)}.note.bad text{fill:var(--bad);font-weight:600}
.fault line{stroke:var(--bad);stroke-width:1.2;stroke-dasharray:2 4}.fault rect{fill:var(--bad-bg);stroke:var(--bad)}.fault text{fill:var(--bad);font-weight:600}
.down{fill:var(--bad);opacity:.35}
.pause line{stroke:var(--line);stroke-width:1.5}.pause text{fill:var(--soft);font-size:11px;font-style:italic}
.mark{fill:var(--mark);stroke:var(--wait);stroke-width:1.5}
.tick line{stroke:var(--line)}.tick text{fill:var(--soft);font-size:11px}
.strike line{stroke:var(--bad);stroke-dasharray:2 4}.strike text{font-size:11px}
.name{font-weight:600;font-size:13px}.scale{fill:var(--soft);font-size:11px}
.span rect{fill:var(--plain-bg)}.span text{font-size:11px;fill:var(--plain)}
.span.good rect{fill:var(--good-bg)}.span.good text{fill:var(--good)}.span.bad rect{fill:var(--bad-bg)}.span.bad text{fill:var(--bad)}.span.wait rect{fill:var(--wait-bg)}.span.wait text{fill:var(--wait)}
.wallet .available{fill:var(--accent);opacity:.6}.wallet .locked{fill:var(--wait);opacity:.45}.wallet .zero{stroke:var(--soft)}
.key{display:flex;flex-wrap:wrap;gap:6px 18px;font-size:.85rem;color:var(--soft);margin:8px 2px}
.key span::before{content:"";display:inline-block;width:22px;height:0;border-top:3px solid var(--swatch);vertical-align:middle;margin-right:6px}
.key .block::before{height:12px;border:0;background:var(--swatch)}
@media (max-width:640px){main{padding:16px 12px 48px}h1{font-size:1.35rem}th,td{padding:7px 9px}}
@media print{.scroll{overflow:visible}}
`;
