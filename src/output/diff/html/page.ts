import { createHash } from 'node:crypto'
import { count } from '../../../counts.ts'
import type { ObjectDiff } from '../../../plan/diff/types.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import type { Pen } from '../../terminal/screen.ts'
import { script, style } from './assets.ts'
import { writeHelp, writeMeanings } from './help.ts'
import { createMarkup, Html, type Markup } from './markup.ts'
import { lengthOf, writeObject } from './object.ts'
import { writeOverview } from './overview.ts'

/** Lines that a reader still scrolls through; of more, every object begins folded. */
const mostUnfolded = 1000

/**
 * Shows a diff as one HTML file, for a browser without a network: its policy allows the style and the script in it and nothing else.
 * Without the script it can be read, folded and printed. `redact` masks known sensitive values, before anything is escaped.
 */
export function showHtml(document: Difference, pen: Pen, redact: (text: string) => string): void {
  pen.raw(writePage(document, createMarkup(redact), redact).text)
}

function writePage(document: Difference, html: Markup, redact: (text: string) => string): Html {
  const { objects, release } = document
  const isOpen = isShort(objects)
  return writeDocument(
    {
      heading: headingOf(document),
      subject: release,
      where: writePlace(document, html),
      overview: writeOverview(document, html),
      objects,
      main: html`<h2 class="unseen">Objects</h2>
${objects.map((diff) => writeObject(diff, { html, redact, isOpen }))}`,
    },
    html,
  )
}

/** What a page is made of; what holds for every page is around it. */
export interface PageParts {
  readonly heading: string
  readonly subject: string
  /** Rows of what it is about. */
  readonly where: readonly Html[]
  readonly overview: Html
  /** All that are in the page. */
  readonly objects: readonly ObjectDiff[]
  readonly main: Html
}

/** Whether the objects begin unfolded. */
export function isShort(objects: readonly ObjectDiff[]): boolean {
  return objects.reduce((sum, object) => sum + lengthOf(object), 0) <= mostUnfolded
}

/** Which release it is, and where. */
export function writePlace({ release, namespace, kubeContext, server }: Difference, html: Markup): Html[] {
  return [
    html`<div><dt>release</dt><dd>${release}</dd></div>`,
    html`<div><dt>namespace</dt><dd>${namespace}</dd></div>`,
    ...(kubeContext === '' ? [] : [html`<div><dt>kube context</dt><dd>${kubeContext}</dd></div>`]),
    html`<div><dt>API server</dt><dd>${server}</dd></div>`,
  ]
}

/** A whole page. */
export function writeDocument({ heading, subject, where, overview, objects, main }: PageParts, html: Markup): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${heading} · ${subject}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#objects">Skip to the objects</a>
<header class="page">
<div><p class="tool">kdeploy diff</p>
<h1>${heading}</h1>
</div>
<div class="switches scripted" hidden><button type="button" data-do="theme">Theme: <span>auto</span></button> <button type="button" data-do="help" aria-keyshortcuts="?">Help <kbd>?</kbd></button></div>
<dl class="where">${where}</dl>
</header>
${overview}${objects.length === 0 ? [] : writeTools(objects, html)}<main id="objects" tabindex="-1">
${main}<p class="nothing" hidden>No object matches the filter. <button type="button" data-do="clear">Clear it</button></p>
</main>
<footer>${writeMeanings(objects, html)}</footer>
${writeHelp(html)}<script>${new Html(script)}</script>
</body>
</html>
`
}

function headingOf({ objects, refused }: Difference): string {
  if (objects.length > 0) return `${count(objects.length, 'object')} would change`
  return refused === undefined ? 'Nothing would change' : 'Nothing to show'
}

/** The script shows them: without it they do nothing. */
function writeTools(objects: readonly ObjectDiff[], html: Markup): Html {
  const kinds = [...new Set(objects.map(({ ref }) => ref.kind))].toSorted()
  return html`<div class="tools scripted" role="search" aria-label="Objects" hidden>
<label class="text"><span class="unseen">Filter by text</span><input type="search" placeholder="Filter: name, path, value …" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<label><span class="unseen">Kind</span><select><option value="">all kinds</option>${kinds.map((kind) => html`<option>${kind}</option>`)}</select></label>
<output role="status" aria-live="polite">${count(objects.length, 'object')}</output>
<span class="views"><button type="button" data-do="split" aria-pressed="false" aria-keyshortcuts="s">Side by side</button>
<button type="button" data-do="fold" aria-keyshortcuts="c">Fold all</button>
<button type="button" data-do="unfold" aria-keyshortcuts="e">Unfold all</button></span>
</div>
`
}

function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`
}
