import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, describe, expect, test } from 'vitest'
import { chooseTarget, loadKubeconfig } from '../../../src/cluster/access/kubeconfig.ts'
import type { NamedEntry } from '../../../src/cluster/access/kubeconfig-file.ts'
import { KdeployError } from '../../../src/errors.ts'
import type { Json } from '../../../src/manifest/types.ts'

const recorded = join(import.meta.dirname, 'kubeconfigs')
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-kubeconfig-'))
afterAll(() => rmSync(folder, { recursive: true }))

function failure(run: () => unknown): KdeployError {
  try {
    run()
  } catch (error) {
    if (error instanceof KdeployError) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}

/** kubectl's `--flatten`: files as base64 data; and without what is empty. */
function flat(value: Json | undefined, cwd: string): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => flat(item, cwd))
  if (typeof value !== 'object' || value === null) return value || undefined
  const entries = Object.entries(value).map(([key, field]) => {
    if (/^(certificate-authority|client-certificate|client-key)$/.test(key)) {
      return [`${key}-data`, readFileSync(String(field)).toString('base64')]
    }
    const isCommand = key === 'command' && typeof field === 'string' && field.startsWith(cwd)
    return [key, isCommand ? `./${relative(cwd, field)}` : flat(field, cwd)]
  })
  return Object.fromEntries(entries)
}

function named(entries: ReadonlyMap<string, NamedEntry>, key: string, cwd: string) {
  const list = [...entries.values()].map(({ name, value }) => ({ name, [key]: flat(value, cwd) }))
  return list.length === 0 ? undefined : list.sort((a, b) => (a.name < b.name ? -1 : 1))
}

describe('kubeconfig files are merged as kubectl merges them', () => {
  test.each(readdirSync(recorded))('%s', (name) => {
    const cwd = join(recorded, name)
    const list = readFileSync(join(cwd, 'KUBECONFIG'), 'utf8').trim().replaceAll(':', delimiter)
    const options = { environment: { KUBECONFIG: list }, cwd, home: cwd }
    const expected = readFileSync(join(cwd, 'kubectl.yaml'), 'utf8')
    if (expected.startsWith('error: ')) {
      expect(failure(() => loadKubeconfig(options))).toMatchObject({ code: 'kubeconfig-invalid', category: 'input' })
      return
    }
    const { clusters, users, contexts, currentContext } = loadKubeconfig(options)
    const { apiVersion: _, kind: __, preferences: ___, ...kubectl } = load(expected) as { [key: string]: Json }
    expect({
      clusters: named(clusters, 'cluster', cwd),
      users: named(users, 'user', cwd),
      contexts: named(contexts, 'context', cwd),
      'current-context': currentContext,
    }).toEqual(flat(kubectl, cwd))
  })
})

describe('the kube context', () => {
  const path = join(folder, 'config')
  const write = (text: string): void => writeFileSync(path, text)
  const valid = `
clusters: [{name: c, cluster: {server: "https://c.example/"}}]
users: [{name: u, user: {token: t}}]
contexts:
- {name: one, context: {cluster: c, user: u, namespace: shop}}
- {name: two, context: {cluster: c, user: u}}
- {name: broken, context: {cluster: gone, user: u}}
`
  const options = { kubeconfig: path, environment: {}, cwd: folder }

  test('is the current one unless another is named', () => {
    write(`${valid}current-context: one\n`)
    expect(chooseTarget(options)).toMatchObject({
      kubeContext: 'one',
      server: 'https://c.example',
      namespace: 'shop',
      user: { token: 't' },
    })
    expect(chooseTarget({ ...options, kubeContext: 'two' })).toMatchObject({ kubeContext: 'two', namespace: 'default' })
  })

  test('that is unknown is an error that lists those that exist', () => {
    write(valid)
    expect(failure(() => chooseTarget({ ...options, kubeContext: 'three' }))).toMatchObject({
      code: 'kube-context-unknown',
      category: 'input',
      message: `the kube context "three" does not exist in ${path}`,
      detail: 'kube contexts that exist:\n  one\n  two\n  broken',
    })
  })

  test('must be chosen where none is current', () => {
    write(valid)
    expect(failure(() => chooseTarget(options))).toMatchObject({ code: 'kube-context-missing', category: 'input' })
  })

  test('that names a missing cluster is an error in its file', () => {
    write(valid)
    expect(failure(() => chooseTarget({ ...options, kubeContext: 'broken' })).message).toBe(
      `the kubeconfig ${path} has the kube context "broken", whose cluster "gone" does not exist`,
    )
  })

  test('with a value of the wrong type is an error that names the key', () => {
    write(valid.replace('"https://c.example/"', '8443'))
    expect(failure(() => chooseTarget({ ...options, kubeContext: 'one' })).message).toBe(
      `the kubeconfig ${path} \`server\` must be a string (put it in quotes)`,
    )
  })
})

