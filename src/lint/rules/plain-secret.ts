import { asMap } from '../../json-map.ts'
import { listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { Container } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'
import { isSecretValue, secretFormIn, secretLinesIn } from './secret-text.ts'

export const plainSecret: Rule = {
  name: 'plain-secret',
  severity: 'warning',
  finds: 'a password, token or key that is written out in a ConfigMap, an environment variable or an argument',
  reason: 'Whoever may look at the object, its history or the processes of the node reads it.',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  fix: 'put it into a Secret, and name it by secretKeyRef or mount it as a file',
  *check(release): Iterable<Violation> {
    for (const manifest of release.ofKind('/ConfigMap')) {
      for (const [key, value] of Object.entries(asMap(manifest.object['data']))) {
        if (typeof value !== 'string') continue
        const path = ['data', key]
        if (isSecretValue(key, value)) yield { manifest, path, message: `${key} is a secret, written out` }
        else
          for (const { line, what } of secretLinesIn(value, key))
            yield { manifest, path, line, message: `${key} holds ${what}, written out` }
      }
    }
    for (const { manifest, containers } of release.workloads) {
      for (const container of containers) {
        for (const [place, message] of secretsOf(container)) {
          yield { manifest, path: [...container.path, ...place], message: `container ${container.name}: ${message}` }
        }
      }
    }
  },
}

function secretsOf({ spec }: Container): [(string | number)[], string][] {
  const variables = listAt(spec, 'env').flatMap((entry, index): [(string | number)[], string][] => {
    const [name, value] = [textAt(entry, 'name'), textAt(entry, 'value')]
    const what = isSecretValue(name, value) ? 'is a secret' : holds(secretFormIn(value))
    return what === undefined ? [] : [[['env', index, 'value'], `${name} ${what}, written out`]]
  })
  const words = (['command', 'args'] as const).flatMap((field) =>
    textsAt(spec, field).flatMap((word, index): [(string | number)[], string][] => {
      const [, name = '', value = ''] = /^--?([\w.-]+)=(.+)$/.exec(word) ?? []
      if (isSecretValue(name, value)) return [[[field, index], `--${name} is a secret, written out`]]
      const what = holds(secretFormIn(word))
      return what === undefined ? [] : [[[field, index], `an argument ${what}, written out`]]
    }),
  )
  return [...variables, ...words]
}

function holds(what: string | undefined): string | undefined {
  return what === undefined ? undefined : `holds ${what}`
}
