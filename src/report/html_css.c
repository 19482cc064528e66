/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_css.c - the style sheet of a page.
 *
 * Colours are named once for light, once for dark and once for print; each
 * pair of text and ground that occurs has a contrast of 4.5 or more (WCAG 2
 * AA; tests/report/page.py computes it).  No tone is told by colour alone.
 */
#include <config.h>

#include "report/html.h"

static const char *const css[] = {
	":root{color-scheme:light dark;",
	"--bg:#fdfdfb;--fg:#1d2024;--mute:#5b616a;--line:#dcddd8;--soft:#"
	"f1f1ed;",
	"--link:#1f4f8f;--good:#1b6b3f;--warn:#8a4b00;--bad:#ad1f1a;",
	"--goodbg:#d9ebdf;--warnbg:#f6e3c4;--on:#fff}",
	"@media (prefers-color-scheme:dark){:root{",
	"--bg:#16181b;--fg:#e3e4e1;--mute:#9ea4ac;--line:#34383d;--soft:#"
	"202327;",
	"--link:#8db8ee;--good:#7fcb9b;--warn:#e6b264;--bad:#f58c82;",
	"--goodbg:#1f3b2b;--warnbg:#4a3716;--on:#1a0503}}",
	"*{box-sizing:border-box}",
	"html{-webkit-text-size-adjust:100%}",
	"body{margin:0 auto;padding:2rem 1rem 4rem;max-width:76rem;",
	"background:var(--bg);color:var(--fg);",
	"font:1rem/1.5 system-ui,\"Segoe UI\",Roboto,\"Helvetica "
	"Neue\",\"DejaVu "
	"Sans\",",
	"sans-serif;overflow-wrap:anywhere}",
	"a{color:var(--link);text-underline-offset:.15em}",
	"a:focus-visible,summary:focus-visible,.wide:focus-visible{",
	"outline:2px solid var(--link);outline-offset:2px}",
	"h1{font-size:1.25rem;font-weight:600;line-height:1.3;margin:0 0 "
	"1.25rem}",
	"h2{font-size:1.25rem;font-weight:600;line-height:1.3;margin:0 0 "
	".75rem}",
	".part,nav "
	"h2,.over{font-size:.75rem;font-weight:600;letter-spacing:.08em;",
	"text-transform:uppercase;color:var(--mute);margin:0 0 .25rem}",
	".verdict{max-width:46rem;margin:0 0 1rem;padding-left:1rem;",
	"border-left:.25rem solid var(--mute)}",
	".verdict "
	"b{display:block;font-size:2rem;line-height:1.2;font-weight:650;",
	"letter-spacing:-.01em}",
	".verdict span{font-size:1.125rem}",
	".verdict.good{border-color:var(--good)}.verdict.warn{border-color:var("
	"--"
	"warn)}",
	".verdict.bad{border-color:var(--bad)}",
	".good>b,.good>i,span.good,.line.good .label{color:var(--good)}",
	".warn>b,.warn>i,span.warn,.line.warn .label{color:var(--warn)}",
	".bad>b,.bad>i,span.bad,.line.bad .label{color:var(--bad)}",
	"span.bad,span.warn{font-weight:600}",
	".quiet,.zone,.empty,.folded,small,footer{color:var(--mute)}",
	"i{font-style:normal}",
	".zone,footer{font-size:.875rem}",
	"header{margin-bottom:2rem}",
	"nav{font-size:.875rem;margin-bottom:2.5rem}",
	"nav ul{list-style:none;margin:0 0 1rem;padding:0}",
	"nav li{margin:.2rem 0}",
	"nav a{text-decoration:none}",
	"nav a:hover{text-decoration:underline}",
	"section{margin:0 0 3rem;scroll-margin-top:1rem}",
	".part{margin:0 0 1.5rem;padding-bottom:.4rem;border-bottom:1px solid "
	"var(--line)}",
	"p{margin:0 0 .75rem;max-width:46rem}",
	"dl{display:grid;grid-template-columns:minmax(8rem,14rem) "
	"1fr;gap:.25rem "
	"1.5rem;",
	"margin:0 0 1.25rem}",
	"dt{color:var(--mute)}",
	"dd{margin:0;font-variant-numeric:tabular-nums}",
	"table{border-collapse:collapse;width:100%;margin:0 0 "
	"1rem;font-size:.875rem;",
	"line-height:1.4;font-variant-numeric:tabular-nums}",
	"caption,figcaption{text-align:left;font-weight:600;font-size:1rem;",
	"margin:0;padding:0 0 .4rem}",
	"caption small,figcaption small{font-weight:400;font-size:.875rem}",
	"th,td{text-align:left;vertical-align:top;padding:.35rem 1.25rem "
	".35rem "
	"0;",
	"font-weight:400}",
	"thead th{color:var(--mute);font-size:.8125rem;border-bottom:1px solid "
	"var(--mute);",
	"vertical-align:bottom}",
	"tbody{border-bottom:1px solid var(--line);",
	"max-width:none}",
	"details tbody tr+tr>*{border-top:1px solid var(--line)}",
	"tr.d td{padding:0 0 .5rem 1.25rem;border:0!important}",
	".d div{margin:.1rem 0}",
	".d b{font-weight:400;color:var(--mute);margin-right:.35rem}",
	".n{text-align:right;white-space:nowrap}",
	"th:last-child,td:last-child{padding-right:0}",
	"time{white-space:nowrap}",
	"code{font:.8125rem/1.5 ui-monospace,\"SF Mono\",Consolas,\"DejaVu "
	"Sans "
	"Mono\",",
	"monospace;user-select:all}",
	".empty b{font-weight:600;color:var(--fg);margin-right:.5rem}",
	".folded{font-size:.875rem}",
	"details{margin:0 0 1rem}",
	"summary{cursor:pointer;color:var(--link);font-size:.875rem;padding:."
	"15rem "
	"0}",
	"figure{margin:0 0 1.5rem}",
	".line{display:grid;grid-template-columns:9rem 1fr 17rem;gap:0 1rem;",
	"align-items:end;padding:.35rem 0 0;font-size:.875rem;line-height:1.3}",
	".line svg{width:100%;height:2.25rem;display:block;",
	"border-bottom:1px solid var(--mute);fill:var(--mute);",
	"shape-rendering:crispEdges}",
	".line.good svg{fill:var(--good)}.line.warn svg{fill:var(--warn)}",
	".line.bad svg{fill:var(--bad)}",
	".line.quiet svg{border-bottom-style:dotted}",
	".peak{font-variant-numeric:tabular-nums;color:var(--mute)}",
	".axis{position:relative;height:1.5rem;margin:.15rem 18rem 0 10rem;",
	"font-size:.75rem;color:var(--mute)}",
	".axis span{position:absolute}",
	".numbers{margin-top:.5rem}",
	".wide{overflow-x:auto}",
	".grid "
	"svg{display:block;font-size:12px;fill:var(--fg);min-width:19rem}",
	".grid rect.no{fill:var(--soft)}",
	".m rect{fill:var(--soft);stroke:var(--mute)}",
	".m text{font-weight:600}",
	".m.good rect{fill:var(--goodbg);stroke:none}",
	".m.warn rect{fill:var(--warnbg);stroke:var(--warn);stroke-width:2}",
	".m.bad rect{fill:var(--bad);stroke:none}",
	".m.bad text{fill:var(--on)}",
	".m.quiet rect{fill:none;stroke:var(--mute);stroke-dasharray:2 2}",
	".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem "
	"1.5rem;margin:.75rem 0;",
	"padding:0;font-size:.875rem}",
	"b.m{display:inline-block;min-width:2rem;padding:0 "
	".3rem;text-align:center;",
	"background:var(--soft);border:1px solid var(--mute);color:var(--fg)}",
	"b.m.good{background:var(--goodbg);border-color:var(--goodbg)}",
	"b.m.warn{background:var(--warnbg);border:2px solid var(--warn)}",
	"b.m.bad{background:var(--bad);border-color:var(--bad);color:var(--on)"
	"}",
	"b.m.quiet{background:none;border-style:dashed}",
	"footer{border-top:1px solid var(--line);padding-top:.75rem}",
	"@media (min-width:64rem){",
	"body{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:0 "
	"3.5rem;",
	"padding:3rem 2rem 4rem;",
	"grid-template-areas:\"h h\" \"n m\" \"f f\"}",
	"header{grid-area:h}main{grid-area:m}footer{grid-area:f}",
	"nav{grid-area:n;position:sticky;top:2rem;align-self:start;",
	"max-height:calc(100vh - 4rem);overflow-y:auto}}",
	"@media (max-width:44rem){",
	"body{padding-top:1.25rem}",
	"dl{display:block}dd{margin:0 0 .5rem}",
	".line{grid-template-columns:1fr;padding-top:.75rem}",
	".line .peak{order:-1}.line .label{order:-2}",
	".axis{margin:.15rem 0 0}",
	"thead{position:absolute;left:-999em}",
	"table,tbody,tr,caption,tr.d td{display:block}",
	"tr>[data-l],tr>th[scope=row],.d div,.d div:has(code){display:grid;",
	"grid-template-columns:7.5rem minmax(0,1fr);gap:0 .75rem;margin:0;",
	"padding:.1rem 0;text-align:left;white-space:normal}",
	"tr>th[scope=row]:not([data-l]){display:block}",
	"tr>[data-l]::before{content:attr(data-l);color:var(--mute);",
	"font-weight:400}",
	"tr>th[scope=row]{font-weight:600;padding-top:.4rem}",
	"tr.d td{padding:0 0 .4rem}",
	"tr{padding-bottom:.3rem}}",
	"@media print{",
	":root{color-scheme:light;--bg:#fff;--fg:#000;--mute:#444;--line:#bbb;",
	"--soft:#f1f1ed;--link:#000;--good:#1b6b3f;--warn:#8a4b00;--bad:#"
	"ad1f1a;",
	"--goodbg:#d9ebdf;--warnbg:#f6e3c4;--on:#fff}",
	"@page{size:A4;margin:18mm 16mm}",
	"body{display:block;padding:0;max-width:none;font-size:9.5pt}",
	"nav{columns:2}",
	"a{text-decoration:none}",
	"h2,caption,figcaption,.part{break-after:avoid}",
	"tbody,figure,.verdict,p{break-inside:avoid}",
	".numbers tbody{break-inside:auto}",
	".numbers tr{break-inside:avoid}",
	"details::details-content{content-visibility:visible;height:auto;",
	"opacity:1;display:block}",
	"summary{list-style:none;color:var(--mute)}",
	"svg,b.m{print-color-adjust:exact;-webkit-print-color-adjust:exact}}",
};

void
html_css(FILE *out)
{
	for (size_t i = 0; i < sizeof(css) / sizeof(css[0]); i++) {
		fputs(css[i], out);
		fputc('\n', out);
	}
}
