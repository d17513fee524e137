/** The sum of prices with tax, in cents. */
export function total(prices, taxPercent) {
  const sum = prices.reduce((before, price) => before + price, 0)
  return sum + Math.round((sum * taxPercent) / 100)
}
