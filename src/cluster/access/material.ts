import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../manifest/types.ts'
import type { KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'

/** A certificate or key of a kubeconfig: `KEY-data` (base64) wins over the file that `KEY` names. */
export function material(target: KubeTarget, key: string, entry: JsonObject): Buffer | undefined {
  const data = textOf(target.file, entry, `${key}-data`)
  if (data !== undefined) return Buffer.from(data, 'base64')
  const path = textOf(target.file, entry, key)
  if (path === undefined) return undefined
  try {
    return readFileSync(path)
  } catch (error) {
    throw invalid(
      target.file,
      `names a \`${key}\` that can't be read: ${error instanceof Error ? error.message : path}`,
    )
  }
}
