import { type HistoryKeys, keyVariable, parseHistoryKeys } from '../../history/signing/keys.ts'
import type { World } from './world.ts'

/** The keys that sign what a release records, which are known secrets from then on. @throws KdeployError `history-key-invalid` */
export function historyKeys({ environment, masking }: Pick<World, 'environment' | 'masking'>): HistoryKeys {
  const keys = parseHistoryKeys(environment[keyVariable])
  masking.registerSecrets(keys.map(({ secret }) => secret))
  return keys
}
