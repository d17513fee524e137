import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ansibleFilters, ansibleTests } from '../../../src/template/ansible/index.ts'
import { refusedFilters, refusedTests } from '../../../src/template/ansible/refused.ts'
import { filters } from '../../../src/template/filters/index.ts'
import { createEnvironment } from '../../../src/template/library.ts'
import { tests } from '../../../src/template/tests/index.ts'

/** Every name that ansible-core and ansible.utils have; test/golden/ansible/generate_names.py asks them. */
const names: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('../../golden/ansible/names.json', import.meta.url), 'utf8'),
)

const kinds = [
  { kind: 'filters', own: new Set([...filters.keys(), ...ansibleFilters.keys()]), refused: refusedFilters },
  { kind: 'tests', own: new Set([...tests.keys(), ...ansibleTests.keys()]), refused: refusedTests },
]

describe.each(kinds)("Ansible's $kind", ({ kind, own, refused }) => {
  const all = [...(names[kind] ?? []), ...(names[`${kind} of ansible.utils`] ?? [])]

  it('are here, or refused with a reason', () => {
    expect(all.length).toBeGreaterThan(70)
    expect(all.filter((name) => !own.has(name) && !refused.has(name))).toEqual([])
  })

  it('are not both', () => {
    expect([...refused.keys()].filter((name) => own.has(name))).toEqual([])
  })

  it('that are refused say why', () => {
    for (const [name, reason] of refused) {
      const source = kind === 'filters' ? `{{ 'x'|${name} }}` : `{{ 'x' is ${name} }}`
      const environment = createEnvironment({ extensions: ['kdeploy.ansible'] })
      expect(() => environment.renderString(source)).toThrow(
        expect.objectContaining({ hint: `Ansible's ${name} isn't available: ${reason}` }),
      )
    }
  })

  it('have their full names too', () => {
    const environment = createEnvironment({ extensions: ['kdeploy.ansible'] })
    expect(
      environment.renderString("{{ 'a/b'|ansible.builtin.basename }}{{ 'x' is ansible.builtin.match('x') }}"),
    ).toBe('bTrue')
    expect(
      environment.renderString("{{ '10.0.0.1/8'|ansible.utils.ipaddr('net') }}{{ '::1' is ansible.utils.ipv6 }}"),
    ).toBe('NoneTrue')
    expect(environment.renderString("{{ ['a']|ansible.builtin.map('upper')|first }}")).toBe('A')
  })
})
