import { groupBy } from '../../group-by.ts'
import { withoutInfo } from '../../manifest/annotations.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { Json, KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import { writeYaml } from '../../yaml/write.ts'
import { maskObject } from '../masking/mask.ts'
import type { MaskModel } from '../masking/mask-fields.ts'
import { textMaskerOf } from '../masking/mask-text.ts'
import { type DiffRules, isUnshown } from '../ownership/rules.ts'
import { toDelete, toOrphan } from '../prune-candidates.ts'
import { formerContent } from '../references/content-name.ts'
import type { Change, Plan, PlannedHook, PruneCandidate } from '../types.ts'
import { compareFields } from './compare.ts'
import { withoutGenerated } from './generated.ts'
import { toHunks } from './hunks.ts'
import { orderLike } from './order.ts'
import { type ReasonOf, reasonsIn } from './reasons.ts'
import { redactHunks, redactValue } from './redact.ts'
import { sealing } from './seal.ts'
import { settle } from './settle.ts'
import type { FieldDifference, FieldReason, ObjectDiff } from './types.ts'

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
  rules: DiffRules = { unshown: [] },
): ObjectDiff[] {
  const byKey = groupBy(recorded, ({ object }) => keyOf(refOf(object)))
  const recordedOf: RecordedOf = (ref) => byKey.get(keyOf(ref)) ?? []
  const reasonOf = reasonsIn(plan.changes)
  const changes = plan.changes
    .filter(({ action }) => action !== 'unchanged')
    .map((change) => {
      const former = change.action === 'create' ? formerContent(change.desired, plan.candidates) : undefined
      return diffChange({ ...change, former }, recordedOf, reasonOf, masking, rules)
    })
  const hooks = plan.hooks.filter(({ runs }) => runs).map((hook) => diffHook(hook, recordedOf, reasonOf, masking))
  const before = hooks.filter(({ hook }) => hook === 'before-apply')
  const after = hooks.filter(({ hook }) => hook === 'after-apply')
  const gone = [...toDelete(plan.candidates).map(diffDeletion), ...toOrphan(plan.candidates).map(diffOrphan)]
  const all = [...before, ...changes, ...after, ...gone]
  return plan.madeNamespace === undefined || all.length === 0
    ? all
    : [diffNamespace(plan.madeNamespace, masking), ...all]
}

/** One object as two states have it, shown alike. */
interface States {
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Built as the manifest: it says where a field is written. */
  readonly model: Json | undefined
}

type Difference = Pick<ObjectDiff, 'fields' | 'hunks' | 'texts'>

/** The difference of two states that are masked already; `whole`: what is shown of the object where all of it is asked for. */
function differenceOf(states: States, whole: States, reasonOf: ReasonOf, masking: Masking): Difference {
  const compared = compareFields(states.before, states.after, states.model)
  const fields = compared.map((field): FieldDifference => {
    const { action, path, before, after, behind } = field
    const shown = { before: redactValue(before, masking.redact), after: redactValue(after, masking.redact) }
    const place = behind === undefined ? {} : { behind: masking.redact(behind) }
    return { path: masking.redact(path), action, ...shown, ...place, ...reasonOf(field) }
  })
  const text = (value: Json | undefined) =>
    value === undefined ? '' : masking.redactLines(writeYaml(value).split('\n')).join('\n')
  return {
    fields,
    hunks: redactHunks(toHunks(compared, reasonOf), masking.redactLines),
    texts: () => ({ before: text(whole.before), after: text(whole.after) }),
  }
}

/** A namespace that is made without a template. */
function diffNamespace(name: string, masking: Masking): ObjectDiff {
  const ref = { group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name }
  const states = {
    before: undefined,
    after: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    model: undefined,
  }
  return {
    ref,
    action: 'create',
    place: { file: '--create-namespace' },
    checkedByServer: true,
    alsoChanged: [],
    ...differenceOf(states, states, noReason, masking),
  }
}

const none: FieldReason = { place: undefined, variables: [], follows: [] }
const noReason: ReasonOf = () => none

const nothing = { fields: [], hunks: [], alsoChanged: [], texts: () => ({ before: '', after: '' }) }

/** Only named: which of its fields are sensitive stood in a template that isn't there any more. */
function diffDeletion({ ref, live }: PruneCandidate): ObjectDiff {
  return { ref, uid: uidOf(live), action: 'delete', place: undefined, checkedByServer: true, ...nothing }
}

