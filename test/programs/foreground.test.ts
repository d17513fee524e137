import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type ForegroundProgram, runInForeground } from '../../src/programs/foreground.ts'

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-foreground-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(argv: ForegroundProgram['argv'], given: Partial<ForegroundProgram> = {}) {
  const environment = { PATH: process.env['PATH'], SAID: 'hello', KDEPLOY_HISTORY_KEY: 'k', KDEPLOY_PLAN_KEY: 'p' }
  return runInForeground({ argv, folder, environment, interrupted: new AbortController().signal, ...given })
}

test('a program gets its input, its environment without own secrets, and its folder, and no shell reads its arguments', async () => {
  const script = 'cat > input; echo "$SAID $1 $KDEPLOY_HISTORY_KEY$KDEPLOY_PLAN_KEY" >> input'

  expect(await run(['sh', '-c', script, 'sh', '$(id); *'], { input: 'text\n' })).toEqual({ exitCode: 0 })

  expect(readFileSync(join(folder, 'input'), 'utf8')).toBe('text\nhello $(id); * \n')
})

test('its end is told: by an exit code, by a signal, or why it never began', async () => {
  expect(await run(['sh', '-c', 'exit 3'])).toEqual({ exitCode: 3 })
  expect(await run(['sh', '-c', 'kill -9 $$'])).toEqual({ signal: 'SIGKILL' })
  expect(await run(['no-such-program'])).toEqual({ problem: 'ENOENT' })
  expect(await run([folder])).toEqual({ problem: 'EACCES' })
  expect(await run(['sh', 'a\0b'])).toHaveProperty('problem')
})

test('one that does not read all of its input is no problem', async () => {
  const input = 'line\n'.repeat(200_000)

  expect(await run(['true'], { input })).toEqual({ exitCode: 0 })
  expect(await run(['no-such-program'], { input })).toEqual({ problem: 'ENOENT' })
})

test('a signal ends it, also one that does not heed that', async () => {
  const interruption = new AbortController()
  setTimeout(() => interruption.abort('SIGTERM'), 200)

  const ends = await Promise.all([
    run(['sleep', '60'], { interrupted: interruption.signal }),
    run(['sh', '-c', "trap '' TERM; while true; do sleep 0.1; done"], { interrupted: interruption.signal }),
  ])

  expect(ends).toEqual([{ signal: 'SIGTERM' }, { signal: 'SIGKILL' }])
  expect(await run(['true'], { interrupted: interruption.signal })).toEqual({ signal: 'SIGTERM' })
})
