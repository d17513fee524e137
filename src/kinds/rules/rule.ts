import { type JsonPath, parseJsonPath } from './json-path.ts'

/** One thing that must hold of an object. */
export type Rule = { readonly text: string } & (
  | { readonly type: 'condition'; readonly name: string; readonly status: string }
  /** Without a value the field must be there. */
  | { readonly type: 'path'; readonly path: JsonPath; readonly value: string | undefined }
)

/** Why a text is no rule, and what to write instead. */
export interface BadRule {
  readonly problem: string
}

/**
 * Reads a rule as `kubectl wait --for` does (k8s.io/kubectl, pkg/cmd/wait): `condition=NAME[=STATUS]`, `jsonpath={PATH}[=VALUE]`;
 * `jsonpath=` may be left out.
 */
export function parseRule(written: string): Rule | BadRule {
  const text = written.trim()
  if (/^(?:create|delete)$/i.test(text)) return { problem: `"${text}" can't be waited for: what is applied is there` }
  return text.startsWith('condition=') ? parseCondition(text) : parsePath(text)
}

export function isRule(parsed: Rule | BadRule): parsed is Rule {
  return 'type' in parsed
}

function parseCondition(text: string): Rule | BadRule {
  const [, name = '', status = 'true'] = /^condition=([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  if (name === '' || status === '')
    return { problem: 'write the name of a condition, e.g. condition=Ready or condition=Ready=False' }
  return { text, type: 'condition', name, status }
}

function parsePath(text: string): Rule | BadRule {
  const [expression = '', value, ...more] = splitAtEquals(text.replace(/^jsonpath=/, ''))
  const path = parseJsonPath(expression)
  if (path === undefined || more.length > 0)
    return {
      problem: 'write one rule per line, as "kubectl wait --for" takes it: {.status.phase}=Running or condition=Ready',
    }
  const wanted = value?.replace(/^['"]+|['"]+$/g, '')
  if (wanted === '') return { problem: 'write a value after the equals sign, e.g. {.status.phase}=Running' }
  return { text, type: 'path', path, value: wanted }
}

/** The parts between single equals signs; a double one belongs to a filter. */
function splitAtEquals(text: string): string[] {
  return text.split(/(?<!=)=(?!=)/)
}

/** What makes objects of a kind ready or failed besides its own rules, as a project says. */
export interface KindRules {
  readonly readyWhen: readonly Rule[]
  readonly failWhen: readonly Rule[]
}

/** What a project says of all objects of a kind: an entry of kdeploy.yaml's `readiness`. */
export interface ReadinessRule extends KindRules {
  /** undefined: in whatever group. */
  readonly group: string | undefined
  readonly kind: string
  /** Whether its objects are waited for. */
  readonly isAwaited: boolean
}
