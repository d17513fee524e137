import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { about, exitMeanings } from '../../ci/reference/about.ts'
import { readDefinitions } from '../../ci/reference/definitions.ts'
import { manFiles, manPages } from '../../ci/reference/man.ts'
import { commandsPage, prose } from '../../ci/reference/markdown.ts'
import { otherVariables } from '../../src/cli/options/variable-names.ts'
import { exitCodes } from '../../src/cli/session/exit-codes.ts'
import { runProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'
import { isInstalled } from '../support/shells/interactive.ts'

const program = readDefinitions()
const docs = (path: string) => readFileSync(join(repository, 'docs', path), 'utf8')

describe('docs/reference/commands.md', () => {
  test('is as the commands are declared: `npm run reference` writes it', () => {
    expect(docs('reference/commands.md')).toBe(commandsPage(program))
  })

  test('tells of every command, and of none that is not there', () => {
    expect(Object.keys(about).toSorted()).toEqual(program.commands.map(({ name }) => name).toSorted())
  })

  test('has nothing in it that a site takes for HTML or for a template', () => {
    expect(prose('which may have {{ env_type }} in it, <b>')).toBe('which may have `{{ env_type }}` in it, \\<b\\>')
    const text = commandsPage(program)
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`]*`/g, '')
      .replace(/<!--[\s\S]*?-->/g, '')
    expect(text).not.toMatch(/(?<!\\)<|\{\{/)
  })

  test('makes links of pages, and code of options, variables and files', () => {
    expect(prose('the plan (--plan, docs/deploying/plans.md)')).toBe(
      'the plan (`--plan`, [plans](../deploying/plans.md))',
    )
    expect(prose('see docs/reference/output.md and kdeploy.yaml, KDEPLOY_PLAN_KEY or - for stdin')).toBe(
      'see [output](output.md) and `kdeploy.yaml`, `KDEPLOY_PLAN_KEY` or - for stdin',
    )
  })
})

describe('docs/reference/exit-codes.md', () => {
  test('has a row for each exit code, and for no other', () => {
    const found = [...docs('reference/exit-codes.md').matchAll(/^\| (\d+)(?: \/ (\d+))? \| ./gm)]
    const listed = found.flatMap(([, ...codes]) => codes.filter((code) => code !== undefined).map(Number))
    expect(listed).toEqual(Object.values(exitCodes))
    expect(Object.keys(exitMeanings).map(Number)).toEqual(Object.values(exitCodes))
  })
})

describe('the pages of man', () => {
  const pages = manPages(program, { version: '1.0.0', date: '2026-11-30' })
  const folder = join(repository, 'man')

  // What a build wrote, which is what the package holds.
  beforeAll(() => expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted()))

  test('are those that package.json names: npm puts them where man looks', () => {
    const { man } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(man).toEqual(manFiles(program))
  })

  test('tell of every option and variable', () => {
    for (const { name, options } of program.commands) {
      const page = (pages.get(`kdeploy-${name.replace(' ', '-')}.1`) ?? '').replaceAll('\\-', '-')
      for (const { flags, variable = '' } of options) {
        expect(page).toContain(`\n\\fB${flags}\\fR\n`)
        expect(page).toContain(variable)
      }
    }
    for (const variable of otherVariables) expect(pages.get('kdeploy.1')).toContain(variable)
  })

  test('are well formed, as mandoc checks them', async ({ skip }) => {
    if (!isThere('mandoc')) return skip('mandoc is not installed')
    for (const name of pages.keys()) {
      const { stdout, stderr } = await runProgram('mandoc', ['-Tlint', join(folder, name)], {
        env: { PATH: process.env['PATH'] },
      })
      expect(stdout + stderr).toBe('')
    }
  })

  test('are shown by man, with examples and exit codes', async ({ skip }) => {
    if (!isThere('man')) return skip('man is not installed')
    const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', MANWIDTH: '80' }
    const { stdout, stderr } = await runProgram('man', ['--warnings', '-l', join(folder, 'kdeploy-apply.1')], { env })
    const text = stdout.replace(/.\x08|\x1b\[\d+m/g, '')

    expect(stderr).toBe('')
    expect(text).toMatch(/^KDEPLOY-APPLY\(1\) /)
    expect(text).toContain('kdeploy-apply - deploy a profile and wait until its workloads are ready')
    expect(text).toContain('kdeploy apply [options] [profile...]')
    expect(text).toMatch(/--undo-on-failure\n +restore the last good revision/)
    expect(text).toMatch(/EXIT STATUS\n +0 +done/)
    expect(text).toContain('kdeploy apply -p prod_cthulu --plan plan.json')
    // Examples are to be copied as they are.
    const [prosaic = ''] = text.split('\nEXAMPLES\n')
    expect(prosaic.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('are put in place by npm install --global', async () => {
    const prefix = mkdtempSync(join(tmpdir(), 'kdeploy-man-'))
    const npm = (...args: readonly string[]) =>
      runProgram('npm', [...args, '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: prefix,
        env: { PATH: process.env['PATH'], HOME: prefix },
      })
    expect(await npm('pack', repository)).toMatchObject({ exitCode: 0 })
    const [tarball = ''] = readdirSync(prefix).filter((name) => name.endsWith('.tgz'))
    expect(await npm('install', '--global', '--prefix', join(prefix, 'there'), `./${tarball}`)).toMatchObject({
      exitCode: 0,
    })

    expect(readdirSync(join(prefix, 'there/share/man/man1')).toSorted()).toEqual([...pages.keys()].toSorted())
    rmSync(prefix, { recursive: true, force: true })
  })
})

/** Whether a program is installed, which .ci/run sees to. */
function isThere(name: string): boolean {
  const found = isInstalled('sh') && spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
  if (!found && process.env['CI'] !== undefined) throw new Error(`${name} is not installed: .ci/run does that`)
  return found
}
