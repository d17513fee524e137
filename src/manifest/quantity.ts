const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/**
 * A quantity as a number of whole units, blanks around it ignored: `500m` is 0.5, `1Gi` 1073741824 (apimachinery,
 * api/resource.Quantity). It has an exponent or a suffix, not both.
 * undefined where it is none.
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') return undefined
  const [, number, suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+$)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(value.trim()) ?? []
  const unit = suffixes[suffix]
  return number === undefined || unit === undefined ? undefined : Number(number) * unit
}

/** A number for a person: `1.5Gi` of bytes, `250m` of CPUs, a plain count. */
export function formatQuantity(amount: number, resource: string): string {
  if (/(?:^|\.)cpu$/.test(resource)) return Number.isInteger(amount) ? `${amount}` : `${Math.round(amount * 1000)}m`
  if (!/memory|storage/.test(resource)) return `${amount}`
  const unit = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'].find((one) => Math.abs(amount) >= (suffixes[one] ?? 1))
  return unit === undefined ? `${amount}` : `${Math.round((amount / (suffixes[unit] ?? 1)) * 100) / 100}${unit}`
}
