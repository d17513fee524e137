import { refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { type PruneFacts, unlessRuled } from '../../../src/plan/prune/registry.ts'
import type { Fate, PruneCandidate } from '../../../src/plan/types.ts'

/** The release's namespace in these tests. */
export const namespace = 'shop'

/** A live object of the release, as kdeploy applied it. */
export function liveObject(kind: string, name: string, metadata: JsonObject = {}): KubeObject {
  const [apiVersion, shortKind] = kind.includes('/') ? splitKind(kind) : ['v1', kind]
  const managedFields = [{ manager: 'kdeploy', operation: 'Apply', fieldsV1: { 'f:data': {} } }]
  return {
    apiVersion,
    kind: shortKind,
    metadata: { name, namespace, uid: `${shortKind}-${name}`, managedFields, ...metadata },
  }
}

function splitKind(kind: string): [string, string] {
  const at = kind.lastIndexOf('/')
  return [kind.slice(0, at), kind.slice(at + 1)]
}

/** A candidate with the fate that earlier rules gave it. Default: no rule did. */
export function candidateOf(live: KubeObject, fate: Fate = unlessRuled.fate, rule = unlessRuled.rule): PruneCandidate {
  return { ref: refOf(live), live, fate, rule }
}

/** Of a release of which nothing is known besides. */
export const noFacts: PruneFacts = {
  skipsHooks: false,
  knownBefore: undefined,
  claimedAdoptions: new Set(),
  neededByKept: new Set(),
  adopted: new Map(),
  givesBack: false,
  forgets: false,
  unfinished: new Set(),
  namespace,
  writtenOutside: new Set(),
  named: new Set(),
  unrestorable: new Set(),
  namedByUnrestorable: new Map(),
}
