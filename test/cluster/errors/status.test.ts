import { describe, expect, test } from 'vitest'
import { statusError } from '../../../src/cluster/errors/status.ts'

describe('an answer that is no Status', () => {
  test('is told by its first line', () => {
    expect(statusError({ status: 404, text: '404 page not found\n', request: 'GET /x' })).toMatchObject({
      status: 404,
      reason: '',
      message: '404 page not found',
    })
  })

  test('is not quoted where it is a web page', () => {
    expect(statusError({ status: 502, text: '<html>long</html>', request: 'GET /x' }).message).toBe(
      'the server answered 502',
    )
  })
})
