import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { readProfileFile, readProjectFile } from '../../src/profile/profile-file.ts'
import { sources } from '../../src/sources/registry.ts'

function problemsOf(read: typeof readProfileFile | typeof readProjectFile, text: string): readonly KdeployError[] {
  try {
    read(text, 'x.yaml', sources)
  } catch (error) {
    if (error instanceof KdeployError) return error.problems.length > 0 ? error.problems : [error]
    throw error
  }
  return []
}

const messagesOf = (...from: Parameters<typeof problemsOf>) => problemsOf(...from).map(({ message }) => message)

describe('an unknown key', () => {
  it.each([
    [readProjectFile, '{nam: shop}', 'name', 'name, profile, jinja, '],
    [readProjectFile, 'jinja: {trim_block: true}', 'trim_blocks', 'block_start_string, '],
    [readProjectFile, 'secrets: {strct: true}', 'strict', 'strict'],
    [readProjectFile, 'profile: {guard: {clustr: x}}', 'cluster', 'kubeContext, cluster, namespace'],
    [readProjectFile, 'readiness: [{kind: Feed, readywhen: x}]', 'readyWhen', 'group, kind, readyWhen, failWhen, wait'],
    [readProjectFile, 'forceConflicts: [{kind: A, field: b, nam: c}]', 'name', 'kind, name, field'],
    [readProjectFile, 'ignoreDrift: [{manger: x}]', 'manager', 'manager, kind, name, field'],
    [readProjectFile, 'ignoreDrift: [{kind: A, feld: x}]', 'field', 'manager, kind, name, field'],
    [readProfileFile, '{varables: {}}', 'variables', 'namespace, kubeContext, '],
    [readProfileFile, 'variablesFrom: [{file: a, keyz: [b]}]', 'keys', 'file, format, as, '],
    [readProfileFile, 'variablesFrom: [{configMap: {selektor: a=b}}]', 'selector', 'selector'],
    [readProfileFile, 'variablesFrom: [{secret: {selektor: a=b}}]', 'selector', 'selector'],
    [readProfileFile, 'variablesFrom: [{command: [a], timout: 1s}]', 'timeout', 'command, timeout, '],
    [readProfileFile, 'variablesFrom: [{environment: [A], optinal: true}]', 'optional', 'environment, as, '],
    [readProfileFile, 'variablesFrom: [{sops: a, formt: json}]', 'format', 'sops, format, '],
  ])('names the nearest one and all known ones: %# %s', (read, text, meant, known) => {
    const problem = problemsOf(read, text).find(({ message }) => message.startsWith('unknown key'))
    expect(problem?.message).toContain(`; did you mean \`${meant}\`?`)
    expect(problem?.hint).toContain(`known keys: ${known}`)
  })

  it('that is known in another form of a map does not go with its keys', () => {
    expect(messagesOf(readProjectFile, 'ignoreDrift: [{manager: x, kind: A}]')).toEqual([
      "the key `kind` in `ignoreDrift[0]` of x.yaml doesn't go with the others",
    ])
  })
})

describe('a value of none of several forms', () => {
  it.each([
    [
      'readiness: [{kind: A, readyWhen: {a: 1}}]',
      '`readiness[0].readyWhen` of x.yaml must be a string or a list, found a map',
    ],
    ['ignoreDrift: [x]', '`ignoreDrift[0]` of x.yaml must be a map, found the string "x"'],
    ['ignoreDrift: [{}]', '`ignoreDrift[0].manager` of x.yaml is missing'],
  ])('is told with them: %s', (text, message) => {
    expect(messagesOf(readProjectFile, text)).toEqual([message])
  })
})
