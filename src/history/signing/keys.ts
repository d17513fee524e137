import { createHmac } from 'node:crypto'
import { KdeployError } from '../../errors.ts'

/** The environment variable that holds the keys. */
export const keyVariable = 'KDEPLOY_HISTORY_KEY'

/** Characters that a key has at least. */
const shortest = 32

/** A key of signatures, and what tells it from others without telling anything of it. */
export interface HistoryKey {
  readonly id: string
  readonly secret: string
}

/** The first one signs, and any may have signed; none: nothing is signed or checked. */
export type HistoryKeys = readonly HistoryKey[]

export const noKeys: HistoryKeys = []

/** The keys in the variable's text, apart by white space. @throws KdeployError `history-key-invalid`, without the key */
export function parseHistoryKeys(text: string | undefined): HistoryKeys {
  const secrets = (text ?? '').split(/\s+/).filter((secret) => secret !== '')
  return secrets.map((secret, index) => {
    if (secret.length >= shortest) return { id: idOf(secret), secret }
    const which = secrets.length === 1 ? 'the key' : `key ${index + 1} of ${secrets.length}`
    throw new KdeployError({
      code: 'history-key-invalid',
      category: 'input',
      message: `${keyVariable}: ${which} has ${secret.length} characters, but needs at least ${shortest}`,
      hint: 'make one with "openssl rand -hex 32"; separate keys with white space',
    })
  })
}

function idOf(secret: string): string {
  return createHmac('sha256', secret).update('kdeploy history key').digest('hex').slice(0, 8)
}
