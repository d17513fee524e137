import { commandSource } from './command.ts'
import { configMapSource } from './config-map.ts'
import { environmentSource } from './environment.ts'
import { fileSource } from './file.ts'
import { secretSource } from './secret.ts'
import { sopsSource } from './sops.ts'
import type { Source } from './source.ts'

/** Every type of source, in the order in which messages name them. To add one: its file, and its line here. */
export const sources: readonly Source[] = [
  fileSource,
  configMapSource,
  secretSource,
  sopsSource,
  commandSource,
  environmentSource,
]
