import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { named, openProject, service } from '../../support/projects/references.ts'

describe('a host in a text', () => {
  test('that is the name of a Service which is nowhere is a warning, with its line and the one that is meant', async ({
    cluster,
  }) => {
    const other = await cluster.createNamespace()
    await cluster.kubectl(['--namespace', other, 'create', 'service', 'clusterip', 'db', '--tcp=1'])
    const data = (...hosts: readonly string[]) =>
      named(
        'v1',
        'ConfigMap',
        'shop',
        `data:\n  app.conf: |\n    # hosts\n${hosts.map((host) => `    x ${host}\n`).join('')}`,
      )
    const here = `http://webb.${cluster.namespace}.svc:80/`
    const project = await openProject(
      cluster,
      service,
      data(here, `http://db.${other}.svc`, `web.${cluster.namespace}.svc`),
    )

    const { stderr, exitCode } = await project.kdeploy(['apply'])

    expect(stderr.match(/warning.* host .*/g)).toEqual([
      `warning: templates/all.yaml:12:5: ConfigMap ${cluster.namespace}/shop names the host webb.${cluster.namespace}.svc, but Service ${cluster.namespace}/webb is neither rendered nor on the cluster; did you mean web?`,
    ])
    expect(exitCode).toBe(0)
  })

  test('of a namespace that may not be read is not mentioned', async ({ cluster }) => {
    const other = await cluster.createNamespace()
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }])
    const project = await openProject(cluster, named('v1', 'ConfigMap', 'shop', `data: {db: db.${other}.svc}\n`))

    const { stderr, exitCode } = await project.kdeploy(['diff'], { KUBECONFIG: kubeconfig })

    expect(stderr).not.toContain(`db.${other}`)
    expect(exitCode).toBe(1)
  })
})
