import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { afterAll, describe, expect, test } from 'vitest'
import { runProgram, startProgram } from '../support/program.ts'
import { repository } from '../support/projects/project.ts'

interface Step {
  readonly name?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const action = load(read('action.yml')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A runner's folder, with a `kdeploy` on its PATH that writes down what it was given, and ends as KDEPLOY_TEST_EXIT says. */
async function createRunner(program = recorder) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-action-')))
  folders.push(folder)
  await Promise.all(['bin', 'temp'].map((name) => mkdir(join(folder, name))))
  await writeFile(join(folder, 'bin/kdeploy'), `#!${process.execPath}\n${program}`)
  await chmod(join(folder, 'bin/kdeploy'), 0o755)
  return folder
}

const recorder = `const { readFileSync, statSync, writeFileSync } = require('node:fs')
const { KUBECONFIG } = process.env
if (process.argv[2] === '--version') { console.log('1.2.3'); process.exit() }
const kubeconfig = KUBECONFIG && { text: readFileSync(KUBECONFIG, 'utf8'), mode: statSync(KUBECONFIG).mode & 0o777, path: KUBECONFIG }
writeFileSync(process.env.RUNNER_TEMP + '/call.json', JSON.stringify({ args: process.argv.slice(2), env: process.env, kubeconfig }))
process.exit(Number(process.env.KDEPLOY_TEST_EXIT ?? 0))
`

function environmentOf(folder: string, name: string, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const step = action.runs.steps.find((one) => one.name === name)
  const inputNamed = (input: string) => inputs[input] ?? action.inputs[input]?.default ?? ''
  const given = Object.entries(step?.env ?? {}).map(([variable, text]) => {
    // `inputs.a`, or `inputs.a == 'true' && inputs.b || ''`.
    const [, condition, input = ''] = /(?:inputs\.([a-z-]+) == 'true' && )?inputs\.([a-z-]+)/.exec(text) ?? []
    return [variable, condition === undefined || inputNamed(condition) === 'true' ? inputNamed(input) : ''] as const
  })
  return {
    PATH: [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: folder,
    RUNNER_TEMP: join(folder, 'temp'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_PATH: join(folder, 'path'),
    ...Object.fromEntries(given),
    KDEPLOY_INPUT_ACTION: repository,
  }
}

/** Runs a step of the action in bash, as GitHub's runner does. */
async function runStep(
  name: string,
  inputs: Readonly<Record<string, string>>,
  { folder, env = {} }: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const where = folder ?? (await createRunner())
  const script = action.runs.steps.find((one) => one.name === name)?.run ?? ''
  const result = await runProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: where,
    env: { ...environmentOf(where, name, inputs), ...env },
  })
  const call = join(where, 'temp/call.json')
  return {
    ...result,
    folder: where,
    call: existsSync(call) ? JSON.parse(await readFile(call, 'utf8')) : undefined,
    output: await readFile(join(where, 'output'), 'utf8').catch(() => ''),
  }
}

const run = 'Run kdeploy'

describe('the GitHub Action', () => {
  test('gives kdeploy the words of args as their quotes say, and expands nothing', async () => {
    const args = `--set "a=b c" --set-string 'x=$(touch pwned)' --set y=\`id\`\n  --values $HOME/*.yaml "" ; touch\\ pwned`

    const { call, exitCode, folder } = await runStep(run, { command: 'apply', profile: 'prod_shop', args })

    expect(exitCode).toBe(0)
    expect(call.args).toEqual([
      ...['apply', '--profile', 'prod_shop', '--set', 'a=b c', '--set-string', 'x=$(touch pwned)', '--set', 'y=`id`'],
      ...['--values', '$HOME/*.yaml', '', ';', 'touch pwned'],
    ])
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })

  test('gives kdeploy what each input says, and a report for each line', async () => {
    const { call, output } = await runStep(run, {
      ...{ command: 'history show', project: 'my deploy', plan: 'a plan.json', comment: 'true', token: 'the-token' },
      reports: 'junit=a b.xml\n\nsummary=c.md\n',
    })

    expect(call.args).toEqual([
      ...['history', 'show', '--project', 'my deploy', '--plan', 'a plan.json', '--comment'],
      ...['--report', 'junit=a b.xml', '--report', 'summary=c.md'],
    ])
    expect(call.env).toMatchObject({ KDEPLOY_GITHUB_TOKEN: 'the-token' })
    expect(output).toMatch(
      /^exit-code=0\ndifferent=false\nplan<<(end-\d+-\d+)\na plan\.json\n\1\nreports<<\1\na b\.xml\nc\.md\n\1\n$/,
    )
  })

  test('keeps the kubeconfig in a file of its own for as long as kdeploy runs, and out of its environment', async () => {
    const { call } = await runStep(run, { command: 'apply', kubeconfig: 'apiVersion: v1', token: 'the-token' })

    expect(call.kubeconfig).toMatchObject({ text: 'apiVersion: v1\n', mode: 0o600 })
    expect(existsSync(call.kubeconfig.path)).toBe(false)
    expect(Object.keys(call.env).filter((name) => /TOKEN|KDEPLOY_INPUT/.test(name))).toEqual([])
  })

  test("leaves the job's own variables as they are, and what it doesn't say to them", async () => {
    const names = ['COMMAND', 'PROFILE', 'ARGS', 'PROJECT', 'PLAN', 'REPORTS', 'COMMENT', 'TOKEN', 'VERSION']
    const env = Object.fromEntries(
      [...names, 'KDEPLOY_PROJECT', 'KDEPLOY_PLAN', 'plan'].map((name) => [name, `my ${name}`]),
    )

    const { call } = await runStep(run, { command: 'apply' }, { env })

    expect(call.args).toEqual(['apply'])
    expect(call.env).toMatchObject(env)
  })

  test('has the token only where it comments', () => {
    const inputs = { command: 'diff', token: 'the-token' }

    expect(Object.values(environmentOf('/runner', run, inputs))).not.toContain('the-token')
    expect(Object.values(environmentOf('/runner', run, { ...inputs, comment: 'true' }))).toContain('the-token')
  })

  test('says that a quote of args has no end', async () => {
    const { stdout, exitCode, call } = await runStep(run, { command: 'apply', args: "--set 'a=b" })

    expect(stdout).toBe(
      '::error title=kdeploy::the input args has a quote without its end, or a line break between quotes\n',
    )
    expect([exitCode, call]).toEqual([2, undefined])
  })

  test.each([
    ['diff', '0', 0, 'false'],
    ['diff', '1', 0, 'true'],
    ['diff', '4', 4, 'false'],
    ['status', '1', 0, 'true'],
    ['apply', '1', 1, 'false'],
    ['validate', '1', 1, 'false'],
  ])('where kdeploy %s exits %s, ends with %i', async (command, code, exitCode, different) => {
    const result = await runStep(run, { command }, { env: { KDEPLOY_TEST_EXIT: code } })

    expect(result.exitCode).toBe(exitCode)
    expect(result.output).toContain(`exit-code=${code}\ndifferent=${different}\n`)
  })

  test.each(['diff', 'status', 'apply'])('fails where Node exits 1 before it runs kdeploy %s', async (command) => {
    const env = { NODE_OPTIONS: '--require /nonexistent' }

    const { call, exitCode, stdout } = await runStep(run, { command }, { env })

    expect([exitCode, stdout]).toEqual([70, '::error title=kdeploy::kdeploy does not start on this runner\n'])
    expect(call).toBeUndefined()
  })

  test('fails where a diff exits 1 without the plan that it was to write', async () => {
    const options = { folder: await createRunner(), env: { KDEPLOY_TEST_EXIT: '1' } }
    const inputs = { command: 'diff', plan: 'plan.json' }

    expect((await runStep(run, inputs, options)).exitCode).toBe(1)
    await writeFile(join(options.folder, 'plan.json'), '{}')
    expect((await runStep(run, inputs, options)).exitCode).toBe(0)
  })

  test('passes the signal of a cancelled job on to kdeploy, and waits for its end', async () => {
    const folder = await createRunner(
      `if (process.argv[2] === '--version') process.exit()
process.on('SIGTERM', () => setTimeout(() => { console.log('released'); process.exit(143) }, 300))
console.log('running'); setInterval(() => {}, 1000)\n`,
    )
    const script = action.runs.steps.find((one) => one.name === run)?.run ?? ''
    const options = { cwd: folder, env: environmentOf(folder, run, { command: 'apply' }) }
    const step = startProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], options)
    step.child.stdout?.on('data', (text: string) => text.includes('running') && step.child.kill('SIGINT'))

    const { stdout, exitCode } = await step.result

    expect(stdout).toBe('running\nreleased\n')
    expect(exitCode).toBe(143)
    expect(await readFile(join(folder, 'output'), 'utf8')).toContain('exit-code=143')
  })

