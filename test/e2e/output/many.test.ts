import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const names = ['api', 'billing', 'cart', 'docs', 'edge', 'feed', 'gate']
const services = (stage: string) => `{% for name in [${names.map((name) => `"${name}"`).join(', ')}] %}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ name }}}
spec:
  selector: {matchLabels: {app: {{ name }}}}
  template:
    metadata:
      labels: {app: {{ name }}}
      annotations: {n: "{{ tag }}"{% if name == "feed" and "${stage}" %}, test.kdeploy.dev/stage: "${stage}"{% endif %}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: app, image: a}]
{% endfor %}
`

describe('a deploy of many workloads', () => {
  test('groups them in a pipe, but for what has a problem', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '', files: { 'templates/all.yaml': services('crash-loop') } })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    // How many get ready at a time depends on the machine, but each is told once.
    const waiting = stderr.match(/^waiting .*$/gm) ?? []
    for (const name of names.filter((name) => name !== 'feed'))
      expect(waiting.filter((line) => new RegExp(`\\b${name}\\b`).test(line)).length).toBeLessThan(2)
    expect(stderr).toMatch(/^failed +Deployment \S+\/feed: /m)
    expect(exitCode).toBe(5)
  })

  test('leaves with --quiet the beginning, failures and the end, and all events with -o json', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '', files: { 'templates/all.yaml': services('') } })

    const { stderr, stdout, exitCode } = await shop.kdeploy('apply', '--quiet', '-o', 'json')
    await shop.change({ tag: '2', web: () => '', files: { 'templates/all.yaml': services('crash-loop') } })
    const failing = await shop.kdeploy('apply', '-q')

    expect(stderr).toMatch(/^release .*\nplan: 8 to create.*\ndone: revision 1, 8 created.*\n$/)
    expect(stdout).toContain('"type":"written"')
    expect(exitCode).toBe(0)
    expect(failing.stderr).toMatch(/^release .*\nplan: 0 to create, 7 to change.*\nfailed +Deployment \S+\/feed: /)
    expect(failing.stderr).toMatch(/\nfailed: revision 2, [^\n]*\nnext: /)
    expect(failing.stderr).not.toMatch(/^(waiting|ready|changed)/m)
    expect(failing.exitCode).toBe(5)
  })
})
