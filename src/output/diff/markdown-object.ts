import { joinNames } from '../../counts.ts'
import { stringifyJson } from '../../json.ts'
import type { Json } from '../../json-map.ts'
import { formatLine } from '../../manifest/describe.ts'
import type { FieldDifference, ObjectDiff } from '../../plan/diff/types.ts'
import { inCode, inFence, inHtml } from '../markdown/syntax.ts'
import { showDifference, when } from '../progress/difference.ts'
import { captureLines } from '../terminal/capture.ts'
import { objectName } from '../terminal/object-name.ts'

type Redact = (text: string) => string

/** Fields that a row of the table names; more are counted. */
const mostFields = 3

/** Characters of a value in the table; a longer one is left to the details. */
const longestValue = 60

/** An object's row: what happens to it, its name, what changes of it, and where that is written. */
export function objectRow(diff: ObjectDiff, redact: Redact): string {
  const place = diff.fields.find((field) => field.place !== undefined)?.place ?? diff.place
  const where = place === undefined ? '' : inCode(redact(formatLine(place)))
  return `| ${diff.action} | ${inCode(objectName(diff.ref, redact))} | ${describeChange(diff, redact)} | ${where} |`
}

/** Whether there is more to an object's difference than its row. */
export function hasDetails({ hunks, alsoChanged }: ObjectDiff): boolean {
  return hunks.length > 0 || alsoChanged.length > 0
}

/** How long the details of an object are, about: less than they are, but for what is masked in them. In UTF-16 units. */
export function estimateDetails({ hunks }: ObjectDiff): number {
  return hunks.reduce((sum, { lines }) => lines.reduce((total, { text }) => total + text.length + 2, sum), 0)
}

/** An object's difference as a terminal shows it, folded. */
export function objectDetails(diff: ObjectDiff, redact: Redact): string {
  const lines = captureLines(redact, (pen) => showDifference(diff, pen))
  const title = `${diff.action} ${inHtml(objectName(diff.ref, redact))}`
  return ['<details>', `<summary>${title}</summary>`, '', inFence('diff', lines.join('\n')), '', '</details>'].join(
    '\n',
  )
}

function describeChange(diff: ObjectDiff, redact: Redact): string {
  const { action, hook, afterDeletion, checkedByServer } = diff
  const fields = joinNames(
    diff.fields.filter(({ path }) => path !== ''),
    mostFields,
    (field) => describeField(field, redact),
  )
  return [
    ...(hook === undefined ? [] : [`runs ${when[hook]}`]),
    ...(action === 'create' ? ['new'] : []),
    ...(action === 'delete' ? ['no longer rendered'] : []),
    ...(action === 'orphan' ? ['no longer rendered; it stays, no longer part of a release'] : []),
    ...(action === 'transfer' ? ['ownership only'] : []),
    ...(afterDeletion ? ['to be created once the object being deleted is gone'] : []),
    ...(action === 'create' || fields === '' ? [] : [fields]),
    ...(checkedByServer ? [] : ['not checked by the server']),
  ].join('; ')
}

/** Characters of a path in the table, which scrolls where it is too wide; the details have all of it. */
const longestPath = 36

/** The end of a path, from a whole step on: `…containers[name=web].image`. */
function lastSteps(path: string): string {
  const steps = path.match(/\[[^\]]*\]|\.?[^.[\]]+/g) ?? []
  let shown = ''
  while (steps.length > 0 && (shown === '' || shown.length + (steps.at(-1)?.length ?? 0) <= longestPath))
    shown = `${steps.pop()}${shown}`
  return steps.length === 0 ? path : `…${shown.replace(/^\./, '')}`
}

function describeField({ path, action, before, after }: FieldDifference, redact: Redact): string {
  const name = inCode(lastSteps(redact(path)))
  switch (action) {
    case 'add':
      return `${name} added`
    case 'remove':
      return `${name} removed`
    case 'order':
      return `${name} reordered`
    case 'change': {
      const [old, now] = [shortValue(before, redact), shortValue(after, redact)]
      return old === undefined || now === undefined ? name : `${name} ${inCode(old)} → ${inCode(now)}`
    }
  }
}

/** As JSON writes it; undefined where it is long, or has parts. */
function shortValue(value: Json | undefined, redact: Redact): string | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null)) return undefined
  const text = typeof value === 'string' ? redact(value) : stringifyJson(value)
  if (text.length > longestValue) return undefined
  return typeof value === 'string' && !/^[A-Za-z][^\s]*$/.test(text) ? stringifyJson(text) : text
}
