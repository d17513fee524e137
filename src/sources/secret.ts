import { readLive } from './live.ts'
import type { SourceReader, SpecOf } from './source.ts'

/** A live Secret's data, decoded as UTF-8; binary values are an error unless `keys` leaves them out. */
export const readSecret: SourceReader<SpecOf<'secret'>> = (spec, render, world) =>
  readLive('Secret', spec, render, world)
