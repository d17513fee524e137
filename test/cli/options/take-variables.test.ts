import { describe, expect, test } from 'vitest'
import { optionsOf } from '../../support/declared-program.ts'

describe('an environment variable', () => {
  test.each([
    ['KDEPLOY_TIMEOUT', '90s', { timeout: 90_000 }],
    ['KDEPLOY_CONTEXT', 'prod', { context: 'prod' }],
    ['KDEPLOY_OUTPUT', 'json', { output: 'json' }],
    ['KDEPLOY_YES', '1', { yes: true }],
    ['KDEPLOY_YES', 'True', { yes: true }],
    ['KDEPLOY_NO_PRUNE', 'yes', { prune: false }],
    ['KDEPLOY_NO_PRUNE', '0', { prune: true }],
    ['PROFILE', 'prod_web', { profile: ['prod_web'] }],
    ['KDEPLOY_SET', 'a=1\nb= 2\r\n\n', { set: ['a=1', 'b= 2'] }],
    ['KDEPLOY_ALSO_DELETE', 'pvc/data\npvc/ns/logs', { alsoDelete: [{ name: 'data' }, { namespace: 'ns' }] }],
    ['KDEPLOY_ADOPT', 'true', { adopt: ['any'] }],
    ['KDEPLOY_ADOPT', 'deployment/web', { adopt: [{ kind: 'deployment', name: 'web' }] }],
    ['KDEPLOY_ADOPT', 'no', { adopt: [] }],
  ])('%s=%j gives its option', async (name, value, expected) => {
    const { options, taken } = await optionsOf(['apply'], { [name]: value })

    expect(options).toMatchObject(expected)
    const off = ['0', 'no'].includes(value)
    expect(taken).toEqual({ used: off ? [] : [name], unused: [] })
  })

  test.each(['', ' ', '\n'])('that is %j is none', async (value) => {
    const names = ['KDEPLOY_TIMEOUT', 'KDEPLOY_YES', 'KDEPLOY_SET', 'KDEPLOY_ADOPT', 'PROFILE', 'KDEPLOY_NO_WAIT']
    const given = Object.fromEntries(names.map((name) => [name, value]))

    expect(await optionsOf(['apply'], given)).toEqual(await optionsOf(['apply'], {}))
  })

  test.each([
    ['KDEPLOY_TIMEOUT', '5', /^error: KDEPLOY_TIMEOUT: '5' is invalid\. Use a number with a unit/],
    ['KDEPLOY_CONCURRENCY', '0', /^error: KDEPLOY_CONCURRENCY: '0' is invalid\. Use a number from 1 to 1000/],
    ['KDEPLOY_YES', 'sure', /^error: KDEPLOY_YES: 'sure' is invalid: 1, true or yes is --yes; /],
    ['KDEPLOY_NO_WAIT', '2', /^error: KDEPLOY_NO_WAIT: '2' is invalid: 1, true or yes is --no-wait; /],
    ['KDEPLOY_OUTPUT', 'jsn', /^error: KDEPLOY_OUTPUT: 'jsn' is invalid\. Allowed choices are text, json\./],
    ['KDEPLOY_ALSO_DELETE', 'data', /KDEPLOY_ALSO_DELETE: "data" is not an object name/],
  ])('%s=%j is refused by its name', async (name, value, message) => {
    expect((await optionsOf(['apply'], { [name]: value })).error).toMatch(message)
  })

  test('that Kubernetes sets for a Service named kdeploy is none', async () => {
    const { options } = await optionsOf(['init'], { KDEPLOY_PORT: 'tcp://10.0.0.1:443' })
    expect(options).not.toHaveProperty('port')
    expect((await optionsOf(['init'], { KDEPLOY_PORT: '8080' })).options).toMatchObject({ port: '8080' })
  })

  test('counts after the command line, as a whole', async () => {
    const environment = { PROFILE: 'prod_a', KDEPLOY_TIMEOUT: 'nonsense', KDEPLOY_SET: 'a=1\nb=2', KDEPLOY_ADOPT: '1' }
    const { options, taken } = await optionsOf(
      ['apply', '-p', 'prod_b', '--timeout', '5m', '--set', 'c=3', '--adopt', 'pvc/data'],
      environment,
    )

    expect(options).toMatchObject({ profile: ['prod_b'], timeout: 300_000, set: ['c=3'], adopt: [{ name: 'data' }] })
    expect(taken).toEqual({ used: [], unused: [] })
  })

  test('is overridden by an option of the command line that excludes its own', async () => {
    const given = await optionsOf(['apply', '--undo-on-failure'], { KDEPLOY_NO_WAIT: '1', KDEPLOY_QUIET: '1' })
    expect(given.options).toMatchObject({ wait: true, undoOnFailure: true, quiet: true })
    expect(given.taken).toEqual({ used: ['KDEPLOY_QUIET'], unused: ['KDEPLOY_NO_WAIT (--undo-on-failure is given)'] })

    const other = await optionsOf(['apply', '--no-wait'], { KDEPLOY_UNDO_ON_FAILURE: '1' })
    expect(other.options).toMatchObject({ wait: false })
    expect(other.taken?.unused).toEqual(['KDEPLOY_UNDO_ON_FAILURE (--no-wait is given)'])
  })

  test('can’t stand beside another one whose option excludes its own', async () => {
    const { error } = await optionsOf(['apply'], { KDEPLOY_NO_WAIT: '1', KDEPLOY_UNDO_ON_FAILURE: '1' })
    expect(error).toBe("error: KDEPLOY_UNDO_ON_FAILURE can't be used with KDEPLOY_NO_WAIT")

    expect((await optionsOf(['apply'], { KDEPLOY_NO_WAIT: '0', KDEPLOY_UNDO_ON_FAILURE: '1' })).options).toMatchObject({
      undoOnFailure: true,
    })
  })

  test('implies nothing: a time limit makes no status wait', async () => {
    const limited = await optionsOf(['status'], { KDEPLOY_TIMEOUT: '5m' })
    expect(limited.options).toMatchObject({ timeout: 300_000 })
    expect(limited.options).not.toHaveProperty('wait')
    expect((await optionsOf(['status', '--timeout', '5m'], {})).options).toMatchObject({ wait: true })
    const watched = await optionsOf(['status', '--watch'], { KDEPLOY_TIMEOUT: '5m', KDEPLOY_WAIT: '1' })
    expect(watched.options).toMatchObject({ watch: true })
    expect(watched.options).not.toHaveProperty('wait')
  })

  test('has no effect where only another command takes its value', async () => {
    const markdown = await optionsOf(['apply'], { KDEPLOY_OUTPUT: 'markdown' })
    expect(markdown.options).toMatchObject({ output: 'text' })
    expect(markdown.taken?.unused).toEqual(['KDEPLOY_OUTPUT (not a value for --output of apply)'])

    const skipped = await optionsOf(['undo'], { KDEPLOY_SKIP_REFERENCES: 'secret/db' })
    expect(skipped.taken?.unused).toEqual(['KDEPLOY_SKIP_REFERENCES (not a value for --skip-references of undo)'])
  })

  test('of several lines has each of them where a command takes it', async () => {
    const lines = { KDEPLOY_REPORT: 'junit=k.xml\nmarkdown=d.md\nsummary=s.md' }
    const diff = await optionsOf(['diff'], lines)
    expect(diff.options).toMatchObject({
      report: [
        { format: 'markdown', file: 'd.md' },
        { format: 'summary', file: 's.md' },
      ],
    })
    expect(diff.taken).toEqual({
      used: ['KDEPLOY_REPORT'],
      unused: ['KDEPLOY_REPORT (a line is not a value for --report of diff)'],
    })
    const apply = await optionsOf(['apply'], lines)
    expect(apply.options).toMatchObject({ report: [{ format: 'junit' }, { format: 'summary' }] })

    const none = await optionsOf(['diff'], { KDEPLOY_REPORT: 'junit=k.xml' })
    expect(none.options).not.toHaveProperty('report')
    expect(none.taken).toEqual({ used: [], unused: ['KDEPLOY_REPORT (not a value for --report of diff)'] })

    for (const wrong of ['jnit=k.xml', 'junit=k.xml\njnit=k.xml', 'markdown=', 'markdown'])
      expect((await optionsOf(['diff'], { KDEPLOY_REPORT: wrong })).error).toMatch(
        /^error: KDEPLOY_REPORT: '[^']*' is invalid\. Use FORMAT=FILE/,
      )
  })

  test('for all counts after a profile on the command line, wherever that stands', async () => {
    for (const argv of [
      ['status', 'prod_web'],
      ['status', '-p', 'prod_web'],
      ['validate', 'prod_web'],
      ['validate', '-p', 'prod_web'],
    ]) {
      const { options, taken } = await optionsOf(argv, { KDEPLOY_ALL: '1' })
      expect(options).not.toHaveProperty('all')
      expect(taken?.unused).toEqual([expect.stringMatching(/^KDEPLOY_ALL \((?:a profile|--profile) is given\)$/)])
    }
    expect((await optionsOf(['status'], { KDEPLOY_ALL: '1' })).options).toMatchObject({ all: true })
    const both = await optionsOf(['status'], { KDEPLOY_ALL: '1', PROFILE: 'prod_web' })
    expect(both.error).toBe("error: KDEPLOY_ALL can't be used with PROFILE")
    const given = await optionsOf(['status', '--all'], { PROFILE: 'prod_web' })
    expect(given.options).toMatchObject({ all: true })
    expect(given.options).not.toHaveProperty('profile')
  })

  test('is one of the run: what the process has besides doesn’t count', async () => {
    const before = process.env['PROFILE']
    try {
      process.env['PROFILE'] = 'prod_other'
      process.env['KDEPLOY_TIMEOUT'] = '5m'
      const { options } = await optionsOf(['apply'], {})
      expect(options).not.toHaveProperty('profile')
      expect(options).not.toHaveProperty('timeout')
    } finally {
      if (before === undefined) delete process.env['PROFILE']
      else process.env['PROFILE'] = before
      delete process.env['KDEPLOY_TIMEOUT']
    }
  })

  test('of a profile doesn’t count where a command does something else without one', async () => {
    for (const command of ['images', 'validate', 'test']) {
      const { options } = await optionsOf([command], { PROFILE: 'prod_web', KDEPLOY_PROFILE: 'prod_web' })
      expect(options).not.toHaveProperty('profile')
    }
  })
})
