import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { guardedShopFiles, type State } from '../../support/projects/guarded-shop.ts'
import { type PrintedRule, printedRoles, singleRules } from '../../support/projects/printed-role.ts'
import { randomFrom } from '../../support/secrets/canary.ts'

/** Releases that are deployed at the same time. */
const profiles = ['prod_a', 'prod_b', 'prod_c'] as const

async function createReleases(cluster: Cluster) {
  const { folder } = await cluster.createProject({ files: guardedShopFiles(cluster.namespace, profiles) })
  return (profile: string, state: State, ...args: readonly string[]) =>
    cluster.kdeploy(['apply', '-p', profile, '--set', `state=${state}`, ...args], { cwd: folder })
}

/** The rules of the Role that a run prints that may do nothing. */
async function rulesFor(cluster: Cluster, apply: Awaited<ReturnType<typeof createReleases>>): Promise<PrintedRule[]> {
  const { stderr } = await apply(profiles[0], 'second', '--kubeconfig', await cluster.kubeconfigFor([]))
  const [role] = printedRoles(stderr)
  expect(role?.kind).toBe('Role')
  return [...(role?.rules ?? [])]
}

/** The objects of a release, and its records, as an administrator sees them: each name with what a run would change. */
async function stateOf(cluster: Cluster, profile: string): Promise<Map<string, string>> {
  const name = profile.replace('prod_', '')
  const own = (object: string) => object.endsWith(`-${name}`) || object.startsWith(`kdeploy-shop-prod-${name}-`)
  const { items } = await cluster.get<{ items: readonly LiveObject[] }>('configmaps,deployments,jobs,secrets,leases')
  return new Map(
    items
      .filter(({ metadata }) => own(metadata.name))
      .map(({ kind, metadata: { uid, name: object }, data, spec }) => [
        `${kind} ${cluster.namespace}/${object}`,
        JSON.stringify([uid, kind === 'ConfigMap' ? data : kind === 'Deployment' ? spec : undefined]),
      ]),
  )
}

interface LiveObject {
  readonly kind: string
  readonly metadata: { readonly uid: string; readonly name: string }
  readonly data?: object
  readonly spec?: object
}

/** What differs, without the release's records. */
function changedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names]
    .filter((name) => !name.startsWith('Secret') && !name.startsWith('Lease'))
    .filter((name) => before.get(name) !== after.get(name))
    .sort()
}

describe('the Role that is printed with what is missing', () => {
  test('is enough for an apply with a hook and a prune, of which no request is refused', async ({ cluster }) => {
    const apply = await createReleases(cluster)
    const [profile] = profiles
    await apply(profile, 'first')
    const kubeconfig = await cluster.kubeconfigFor(await rulesFor(cluster, apply))

    const { stderr, exitCode } = await apply(profile, 'second', '--kubeconfig', kubeconfig, '--verbose')

    expect(stderr.split('\n').filter((line) => /: 40[13], /.test(line))).toEqual([])
    expect(stderr).not.toMatch(/^warning/m)
    expect(stderr).toContain('2 changed, 1 deleted, 0 unchanged')
    expect(exitCode).toBe(0)
  })

  test('grants the whole run also where only the prune lacks something', async ({ cluster }) => {
    const apply = await createReleases(cluster)
    const [profile] = profiles
    await apply(profile, 'first')
    const rules = await rulesFor(cluster, apply)
    const withoutDelete = singleRules(rules).filter(
      ({ resources, verbs }) => !(resources.includes('configmaps') && verbs.includes('delete')),
    )

    const kubeconfig = await cluster.kubeconfigFor(withoutDelete)
    const { stderr, exitCode } = await apply(profile, 'second', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/lacks a permission\n.*\n +delete +configmaps .* objects no longer rendered/)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('nothing was written')
    expect(exitCode).toBe(3)
    expect(describeAll(printedRoles(stderr)[0]?.rules)).toEqual(describeAll(rules))
  })

  test('is refused before the first write, or ends with what is so, where part of it is granted', {
    timeout: 600_000,
  }, async ({ cluster }) => {
    const apply = await createReleases(cluster)
    await Promise.all(profiles.map((profile) => apply(profile, 'first')))
    const all = singleRules(await rulesFor(cluster, apply))
    const random = randomFrom(16)
    const subsets = Array.from({ length: 60 }, () => without(all, 1 + random(4), random))
    const endings = { refused: 0, done: 0, stopped: 0 }

    const runSubsets = async (profile: string, given: readonly (readonly PrintedRule[])[]) => {
      let before = await stateOf(cluster, profile)
      for (const rules of given) {
        const missing = all.filter((rule) => !rules.includes(rule)).map(describeRule)
        const kubeconfig = await cluster.kubeconfigFor(rules)
        const { stderr, exitCode } = await apply(profile, 'second', '--kubeconfig', kubeconfig)
        const after = await stateOf(cluster, profile)
        const changed = changedBetween(before, after)
        const told = toldIn(stderr)
        expect({ missing, stderr, changed: told.changed ?? changed }).toEqual({ missing, stderr, changed })
        if (told.ending === 'refused') expect({ missing, stderr, after }).toEqual({ missing, stderr, after: before })
        if (told.ending === 'done') expect({ missing, stderr, exitCode }).toEqual({ missing, stderr, exitCode: 0 })
        endings[told.ending] += 1
        if (changed.length === 0) continue
        expect((await apply(profile, 'first')).exitCode).toBe(0)
        before = await stateOf(cluster, profile)
      }
    }
    await Promise.all(
      profiles.map((profile, lane) =>
        runSubsets(
          profile,
          subsets.filter((_, index) => index % profiles.length === lane),
        ),
      ),
    )

    expect(endings.refused).toBeGreaterThan(10)
    expect(endings.done).toBeGreaterThan(5)
  })
})

/** All rules but some. */
function without(
  rules: readonly PrintedRule[],
  count: number,
  random: (limit: number) => number,
): readonly PrintedRule[] {
  const dropped = new Set(Array.from({ length: count }, () => random(rules.length)))
  return rules.filter((_, index) => !dropped.has(index))
}

const describeAll = (rules: readonly PrintedRule[] = []) => singleRules(rules).map(describeRule).sort()

const describeRule = ({ verbs, resources }: PrintedRule) => `${verbs} ${resources}`

interface Told {
  readonly ending: 'refused' | 'done' | 'stopped'
  /** The objects that were changed; undefined where only numbers are told, which are checked here. */
  readonly changed: readonly string[] | undefined
}

/** What the last lines of a run say that it did. */
function toldIn(stderr: string): Told {
  const lines = stderr.trimEnd().split('\n')
  const last = lines.at(-1) ?? ''
  if (last === 'nothing was written') return { ending: 'refused', changed: [] }
  const shown = [...stderr.matchAll(/^(?:created|changed|deleted|hook) +(\w+ \S+)/gm)].map(([, name = '']) => name)
  if (last.startsWith('done: ')) {
    const counts = [...last.matchAll(/(\d+) (?:created|changed|deleted)/g)].map(([, count]) => Number(count))
    const hooks = shown.filter((name) => name.startsWith('Job '))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(shown.length - hooks.length)
    return { ending: 'done', changed: shown.toSorted() }
  }
  const listed = [...last.matchAll(/\w+ [\w-]+\/[\w-]+/g)].map(([name]) => name)
  return { ending: 'stopped', changed: listed.toSorted() }
}
