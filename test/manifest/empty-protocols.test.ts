import { expect, it } from 'vitest'
import { readManifests } from '../../src/manifest/read.ts'
import { problems, rendered } from '../support/manifest/rendered.ts'

const deployment = (list: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      ${list}:\n      - name: c\n        ports:\n        - {containerPort: 80, protocol: ""}\n`

it.each([
  [
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - {port: 80, protocol: ""}\n',
    'spec.ports[0]',
    16,
  ],
  [deployment('containers'), 'spec.template.spec.containers[0].ports[0]', 20],
  [deployment('initContainers'), 'spec.template.spec.initContainers[0].ports[0]', 20],
])('an empty protocol of a port is refused with its line', (text, port, line) => {
  const kind = text.includes('Service') ? 'Service' : 'Deployment'
  expect(problems(text)).toMatchObject([
    {
      code: 'manifest-invalid',
      message: `${port}.protocol of ${kind} a is empty, though it is part of what identifies the port`,
      place: { line },
      hint: 'leave it out, or write TCP, UDP or SCTP',
    },
  ])
})

it.each([
  'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, protocol: null}, {port: 81, protocol: UDP}]}\n',
  'apiVersion: example.com/v1\nkind: Gate\nmetadata: {name: a}\nspec: {ports: [{port: 80, protocol: ""}]}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {protocol: ""}\n',
])('what is not such a key is left alone: %j', (text) => {
  expect(readManifests([rendered(text)])).toHaveLength(1)
})
