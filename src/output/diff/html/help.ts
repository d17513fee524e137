import type { ObjectDiff } from '../../../plan/diff/types.ts'
import type { Html, Markup } from './markup.ts'
import { writeAction } from './object.ts'

const meanings: Readonly<Record<Exclude<ObjectDiff['action'], 'unchanged'>, string>> = {
  create: 'does not exist, and is created',
  change: 'exists in this release, and is changed',
  adopt: 'exists outside this release, and becomes part of it',
  transfer: 'keeps its content; only the ownership of fields changes',
  recreate: 'is deleted and created again, since a field cannot change',
  delete: 'is no longer rendered, and is deleted',
  orphan: 'is no longer rendered; it stays on the cluster, no longer part of a release',
  run: 'is a hook, and runs; compared with the last revision',
}

const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['j', '↓'], 'next object'],
  [['k', '↑'], 'previous object'],
  [['Enter', 'Space'], 'fold or unfold it'],
  [['←', '→'], 'fold it, unfold it'],
  [['g', 'G'], 'first object, last object'],
  [['/'], 'filter by text'],
  [['Esc'], 'leave the filter; then clear all filters'],
  [['s'], 'side by side'],
  [['c', 'e'], 'fold all, unfold all'],
  [['t'], 'theme: auto, dark, light'],
  [['?'], 'this help'],
]

/** What the actions mean that a diff has. */
export function writeMeanings(objects: readonly ObjectDiff[], html: Markup): Html {
  const present = new Set(objects.map(({ action }) => action))
  const rows = Object.entries(meanings).flatMap(([name, meaning]) => {
    const action = name as ObjectDiff['action']
    return present.has(action) ? [html`<div><dt>${writeAction(action, html)}</dt><dd>${meaning}</dd></div>\n`] : []
  })
  const masked = html`<p>Sensitive values are masked: <code>(masked 1)</code> stands for the same value wherever it is.</p>`
  return rows.length === 0 ? html`` : html`<dl class="meanings">${rows}</dl>${masked}`
}

export function writeHelp(html: Markup): Html {
  const rows = keys.map(
    ([names, does]) =>
      html`<div><dt>${names.map((name, index) => html`${index === 0 ? '' : ' '}<kbd>${name}</kbd>`)}</dt><dd>${does}</dd></div>\n`,
  )
  return html`<dialog aria-labelledby="keys">
<div class="top"><h2 id="keys">Keys</h2><button type="button" data-do="help">Close</button></div>
<dl class="keys">${rows}</dl>
<p>The arrows move from object to object once one has the focus.</p>
<label class="letters"><input type="checkbox" checked> Single letters and signs act as keys</label>
</dialog>
`
}
