import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { program } from '../support/kdeploy.ts'
import { type RunningProgram, runProgram, startProgram } from '../support/program.ts'
import { createProject, type Project } from '../support/projects/project.ts'

/** Far more work than a template's 30 seconds, after which it is an error. */
const endless = '{% for a in range(99999) %}{% for b in range(99999) %}{{ "" }}{% endfor %}{% endfor %}'
const node = JSON.stringify(process.execPath)

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: busy\nprofile: {namespace: busy}\n',
      'profiles/prod_template.yaml': 'templates: [busy.yaml]\n',
      'profiles/prod_regex.yaml': 'templates: [regex.yaml]\n',
      'profiles/prod_variable.yaml': `variables: {out: '${endless}'}\n`,
      'profiles/prod_command.yaml': `templates: [busy.yaml]\nvariablesFrom: [{command: [${node}, -p, '"{}"']}]\n`,
      'profiles/prod_plain.yaml': 'templates: [plain.yaml]\n',
      'templates/busy.yaml': endless,
      'templates/regex.yaml': `${endless.replace('{{ "" }}', `{{ ("a" * 26 ~ "!") | regex_search("(a+)+$") }}`)}`,
      'templates/plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    },
  })
  execFileSync('mkfifo', [join(project.folder, 'fifo')])
})

afterAll(() => project.remove())

function start(...args: string[]): RunningProgram {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
  return startProgram(program.file, program.args(...args, '-v'), { cwd: project.folder, env, typed: true })
}

/** Until it has said so, and no handler of its own stands in a signal's way. */
async function computing({ child, output }: RunningProgram, told: string): Promise<void> {
  while (!output().includes(told) || catchesSigint(child.pid)) {
    if (child.exitCode !== null) throw new Error(`it ended before it computed:\n${output()}`)
    await sleep(10)
  }
}

function catchesSigint(pid = 0): boolean {
  const [, caught = ''] = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (BigInt(`0x${caught}`) & 2n) !== 0n
}

// Only Linux tells from outside which signals a process handles.
describe.skipIf(process.platform !== 'linux')('a signal ends kdeploy at once while', { timeout: 120_000 }, () => {
  test.each<[string, NodeJS.Signals, number, string, string[]]>([
    ['a template loops', 'SIGINT', 130, 'variables took', ['render', '-p', 'prod_template', '--offline']],
    [
      'a template’s text is made',
      'SIGTERM',
      143,
      'variables took',
      ['render', '--raw', '-p', 'prod_template', '--offline'],
    ],
    ['a regular expression backtracks', 'SIGINT', 130, 'variables took', ['render', '-p', 'prod_regex', '--offline']],
    ['a variable loops', 'SIGINT', 130, 'templates:', ['explain', '-p', 'prod_variable', '--offline']],
    ['profiles are validated', 'SIGTERM', 143, 'variables took', ['validate', 'prod_template']],
    ['it computes after a command', 'SIGINT', 130, 'variables took', ['render', '-p', 'prod_command']],
    ['stdin goes on', 'SIGINT', 130, 'layers:', ['render', '-p', 'prod_plain', '--offline', '--values', '-']],
    [
      'nobody writes to a FIFO',
      'SIGHUP',
      129,
      'layers:',
      ['render', '-p', 'prod_plain', '--offline', '--values', 'fifo'],
    ],
  ])('%s', async (_, signal, exitCode, told, args) => {
    const running = start(...args)
    await computing(running, told)

    running.child.kill(signal)
    const result = await running.result

    expect(running.child.signalCode).toBe(signal)
    expect(result.exitCode).toBe(exitCode)
    expect(result.stderr).not.toContain('error')
    expect(result.stdout).toBe('')
  })

  test('a pipe that a person names is read to its end', async () => {
    const kdeploy = `${program.shell} explain -p prod_plain --offline v`
    const script = `(echo 'v: given'; sleep 0.1; echo 'w: 1') | ${kdeploy} --values /dev/stdin && (sleep 0.1; echo 'v: 2') | ${kdeploy} --values -`
    const result = await runProgram('sh', ['-c', script], { cwd: project.folder, env: { PATH: process.env['PATH'] } })
    expect(result).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(/given .*dev.stdin[\s\S]*2 .*stdin/),
    })
  })
})
