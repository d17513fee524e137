import { joinNames } from '../counts.ts'
import { shownLine } from '../masking/shown.ts'
import type { ObjectUrls } from '../workflow/run/results.ts'
import { objectName } from './terminal/object-name.ts'

/** Of one object. */
const mostUrls = 3

/** Objects; more are counted. */
const mostObjects = 5

/** Where what was deployed is reached: `url: https://shop.example.com/ (Ingress shop/web)`. */
export function urlLines(
  told: readonly ObjectUrls[],
  redact: (text: string) => string,
  paint: (text: string) => string,
): string[] {
  const lines = told.slice(0, mostObjects).map(({ ref, urls, hasAddress }) => {
    const missing = hasAddress ? '' : ', no address yet'
    return `${paint('url')}: ${shownLine(joinNames(urls, mostUrls), redact)} (${objectName(ref, redact)}${missing})`
  })
  return told.length > mostObjects
    ? [...lines, `${paint('url')}: and ${told.length - mostObjects} more objects`]
    : lines
}
