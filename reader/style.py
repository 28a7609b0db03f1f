"""How a briefing looks as a web page: on a screen by day and by night, and on paper."""

from __future__ import annotations

CSS = """
:root {
  color-scheme: light dark;
  --ground: #fdfcf8; --ink: #26231f; --bright: #14110d; --dim: #605a50; --line: #d9d2c2; --accent: #8f4a00; --tint: #f4efe3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --ink: #cfcbc1; --bright: #f6f2e8; --dim: #a29e94; --line: #3a3f47; --accent: #ecb95f; --tint: #1b1f26;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); }
body {
  max-width: 72ch; margin: 0 auto; padding: 3rem 1.25rem 4rem; hyphens: manual; overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
}
h1, h2, h3 { color: var(--bright); line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: 0 0 .5rem; }
h1 + p { color: var(--dim); margin-top: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h2 em { font-weight: normal; color: var(--dim); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .75rem 0; }
blockquote {
  margin: .6rem 0 1.1rem; padding: .1rem 0 .1rem 1.1rem; border-left: .25rem solid var(--accent); color: var(--bright);
  font: 1.075rem/1.6 Georgia, "Iowan Old Style", "Noto Serif", "DejaVu Serif", serif;
}
p:has(> strong:first-child) { margin: 1.6rem 0 .3rem; color: var(--bright); }
blockquote p { margin: .4rem 0; }
.note, .analyst { background: var(--tint); margin: 0 0 1.1rem; padding: .5rem .9rem; border-radius: .25rem; }
.analyst { margin: 0; border-radius: 0; }
.note em:first-child { color: var(--dim); }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .875rem; line-height: 1.4; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--dim); font-weight: 600; vertical-align: bottom; border-bottom-width: 2px; }
tbody th { font-weight: normal; }
ul, ol { padding-left: 1.4rem; }
.notes ol { padding-left: 2.6rem; }
li { margin: .3rem 0; unicode-bidi: isolate; }
code { font: .9em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
a { color: inherit; text-decoration-color: var(--accent); text-underline-offset: .15em; }
sup { line-height: 0; font: .75rem/0 system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
sup a { text-decoration: none; color: var(--accent); padding: 0 .15em; }
.notes { margin-top: 2.5rem; padding-top: .6rem; border-top: 1px solid var(--line); font-size: .875rem; line-height: 1.45; }
.notes p { margin: .25rem 0; }
.notes p:first-child { display: inline; }
.notes ~ * { font-size: .875rem; overflow-wrap: anywhere; }
.back { text-decoration: none; color: var(--accent); }
.back::after { content: "\\21A9\\FE0E"; }
.image::after { content: "[" attr(aria-label) "]"; color: var(--dim); }
.unseen::after { content: "\\FFFD"; color: var(--dim); }
:target { background: var(--tint); outline: .3rem solid var(--tint); }
figure { margin: 1rem 0; overflow-x: auto; }
.picture { display: block; margin-bottom: .5rem; width: 100%; min-width: 38rem; height: auto; color: var(--ink); }
footer { max-width: 72ch; margin-top: 2.5rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--dim); font-size: .875rem; }
@page { margin: 22mm 20mm 24mm; }
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --ink: #000; --bright: #000; --dim: #333; --line: #999; --accent: #000; --tint: #fff;
  }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h1, h2, h3 { break-after: avoid; }
  p:has(+ blockquote), p:has(+ ul) { break-after: avoid; }
  blockquote, li, tr, .picture, .note { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  .note, .analyst { border: 1px solid var(--line); }
  .analyst + .analyst { border-top: 0; }
  .picture { min-width: 0; }
  .back { display: none; }
  a[href^="http"]::after, a[href^="mailto:"]::after { content: " <" attr(href) ">"; overflow-wrap: anywhere; }
}
"""
