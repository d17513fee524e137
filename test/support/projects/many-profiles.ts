import { openSync } from 'node:fs'
import { relative } from 'node:path'
import { vi } from 'vitest'

/** The profiles of a project that has many of them. */
export const names = Array.from({ length: 40 }, (_, index) => `prod_service${index}`)

/** Its files but for theirs. */
export const shared = {
  'kdeploy.yaml': 'name: many\n',
  'shared.yaml': 'tier: backend\n',
  'profiles/default.yaml': 'namespace: a\nvariablesFrom: [{file: shared.yaml}]\n',
  'profiles/prod.yaml': 'variables: {tag: "1"}\n',
  'templates/_labels.yaml': '{% macro labels() %}{app: a}{% endmacro %}',
  'templates/web.yaml':
    "{% from '_labels.yaml' import labels %}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ profile_name }}-{{ tier }}', labels: {{ labels() }}}\n",
}

export const profiles = Object.fromEntries(names.map((name) => [`profiles/${name}.yaml`, '']))

/** How often each file was read, in a test that mocks openSync. */
export function reads(folder: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [path] of vi.mocked(openSync).mock.calls) {
    const name = relative(folder, String(path))
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
