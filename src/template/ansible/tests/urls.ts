import { defineTest, type Filter } from '../../filters/filter.ts'
import { PyError } from '../../python/error.ts'
import { toItems } from '../../python/iterate.ts'
import type { PyValue } from '../../python/object.ts'
import { contains, truthy } from '../../python/operators.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { splitUrl, type UrlParts } from '../url-parts.ts'

/** Tests of URLs; Python's urlparse takes almost any text for a URI. */
export const urlTests: readonly Filter[] = [
  /** Ansible `uri`, of one of some schemes. */
  defineTest(
    'uri',
    signature('is_uri', 'value', 'schemes=None'),
    (_frame, value = null, schemes = null) => uriOf(value, schemes) !== undefined,
  ),

  /** One with a host, or a file's (Ansible `url`). */
  defineTest('url', signature('is_url', 'value', 'schemes=None'), (_frame, value = null, schemes = null) => {
    const uri = uriOf(value, schemes)
    return uri !== undefined && (uri.netloc !== '' || uri.scheme === 'file')
  }),

  /** Ansible `urn` */
  defineTest('urn', signature('is_urn', 'value'), (_frame, value = null) => uriOf(value, ['urn']) !== undefined),
]

function uriOf(value: PyValue, schemes: PyValue): UrlParts | undefined {
  if (!isText(value) && truthy(value)) return undefined
  try {
    const parts = splitUrl(isText(value) ? textOf(value) : '')
    const wanted = truthy(schemes) ? (isText(schemes) ? schemes : [...toItems(schemes)]) : null
    return wanted === null || contains(wanted, parts.scheme) ? parts : undefined
  } catch (error) {
    if (error instanceof PyError) return undefined
    throw error
  }
}
