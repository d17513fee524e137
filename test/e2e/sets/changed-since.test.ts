import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { repositoryIn } from '../../support/git/git-repository.ts'

const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ profile_name }}"}
data: {tag: "{{ tag }}"}
`

/** Three profiles, of which prod_ui needs prod_bus, committed. */
async function shop(cluster: Cluster) {
  const { folder, write } = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'templates/config.yaml': configMap,
      'profiles/default.yaml': `namespace: ${cluster.namespace}\nvariables: {tag: "1"}\n`,
      'profiles/prod_bus.yaml': '',
      'profiles/prod_web.yaml': '',
      'profiles/prod_ui.yaml': 'needs: [prod_bus]\n',
    },
  })
  const repository = repositoryIn(folder)
  repository.git('init', '-q', '-b', 'main', '.')
  repository.commit()
  return {
    repository,
    write,
    apply: (...args: readonly string[]) => cluster.kdeploy(['apply', ...args], { cwd: folder }),
    deployed: async () => {
      const { items } = await cluster.get<{ items: { metadata: { name: string } }[] }>('configmaps')
      return items.map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt')
    },
  }
}

describe('apply --changed-since', () => {
  test('deploys the releases that changed, and says which', async ({ cluster }) => {
    const { repository, apply, deployed } = await shop(cluster)
    const before = repository.git('rev-parse', '--short=9', 'HEAD')
    repository.commit({ 'profiles/prod_ui.yaml': 'needs: [prod_bus]\nvariables: {tag: "2"}\n' })

    const { exitCode, stderr } = await apply('--changed-since', 'HEAD~1')

    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain(`1 of 3 releases changed since ${before} (HEAD~1): prod_ui\n`)
    expect(await deployed()).toEqual(['ui'])
  })

  test('also deploys what they need with --with-needs', async ({ cluster }) => {
    const { repository, apply, deployed } = await shop(cluster)
    repository.commit({ 'profiles/prod_ui.yaml': 'needs: [prod_bus]\nvariables: {tag: "2"}\n' })

    const { exitCode, stderr } = await apply('--changed-since', 'HEAD~1', '--with-needs')

    expect(exitCode, stderr).toBe(0)
    expect(await deployed()).toEqual(['bus', 'ui'])
  })

  test('leads to an undo of what they need, too', async ({ cluster }) => {
    const { apply, write } = await shop(cluster)
    await write({
      'templates/extra.yaml':
        '{% if profile_name == "ui" %}\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ui}\nspec:\n  selector: {matchLabels: {app: ui}}\n  template:\n    metadata: {labels: {app: ui}, annotations: {test.kdeploy.dev/stage: crash-loop}}\n    spec: {containers: [{name: ui, image: registry.example.com/ui}]}\n{% endif %}\n',
    })

    const { exitCode, stderr } = await apply('-p', 'prod_ui', '--with-needs')

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toMatch(/^ {6}kdeploy undo --run \S+$/m)
  })

  test('is bounded by the profiles that are named', async ({ cluster }) => {
    const { repository, apply, deployed } = await shop(cluster)
    repository.commit({ 'profiles/prod.yaml': 'variables: {tag: "2"}\n' })

    const { exitCode, stderr } = await apply('-p', 'prod_web', '--changed-since', 'HEAD~1')

    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain('1 of 1 releases changed')
    expect(await deployed()).toEqual(['web'])
  })

  test('does nothing where nothing changed, in text and in JSON', async ({ cluster }) => {
    const { apply, deployed } = await shop(cluster)

    const { exitCode, stderr } = await apply('--changed-since', 'HEAD')
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(/0 of 3 releases changed since [0-9a-f]{9} \(HEAD\)/)
    const json = await apply('--changed-since', 'HEAD', '-o', 'json', '--canary', 'prod_bus', '--bake', '1s')
    expect(json.exitCode, json.stderr).toBe(0)
    const events = json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({ type: 'result', exitCode: 0 })
    expect(await deployed()).toEqual([])
  })

  test('writes nothing where one of them cannot be rendered, and none for an unknown commit', async ({ cluster }) => {
    const { repository, apply, deployed } = await shop(cluster)
    repository.commit({
      'profiles/prod_bus.yaml': 'variables: {tag: "2"}\n',
      'profiles/prod_ui.yaml': 'templates: [none.yaml]\n',
    })

    const { exitCode, stderr } = await apply('--changed-since', 'HEAD~1')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('none.yaml matches no template')
    expect((await apply('--changed-since', 'v9')).exitCode).toBe(2)
    expect(await deployed()).toEqual([])
  })
})
