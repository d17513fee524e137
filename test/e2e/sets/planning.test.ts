import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { resourceVersions } from '../../support/cluster/resource-versions.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'

/** A project of profiles that each deploy the template of their name. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, { profile: string; template: string }>>) {
  const files = Object.entries(services).flatMap(([name, { profile, template }]) => [
    [`profiles/prod_${name}.yaml`, `templates: [${name}.yaml]\n${profile}\n`],
    [`templates/${name}.yaml`, template],
  ])
  const { folder, write } = await cluster.createProject({
    files: {
      'kdeploy.yaml': `name: fleet\nprofile: {namespace: ${cluster.namespace}, variables: {tag: one}}\n`,
      ...Object.fromEntries(files),
    },
  })
  const kdeploy = (args: readonly string[], env = {}) => cluster.kdeploy(args, { cwd: folder, env })
  const apply = (...args: readonly string[]) => kdeploy(['apply', '-p', 'prod_*', ...args])
  return { kdeploy, apply, write }
}

const configMap = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`

describe('a set of which one release is refused', () => {
  test('writes nothing at all, whatever refuses it', async ({ cluster }) => {
    const names = ['bus', 'db', 'ui']
    const services = names.map((name) => [name, { profile: '', template: configMap(name, '{{ tag }}') }])
    const { kdeploy, apply, write } = await fleet(cluster, Object.fromEntries(services))
    const onlyConfigMaps = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['*'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['*'] },
    ])
    /** Applies all with a new tag, and compares everything with before. */
    const refused = async (exitCode: number, why: string, env = {}) => {
      const before = await resourceVersions(cluster)
      const result = await kdeploy(['apply', '-p', 'prod_*', '--set', 'tag=two'], env)
      expect(result.stderr).toMatch(new RegExp(`\\[prod_db\\] +error: .*${why}`))
      expect(result.stderr).toMatch(/prod_bus +skipped[ -]+\n +nothing was written, as prod_db can't be deployed/)
      expect(result.exitCode, why).toBe(exitCode)
      expect(await resourceVersions(cluster), why).toEqual(before)
    }

    await write({ 'templates/db.yaml': configMap('db', '{{ nothing }}') })
    await refused(2, "'nothing' is undefined")
    await write({ 'templates/db.yaml': configMap('db', '{{ tag }}') })
    expect((await apply()).exitCode).toBe(0)

    await write({
      'templates/db.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 1}]}\n',
    })
    await refused(3, 'lacks 3 permissions', { KUBECONFIG: onlyConfigMaps })

    // Of another release.
    await write({ 'templates/db.yaml': configMap('bus', '{{ tag }}') })
    await refused(4, 'prod_bus')

    // What it needs will change, and puts none of these right.
    await write({
      'templates/db.yaml': configMap('db', '{{ tag }}'),
      'profiles/prod_db.yaml': 'templates: [db.yaml]\nneeds: [prod_bus]\n',
    })
    const theirs = ['apply', '--server-side', '--force-conflicts', '--field-manager=other', '-f', '-']
    await cluster.kubectl(theirs, { input: configMap('db', 'theirs') })
    await refused(4, 'other')
    expect((await kdeploy(['freeze', '-p', 'prod_db', '--until', '1h', '--reason', 'holidays'])).exitCode).toBe(0)
    await refused(4, 'holidays')
  })
})

describe('a set in which one release needs what another makes', () => {
  test('deploys a Secret and what reads it, a kind and an object of it, in one run from nothing', async ({
    cluster,
  }) => {
    const group = `g${randomBytes(4).toString('hex')}.example.com`
    const definition = JSON.stringify(widgetDefinition(group))
    const { apply } = await fleet(cluster, {
      // In the order of their names what is needed comes last.
      a_reader: {
        profile: 'needs: [prod_z_secret]\nvariablesFrom: [{secret: db, as: db}]',
        template: configMap('reader', '{{ db.password | hash }}'),
      },
      b_widget: {
        profile: 'needs: [prod_y_kind]',
        template: `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: one}\nspec: {tag: "{{ tag }}"}\n`,
      },
      y_kind: { profile: '', template: definition },
      z_secret: {
        profile: '',
        template: 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: "{{ tag }}"}\n',
      },
    })
    const seen = async () => {
      const reader = await cluster.get<{ data: { value: string } }>('configmap', 'reader')
      const widget = await cluster.get<{ spec: { tag: string } }>(`widgets.${group}`, 'one')
      return [reader.data.value, widget.spec.tag]
    }
    try {
      const made = await apply()
      expect(made.exitCode, made.stderr).toBe(0)
      expect(made.stderr).toMatch(/\[prod_a_reader\] +planned again once prod_z_secret is deployed: /)
      expect(made.stderr).toMatch(/\[prod_b_widget\] +planned again once prod_y_kind is deployed: /)
      const first = await seen()
      expect(first[1]).toBe('one')

      const changed = await apply('--set', 'tag=two')
      expect(changed.exitCode, changed.stderr).toBe(0)
      const second = await seen()
      expect(second[0]).not.toBe(first[0])
      expect(second[1]).toBe('two')

      // Each saw what the other deployed: there is nothing left to do.
      const before = await resourceVersions(cluster)
      const again = await apply('--set', 'tag=two')
      expect(again.exitCode, again.stderr).toBe(0)
      expect(await resourceVersions(cluster)).toEqual(before)
    } finally {
      await cluster.kubectl(['delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false'])
    }
  })
})

test('a release that is refused once another was deployed makes exit 5 of its own 2, which says that nothing was written', async ({
  cluster,
}) => {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: api}
spec: {containers: [{name: app, image: "registry.example.com/api:1", imagePullPolicy: Sometimes}]}
`
  const { apply } = await fleet(cluster, {
    api: { profile: 'needs: [prod_bus]', template: pod },
    bus: { profile: '', template: configMap('bus', '{{ tag }}') },
  })

  const first = await apply()
  const second = await apply()

  expect(first.stderr).toMatch(/\[prod_api\] +planned again once prod_bus is deployed: .*imagePullPolicy/)
  expect(first.stderr).toMatch(/prod_bus +done/)
  expect(first.exitCode).toBe(5)
  // Now there is nothing that could come first.
  expect(second.stderr).toMatch(/\[prod_api\] +nothing was written/)
  expect(second.exitCode).toBe(2)
})
