import { bitLength } from './integer.ts'

/** `value * 2 ** exponent`, rounded once. */
export function scale(value: bigint, exponent: number): number {
  const length = bitLength(value)
  if (length > 1000) {
    // More bits than a double's range: of those after the first hundred it only matters whether any is set.
    const dropped = length - 101
    const kept = value >> BigInt(dropped)
    return scale(kept << BigInt(dropped) === value ? kept : kept | 1n, exponent + dropped)
  }
  // A subnormal has fewer bits: drop the rest here, into a sticky bit, so that Number() can't round twice.
  const spare = -1074 - exponent
  if (length + exponent < -1021 && spare > 0) {
    const kept = value >> BigInt(spare)
    const rest = value - (kept << BigInt(spare))
    const half = 1n << BigInt(spare - 1)
    const isUp = rest > half || (rest === half && (kept & 1n) === 1n)
    return Number(isUp ? kept + 1n : kept) * 2 ** -1074
  }
  if (exponent > 1023) return Number(value) * 2 ** 1023 * 2 ** Math.min(exponent - 1023, 1023)
  if (exponent < -1022) return Number(value) * 2 ** -1022 * 2 ** (exponent + 1022)
  return Number(value) * 2 ** exponent
}
