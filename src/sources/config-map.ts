import { readLive } from './live.ts'
import type { SourceReader, SpecOf } from './source.ts'

/** A live ConfigMap's data and binaryData, as literal text; binary values are an error unless `keys` leaves them out. */
export const readConfigMap: SourceReader<SpecOf<'configMap'>> = (spec, render, world) =>
  readLive('ConfigMap', spec, render, world)
