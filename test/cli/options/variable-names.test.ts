import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { misspelledVariables, optionsByVariable, switchOf } from '../../../src/cli/options/variable-names.ts'
import { declaredProgram } from '../../support/declared-program.ts'

const program = declaredProgram()

function named(name: string): Command {
  const found = program.commands.find((one) => one.name() === name)
  if (found === undefined) throw new Error(`there is no command ${name}`)
  return found
}

describe('the variables of options', () => {
  test('are one for each, but for help, the version, and a profile that need not be named', () => {
    const without = program.commands.flatMap((command) =>
      command.options.filter(({ envVar }) => envVar === undefined).map(({ long }) => `${command.name()} ${long}`),
    )
    expect(without).toEqual([
      // A step's command is given KDEPLOY_RUN.
      'undo --run',
      'images --profile',
      'validate --profile',
      'test --profile',
      'changed --profile',
    ])
  })

  test('have the names of their options', () => {
    const all = optionsByVariable(program)
    for (const [variable, options] of all) {
      for (const { long } of options) {
        const own = `KDEPLOY_${long?.slice(2).toUpperCase().replaceAll('-', '_')}`
        expect(variable).toBe(long === '--profile' ? 'PROFILE' : own)
      }
    }
    expect([...all.keys()]).toEqual(expect.arrayContaining(['KDEPLOY_STABLE_FOR', 'KDEPLOY_NO_PRUNE', 'PROFILE']))
  })
})

describe('a variable that is none of kdeploy’s', () => {
  test.each([
    ['KDEPLOY_TIMOUT', '5m', 'KDEPLOY_TIMEOUT'],
    ['KDEPLOY_HISTORY_KEYS', 'x', 'KDEPLOY_HISTORY_KEY'],
    ['KDEPLOY_PROFILE', 'prod_web', 'PROFILE'],
    ['KDEPLOY_KUBE_CONTEXT', 'prod', 'KDEPLOY_CONTEXT'],
    ['KDEPLOY_PRUNE', 'false', 'KDEPLOY_NO_PRUNE=1'],
    // That of status --wait, which an apply doesn't have.
    ['KDEPLOY_WAIT', 'false', 'KDEPLOY_NO_WAIT=1'],
  ])('%s=%s is told with the one that was meant', (name, value, meant) => {
    expect(misspelledVariables(named('apply'), program, { [name]: value })).toEqual([
      `${name} is not a variable of kdeploy apply: did you mean ${meant}?`,
    ])
  })

  test('is left alone where it is near none, or belongs to something else', () => {
    const environment = {
      KDEPLOY_VERSION: '0.1.0',
      KDEPLOY_IMAGE_TAG: 'x',
      KDEPLOY_TEST_NODES: '1',
      KDEPLOY_SERVICE_HOST: '10.0.0.1',
      KDEPLOY_PORT_80_TCP: 'tcp://10.0.0.1:80',
      KDEPLOY_WAIT: '1',
      KDEPLOY_HISTORY_KEY: 'k',
      TIMOUT: '5m',
    }
    expect(misspelledVariables(named('apply'), program, environment)).toEqual([])
    expect(misspelledVariables(named('status'), program, { KDEPLOY_WAIT: 'false' })).toEqual([])
  })
})

test.each([
  ['1', true],
  ['TRUE', true],
  [' yes ', true],
  ['', false],
  ['0', false],
  ['No', false],
  ['off', undefined],
  ['2', undefined],
])('%j as a switch is %j', (text, expected) => {
  expect(switchOf(text)).toBe(expected)
})
