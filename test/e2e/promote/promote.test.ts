import { expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const known = `sha256:${'0123456789abcdef'.repeat(4)}`

/** Its pods say that they run an image of that digest. */
const web = (name: string, image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  progressDeadlineSeconds: 60
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}, annotations: {test.kdeploy.dev/image-id: "registry.example.com/shop@${known}"{% if stage is defined and stage %}, test.kdeploy.dev/stage: {{ stage }}{% endif %}}}
    spec:
      containers:
      - name: app
        image: ${image}
`

/** Two env types in namespaces of their own. */
async function createStages(cluster: Cluster, template: string, variables: readonly [stg: string, prod: string]) {
  const prod = await cluster.createNamespace()
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/stg_shop.yaml': `namespace: ${cluster.namespace}\nvariables: ${variables[0]}\n`,
      'profiles/prod_shop.yaml': `namespace: ${prod}\nvariables: ${variables[1]}\n`,
      'templates/web.yaml': template,
    },
  })
  const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: project.folder })
  const imageIn = async (namespace: string) =>
    cluster.kubectl([
      'get',
      'deployments',
      '-n',
      namespace,
      '-o',
      'jsonpath={.items[*].spec.template.spec.containers[*].image}',
    ])
  return { ...project, prod, kdeploy, imageIn }
}

/** What the tests' nodes say that they run. */
async function digestOf(kdeploy: (...args: string[]) => Promise<{ stdout: string }>, profile: string): Promise<string> {
  const { revisions } = JSON.parse((await kdeploy('history', '-p', profile, '-o', 'json')).stdout)
  return revisions.at(-1).images[0].digests[0]
}

test('what runs in one profile is deployed in another by digest, for this deploy alone', async ({ cluster }) => {
  const { kdeploy, imageIn, prod } = await createStages(cluster, web('web', '{{ image }}'), [
    '{image: "registry.example.com/shop:1"}',
    '{image: "registry.example.com/shop:1"}',
  ])
  await kdeploy('apply', '-p', 'prod_shop')
  // The digest is told by the watch of pods, which may be behind that of the Deployment.
  await kdeploy('apply', '-p', 'stg_shop', '--set', 'image=registry.example.com/shop:2', '--stable-for', '2s')
  const digest = await digestOf(kdeploy, 'stg_shop')
  expect(digest).toBe(known)

  const dry = await kdeploy('promote', 'stg_shop', 'prod_shop', '--dry-run')
  expect(dry.exitCode, dry.stderr).toBe(0)
  expect(dry.stdout).toContain(`shop:2@${digest}`)
  expect(await imageIn(prod)).toBe('registry.example.com/shop:1')

  const promoted = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(promoted.exitCode, promoted.stderr).toBe(0)
  expect(promoted.stderr).toContain(
    `image: registry.example.com/shop:1 -> registry.example.com/shop:2@${digest}; until the next apply: to keep it, write it in profiles/prod_shop.yaml:2`,
  )
  expect(await imageIn(prod)).toBe(`registry.example.com/shop:2@${digest}`)
  const { revisions } = JSON.parse((await kdeploy('history', '-p', 'prod_shop', '-o', 'json')).stdout)
  expect(revisions.at(-1)).toMatchObject({ command: 'promote from stg_shop revision 1', status: 'succeeded' })

  expect((await kdeploy('apply', '-p', 'prod_shop')).exitCode).toBe(0)
  expect(await imageIn(prod)).toBe('registry.example.com/shop:1')
  await kdeploy('freeze', '-p', 'prod_shop', '--until', '1h', '--reason', 'closing')
  const frozen = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(frozen.stderr).toContain('is frozen until')
  expect(frozen.exitCode).toBe(4)
})

test("what else is set counts for the target's deploy, but not in place of an image", async ({ cluster }) => {
  const { kdeploy, imageIn, prod } = await createStages(
    cluster,
    web('web', '{{ image }}').replace('spec:\n', 'spec:\n  replicas: {{ replicas | default(1) }}\n'),
    ['{image: "registry.example.com/shop:2"}', '{image: "registry.example.com/shop:1"}'],
  )
  await kdeploy('apply', '-p', 'stg_shop')
  const promoted = await kdeploy('promote', 'stg_shop', 'prod_shop', '--set', 'replicas=2', '--set', 'image=x:3')

  expect(promoted.exitCode, promoted.stderr).toBe(0)
  expect(await imageIn(prod)).toBe(`registry.example.com/shop:2@${known}`)
  expect(await cluster.kubectl(['get', 'deploy', 'web', '-n', prod, '-o', 'jsonpath={.spec.replicas}'])).toBe('2')
})

test('with a key, what somebody else wrote into the record is not promoted', async ({ cluster }) => {
  const stages = await createStages(cluster, web('web', '{{ image }}'), [
    '{image: "registry.example.com/shop:2"}',
    '{image: "registry.example.com/shop:1"}',
  ])
  const env = { KDEPLOY_HISTORY_KEY: 'k'.repeat(32) }
  const signed = (...args: string[]) => cluster.kdeploy(args, { cwd: stages.folder, env })
  await stages.kdeploy('apply', '-p', 'stg_shop')

  const refused = await signed('promote', 'stg_shop', 'prod_shop')
  expect(refused.stderr).toContain('error: revision 1 is not trusted: unsigned')
  expect(refused.exitCode).toBe(4)
  expect(await stages.imageIn(stages.prod)).toBe('')

  await signed('apply', '-p', 'stg_shop')
  const promoted = await signed('promote', 'stg_shop', 'prod_shop')
  expect(promoted.exitCode, promoted.stderr).toBe(0)
})

test('a variable that takes a tag gets the tag, and it is told that the digest is not said', async ({ cluster }) => {
  const template = web('web-{{ env_type }}', '"registry.example.com/shop:{{ image.tag }}"')
  const { kdeploy, imageIn, prod } = await createStages(cluster, template, [
    '{image: {tag: "2"}}',
    '{image: {tag: "1"}}',
  ])
  await kdeploy('apply', '-p', 'stg_shop')
  const promoted = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(promoted.exitCode, promoted.stderr).toBe(0)
  expect(promoted.stderr).toContain('image.tag: 1 -> 2')
  expect(promoted.stderr).toContain('the digest that stg_shop runs is not said')
  expect(await imageIn(prod)).toBe('registry.example.com/shop:2')

  const other = await kdeploy('promote', 'stg_shop', 'prod_shop', '--var', 'image.other')
  expect(other.stderr).toMatch(
    /none of the variables image.other makes registry.example.com\/shop:1 registry.example.com\/shop:2@sha256/,
  )
  expect(other.exitCode).toBe(2)
})

test('what did not succeed, is broken now, is too young or has no variable is not promoted', async ({ cluster }) => {
  const template = web('web', 'registry.example.com/shop:{{ "2" if env_type == "stg" else "1" }}')
  const { kdeploy, imageIn, prod, write } = await createStages(cluster, template, ['{stage: ""}', '{stage: ""}'])
  const none = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(none.stderr).toContain('has no revisions')
  expect(none.exitCode).toBe(2)
  await kdeploy('apply', '-p', 'stg_shop')
  const unmapped = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(unmapped.stderr).toMatch(
    /no variable makes registry.example.com\/shop:1 registry.example.com\/shop:2@sha256:\S+/,
  )
  expect(unmapped.stderr).toContain('templates/web.yaml:12')
  expect(unmapped.exitCode).toBe(2)

  const image = (tag: string) => `{stage: "", image: "registry.example.com/shop:${tag}"}`
  await write({
    'templates/web.yaml': web('web', '{{ image }}'),
    'profiles/stg_shop.yaml': `namespace: ${cluster.namespace}\nvariables: ${image('2')}\n`,
    'profiles/prod_shop.yaml': `namespace: ${prod}\nvariables: ${image('1')}\n`,
  })
  const early = await kdeploy('promote', 'stg_shop', 'prod_shop', '--baked', '1h')
  expect(early.stderr).toMatch(/revision 1 of \S+ ended \d.* ago, less than 60 min/)
  expect(early.exitCode).toBe(2)

  await kdeploy('apply', '-p', 'stg_shop', '--set', 'stage=crash-loop', '--timeout', '20s')
  const failed = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(failed.stderr).toMatch(/nothing is promoted: revision 2 of \S+ is failed/)
  expect(failed.exitCode).toBe(5)
  await kdeploy('apply', '-p', 'stg_shop')
  await cluster.kubectl(['delete', 'deployment', 'web'])
  const missing = await kdeploy('promote', 'stg_shop', 'prod_shop')
  expect(missing.stderr).toMatch(/Deployment web of \S+ is missing/)
  expect(missing.exitCode).toBe(5)
  expect(await imageIn(prod)).toBe('')
  expect((await kdeploy('promote', 'stg_shop', 'stg_shop')).exitCode).toBe(2)
})
