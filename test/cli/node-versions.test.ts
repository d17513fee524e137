import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

/** Paths of further Node binaries; ci/test.js provides them in CI. */
const nodes = (process.env['KDEPLOY_TEST_NODES'] ?? '').split(delimiter).filter((path) => path !== '')

describe('a newer Node', () => {
  test.skipIf(nodes.length === 0)('runs the bundle without a warning', async () => {
    const golden = await readFile(join(repository, 'test/golden/example/prod_cthulu/deployment.yaml'), 'utf8')
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const render = ['render', '--raw', '--offline', '-p', 'prod_cthulu', '--template', 'deployment.yaml']
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

  test.skipIf(nodes.length === 0)('takes the code that it compiled in its last run', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'kdeploy-cache-'))
    const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: cache }
    for (const node of nodes) {
      const run = () => runProgram(node, [join(repository, 'bin/kdeploy.js'), '--help'], { cwd: repository, env })
      const first = await run()

      expect(first).toMatchObject({ stderr: '', exitCode: 0 })
      expect(await run()).toEqual(first)
    }
    await rm(cache, { recursive: true, force: true })
  })
})
