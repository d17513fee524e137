import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { startOnTerminal } from '../../support/output/terminal.ts'
import type { ProgramResult } from '../../support/program.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = (password: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${password}}\n`

/** Prints what it was given: its own arguments, and what is in both folders. */
const show = `eval 'live=$'$(($# - 1)); eval 'merged=$'$#
echo "argument: $1"
stat -c '%a' "$live" "$merged"
cd "$live"; grep -r 'password\\|greeting\\|#' . ; cd "$merged"; grep -r 'password\\|greeting' .
exit $CODE
`

describe('KDEPLOY_EXTERNAL_DIFF', () => {
  test('compares private folders of masked objects with a program, and is an error where that fails', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/secret.yaml': secret('correct-horse'), 'templates/old.yaml': config('old') },
    })
    await shop.kdeploy('apply')
    await shop.change({
      greeting: 'goodbye',
      files: { 'templates/secret.yaml': secret('battery-staple'), 'templates/old.yaml': '', 'show.sh': show },
    })
    const temporary = join(shop.folder, 'temporary')
    await mkdir(temporary)
    const diff = (program: string, code = 0, ...args: string[]) =>
      cluster.startKdeploy(['diff', '-p', 'prod_shop', '-o', 'unified', ...args], {
        cwd: shop.folder,
        env: { KDEPLOY_EXTERNAL_DIFF: program, TMPDIR: temporary, CODE: String(code), PATH: process.env['PATH'] },
      })
    const { namespace } = cluster

    for (const code of [0, 1]) {
      const { exitCode, stdout, stderr } = await diff("sh show.sh 'two  words; $(id)'", code).result
      expect(stdout).toContain('argument: two  words; $(id)\n700\n700\n')
      expect(stdout).toContain(`./v1.ConfigMap.${namespace}.old:# to be deleted: no longer rendered\n`)
      expect(stdout).toContain(`./v1.ConfigMap.${namespace}.shop:  greeting: goodbye\n`)
      expect(stdout).toMatch(/v1\.Secret\.\S+\.db: {2}password: "\(masked \d\)"\n/)
      expect(stdout + stderr).not.toMatch(/correct-horse|battery-staple|Y29ycmVjd|YmF0dGVye/)
      expect(stdout).not.toContain('@@')
      expect(exitCode).toBe(1)
    }
    const problems: [program: string, code: number, message: string][] = [
      ['sh show.sh', 2, 'KDEPLOY_EXTERNAL_DIFF failed with exit code 2: sh'],
      ['no-such-diff -u', 0, 'names the program no-such-diff, which is not installed or not on the PATH'],
      ["diff '-u", 0, 'has a quote that is not closed'],
      ["sh -c 'kill -9 $$'", 0, 'was killed by SIGKILL: sh'],
    ]
    for (const [program, code, message] of problems) {
      const { exitCode, stderr } = await diff(program, code).result
      expect(stderr).toContain(message)
      expect(exitCode).toBe(2)
    }
    const nowhere = await cluster.startKdeploy(['diff', '-p', 'prod_shop', '-o', 'unified'], {
      cwd: shop.folder,
      env: { KDEPLOY_EXTERNAL_DIFF: 'diff', TMPDIR: join(temporary, 'missing'), PATH: process.env['PATH'] },
    }).result
    expect(nowhere.stderr).toContain("can't be started: diff: its folders can't be written: ENOENT")
    expect(nowhere.exitCode).toBe(2)
    const running = diff("sh -c 'echo running; exec sleep 60'")
    await until(() => running.output().includes('running'))
    expect(readdirSync(temporary)).toHaveLength(2)
    running.child.kill('SIGINT')
    expect((await running.result).exitCode).toBe(130)
    expect(readdirSync(temporary)).toEqual([])
  })
})

function config(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.skipIf(process.platform !== 'linux')('a pager', () => {
  test('shows a diff that is longer than the terminal, where a person looks and wants one', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const env = { KDEPLOY_PAGER: "sed 's/^/paged: /'" }

    const shown = await onTerminal(cluster, shop.folder, env)

    expect(shown.stdout).toContain('paged: \u001b[1m--- (does not exist)')
    expect(shown.stdout).toMatch(/^paged: .*\+kind: Deployment/m)
    expect(linesOf(shown).filter((line) => line.startsWith('plan: '))).toHaveLength(1)
    expect(shown.exitCode).toBe(1)
    for (const [given, ...args] of [
      [{ ...env, CI: 'true' }],
      [env, '--no-pager'],
      [env, '-o', 'markdown'],
      [{ KDEPLOY_PAGER: '', PAGER: env.KDEPLOY_PAGER }],
      [{ PAGER: 'cat' }],
    ] as [Record<string, string>, ...string[]][]) {
      const { stdout, exitCode } = await onTerminal(cluster, shop.folder, given, ...args)
      expect(stdout).toContain('+kind: Deployment')
      expect(stdout).not.toContain('paged: ')
      expect(exitCode).toBe(1)
    }
  })

  test('may be quit early, and where it can not be started, the diff is shown without', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const data = Array.from({ length: 4000 }, (_, index) => `  key-${index}: ${'x'.repeat(100)}\n`).join('')
    await shop.change({ files: { 'templates/large.yaml': `${config('large')}data:\n${data}` } })

    const early = await onTerminal(cluster, shop.folder, { PAGER: 'head -n 2' })
    const missing = await onTerminal(cluster, shop.folder, { PAGER: 'no-such-pager -x' })

    expect(linesOf(early).filter((line) => /^(?:---|\+)/.test(line))).toHaveLength(2)
    expect(linesOf(early).filter((line) => /error|EPIPE/.test(line))).toEqual([])
    expect(early.exitCode).toBe(1)
    expect(missing.stdout).toContain("the pager that PAGER names can't be started: no-such-pager: ENOENT")
    expect(missing.stdout).toContain('key-3999')
    expect(missing.exitCode).toBe(1)
  })
})

function onTerminal(
  cluster: Cluster,
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<ProgramResult> {
  const given = { KDEPLOY_PAGER: undefined, KUBECONFIG: cluster.kubeconfig, ...env }
  return startOnTerminal(['diff', '-p', 'prod_shop', ...args], { cwd, env: given }).result
}

function linesOf({ stdout }: ProgramResult): string[] {
  return stripVTControlCharacters(stdout).split(/\r?\n/)
}
