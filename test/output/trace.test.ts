import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { createMasking } from '../../src/masking/masking.ts'
import { causesOf } from '../../src/output/causes.ts'
import { createTrace } from '../../src/output/trace.ts'
import { penOf, Terminal } from '../support/output/terminal-screen.ts'
import { generateSecrets, leaksIn } from '../support/secrets/secrets.ts'

const pen = (terminal: Terminal, redact?: (text: string) => string) => penOf(terminal, { NO_COLOR: '1' }, redact)

describe('the lines of --verbose', () => {
  test('say when, and are one line each, whatever they quote', () => {
    const terminal = new Terminal(80, 24)
    let now = 1000
    const trace = createTrace(pen(terminal), () => now)

    now = 2234
    trace('GET /a\n\u001b[2Jb: 200, 3 ms')

    expect(terminal.screen()).toEqual(['[1.234s] GET /a b: 200, 3 ms', ''])
  })

  test('stand above a live view, which stays whole', () => {
    const terminal = new Terminal(80, 24)
    const screen = pen(terminal)
    screen.region?.open(() => ['TABLE', 'row'])

    createTrace(screen, () => 0)('GET /a: 200, 3 ms')

    expect(terminal.screen()).toEqual(['[0.000s] GET /a: 200, 3 ms', 'TABLE', 'row', ''])
  })

  test('hold no secret of six characters or more; without the mask they would', () => {
    const secrets = new Map([...generateSecrets(200)].filter(([, value]) => value.length >= 6))
    const masking = createMasking()
    masking.registerSecrets(secrets.values())
    const linesWith = (redact?: (text: string) => string) => {
      const terminal = new Terminal(80, 24)
      const trace = createTrace(pen(terminal, redact), () => 0)
      for (const value of secrets.values()) trace(`GET /api/${value}: refused`)
      return terminal.writes.join('')
    }

    expect(leaksIn(linesWith(masking.redact), secrets)).toEqual([])
    expect(leaksIn(linesWith(), secrets).length).toBeGreaterThan(secrets.size / 2)
  })
})

describe('the causes of an error', () => {
  const known = (message: string, cause?: unknown, problems: KdeployError[] = []) =>
    new KdeployError({ code: 'source-failed', category: 'input', message, cause, problems })
  const heads = (error: unknown) => causesOf(error).filter((line) => !line.startsWith('at '))

  test('are the whole chain, each with where it arose', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { syscall: 'connect' })
    const error = known('outer', known('middle', refused))

    expect(heads(error)).toEqual([
      'caused by: KdeployError source-failed: middle',
      'caused by: Error: connect ECONNREFUSED 127.0.0.1:1',
    ])
    expect(causesOf(error)).toContainEqual(expect.stringMatching(/^at .*trace\.test\.ts:\d+/))
  })

  test('are those of each collected problem', () => {
    const problems = [known('a', known('of a')), known('b', known('of b'))]

    expect(heads(known('two', undefined, problems))).toEqual([
      'caused by: KdeployError source-failed: of a',
      'caused by: KdeployError source-failed: of b',
    ])
  })

  test('keep to themselves what others wrote: it may quote what a template made of a secret', () => {
    const quoting = () => {
      try {
        return JSON.parse('HUNTER2\n    at HUNTER2')
      } catch (error) {
        return error
      }
    }

    expect(causesOf(known('outer', quoting())).join('\n')).not.toContain('HUNTER2')
    expect(heads(known('outer', quoting()))).toEqual(['caused by: SyntaxError'])
  })

  test('end where a cause leads back to itself', () => {
    const error = new Error('round')
    error.cause = error

    expect(heads(error)).toHaveLength(10)
  })
})
