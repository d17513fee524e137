import { annotationOf, annotationsOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { shellWords } from '../../shell-words.ts'
import type { HelmRelease } from './helm-record.ts'

/**
 * The Helm release that made an object, by the annotations that Helm gives all it makes (pkg/action/validate.go). They count
 * without the label `app.kubernetes.io/managed-by: Helm` too: what `helm uninstall` deletes, its record says.
 */
export function helmReleaseOf(live: KubeObject): HelmRelease | undefined {
  const annotations = annotationsOf(live)
  const name = annotations['meta.helm.sh/release-name']
  if (typeof name !== 'string' || name === '') return undefined
  const namespace = annotations['meta.helm.sh/release-namespace'] ?? live.metadata['namespace']
  return { name, namespace: typeof namespace === 'string' ? namespace : 'default' }
}

/** Whether an object is a hook of a chart: Helm deletes and recreates it, and its record lists it elsewhere. */
export function isHelmHook(live: KubeObject): boolean {
  return annotationOf(live, 'helm.sh/hook') !== undefined
}

/** Whether Helm is at work on a revision of this status, or was killed there. */
export function isUnderWay(status: string): boolean {
  return status.startsWith('pending-') || status === 'uninstalling'
}

/**
 * The command that makes Helm forget a release and deletes nothing else. (`helm uninstall` would run the chart's hooks, and
 * delete what an upgrade in between lists again.)
 */
export function forgetCommand({ name, namespace }: HelmRelease, kinds: readonly ('Secret' | 'ConfigMap')[]): string {
  return kinds
    .map((kind) => {
      // A ConfigMap has no type; nothing but Helm labels one so.
      const type = kind === 'Secret' ? ['--field-selector', 'type=helm.sh/release.v1'] : []
      const selector = `owner=helm,name=${name}`
      return shellWords(['kubectl', 'delete', kind.toLowerCase(), '-n', namespace, '-l', selector, ...type])
    })
    .join(' && ')
}
