import { describe, expect, it } from 'vitest'
import { itSays, refusals, refusalsOf } from '../support/validate/refusals.ts'

describe('metadata', () => {
  itSays('deployment', {
    'a long name': [],
    'a name of two parts': [],
    'too long a name': ['metadata.name: must have at most 253 characters, not 254'],
    'a label whose key has a space': [
      'metadata.labels.a b: has a key that must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
    ],
    'a label of two slashes': [
      'metadata.labels.a/b/c: has a key that must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
    ],
    'a label that is a version': [],
    'a label that is an image': [
      'metadata.labels.image: must be letters, digits, -, _ and ., with a letter or digit at both ends',
    ],
    'a label that ends in a hyphen': [
      'metadata.labels.branch: must be letters, digits, -, _ and ., with a letter or digit at both ends',
    ],
    'an annotation whose key is in upper case': [],
    'an annotation whose key has a space': [
      'metadata.annotations.a b: has a key that must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
    ],
    'annotations of 300 KiB': ['metadata.annotations: must have at most 262144 bytes together, not 307201'],
    'a finalizer without a domain': ['metadata.finalizers[0]: must have a domain: example.com/name'],
    'a finalizer with a domain': [],
    'two controllers': ['metadata.ownerReferences[1].controller: must be true for one owner only'],
  })

  itSays('stateful-set', {
    'a name of two parts': [
      'metadata.name: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
  })

  itSays('job-plain', {
    'a name of two parts': [],
  })

  itSays('service', {
    'a name that begins with a digit': [],
    'a name of two parts': [
      'metadata.name: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
  })

  itSays('service-account', {
    'a name with an underscore': [
      'metadata.name: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
  })

  it('of a Service had to begin with a letter before Kubernetes 1.36', () => {
    const name = { 'metadata/name': '1web' }
    expect(refusals('service', name, 36)).toEqual([])
    expect(refusals('service', name, 35)).toEqual([
      'metadata.name: must be lower-case letters, digits and -, with a letter first and a letter or digit last',
    ])
  })

  it('of a custom resource is checked, too, and its spec is not', () => {
    const widget = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'My_Widget' },
      spec: { ports: [] },
    }
    expect(refusalsOf(widget)).toEqual([expect.stringMatching(/^metadata\.name: must be lower-case letters/)])
  })

  it('of a role may have any name that a URL can hold', () => {
    expect(refusals('cluster-role', { 'metadata/name': 'System:Node_1' })).toEqual([])
  })
})