describe('without a kubeconfig', () => {
  const environment = {
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    HOME: join(folder, 'nobody'),
  }

  test('named by --kubeconfig it is an error', () => {
    expect(failure(() => chooseTarget({ kubeconfig: 'gone', environment: {}, cwd: folder }))).toMatchObject({
      code: 'kubeconfig-not-found',
      category: 'input',
      message: 'the kubeconfig gone does not exist',
    })
  })

  test.each([undefined, 'prod'])('named by KUBECONFIG it is an error too, for the kube context %s', (kubeContext) => {
    const failed = (KUBECONFIG: string) =>
      failure(() => chooseTarget({ environment: { KUBECONFIG }, cwd: folder, kubeContext }))
    expect(failed('/nowhere')).toMatchObject({
      code: 'kubeconfig-not-found',
      category: 'input',
      message: 'the kubeconfig /nowhere does not exist',
      hint: 'correct KUBECONFIG',
    })
    expect(failed(`/nowhere${delimiter}/neither`).message).toBe('no kubeconfig exists of /nowhere, /neither')
  })

  test('that KUBECONFIG names a pod uses its service account, as with kubectl', () => {
    writeFileSync(join(folder, 'token'), 'secret')
    const options = { environment: { ...environment, KUBECONFIG: '/nowhere' }, cwd: folder, serviceAccount: folder }
    expect(chooseTarget(options)).toMatchObject({ kubeContext: '', server: 'https://10.0.0.1:443' })
  })

  test('at all it says where it looked', () => {
    const error = failure(() => chooseTarget({ environment: { HOME: '/home/someone' }, cwd: folder }))
    expect(error).toMatchObject({ code: 'kubeconfig-not-found', category: 'cluster' })
    expect(error.message).toContain(join('/home/someone', '.kube', 'config'))
  })

  test('in a CI job it says why the variable of one may be empty', () => {
    const hintIn = (environment: Record<string, string>) =>
      failure(() => chooseTarget({ environment: { HOME: '/home/someone', ...environment }, cwd: folder })).hint
    expect(hintIn({ CI: 'true' })).toMatch(/^set KUBECONFIG from the CI's variable or secret: /)
    expect(hintIn({ CI: 'false' })).toMatch(/^log in to a cluster/)
  })

  test('a pod uses its service account', () => {
    writeFileSync(join(folder, 'token'), 'secret')
    writeFileSync(join(folder, 'namespace'), 'shop\n')
    expect(chooseTarget({ environment, cwd: folder, serviceAccount: folder })).toMatchObject({
      kubeContext: '',
      server: 'https://10.0.0.1:443',
      namespace: 'shop',
      user: { tokenFile: join(folder, 'token') },
      cluster: { 'certificate-authority': join(folder, 'ca.crt') },
    })
  })

  test('a pod without a service account has no cluster', () => {
    expect(existsSync(join(folder, 'nobody'))).toBe(false)
    expect(failure(() => chooseTarget({ environment, cwd: folder, serviceAccount: join(folder, 'nobody') })).code).toBe(
      'kubeconfig-not-found',
    )
  })
})

describe("a server's address", () => {
  const serverOf = (server: string): string => {
    const path = join(folder, 'server.json')
    const cluster = {
      clusters: [{ name: 'c', cluster: { server } }],
      contexts: [{ name: 'k', context: { cluster: 'c' } }],
    }
    writeFileSync(path, JSON.stringify({ ...cluster, 'current-context': 'k' }))
    return chooseTarget({ kubeconfig: path, environment: {}, cwd: folder }).server
  }

  test.each([
    ['https://me:pw@api.example/', 'https://api.example'],
    ['https://me:p@w@api.example:6443/k8s', 'https://api.example:6443/k8s'],
    ['http://token@api.example', 'http://api.example'],
    ['me:pw@api.example', 'http://api.example'],
    ['https://api.example/users/me@example.com', 'https://api.example/users/me@example.com'],
  ])('loses the login that %s holds, which would stand wherever the server is named', (server, shown) => {
    expect(serverOf(server)).toBe(shown)
  })

  test.each(['https://[::1', 'https://a b', 'https://'])('%s is an error', (server) => {
    expect(failure(() => serverOf(server))).toMatchObject({ code: 'kubeconfig-invalid' })
  })
})
