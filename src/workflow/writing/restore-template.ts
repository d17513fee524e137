import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { KdeployError } from '../../errors.ts'
import { formatPath, valueAtPath } from '../../field-path.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { Json, JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import {
  annotationsOfState,
  hasTemplate,
  ownedWithTemplate,
  type TemplateRevision,
  templateDifferences,
} from '../../plan/pod-template.ts'
import { trackOutcome } from '../run/request-errors.ts'
import { fieldManager, type Run } from '../run/run.ts'

/** How often a change in between (a controller's status, mostly) makes the undo read again. */
const attempts = 10

/**
 * Brings the pod template of a revision back, and with it what kubectl's undo does; the ledger says how far that got. `maskText` masks a
 * refusal's words.
 * @throws KdeployError `undo-incomplete`, or what the API server refused
 */
export async function restoreTemplate(
  run: Run,
  ref: ObjectRef,
  workload: KubeObject,
  target: TemplateRevision,
  maskText: (text: string) => string,
): Promise<KubeObject> {
  const { cluster } = run
  let current = workload
  for (let attempt = 1; ; attempt++) {
    try {
      const owned = ownedWithTemplate(current, fieldManager, target.template)
      if (owned === undefined) return await patchTemplate(run, ref, current, target)
      return await applyTemplate(run, ref, owned, target)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!isOutdated(error) || attempt === attempts) {
        throw explainApiError(error, { what: describeRef(ref), object: current, mask: maskText })
      }
      current = (await cluster.get(ref)) ?? current
    }
  }
}

/**
 * Whether the object is no longer the one that was read. A patch that removes what is gone by now, by its own first try too,
 * is refused as invalid before its resourceVersion is looked at.
 */
function isOutdated({ status, message }: ApiError): boolean {
  return status === 409 || (status === 422 && /rejected our request due to an error in our request/.test(message))
}

/**
 * kdeploy owns the workload: the complete set that it owns, with the old template, by server-side apply, so that the next
 * apply meets no conflict. It is forced: whoever asks for a revision wants all of it, over a hotfix too. What another manager
 * added to the template besides stays after that, and is removed (a removal makes no owner).
 */
async function applyTemplate(
  run: Run,
  ref: ObjectRef,
  owned: KubeObject,
  target: TemplateRevision,
): Promise<KubeObject> {
  const options = { fieldManager, dryRun: false }
  const applied = await write(run, ref, ({ cluster }) => cluster.apply(owned, { ...options, force: true }))
  if (hasTemplate(applied, target.template)) return applied
  const removing = removals(applied, target.template)
  const cleaned = await write(run, ref, ({ cluster }) =>
    cluster.patch(ref, 'application/json-patch+json', removing, { ...options, guarded: true }),
  )
  const left = templateDifferences(cleaned, target.template)
  if (left.length === 0) return cleaned
  throw new KdeployError({
    code: 'undo-incomplete',
    category: 'conflict',
    message: `${describeRef(ref)} was restored to revision ${target.number}, except ${left.map(formatPath).join(', ')}`,
    hint: 'another field manager or an admission webhook sets these fields',
  })
}

/** Replaces what differs by what the old template has, or removes it; guarded by the resourceVersion. */
function removals(workload: KubeObject, template: JsonObject): Json {
  const wanted: Json = { spec: { template } }
  const operations = templateDifferences(workload, template).map((path): JsonObject => {
    const pointer = `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
    const value = valueAtPath(wanted, path)
    return value === undefined ? { op: 'remove', path: pointer } : { op: 'replace', path: pointer, value }
  })
  return [guard(workload), ...operations]
}

/** kdeploy doesn't own it: kubectl's own patch, which replaces template and annotations. */
async function patchTemplate(
  run: Run,
  ref: ObjectRef,
  workload: KubeObject,
  target: TemplateRevision,
): Promise<KubeObject> {
  const operations: Json[] = [guard(workload), { op: 'replace', path: '/spec/template', value: target.template }]
  if (ref.kind === 'Deployment') {
    const live = Object.entries(annotationsOf(workload))
    const kept = Object.fromEntries(live.filter(([name]) => annotationsOfState.has(name)))
    operations.push({ op: 'add', path: '/metadata/annotations', value: { ...target.annotations, ...kept } })
  }
  const options = { fieldManager, dryRun: false, guarded: true }
  return write(run, ref, ({ cluster }) => cluster.patch(ref, 'application/json-patch+json', operations, options))
}

/** Asks the API server to write the workload, and records that it did. */
async function write(run: Run, ref: ObjectRef, ask: (run: Run) => Promise<KubeObject>): Promise<KubeObject> {
  const { ledger } = run
  const written = await trackOutcome(ledger, ref, 'write-unknown', () => ask(run))
  ledger.recordWritten(ref, 'change', written)
  return written
}

/** Makes the server answer 409 where the object is no longer the one that was read. */
function guard(workload: KubeObject): Json {
  return { op: 'replace', path: '/metadata/resourceVersion', value: workload.metadata['resourceVersion'] ?? null }
}
