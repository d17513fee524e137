import { structuredPatch } from 'diff'
import { groupBy } from '../../group-by.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import { writeYaml } from '../../yaml/write.ts'
import { maskObject } from '../masking/mask.ts'
import type { MaskModel } from '../masking/mask-fields.ts'
import { toDelete, toOrphan } from '../prune-candidates.ts'
import type { Change, DiffLine, ObjectDiff, Plan, PlannedHook, PruneCandidate } from '../types.ts'
import { withoutGenerated } from './generated.ts'
import { orderLike } from './order.ts'

/** Lines around a difference. */
const contextLines = 3

/** Beyond it a comparison line by line takes seconds, and nobody reads it: the whole text is shown as replaced. */
const mostEdits = 2000

/** What revisions recorded of an object. */
type RecordedOf = (ref: ObjectRef) => readonly MaskModel[]

/**
 * The differences of a plan's changed objects, in its order, among the hooks that it runs, and what it deletes or orphans.
 * `recorded` is all that revisions recorded: a live object may hold a sensitive value where only an earlier manifest had one.
 */
export function diffPlan(
  plan: Pick<Plan, 'changes' | 'hooks' | 'candidates'> & Partial<Pick<Plan, 'madeNamespace'>>,
  recorded: readonly MaskModel[],
  masking: Masking,
): ObjectDiff[] {
  const byKey = groupBy(recorded, ({ object }) => keyOf(refOf(object)))
  const recordedOf: RecordedOf = (ref) => byKey.get(keyOf(ref)) ?? []
  const changes = plan.changes
    .filter(({ action }) => action !== 'unchanged')
    .map((change) => diffChange(change, recordedOf, masking))
  const hooks = plan.hooks.filter(({ runs }) => runs).map((hook) => diffHook(hook, recordedOf, masking))
  const before = hooks.filter(({ hook }) => hook === 'before-apply')
  const after = hooks.filter(({ hook }) => hook === 'after-apply')
  const gone = [...toDelete(plan.candidates).map(diffDeletion), ...toOrphan(plan.candidates).map(diffOrphan)]
  const all = [...before, ...changes, ...after, ...gone]
  return plan.madeNamespace === undefined || all.length === 0 ? all : [diffNamespace(plan.madeNamespace), ...all]
}

/** A namespace that is made without a template. */
function diffNamespace(name: string): ObjectDiff {
  const ref = { group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name }
  const text = writeYaml({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return {
    ref,
    action: 'create',
    place: { file: '--create-namespace' },
    checkedByServer: true,
    lines: diffLines('', text),
  }
}

/** Only named: which of its fields are sensitive stood in a template that isn't there any more. */
function diffDeletion({ ref }: PruneCandidate): ObjectDiff {
  return { ref, action: 'delete', place: undefined, checkedByServer: true, lines: [] }
}

/** Nothing changes of it but whose it is. */
function diffOrphan({ ref }: PruneCandidate): ObjectDiff {
  return { ref, action: 'orphan', place: undefined, checkedByServer: true, lines: [] }
}

/** A hook is recreated each time, so it is compared with what the last revision recorded. */
function diffHook(
  { ref, phase, manifest, previous }: PlannedHook,
  recordedOf: RecordedOf,
  { mask, redactLines }: Masking,
): ObjectDiff {
  const { object } = manifest
  const models = [manifest, ...recordedOf(ref)]
  const shown = (one: KubeObject) => writeYaml(orderLike(maskObject(one, models, mask), object))
  const lines = redacted(diffLines(previous === undefined ? '' : shown(previous), shown(object)), redactLines)
  return { ref, action: 'run', hook: phase, place: manifest.placeOf([]), checkedByServer: true, lines }
}

function diffChange(change: Change, recordedOf: RecordedOf, { mask, redactLines }: Masking): ObjectDiff {
  const { object: model } = change.manifest
  const models = [change.manifest, ...recordedOf(change.ref)]
  const shown = (object: KubeObject) => orderLike(maskObject(withoutServerFields(object), models, mask), model)
  const isNew = change.live === null || change.action === 'recreate'
  const lasting = (object: KubeObject) => (isNew ? withoutGenerated(object, change.desired) : object)
  const before = change.live === null ? '' : writeYaml(shown(lasting(change.live)))
  const after = writeYaml(shown(lasting(change.merged)))
  return {
    ref: change.ref,
    action: change.action,
    place: change.manifest.placeOf([]),
    checkedByServer: change.checkedByServer,
    afterDeletion: change.terminating === undefined ? undefined : true,
    lines: redacted(diffLines(before, after), redactLines),
  }
}

/** A live field may hold a known value that no manifest put there: somebody's copy of it, maybe over several lines. */
function redacted(lines: readonly DiffLine[], redactLines: Masking['redactLines']): DiffLine[] {
  const before = redactedSide(lines, 'removed', redactLines)
  const after = redactedSide(lines, 'added', redactLines)
  return lines.map((line, index) => {
    const texts = [before[index], after[index]].filter((text) => text !== undefined)
    return { ...line, text: texts.find((text) => text !== line.text) ?? line.text }
  })
}

/** By the index of the line: what it shows as one of this side's lines, which are its own and those of both. */
function redactedSide(
  lines: readonly DiffLine[],
  side: 'removed' | 'added',
  redactLines: Masking['redactLines'],
): (string | undefined)[] {
  const isOfSide = ({ kind }: DiffLine) => kind === side || kind === 'context'
  const shown = redactLines(lines.filter(isOfSide).map(({ text }) => text)).values()
  return lines.map((line) => (isOfSide(line) ? shown.next().value : undefined))
}

/** A unified diff's hunks. */
function diffLines(before: string, after: string): DiffLine[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: contextLines, maxEditLength: mostEdits })
  if (patch === undefined) {
    return [
      ...textLines(before).map((text) => ({ kind: 'removed' as const, text })),
      ...textLines(after).map((text) => ({ kind: 'added' as const, text })),
    ]
  }
  return patch.hunks.flatMap((hunk) => [
    { kind: 'hunk' as const, text: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@` },
    ...hunk.lines.filter((line) => !line.startsWith('\\')).map(diffLine),
  ])
}

function diffLine(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context'
  return { kind, text: line.slice(1) }
}

function textLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
