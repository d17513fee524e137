import { annotationsOf, labelsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import { type Membership, membershipOf } from '../../manifest/membership.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { isAppliedBy, managedFieldsOf } from './managers.ts'

/** How a live object that isn't the release's becomes a member. */
export interface Adoption {
  /** Who made it, for people: `created by helm at …, Helm release shop in my-ns`. */
  readonly createdBy: string
}

/** An adopted object as it was before: what giving it back restores. A revision records it. */
export interface AdoptedObject {
  /** The whole live object, with the managedFields of its former owners. */
  readonly object: KubeObject
}

/**
 * Whether a live object isn't the release's, so that it is taken over only where somebody asked for it. What the release applied
 * itself and orphaned is its own to take back (`wasMember`). A Namespace never is anybody's: several releases may render it.
 */
export function isForeign(live: KubeObject, own: Membership, manager: string, wasMember: boolean): boolean {
  const { group, kind } = refOf(live)
  if (group === '' && kind === 'Namespace') return false
  // A copy that somebody made of a member carries its label, too.
  const isMember = membershipOf(live)?.applySet === own.applySet
  return !((isMember || wasMember) && isAppliedBy(live, manager))
}

/** Whether a foreign object may be adopted: a person named it, or allowed any, or it is nobody's work. */
export function mayAdopt(ref: ObjectRef, isNamed: boolean, isAny: boolean): boolean {
  return isAny || isNamed || isCreatedInEveryNamespace(ref)
}

/** Whether Kubernetes makes an object of this name in every namespace, and again where it is deleted. */
function isCreatedInEveryNamespace({ group, kind, name }: ObjectRef): boolean {
  if (group !== '') return false
  return (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt')
}

/** What tools note on the objects that they manage, and what they are called. */
const marks: readonly ((labels: JsonObject, annotations: JsonObject) => string | undefined)[] = [
  (_, { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace }) =>
    name === undefined ? undefined : `Helm release ${name}${namespace === undefined ? '' : ` in ${namespace}`}`,
  (labels, annotations) => {
    const id = annotations['argocd.argoproj.io/tracking-id'] ?? labels['argocd.argoproj.io/instance']
    return typeof id === 'string' ? `Argo CD application ${id.split(':')[0]}` : undefined
  },
  ({ 'kustomize.toolkit.fluxcd.io/name': name }) => (name === undefined ? undefined : `Flux Kustomization ${name}`),
  ({ 'helm.toolkit.fluxcd.io/name': name }) => (name === undefined ? undefined : `Flux HelmRelease ${name}`),
  ({ 'kapp.k14s.io/app': app }) => (app === undefined ? undefined : `kapp app ${app}`),
  (_, { 'config.k8s.io/owning-inventory': inventory }) =>
    inventory === undefined ? undefined : `cli-utils inventory ${inventory}`,
  ({ 'app.kubernetes.io/managed-by': tool }) =>
    typeof tool === 'string' && tool !== 'Helm' ? `managed by ${tool}` : undefined,
]

/** Who made a live object, as its managedFields and the marks of other tools tell. */
export function describeCreator(live: KubeObject): string {
  const { creationTimestamp } = live.metadata
  const [first] = managedFieldsOf(live)
    .filter(({ subresource }) => subresource === '')
    .toSorted((a, b) => (a.time < b.time ? -1 : 1))
  const at = creationTimestamp === undefined ? '' : ` at ${String(creationTimestamp)}`
  const made = first === undefined ? `created${at}` : `created by ${first.manager}${at}`
  const found = marks.map((mark) => mark(labelsOf(live), annotationsOf(live))).filter((mark) => mark !== undefined)
  return [made, ...found].join(', ')
}

/**
 * Annotations with which other tools keep an object from being deleted (Helm, Argo CD, Flux, kapp, cli-utils), with the part of
 * the value that says so.
 */
const keeping: Readonly<Record<string, RegExp>> = {
  'helm.sh/resource-policy': /^keep$/i,
  'argocd.argoproj.io/sync-options': /(^|,)\s*(Prune=false|Delete=false)\s*(,|$)/i,
  'kustomize.toolkit.fluxcd.io/prune': /^disabled$/i,
  'kapp.k14s.io/delete-strategy': /^orphan$/i,
  'client.lifecycle.config.k8s.io/deletion': /^detach$/i,
  'cli-utils.sigs.k8s.io/on-remove': /^keep$/i,
}

/** The annotation of another tool that keeps an object, for people; undefined where none does. */
export function keptByAnotherTool(object: KubeObject): string | undefined {
  for (const [name, value] of Object.entries(annotationsOf(object)))
    if (typeof value === 'string' && keeping[name]?.test(value)) return `${name}: ${value}`
  return undefined
}
