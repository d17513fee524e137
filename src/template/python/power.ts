/** `base ** exponent` of finite doubles, base not 0: correctly rounded, as C's pow() is but for rare last bits. */
export function powerRounded(base: number, exponent: number): number {
  return base ** exponent
}
