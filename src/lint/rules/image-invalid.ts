import { textAt } from '../../manifest/fields.ts'
import type { Rule, Violation } from './rule.ts'

/** As the distribution project's reference.go has it: a host with a port, lower-case names, a tag, a digest. */
const host = String.raw`(?:[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?|\[[\da-fA-F:]+\])(?::\d+)?`
const component = String.raw`[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*`
const reference = new RegExp(
  String.raw`^(?:${host}/)?${component}(?:/${component})*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[\da-fA-F]{32,})?$`,
)

/** Longer ones are refused unread. */
const longest = 1000

export const imageInvalid: Rule = {
  name: 'image-invalid',
  severity: 'error',
  finds: 'an image whose name no registry can have: upper case, a blank, two tags',
  reason: 'The API server takes it, and the pod stays at InvalidImageName.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  fix: 'write [HOST[:PORT]/]name[:tag][@digest], the name in lower case',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, containers } of workloads) {
      for (const { name, path, spec } of containers) {
        const image = textAt(spec, 'image')
        // Istio's webhook writes the image itself.
        if (image === '' || image === 'auto' || (image.length <= longest && reference.test(image))) continue
        const message = `container ${name}: the image ${JSON.stringify(image)} is not a valid name`
        yield { manifest, path: [...path, 'image'], message }
      }
    }
  },
}
