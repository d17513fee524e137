import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

/** Too short to be searched for in other text. */
const password = 'q7'

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': 'namespace: shop\nguard: {kubeContext: test}\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    },
  })
})
afterAll(() => project.remove())

/** Nothing listens on port 9 (discard), nor on port 1 (tcpmux). */
const server = `127.0.0.1:9`
const login = `me:${password}@`
const clusters: [string, object, Record<string, string>][] = [
  ['its server', { server: `https://${login}${server}/` }, {}],
  ['a server without a scheme', { server: `${login}${server}` }, {}],
  ['its proxy-url', { server: 'https://api.invalid', 'proxy-url': `http://${login}127.0.0.1:1` }, {}],
  ['a proxy-url that is none', { server: 'https://api.invalid', 'proxy-url': `socks5://${login}127.0.0.1:1` }, {}],
  ['HTTPS_PROXY', { server: 'https://api.invalid' }, { HTTPS_PROXY: `${login}127.0.0.1:1` }],
  ['a server that is none', { server: `https://${login}[::1` }, {}],
]

describe(`the password of a kubeconfig, of ${password.length} characters, is shown nowhere where it stands in`, () => {
  for (const [where, cluster, env] of clusters)
    test(where, async () => {
      const config = {
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user: { username: 'me', password } }],
        contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'test',
      }
      await project.write({ kubeconfig: JSON.stringify(config) })

      for (const args of [['history'], ['diff', '-v'], ['apply', '-o', 'json', '--yes'], ['status', '-v']]) {
        const all = { ...env, KUBECONFIG: join(project.folder, 'kubeconfig') }
        const result = await kdeploy([...args, '-p', 'prod_shop'], { cwd: project.folder, env: all })
        expect([2, 3]).toContain(result.exitCode)
        expect(result.stdout + result.stderr).toMatch(/127\.0\.0\.1|proxy|usable/)
        expect(result.stdout + result.stderr).not.toContain(password)
      }
    })
})
