import { count, joinNames } from '../../../counts.ts'
import { formatOrigin } from '../../../errors.ts'
import type { Hunk, ObjectDiff } from '../../../plan/diff/types.ts'
import { notesOf } from '../../progress/difference.ts'
import { reasonsOf } from '../../progress/reasons.ts'
import { type Html, type Markup, writeMasked } from './markup.ts'
import { type MarkedLine, toRuns } from './runs.ts'

/** Of what the server changes by itself, more is counted. */
const mostAlso = 50

/** What an action looks like where its colour isn't seen. */
const signs: Readonly<Partial<Record<ObjectDiff['action'], string>>> = {
  create: '+',
  change: '~',
  adopt: '⇥',
  transfer: '⇄',
  recreate: '±',
  delete: '−',
  orphan: '⇤',
  run: '»',
}

/** An object with its hunks, to be folded. `redact`: for lines, which are taken apart. */
export function writeObject(
  diff: ObjectDiff,
  {
    html,
    redact,
    isOpen,
  }: { readonly html: Markup; readonly redact: (text: string) => string; readonly isOpen: boolean },
): Html {
  const { ref, action, place, hunks, alsoChanged, unshown = 0 } = diff
  const where = place === undefined ? [] : [html`<span class="place">${formatOrigin(place)}</span>`]
  const namespace = ref.namespace === undefined ? [] : [html`<span class="namespace">${ref.namespace}/</span>`]
  const notes = notesOf(diff)
  const sides = html`<p class="sides" aria-hidden="true"><span>before</span><span>after</span></p>\n`
  const also = joinNames(alsoChanged, mostAlso, (path) => path)
  return html`<details class="object ${action}" data-action="${action}" data-kind="${ref.kind}"${isOpen ? html` open` : []}>
<summary><h3>${writeAction(action, html)} <span class="kind">${ref.kind}</span> <span class="name">${namespace}<b>${ref.name}</b></span></h3> <span class="lines">${writeLength(hunks, html)}</span> ${where}</summary>
<div class="body">
${notes.length === 0 ? [] : html`<p class="note">${notes.join(', ')}</p>\n`}${hunks.length === 0 ? [] : sides}${hunks.map((hunk) => writeHunk(hunk, html, redact))}${
  also === '' ? [] : html`<p class="also">also changed by the API server: ${also}</p>\n`
}${unshown === 0 ? [] : html`<p class="also">not shown, as ignoreDiff of kdeploy.yaml says: ${count(unshown, 'field')}</p>\n`}</div>
</details>
`
}

export function writeAction(action: ObjectDiff['action'], html: Markup): Html {
  return html`<span class="action ${action}"><span aria-hidden="true">${signs[action] ?? ''}</span> ${action}</span>`
}

/** How many lines of an object are shown. */
export function lengthOf({ hunks }: ObjectDiff): number {
  return hunks.reduce((sum, { lines }) => sum + lines.length, 0)
}

function writeHunk(hunk: Hunk, html: Markup, redact: (text: string) => string): Html {
  const path = hunk.path === '' ? [] : [html`<h4>${hunk.path}</h4>`]
  const reasons = reasonsOf(hunk).map((reason) => html`<li>${reason}</li>`)
  const head = [...path, ...(reasons.length === 0 ? [] : [html`<ul class="reasons">${reasons}</ul>`])]
  const runs = toRuns(hunk.lines.map(({ kind, text }) => ({ kind, text: redact(text) })))
  return html`<section class="hunk">${head.length === 0 ? [] : html`<header>${head}</header>`}
<pre>${runs.map(({ kind, lines }) => html`<span class="part ${kind}">${lines.map((line) => writeLine(line, html))}</span>`)}</pre></section>
`
}

/** Its sign is text: it is there without colours, for who listens, and in what is copied. */
function writeLine({ kind, parts: [before, changed, after] }: MarkedLine, html: Markup): Html {
  const [start, middle, end] = [before, changed, after].map(writeMasked)
  const text =
    changed === '' ? html`${start ?? ''}${end ?? ''}` : html`${start ?? ''}<b>${middle ?? ''}</b>${end ?? ''}`
  switch (kind) {
    case 'added':
      return html`<ins>+${text}\n</ins>`
    case 'removed':
      return html`<del>-${text}\n</del>`
    case 'context':
      return html`<span> ${text}\n</span>`
  }
}

/** `+3 −1`: how many lines come and go. */
function writeLength(hunks: readonly Hunk[], html: Markup): Html[] {
  const lines = hunks.flatMap((hunk) => hunk.lines)
  const signsOf = { added: '+', removed: '−' } as const
  return (['added', 'removed'] as const).flatMap((kind) => {
    const number = lines.filter((line) => line.kind === kind).length
    return number === 0 ? [] : [html`<span class="${kind}">${signsOf[kind]}${number}</span> `]
  })
}
