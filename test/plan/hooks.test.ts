import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject, Manifest } from '../../src/manifest/types.ts'
import { hookOf, hookProblems, isHookPrerequisite, phasesToRun, selectHooks, sortHooks } from '../../src/plan/hooks.ts'
import type { Hook } from '../../src/plan/types.ts'

const object = (kind: string, name: string, annotations: JsonObject, spec: JsonObject = {}): KubeObject => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'v1',
  kind,
  metadata: { name, namespace: 'a', annotations },
  spec,
})

const manifest = (of: KubeObject): Manifest => ({
  object: of,
  template: `${of.metadata.name}.yaml`,
  sensitive: [],
  placeOf: (path) => ({ file: path.join('.') }),
})

const before = { 'kdeploy.dev/hook': 'before-apply' }
const after = { 'kdeploy.dev/hook': 'after-apply' }

function hook(name: string, annotations: JsonObject, previous?: KubeObject | 'same'): Hook {
  const job = object('Job', name, annotations)
  const found = hookOf(manifest(job), job, previous === 'same' ? job : previous)
  if (found === undefined) throw new Error(`${name} is no hook`)
  return found
}

const problemOf = (...of: Parameters<typeof object>) =>
  hookProblems([manifest(object(...of))]).map(({ message, place }) => `${place?.file}: ${message}`)

describe('a hook', () => {
  test('is a Job with the annotation, and nothing else is', () => {
    const job = object('Job', 'plain', {})
    expect(hookOf(manifest(job), job, undefined)).toBeUndefined()
    expect(hook('a', before)).toMatchObject({ phase: 'before-apply', deletion: 'before-next' })
    expect(hook('a', { ...after, 'kdeploy.dev/hook-delete': 'always' })).toMatchObject({
      phase: 'after-apply',
      deletion: 'always',
    })
    const secret = object('Secret', 'db', before)
    expect(hookOf(manifest(secret), secret, undefined)).toBeUndefined()
    expect([isHookPrerequisite(secret), isHookPrerequisite(object('Job', 'a', before))]).toEqual([true, false])
  })

  test('runs in order of phase, wave and place', () => {
    const hooks = [
      hook('z', after),
      hook('c', before),
      hook('b', before),
      hook('late', { ...before, 'kdeploy.dev/wave': '10' }),
      hook('early', { ...before, 'kdeploy.dev/wave': '-2' }),
    ]
    expect(sortHooks(hooks).map(({ ref }) => ref.name)).toEqual(['early', 'c', 'b', 'late', 'z'])
  })

  test('runs where anything changed, itself among it, or where the last deploy did not get through its phase', () => {
    const run = (hooks: Hook[], isChanged: boolean, unfinished: readonly Hook['phase'][]) =>
      selectHooks(hooks, phasesToRun({ hooks: true, wait: true }), isChanged, unfinished)
        .filter(({ runs }) => runs)
        .map(({ ref }) => ref.name)
    const same = [hook('a', before, 'same'), hook('z', after, 'same')]
    expect(run(same, false, [])).toEqual([])
    expect(run(same, true, [])).toEqual(['a', 'z'])
    expect(run(same, false, ['after-apply'])).toEqual(['z'])
    expect(run([hook('a', before), hook('z', after, 'same')], false, [])).toEqual(['a', 'z'])
    expect(run([hook('a', before, object('Job', 'a', after))], false, [])).toEqual(['a'])
  })

  test('after the deploy runs only where it is waited for; none does where none is wanted', () => {
    expect(phasesToRun({ hooks: true, wait: false })).toEqual(['before-apply'])
    expect(phasesToRun({ hooks: false, wait: true })).toEqual([])
    const [first, last] = selectHooks([hook('a', before), hook('z', after)], ['before-apply'], true, [])
    expect([first?.runs, last?.runs]).toEqual([true, false])
  })
})

describe("a hook's annotation", () => {
  test('that is right is no problem', () => {
    expect(problemOf('Job', 'a', before)).toEqual([])
    expect(problemOf('Secret', 'a', before)).toEqual([])
    expect(problemOf('ConfigMap', 'a', {})).toEqual([])
  })

  test('that is wrong is told with its place', () => {
    expect(problemOf('Job', 'a', { 'kdeploy.dev/hook': 'pre-install' })).toEqual([
      'metadata.annotations.kdeploy.dev/hook: the annotation kdeploy.dev/hook of Job a/a must be before-apply or after-apply, found "pre-install"',
    ])
    expect(problemOf('Job', 'a', { 'kdeploy.dev/hook': true })).toHaveLength(1)
    expect(problemOf('Secret', 'a', after)).toEqual([
      "metadata.annotations.kdeploy.dev/hook: Secret a/a can't be a hook: kdeploy.dev/hook: after-apply",
    ])
    expect(problemOf('Pod', 'a', before)).toHaveLength(1)
    expect(problemOf('Job', 'a', { 'kdeploy.dev/hook-delete': 'always' })).toEqual([
      'metadata.annotations.kdeploy.dev/hook-delete: the annotation kdeploy.dev/hook-delete of Job a/a has no effect: it is not a hook',
    ])
  })

  test('on a suspended Job is told, as it would count as done without having run', () => {
    expect(problemOf('Job', 'a', before, { suspend: true })).toEqual([
      'spec.suspend: the hook Job a/a is suspended, so it would never run',
    ])
  })
})
