import { describe, expect, it } from 'vitest'
import { createEnvironment } from '../../../src/template/library.ts'

const environment = createEnvironment({ extensions: ['kdeploy.ansible'], undefined: 'strict' })

describe('a strict undefined value in a filter of Ansible', () => {
  it.each([
    '{{ nosuch|basename }}',
    "{{ 'a'|relpath(nosuch) }}",
    '{{ [1]|union(nosuch) }}',
    '{{ nosuch|ipaddr }}',
    '{{ nosuch|flatten }}',
    '{{ nosuch|b64encode }}',
    '{{ nosuch|dict2items }}',
  ])('is what the error of %s names', (source) => {
    expect(() => environment.renderString(source)).toThrow("'nosuch' is undefined")
  })

  it('goes on to default, as in Ansible', () => {
    expect(environment.renderString("{{ nosuch|basename|default('x') }}{{ nosuch|to_json|d('y') }}")).toBe('xy')
    expect(environment.renderString("{{ nosuch|type_debug }}{{ true|ternary('a', nosuch) }}")).toBe('StrictUndefineda')
  })
})
