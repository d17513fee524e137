import { formatElapsed, formatWhen } from '../duration.ts'
import { describeRef } from '../manifest/identity.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import { escapeCiCommands, oneLine } from '../printable.ts'
import type { ListedRevision, RevisionDifference, ShownManifest, ShownRevision } from '../workflow/run/results.ts'
import { changesOf, jsonRevision, statusOf } from './history.ts'
import { jsonDifference } from './json/json-difference.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonObject, jsonReleasePlace } from './json/json-parts.ts'
import type { Pen } from './terminal/screen.ts'
import { tableOf } from './terminal/text-width.ts'

/** Of the JSON forms, as docs/reference/output.md documents them. */
const version = 1

type Redact = (text: string) => string

/** One revision: its facts, its images, and its objects by name. `now` in milliseconds since 1970. */
export function showRevision({ revision, manifests }: ShownRevision, now: number, pen: Pen, redact: Redact): void {
  for (const line of factLines(revision, now, redact)) pen.line(line)
  if (manifests.length === 0) return
  pen.line()
  const rows = manifests.map(({ ref, template, isUnwritten }) => [
    shownLine(describeRef(ref), redact),
    shownLine(template, redact),
    ownWords(isUnwritten ? 'not written' : ''),
  ])
  for (const line of tableOf([['OBJECT', 'TEMPLATE', ''].map(ownWords), ...rows])) pen.line(line)
}

/** The same facts as comments, and the manifests, masked, as one YAML stream. */
export function showRevisionAsYaml(
  { revision, manifests }: ShownRevision,
  now: number,
  pen: Pen,
  redact: Redact,
): void {
  for (const line of factLines(revision, now, redact)) pen.raw(`# ${escapeCiCommands(oneLine(line))}\n`)
  for (const { template, yaml } of manifests)
    pen.raw(`---\n# Source: ${escapeCiCommands(oneLine(redact(template)))}\n${yaml()}`)
}

/** One revision as a JSON document; with its manifests where they are asked for. */
export function showRevisionAsJson(
  { revision, manifests, ...place }: ShownRevision,
  withManifests: boolean,
  pen: Pen,
  redact: Redact,
): void {
  const objects = manifests.map((manifest) => jsonManifest(manifest, withManifests))
  pen.json(redactStrings({ version, ...jsonReleasePlace(place), revision: jsonRevision(revision), objects }, redact), 2)
}

/** What differs between two revisions as a JSON document. */
export function showRevisionDifferenceAsJson(
  { from, to, objects, ...place }: RevisionDifference,
  pen: Pen,
  redact: Redact,
): void {
  const document = { version, ...jsonReleasePlace(place), from, to, differences: objects.map(jsonDifference) }
  pen.json(redactStrings(document, redact), 2)
}

function jsonManifest({ ref, template, isUnwritten, object }: ShownManifest, whole: boolean) {
  return {
    object: jsonObject(ref),
    template,
    unwritten: isUnwritten || undefined,
    manifest: whole ? object() : undefined,
  }
}

/** `20261130T035812-9f3c, of 7 releases, all or nothing`. */
function describeRun({ id, releases, allOrNothing }: NonNullable<ListedRevision['run']>): string {
  const size = releases === 1 ? '' : `, of ${releases} releases`
  return `${id}${size}${allOrNothing === true ? ', all or nothing' : ''}`
}

/** A line for each fact that is known. */
function factLines(revision: ListedRevision, now: number, redact: Redact): Shown[] {
  const { number, createdAt, by, command, commit, job, run, duration, summary, images, reason, untrusted } = revision
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['revision', `${number ?? '-'}, ${statusOf(revision)}`],
    ['when', createdAt === '' ? undefined : formatWhen(createdAt, now)],
    ['by', by],
    ['command', command],
    ['commit', commit],
    ['job', job],
    ['run', run === undefined ? undefined : describeRun(run)],
    ['duration', duration === undefined ? undefined : formatElapsed(duration)],
    ['changed', summary],
    ['wrote', revision.untouched ? 'nothing' : changesOf(revision)],
    ['reason', reason],
    ['not trusted', untrusted],
    ...images.map(
      ({ image, digests }, index) => [index === 0 ? 'images' : '', [image, ...digests].join('  ')] as const,
    ),
  ]
  const known = facts.flatMap(([name, text]) => (text ? [[ownWords(name), shownLine(text, redact)]] : []))
  return tableOf(known)
}
