import type { FieldDifference, ObjectDiff } from '../../plan/diff/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'
import { jsonObject, jsonPlace, jsonVariable } from './json-parts.ts'

const signs = { added: '+', removed: '-', context: ' ' } as const

export function jsonDifference(diff: ObjectDiff) {
  const { ref, action, former, hook, place, checkedByServer, afterDeletion, fields, hunks, alsoChanged } = diff
  return {
    object: jsonObject(ref),
    action,
    former: former && jsonObject(former),
    hook,
    place: jsonPlace(place),
    checkedByServer,
    afterDeletion,
    fields: fields.map(jsonField),
    alsoChanged: alsoChanged.length === 0 ? undefined : alsoChanged,
    diff: hunks.flatMap(({ path, lines }) => [
      ...(path === '' ? [] : [`@@ ${path} @@`]),
      ...lines.map(({ kind, text }) => signs[kind] + text),
    ]),
  }
}

function jsonField({ path, action, before, after, place, variables, follows }: FieldDifference) {
  return {
    path,
    action,
    before,
    after,
    place: jsonPlace(place),
    variables: variables.length === 0 ? undefined : variables.map(jsonVariable),
    follows: follows.length === 0 ? undefined : follows.map(jsonObject),
  }
}

export function jsonImpact({ rollouts, scaled, recreated, deleted, orphaned, hooks, overBudget, readers }: Impact) {
  return {
    rollouts: rollouts.map((one) => ({
      object: jsonObject(one.ref),
      ...('pods' in one ? { pods: one.pods, missing: one.missing, note: one.note } : {}),
    })),
    scaled: scaled.map(({ ref, from, to }) => ({ object: jsonObject(ref), from, to })),
    recreated: recreated.map(jsonObject),
    deleted: deleted.map(jsonObject),
    orphaned: orphaned.map(jsonObject),
    hooks: hooks.map(jsonObject),
    overBudget: overBudget.map(({ ref, budget, missing, allowed }) => ({
      object: jsonObject(ref),
      budget,
      missing,
      allowed,
    })),
    readers: readers.map(({ ref, release, reads, isLost }) => ({
      object: jsonObject(ref),
      release,
      reads: reads.map(jsonObject),
      lost: isLost,
    })),
  }
}
