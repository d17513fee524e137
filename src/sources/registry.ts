import type { SourceSpec } from '../profile/source-spec.ts'
import { readCommand } from './command.ts'
import { readConfigMap } from './config-map.ts'
import { readEnvironment } from './environment.ts'
import { readFileSource } from './file.ts'
import { readSecret } from './secret.ts'
import { readSops } from './sops.ts'
import type { Absent, RenderField, SourceData, SourceReader, SourceWorld, SpecOf } from './source.ts'

const READERS: { readonly [Type in SourceSpec['type']]: SourceReader<SpecOf<Type>> } = {
  file: readFileSource,
  configMap: readConfigMap,
  secret: readSecret,
  sops: readSops,
  command: readCommand,
  environment: readEnvironment,
}

/** Sources that ask something beyond the project's own files and its environment: `example:` stands for them offline. */
const REMOTE: ReadonlySet<SourceSpec['type']> = new Set(['configMap', 'secret', 'sops', 'command'])

/** Sources that run a program, with what the machine's environment gives it. */
const RUNNING: ReadonlySet<SourceSpec['type']> = new Set(['sops', 'command'])

export function isRemote({ type }: SourceSpec): boolean {
  return REMOTE.has(type)
}

export function runsProgram({ type }: SourceSpec): boolean {
  return RUNNING.has(type)
}

/** Reads a source by its type. */
export async function readByType(
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
): Promise<SourceData | Absent> {
  const reader = READERS[spec.type] as SourceReader
  return reader(spec, render, world)
}
