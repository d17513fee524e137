import { fieldAt } from '../../manifest/fields.ts'
import type { Rule, Violation } from './rule.ts'

export const cronJobOverlap: Rule = {
  name: 'cron-job-overlap',
  severity: 'off',
  finds: 'a CronJob without `concurrencyPolicy`',
  reason: 'A run that takes longer than usual is joined by the next one, on the same data.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
  fix: 'say what should happen: concurrencyPolicy: Forbid (skip the run), Replace, or Allow',
  *check(release): Iterable<Violation> {
    for (const manifest of release.ofKind('batch/CronJob')) {
      if (fieldAt(manifest.object, 'spec', 'concurrencyPolicy') !== undefined) continue
      yield { manifest, path: ['spec'], message: 'no concurrencyPolicy: runs may overlap' }
    }
  },
}