  test('installs nothing where kdeploy of the wanted version is on the PATH, else what it is told', async () => {
    const folder = await createRunner(`console.log('1.2.3')\n`)
    await mkdir(join(folder, 'package'))
    await writeFile(
      join(folder, 'package/package.json'),
      '{"name": "kdeploy", "version": "9.9.9", "bin": "kdeploy.js"}',
    )
    await writeFile(join(folder, 'package/kdeploy.js'), '#!/usr/bin/env node\nconsole.log("9.9.9")\n')
    const env = { npm_config_offline: 'true' }

    const there = await runStep('Install kdeploy', { version: '1.2.3' }, { folder, env })
    const path = join(folder, 'path')
    expect([there.exitCode, existsSync(path)]).toEqual([0, false])

    const packed = await runProgram('npm', ['pack', '--silent', './package'], {
      cwd: folder,
      env: { ...environmentOf(folder, run, {}), ...env },
    })
    const installed = await runStep('Install kdeploy', { package: `./${packed.stdout.trim()}` }, { folder, env })
    expect({ code: installed.exitCode, stderr: installed.stderr }).toEqual({ code: 0, stderr: '' })
    const program = join((await readFile(path, 'utf8')).trim(), 'kdeploy')
    expect(statSync(program).isFile()).toBe(true)
    expect((await runProgram(program, [], { env: { PATH: process.env['PATH'] } })).stdout).toBe('9.9.9\n')
  })
})

describe('no script of a pipeline', () => {
  test('has an input in its text', () => {
    const scripts = action.runs.steps.map(({ run: script = '' }) => script)
    for (const name of ['pipeline', 'pull-request', 'undo']) {
      const workflow = load(read(`ci/examples/shop/.github/workflows/${name}.yml`)) as {
        readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
      }
      scripts.push(...Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run: script = '' }) => script)))
    }
    const [, component] = loadAll(read('ci/gitlab/kdeploy.yml')) as Readonly<
      Record<string, { readonly script?: readonly string[] }>
    >[]
    scripts.push(...Object.values(component ?? {}).flatMap(({ script = [] }) => script))

    expect(scripts.filter((script) => script !== '').length).toBeGreaterThan(8)
    expect(scripts.filter((script) => /\$\{\{|\$\[\[/.test(script))).toEqual([])
  })
})
