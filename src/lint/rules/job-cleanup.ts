import { annotationOf } from '../../manifest/annotations.ts'
import { fieldAt } from '../../manifest/fields.ts'
import { hookAnnotation } from '../../plan/hooks.ts'
import type { Rule, Violation } from './rule.ts'

export const jobCleanup: Rule = {
  name: 'job-cleanup',
  severity: 'off',
  finds: 'a Job without `ttlSecondsAfterFinished` that is not a hook',
  reason: 'It stays with its pods when it has finished, until somebody deletes it.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
  fix: 'ttlSecondsAfterFinished: 86400',
  *check(release): Iterable<Violation> {
    for (const manifest of release.ofKind('batch/Job')) {
      if (fieldAt(manifest.object, 'spec', 'ttlSecondsAfterFinished') !== undefined) continue
      // Each run of a hook replaces the one before.
      if (annotationOf(manifest.object, hookAnnotation) !== undefined) continue
      yield { manifest, path: ['spec'], message: 'no ttlSecondsAfterFinished: the finished Job stays' }
    }
  },
}
