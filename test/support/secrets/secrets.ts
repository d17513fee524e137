import { createHash } from 'node:crypto'
import type { Cluster } from '../cluster/cluster.ts'

/**
 * Values as secrets are in the field, by name: tokens, short ones, long ones, several lines, characters of YAML, JSON and regular
 * expressions, Unicode, and a common word. The same for each run.
 */
export function generateSecrets(count: number): ReadonlyMap<string, string> {
  const makers: Record<string, (unique: string) => string> = {
    token: (unique) => `tok_${unique}`,
    short: (unique) => `~${unique.slice(0, 2)}^`,
    long: (unique) => unique.repeat(40),
    lines: (unique) =>
      `-----BEGIN ${unique}-----\n${unique.split('').reverse().join('')}\n  indented-${unique}\n-----END-----`,
    yaml: (unique) => `- ${unique}: {a, "b"} # 'c' & *d | > %`,
    json: (unique) => `{"${unique}": "\\u00e9\\n</script>"}`,
    regex: (unique) => `^(${unique})+[$]{2}.*?|\\d$`,
    unicode: (unique) => `pä🔑ß-${unique}`,
    spaces: (unique) => ` ${unique} with blanks `,
    word: (unique) => (unique.startsWith('0') ? 'password' : `correct-${unique.slice(0, 6)}`),
  }
  const names = Object.keys(makers)
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const kind = names[index % names.length] ?? 'token'
      const unique = createHash('sha256').update(`secret ${index}`).digest('hex').slice(0, 16)
      return [`${kind}-${Math.floor(index / names.length)}`, makers[kind]?.(unique) ?? unique] as const
    }),
  )
}

/** The token and the key with which the tests themselves reach the cluster, as far as their kubeconfig has them. */
export async function kubeconfigSecrets({ kubectl }: Pick<Cluster, 'kubectl'>): Promise<ReadonlyMap<string, string>> {
  const config = JSON.parse(await kubectl(['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json']))
  const user: Record<string, unknown> = config.users[0].user
  return new Map(
    ['token', 'password', 'client-key-data'].flatMap((field) => {
      const value = user[field]
      return typeof value === 'string' ? [[`kubeconfig ${field}`, value] as const] : []
    }),
  )
}

/** The names of the secrets that stand in a text, in any form in which a reader could use them. */
export function leaksIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets].filter(([, value]) => tellTales(value).some((part) => text.includes(part))).map(([name]) => name)
}

/** Parts of a value that give it away: the value, its lines, its upper case, its base64. */
function tellTales(value: string): string[] {
  const lines = value.split('\n').map((line) => line.trim())
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1)
  const parts = [
    value,
    value.toUpperCase(),
    JSON.stringify(value).slice(1, -1),
    base64,
    ...lines.filter((line) => line.length >= 6),
  ]
  return parts.filter((part) => part.trim() !== '' && part !== '-----END-----' && part.toLowerCase() !== 'password')
}

/** Numbers as secrets are: PINs, ports of a private network, thresholds. The same for each run. */
export function generateNumbers(count: number): ReadonlyMap<string, number> {
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const digest = createHash('sha256').update(`number ${index}`).digest()
      const int = 10_000_000 + (digest.readUInt32BE(0) % 80_000_000)
      return [`number-${index}`, index % 2 === 0 ? int : int + 0.25] as const
    }),
  )
}

/** The names of the numbers that stand in a text, or one more than them, or their base64. */
export function numberLeaksIn(text: string, numbers: ReadonlyMap<string, number>): string[] {
  return [...numbers]
    .filter(([, value]) => {
      const base64 = Buffer.from(String(value)).toString('base64').replace(/=+$/, '').slice(0, -1)
      return [String(Math.trunc(value)), String(Math.trunc(value) + 1), base64].some((part) => text.includes(part))
    })
    .map(([name]) => name)
}
