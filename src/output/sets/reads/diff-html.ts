import { count } from '../../../counts.ts'
import { KdeployError, messageOf } from '../../../errors.ts'
import type { ReleaseEnd, SetResult } from '../../../sets/told/results.ts'
import type { Difference } from '../../../workflow/run/results.ts'
import { createMarkup, type Html, type Markup } from '../../diff/html/markup.ts'
import { writeObject } from '../../diff/html/object.ts'
import { writeCounts, writeOverview, writeRefusal } from '../../diff/html/overview.ts'
import { isShort, writeDocument, writePlace } from '../../diff/html/page.ts'
import { plannedWords } from '../../diff/markdown.ts'
import type { Pen } from '../../terminal/screen.ts'
import { differingIn, refusedIn, unchangedIn } from './diff.ts'
import type { SetTitle } from './diff-markdown.ts'

type End = ReleaseEnd<Difference>

/**
 * Shows the diff of several releases as one HTML file, as showHtml does that of one: first which there are, each a link to its part;
 * filters and keys work on all objects.
 */
export function showSetHtml(
  set: SetResult<Difference>,
  title: SetTitle,
  pen: Pen,
  redact: (text: string) => string,
): void {
  const html = createMarkup(redact)
  const differing = differingIn(set)
  const objects = differing.flatMap(({ result }) => result.objects)
  const told = set.ends.filter(({ state, result }) => state === 'failed' || (result?.objects.length ?? 0) > 0)
  const isOpen = isShort(objects)
  const page = writeDocument(
    {
      heading: headingOf(set),
      subject: title.project.name ?? title.project.folder,
      where: [
        html`<div><dt>project</dt><dd>${title.project.name ?? title.project.folder}</dd></div>`,
        html`<div><dt>releases</dt><dd>${title.chosenBy.join(' ')}</dd></div>`,
      ],
      overview: writeContents(set, told, html),
      objects,
      main: html`${told.map((end) => writeRelease(end, { html, redact, isOpen }))}`,
    },
    html,
  )
  pen.raw(page.text)
}

function headingOf(set: SetResult<Difference>): string {
  const [differing, refused] = [differingIn(set).length, refusedIn(set).length]
  const differ = `${differing} of ${count(set.ends.length, 'release')} would change`
  return refused === 0 ? differ : `${differ}, ${refused} would be refused`
}

/** Which releases there are, and the buttons that filter the objects of all. */
function writeContents(set: SetResult<Difference>, told: readonly End[], html: Markup): Html {
  const objects = differingIn(set).flatMap(({ result }) => result.objects)
  const unchanged = unchangedIn(set).map(({ release }) => release.label)
  const items = told.map(
    ({ release, result, state }) =>
      html`<li><a href="#${idOf(release.label)}">${release.label}</a> ${[
        ...(state === 'failed' ? ['would be refused'] : []),
        ...(result === undefined ? [] : [plannedWords(result)]),
      ].join('; ')}</li>\n`,
  )
  return html`<nav class="contents" aria-label="Releases">
${items.length === 0 ? [] : html`<ul>\n${items}</ul>\n`}${unchanged.length === 0 ? [] : html`<p class="note">no differences: ${unchanged.join(', ')}</p>\n`}</nav>
${
  objects.length === 0
    ? []
    : html`<ul class="counts" aria-label="Objects by action; a button shows its objects alone">
${writeCounts(objects, html)}</ul>
`
}`
}

function writeRelease(
  { release, result, error, reason }: End,
  view: { readonly html: Markup; readonly redact: (text: string) => string; readonly isOpen: boolean },
): Html {
  const { html } = view
  const id = idOf(release.label)
  const isInResult = result?.refused !== undefined
  const refusal =
    error === undefined || isInResult
      ? []
      : error instanceof KdeployError
        ? writeRefusal(error, html, id)
        : html`<p class="note">${messageOf(error)}</p>\n`
  return html`<section class="release" id="${id}" aria-labelledby="name-${id}">
<h2 id="name-${id}">${release.label}</h2>
${reason === undefined ? [] : html`<p class="note">${reason}</p>\n`}${refusal}${
  result === undefined
    ? []
    : html`<dl class="where">${writePlace(result, html)}</dl>
${writeOverview(result, html, id)}${result.objects.map((diff) => writeObject(diff, view))}`
}</section>
`
}

/** Labels are unique, and made of what an address takes. */
function idOf(label: string): string {
  return `release-${label}`
}
