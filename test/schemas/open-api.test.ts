import { describe, expect, it } from 'vitest'
import { check } from '../../src/schemas/check/check.ts'
import { readOpenApi } from '../../src/schemas/open-api.ts'
import { customSchemas } from '../support/schemas/custom-schemas.ts'

describe('a schema of a custom resource', () => {
  it.each(customSchemas.map((one) => [JSON.stringify(one.schema), one] as const))(
    'takes what the API server takes, and refuses what it refuses: %s',
    (_, { schema, accepted, refused }) => {
      const isTaken = (value: (typeof accepted)[number]) => check(value, readOpenApi(schema)).length === 0

      expect(accepted.filter((value) => !isTaken(value))).toEqual([])
      expect(refused.filter(isTaken)).toEqual([])
    },
  )

  it('says of a form in which field it is wrong', () => {
    const schema = readOpenApi({
      type: 'object',
      properties: { a: { type: 'string' } },
      allOf: [{ properties: { a: { enum: ['x'] } } }],
    })

    expect(check({ a: 'y' }, schema)).toMatchObject([{ path: ['a'], message: 'must be x', found: 'is "y"' }])
  })

  it.each(['ipv4', 'made-up'])('refuses nothing for fitting a form whose format %s is not known', (format) => {
    const schema = readOpenApi({ type: 'object', properties: { a: { type: 'string', not: { format } } } })

    expect(check({ a: 'x' }, schema)).toEqual([])
  })
})
