import { textAt } from '../../manifest/fields.ts'
import type { Rule, Violation } from './rule.ts'

export const imageTag: Rule = {
  name: 'image-tag',
  severity: 'warning',
  finds: 'an image without a tag, or with the tag `latest`',
  reason: 'A node may run another image under the same name tomorrow, and an undo brings back the name, not the image.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  fix: 'name a version, or a digest: image: registry/app:1.4.2',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, containers } of workloads) {
      for (const { name, path, spec } of containers) {
        const image = textAt(spec, 'image')
        const problem = problemOf(image)
        if (problem === undefined) continue
        yield { manifest, path: [...path, 'image'], message: `container ${name}: the image ${image} ${problem}` }
      }
    }
  },
}

/** undefined for an image with a digest, or with a tag other than `latest`; and where there is none. */
function problemOf(image: string): string | undefined {
  if (image === '' || image.includes('@')) return undefined
  const [, tag] = /:([^:/]*)$/.exec(image) ?? []
  if (tag === undefined) return 'has no tag'
  return tag === 'latest' ? 'has the tag latest' : undefined
}
