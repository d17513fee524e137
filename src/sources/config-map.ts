import { readLive } from './live.ts'
import type { SourceReader, SpecOf } from './source.ts'

/** A live ConfigMap's data, as literal text. */
export const readConfigMap: SourceReader<SpecOf<'configMap'>> = (spec, render, world) =>
  readLive('ConfigMap', spec, render, world, (text) => text)
