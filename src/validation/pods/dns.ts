import type { Field } from '../forms/field.ts'
import { checkIp } from '../forms/ip.ts'
import { checkKey, checkPresent, checkText, dnsSubdomain, searchDomain } from '../forms/texts.ts'

const mostNameservers = 3
const mostSearches = 32
const mostSearchCharacters = 2048

/** How a pod resolves names: dnsPolicy, dnsConfig and hostAliases. */
export function checkDns(spec: Field): void {
  const config = spec.at('dnsConfig')
  const nameservers = config.at('nameservers')
  if (spec.at('dnsPolicy').text === 'None' && nameservers.size === 0)
    nameservers.refuse('is missing: the dnsPolicy is None')
  if (nameservers.size > mostNameservers) nameservers.refuse(`must have at most ${mostNameservers} entries`)
  for (const one of nameservers.items) checkIp(one)
  const searches = config.at('searches')
  if (searches.size > mostSearches) searches.refuse(`must have at most ${mostSearches} entries`)
  if (searches.items.map(({ text = '' }) => text).join(' ').length > mostSearchCharacters)
    searches.refuse(`must have at most ${mostSearchCharacters} characters together`)
  for (const one of searches.items) checkText(one, searchDomain)
  for (const option of config.at('options').items) checkPresent(option.at('name'))
  for (const alias of spec.at('hostAliases').items) {
    if (checkKey(alias.at('ip'))) checkIp(alias.at('ip'))
    for (const name of alias.at('hostnames').items) checkText(name, dnsSubdomain)
  }
}
