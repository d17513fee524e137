import { joinNames } from '../../../counts.ts'
import { formatPlace, type KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { ObjectDiff } from '../../../plan/diff/types.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import { effectsOf, risksOf } from '../../progress/impact.ts'
import type { Html, Markup } from './markup.ts'
import { writeAction } from './object.ts'

/** Objects that are named; more are counted. */
const mostNamed = 50

/** Risks that are seen at once. */
const mostRisks = 12

/**
 * What an apply means, before what it changes: its effects and risks, why it would be refused, and how many objects it is about. `part`:
 * of which of several on a page, whose buttons stand elsewhere.
 */
export function writeOverview(
  { impact, counts, objects, unshown, refused }: Difference,
  html: Markup,
  part?: string,
): Html {
  const effects = effectsOf(impact)
  const risks = risksOf(impact)
  const none = html`<dd>no pod is replaced, and nothing is deleted</dd>`
  const buttons =
    part === undefined
      ? html`<ul class="counts" aria-label="Objects by action; a button shows its objects alone">
${writeCounts(objects, html)}<li class="unchanged">${counts.unchanged} unchanged</li>
</ul>
`
      : html``
  return html`${refused === undefined ? [] : writeRefusal(refused, html, part)}<section class="impact" aria-label="Impact">
<dl>
<div class="effects"><dt>Impact</dt>${effects.length === 0 ? none : html`<dd>${effects.join('; ')}</dd>`}</div>
${risks.length === 0 ? [] : html`<div class="risks"><dt>Risk</dt>${writeRisks(risks, html)}</div>\n`}</dl>
${buttons}${unshown.length === 0 ? [] : html`<p class="note">Not shown, as ignoreDiff of kdeploy.yaml says: all that changes of ${joinNames(unshown, mostNamed, describeRef)}</p>\n`}</section>
`
}

/** Those beyond a screenful are folded. */
function writeRisks(risks: readonly string[], html: Markup): Html[] {
  const all = risks.map((risk) => html`<dd>${risk}</dd>`)
  const more = all.slice(mostRisks)
  const rest = html`<dd><details><summary>${more.length} more</summary><dl>${more}</dl></details></dd>`
  return [...all.slice(0, mostRisks), ...(more.length === 0 ? [] : [rest])]
}

/** In the order in which a person should see them. */
const order: readonly ObjectDiff['action'][] = [
  'delete',
  'recreate',
  'change',
  'create',
  'adopt',
  'transfer',
  'orphan',
  'run',
]

/** Buttons that the script enables, as they filter. */
export function writeCounts(objects: readonly ObjectDiff[], html: Markup): Html[] {
  return order.flatMap((action) => {
    const count = objects.filter((object) => object.action === action).length
    if (count === 0) return []
    return [
      html`<li><button type="button" data-only="${action}" aria-pressed="false" disabled>${count} ${writeAction(action, html)}</button></li>\n`,
    ]
  })
}

/** `part`: see writeOverview. */
export function writeRefusal(refused: KdeployError, html: Markup, part?: string): Html {
  const id = part === undefined ? 'refused' : `refused-${part}`
  const title = 'An apply would be refused'
  return html`<section class="refused" aria-labelledby="${id}">
${part === undefined ? html`<h2 id="${id}">${title}</h2>` : html`<h3 id="${id}">${title}</h3>`}
<p>What it would change of the objects named here is not shown.</p>
<ul>${writeProblem(refused, html)}</ul>
</section>
`
}

function writeProblem({ message, place, detail = '', hint, problems }: KdeployError, html: Markup): Html {
  return html`<li>${place === undefined ? [] : html`<b>${formatPlace(place)}</b>: `}${message}${
    problems.length === 0 ? [] : html`<ul>${problems.map((problem) => writeProblem(problem, html))}</ul>`
  }${detail === '' ? [] : html`<pre>${detail}</pre>`}${hint === undefined ? [] : html`<p><b>hint:</b> ${hint}</p>`}</li>`
}
