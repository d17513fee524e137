import { expect, test } from 'vitest'
import { withoutEmptyFields } from '../../src/scaffold/without-empty-fields.ts'

/** As `kubectl create deployment web --image=x --dry-run=client -o yaml` prints it. */
const deployment = `# mine
apiVersion: apps/v1
kind: Deployment
metadata:
  creationTimestamp: null
  name: web
spec:
  template:
    metadata:
      creationTimestamp: null
      labels:
        app: web
    spec:
      containers:
      - image: x
        resources: {}
status: {}
`

test('what a dry run of kubectl leaves goes, and the rest stays as it is written', () => {
  expect(withoutEmptyFields(deployment)).toBe(
    deployment.replaceAll(/ +creationTimestamp: null\n/g, '').replace('status: {}\n', ''),
  )
  expect(withoutEmptyFields('kind: Service\nspec: {}\nstatus:\n  loadBalancer: {}\n')).toBe('kind: Service\nspec: {}\n')
})

test.each([
  ['nothing of it is there', 'kind: A\nmetadata:\n  name: a\n'],
  ['it is a part of a text', 'kind: A\ndata:\n  a: |\n    creationTimestamp: null\n    b: c\n'],
  ['it is all of a map', 'kind: A\nmetadata:\n  creationTimestamp: null\nspec: {}\n'],
  ['it is a field of something else', 'kind: A\nmetadata: {name: a}\nspec:\n  creationTimestamp: null\n  b: c\n'],
  ['the status says something', 'kind: A\nstatus:\n  phase: Active\n'],
])('a text stays as it is where %s', (_, text) => {
  expect(withoutEmptyFields(text)).toBe(text)
})