/** Nothing changes of it but whose it is. */
function diffOrphan({ ref, live }: PruneCandidate): ObjectDiff {
  return { ref, uid: uidOf(live), action: 'orphan', place: undefined, checkedByServer: true, ...nothing }
}

/**
 * A manifest compared with an earlier state of its object as it was written, field by field: of neither is anything the server's.
 * undefined: there was none.
 */
export function diffManifest(manifest: Manifest, previous: KubeObject | undefined, masking: Masking): ObjectDiff {
  const { object } = manifest
  const states = statesAsWritten(manifest, previous, object, [manifest], masking)
  return {
    ref: refOf(object),
    action: previous === undefined ? 'create' : 'change',
    place: manifest.placeOf([]),
    checkedByServer: true,
    alsoChanged: [],
    ...differenceOf(states, states, reasonsIn([])(manifest, object), masking),
  }
}

function statesAsWritten(
  { object }: Manifest,
  old: KubeObject | undefined,
  now: KubeObject,
  models: readonly MaskModel[],
  masking: Masking,
): States {
  const shown = (one: KubeObject) => orderLike(maskObject(one, models, masking.mask), object)
  return { before: old && shown(old), after: shown(now), model: shown(object) }
}

/** A hook is recreated each time, so it is compared with what the last revision recorded. */
function diffHook(
  { ref, phase, manifest, previous }: PlannedHook,
  recordedOf: RecordedOf,
  reasonOf: (manifest: Manifest, workload: KubeObject) => ReasonOf,
  masking: Masking,
): ObjectDiff {
  const { object } = manifest
  const [old, now] = previous === undefined ? [undefined, object] : [withoutInfo(previous), withoutInfo(object)]
  const states = statesAsWritten(manifest, old, now, [manifest, ...recordedOf(ref)], masking)
  return {
    ref,
    action: 'run',
    hook: phase,
    place: manifest.placeOf([]),
    checkedByServer: true,
    alsoChanged: [],
    sealedBy: sealing(ref, previous, object),
    ...differenceOf(states, states, reasonOf(manifest, object), masking),
  }
}

/** With what a new object takes the place of: one of other content, under a name of its own. */
interface ChangeToShow extends Change {
  readonly former: PruneCandidate | undefined
}

function diffChange(
  change: ChangeToShow,
  recordedOf: RecordedOf,
  reasonOf: (manifest: Manifest, workload: KubeObject) => ReasonOf,
  masking: Masking,
  rules: DiffRules,
): ObjectDiff {
  const { manifest, merged, desired, checkedByServer, former } = change
  const live = former === undefined ? change.live : withName(former.live, change.ref.name)
  const models = [manifest, ...recordedOf(change.ref), ...(former === undefined ? [] : recordedOf(former.ref))]
  const isNew = live === null || change.action === 'recreate'
  const lasting = (object: KubeObject) => (isNew ? withoutGenerated(object, desired) : object)
  const [old, now] =
    live === null ? [null, lasting(merged)] : [withoutInfo(lasting(live)), withoutInfo(lasting(merged))]
  const settled = settle(old, now, desired, {
    isComplete: checkedByServer && live !== null,
    becomesMember: isNew || change.action === 'adopt',
    isUnshown: (field) => isUnshown(change.ref, field, rules),
  })
  const shown = (object: Json | undefined) =>
    object === undefined
      ? undefined
      : orderLike(maskObject(object as KubeObject, models, masking.mask), manifest.object)
  const states = { before: shown(settled.before), after: shown(settled.after), model: shown(manifest.object) }
  const plain = (object: KubeObject | null) => shown(object === null ? undefined : withoutServerFields(object))
  const whole = { before: plain(old), after: plain(now), model: undefined }
  const maskers = settled.alsoChanged.length === 0 ? [] : models.map((model) => textMaskerOf(model, masking.mask))
  const maskText = (text: string) => maskers.reduce((shownText, maskOne) => maskOne(shownText), text)
  return {
    ref: change.ref,
    uid: uidOf(change.live),
    action: change.action,
    former: former?.ref,
    place: manifest.placeOf([]),
    checkedByServer,
    afterDeletion: change.terminating === undefined ? undefined : true,
    alsoChanged: settled.alsoChanged.map(maskText),
    unshown: settled.unshown,
    sealedBy: sealing(change.ref, settled.before, settled.after),
    ...differenceOf(states, whole, reasonOf(manifest, merged), masking),
  }
}

function withName(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } }
}

function uidOf(live: KubeObject | null): string | undefined {
  const uid = live?.metadata['uid']
  return typeof uid === 'string' ? uid : undefined
}
