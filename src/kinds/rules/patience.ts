import { numberAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'

const MINUTE = 60_000

/** Milliseconds that a controller's own deadline may come late. */
const LATE = 15_000

/** Minutes without progress after which an object of a kind counts as stuck; 10 for a kind that isn't named. */
const MINUTES: Readonly<Record<string, number>> = {
  'Namespace.': 1,
  'CustomResourceDefinition.apiextensions.k8s.io': 1,
  'APIService.apiregistration.k8s.io': 5,
  'HorizontalPodAutoscaler.autoscaling': 5,
  'PersistentVolumeClaim.': 5,
  'PodDisruptionBudget.policy': 5,
  'Service.': 5,
  'Job.batch': 30,
}

/**
 * Milliseconds that an object may go without progress. A Deployment's own progressDeadlineSeconds and a Job's
 * activeDeadlineSeconds count: their controllers say when these have passed, so this is for when they don't.
 */
export function patienceOf(
  { group, kind }: { readonly group: string; readonly kind: string },
  object: KubeObject,
): number {
  const own =
    kind === 'Deployment'
      ? numberAt(object, 'spec', 'progressDeadlineSeconds')
      : kind === 'Job'
        ? numberAt(object, 'spec', 'activeDeadlineSeconds')
        : undefined
  if (own !== undefined) return own * 1000 + LATE
  return (MINUTES[`${kind}.${group}`] ?? 10) * MINUTE
}
