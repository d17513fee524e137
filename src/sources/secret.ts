import { KdeployError } from '../errors.ts'
import { readLive } from './live.ts'
import type { SourceReader, SpecOf } from './source.ts'

/** A live Secret's data, decoded as UTF-8; binary values are an error unless `keys` leaves them out. */
export const readSecret: SourceReader<SpecOf<'secret'>> = (spec, render, world) =>
  readLive('Secret', spec, render, world, (text, key, object) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'))
    } catch {
      throw new KdeployError({
        code: 'source-failed',
        category: 'input',
        message: `${object}: the key ${key} is binary, no text`,
        place: spec.place,
        hint: 'list the keys to read under `keys:`',
      })
    }
  })
