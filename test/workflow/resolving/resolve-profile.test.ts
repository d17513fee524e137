import { describe, expect, it } from 'vitest'
import { formatPlace } from '../../../src/errors.ts'
import { summarizeProfile } from '../../../src/workflow/resolving/resolve-profile.ts'
import { explain, projectWith, resolveIn, variablesOf } from '../../support/projects/project-folder.ts'
import { simpleEngine } from '../../support/variables/simple-engine.ts'

describe('resolveProfile', () => {
  it('gives the built-in variables, which no source may', async () => {
    const { variables } = await resolveIn(projectWith({}), { namespace: 'ns' })
    expect(variables).toEqual({
      PROFILE: 'prod_web',
      env_type: 'prod',
      profile_name: 'web',
      NAMESPACE: 'ns',
      HASHES: {},
    })
    await expect(variablesOf({ 'profiles/prod.yaml': 'variables:\n  NAMESPACE: x\n' })).rejects.toMatchObject({
      code: 'variable-reserved',
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
    await expect(variablesOf({}, { set: ['env_type=x'] })).rejects.toMatchObject({ code: 'variable-reserved' })
    const environment = { 'profiles/prod.yaml': 'variablesFrom: [{environment: [PROFILE]}]\n' }
    await expect(variablesOf(environment, { environment: { PROFILE: 'x' } })).rejects.toMatchObject({
      message: 'environment sets the variable PROFILE, which is reserved for kdeploy',
    })
  })

  it('decides the namespace: the option, else the profile’s, which may be a template, else the kube context’s', async () => {
    const files = { 'profiles/default.yaml': 'namespace: my-ns-{{ env_type }}-{{ region }}\nvariables: {region: eu}\n' }
    const connect = async () => ({
      defaultNamespace: 'from-context',
      live: { get: async () => null, list: async () => [] },
    })
    expect((await resolveIn(projectWith(files), { connect })).namespace).toBe('my-ns-prod-eu')
    expect((await resolveIn(projectWith(files), { set: ['region=us'] })).variables).toMatchObject({
      NAMESPACE: 'my-ns-prod-us',
    })
    expect((await resolveIn(projectWith(files), { connect, namespace: 'mine' })).namespace).toBe('mine')
    expect((await resolveIn(projectWith({}), { connect })).namespace).toBe('from-context')
    expect((await resolveIn(projectWith({}))).namespace).toBeUndefined()
  })

  it('connects with the profile’s kube context, and only where that is needed', async () => {
    const asked: (string | undefined)[] = []
    const connect = async (kubeContext: string | undefined) => {
      asked.push(kubeContext)
      return {
        defaultNamespace: 'default',
        live: { get: async () => ({ metadata: { name: 'a' } }), list: async () => [] },
      }
    }
    const files = { 'profiles/prod.yaml': 'kubeContext: "{{ env_type }}-eu"\n' }
    expect((await resolveIn(projectWith(files), { connect, namespace: 'x' })).kubeContext).toBe('prod-eu')
    expect(asked).toEqual([])
    const live = {
      'profiles/prod.yaml': `${files['profiles/prod.yaml']}variablesFrom: [{configMap: a}, {secret: b}]\n`,
    }
    await resolveIn(projectWith(live), { connect })
    await resolveIn(projectWith(live), { connect, kubeContext: 'mine' })
    expect(asked).toEqual(['prod-eu', 'mine'])
  })

  it('refuses a namespace that Kubernetes wouldn’t take', async () => {
    const files = { 'profiles/prod.yaml': 'namespace: My_{{ env_type }}\n' }
    await expect(variablesOf(files)).rejects.toMatchObject({
      code: 'namespace-invalid',
      message: '"My_prod" is not a valid namespace name',
      place: { file: 'profiles/prod.yaml', line: 1 },
    })
  })

  it('says where each value came from', async () => {
    const files = {
      'profiles/default.yaml': 'variables:\n  image: app:{{ tag }}\n  tag: none\n',
      'profiles/prod.yaml': 'variablesFrom:\n- file: shared.yaml\n',
      'shared.yaml': '# shared\ndb:\n  host: h\n',
    }
    const rows = await explain(files, { set: ['tag=7'] })
    const given = rows.map(({ name, value, by }) => [
      name,
      value,
      by.place === undefined ? by.label : formatPlace(by.place),
    ])
    expect(given.filter(([name]) => !/^[A-Z]|_/.test(String(name)))).toEqual([
      ['image', 'app:7', 'profiles/default.yaml:2:3'],
      ['tag', 7, '--set'],
      ['db.host', 'h', 'shared.yaml:3:3'],
    ])
  })

  it('shows the chain of a cycle, and collects every variable that can’t be resolved', async () => {
    const files = { 'profiles/prod.yaml': 'variables:\n  a: "{{ b }}"\n  b: "{{ a }}"\n  c: "{{ nope }}"\n' }
    const error = await variablesOf(files).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      category: 'input',
      message: "2 variables of prod_web can't be resolved",
      problems: [
        { code: 'variable-cycle', place: { file: 'profiles/prod.yaml', line: 2 } },
        { code: 'variable-unresolved', message: "the variable c: 'nope' is undefined", place: { line: 4 } },
      ],
    })
  })

  it.each([
    [{ set: ['l.0=9'] }, '--set "l.0" sets a part of l, which is a list (profiles/prod.yaml:1:13)'],
    [{ setString: ['l.0.a=9'] }, '--set-string "l.0" sets a part of l, which is a list (profiles/prod.yaml:1:13)'],
    [{ set: ['m.k.0=9'] }, '--set "m.k.0" sets a part of m.k, which is a list (s.yaml:1:5)'],
    [{ values: ['v.yaml'], set: ['w.0=9'] }, '--set "w.0" sets a part of w, which is a list (v.yaml:1:1)'],
  ])('refuses an option that would replace a list by a map (%o)', async (options, message) => {
    const files = {
      'profiles/prod.yaml': 'variables: {l: [1, 2], w: {a: 1}}\nvariablesFrom: [{file: s.yaml}]\n',
      's.yaml': 'm: {k: [x]}\n',
      'v.yaml': 'w: [1]\n',
    }
    await expect(variablesOf(files, options)).rejects.toMatchObject({
      code: 'set-invalid',
      category: 'input',
      message,
      hint: 'lists are replaced as a whole: use --set-json, or a --values file',
    })
  })

  it('lets an option replace a whole list, set within maps, and a values file replace anything', async () => {
    const files = {
      'profiles/prod.yaml': 'variables: {l: [1, 2], m: {"0": 1}, w: [1]}\n',
      'v.yaml': 'w: {"0": 2}\n',
    }
    const options = { values: ['v.yaml'], set: ['l=9', 'm.0=8', 'w.0=7', 'new.0=6'] }
    expect(await variablesOf(files, options)).toEqual({ l: 9, m: { 0: 8 }, w: { 0: 7 }, new: { 0: 6 } })
  })

  it('lets a source’s own fields see file and --set variables only', async () => {
    const files = {
      'profiles/default.yaml':
        'variables: {region: eu}\nvariablesFrom:\n- file: regions/{{ region }}.yaml\n- environment: [X]\n',
      'regions/eu.yaml': 'name: A\n',
      'regions/us.yaml': 'name: B\n',
    }
    expect(await variablesOf(files, { environment: { X: 'x' } })).toMatchObject({ name: 'A' })
    expect(await variablesOf(files, { set: ['region=us'], environment: { X: 'x' } })).toMatchObject({
      name: 'B',
    })
    const late = { 'profiles/prod.yaml': 'variablesFrom:\n- environment: [X]\n- file: "{{ X }}.yaml"\n' }
    await expect(variablesOf(late, { environment: { X: 'a' } })).rejects.toMatchObject({
      message: "`file of the file source`: 'X' is undefined",
      place: { file: 'profiles/prod.yaml', line: 3 },
    })
  })

  it('says that an unknown profile doesn’t exist before anything else', async () => {
    const project = projectWith({ 'profiles/default.yaml': 'broken: [' })
    await expect(
      summarizeProfile(project, 'dev_web', {
        values: [],
        set: [],
        setString: [],
        setJson: [],
        setFile: [],
        namespace: undefined,
        kubeContext: undefined,
        environment: {},
        engine: simpleEngine,
      }),
    ).rejects.toMatchObject({ code: 'profile-unknown' })
  })
})
