import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { named, openProject, service } from '../../support/projects/references.ts'

const ingress = `${named('networking.k8s.io/v1', 'Ingress', 'web')}spec:
  tls: [{hosts: [shop.example.com], secretName: tls}]
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
  - host: plain.example.com
    http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`

test('an apply that succeeded, and a status, tell the URLs of an Ingress, and whether it has an address', async ({
  cluster,
}) => {
  await cluster.kubectl(['create', 'secret', 'generic', 'tls'])
  const project = await openProject(cluster, service, ingress)
  const urls = 'url: https://shop.example.com/, http://plain.example.com/api'
  const name = `Ingress ${cluster.namespace}/web`

  const first = await project.kdeploy(['apply'])
  expect(first.stderr.trimEnd().split('\n').slice(-2)).toEqual([
    expect.stringMatching(/^done: revision 1/),
    `${urls} (${name}, no address yet)`,
  ])
  const status = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } })
  await cluster.kubectl(['patch', 'ingress/web', '--subresource=status', '--type=merge', '-p', status])

  expect((await project.kdeploy(['apply'])).stderr).toContain(`${urls} (${name})\n`)
  expect((await project.kdeploy(['status'])).stdout).toContain(`${urls} (${name})\n`)
  const expected = [
    {
      object: { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', namespace: cluster.namespace, name: 'web' },
      urls: ['https://shop.example.com/', 'http://plain.example.com/api'],
      address: true,
    },
  ]
  expect(JSON.parse((await project.kdeploy(['status', '-o', 'json'])).stdout)).toMatchObject({ urls: expected })
  const events = (await project.kdeploy(['apply', '-o', 'json'])).stdout.trimEnd().split('\n')
  expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ type: 'result', urls: expected })
})

test('an apply that fails tells none', async ({ cluster }) => {
  await cluster.kubectl(['create', 'secret', 'generic', 'tls'])
  const failing = `${named('v1', 'Pod', 'web')}spec: {containers: [{name: a, image: a}]}\n`.replace(
    '{name: web}',
    '{name: web, annotations: {test.kdeploy.dev/stage: crash-loop}}',
  )
  const project = await openProject(cluster, service, ingress, failing)

  const { exitCode, stderr } = await project.kdeploy(['apply'])

  expect(exitCode).toBe(5)
  expect(stderr).not.toContain('url:')
})
