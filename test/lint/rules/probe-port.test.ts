import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'probe-port'

describe('the rule probe-port', () => {
  it.each(['livenessProbe', 'readinessProbe', 'startupProbe'])(
    'finds a name that the container does not declare in a %s',
    (probe) => {
      const text = withContainer(`ports: [{name: http, containerPort: 80}]\n${probe}:\n  httpGet:\n    port: htpp`)
      expect(foundIn(rule, text)).toEqual([
        ['container app: no port of it is named htpp; did you mean http?', 'port: htpp'],
      ])
    },
  )

  it('finds a name that only another container declares', () => {
    const text = workload(
      'containers:\n- name: a\n  ports: [{name: web, containerPort: 80}]\n- name: b\n  lifecycle: {preStop: {httpGet: {port: web}}}',
    )
    expect(foundIn(rule, text).map(([message]) => message)).toEqual(['container b: no port of it is named web'])
  })

  it.each(['http', '80', '"80"'])('passes the port %s', (port) => {
    const text = withContainer(
      `ports: [{name: http, containerPort: 8080}]\nlivenessProbe: {tcpSocket: {port: ${port}}}`,
    )
    expect(foundIn(rule, text)).toEqual([])
  })
})
