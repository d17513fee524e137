import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { createProject, repository } from '../support/projects/project.ts'

/** Paths of further Node binaries; ci/test.js provides them in CI. */
const nodes = (process.env['KDEPLOY_TEST_NODES'] ?? '').split(delimiter).filter((path) => path !== '')

describe('a newer Node', () => {
  test.skipIf(nodes.length === 0)('runs the bundle without a warning', async () => {
    const golden = await readFile(join(repository, 'test/golden/example/prod_cthulu/web.yaml'), 'utf8')
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const render = ['render', '--raw', '--offline', '-p', 'prod_cthulu', '--template', 'web.yaml']
    // The cluster's part of the bundle is loaded too: it must fail for want of a kubeconfig, not in itself.
    const apply = ['apply', '-p', 'prod_cthulu']
    for (const node of nodes) {
      const run = (args: readonly string[]) =>
        runProgram(node, [join(repository, 'bin/kdeploy.js'), ...args], { cwd: repository, env })

      expect(await run(render)).toEqual({ stdout: golden, stderr: '', exitCode: 0 })
      const applied = await run(apply)
      expect(applied.exitCode).toBe(3)
      expect(applied.stderr).not.toMatch(/DEP\d+|Warning:/)
    }
  })

  test.skipIf(nodes.length === 0)(
    'keeps what V8 compiled, also of a run so large that it changed how V8 works',
    async () => {
      const home = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-home-')))
      const object = '{apiVersion: v1, kind: ConfigMap, metadata: {name: "n{{ i }}"}, data: {k: "{{ "x" * 500 }}"}}'
      const project = await createProject({
        files: {
          'kdeploy.yaml': 'name: shop\n',
          'profiles/prod_shop.yaml': '{}\n',
          'templates/all.yaml': `{% for i in range(1500) %}---\n${object}\n{% endfor %}`,
        },
      })
      const kubeconfig = join(home, 'kubeconfig')
      const cluster = { server: 'https://127.0.0.1:1' }
      await writeFile(
        kubeconfig,
        JSON.stringify({
          clusters: [{ name: 'a', cluster }],
          contexts: [{ name: 'a', context: { cluster: 'a' } }],
          'current-context': 'a',
        }),
      )
      const env = { PATH: process.env['PATH'], HOME: home }
      const args = ['diff', '-p', 'prod_shop', '--kubeconfig', kubeconfig]
      try {
        for (const node of nodes) {
          const kept = async () => {
            const { exitCode } = await runProgram(node, [join(repository, 'bin/kdeploy.js'), ...args], {
              cwd: project.folder,
              env,
            })
            expect(exitCode).toBe(3)
            const files = await readdir(join(home, '.cache'), { recursive: true, withFileTypes: true })
            const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
            return Promise.all(paths.toSorted().map(async (path) => [path, (await stat(path)).ino]))
          }

          const first = await kept()
          expect(first.length).toBeGreaterThan(5)
          // What V8 refuses is written anew.
          expect(await kept()).toEqual(first)
        }
      } finally {
        await project.remove()
        await rm(home, { recursive: true, force: true })
      }
    },
  )
})
