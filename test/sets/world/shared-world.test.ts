import { expect, test } from 'vitest'
import { shareWorld } from '../../../src/sets/world/shared-world.ts'
import { worldIn } from '../../support/world.ts'

test('asks one question after the other, whichever releases ask', async () => {
  let open = 0
  let most = 0
  const ask = async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve, 5))
    open -= 1
    return 'yes' as const
  }
  const { world } = shareWorld({ ...worldIn('/'), ask }, 4)

  expect(await Promise.all([world.ask?.(['a']), world.ask?.(['b'])])).toEqual(['yes', 'yes'])
  expect(most).toBe(1)
})
