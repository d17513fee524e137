import type { Address } from './address.ts'
import { isInAny, networks } from './network.ts'

/** Networks with a meaning of their own (IANA's registries of special-purpose addresses). */

const multicast = networks('224.0.0.0/4', 'ff00::/8')
const loopback = networks('127.0.0.0/8', '::1/128')
const reserved = networks(
  '240.0.0.0/4',
  ...['::/8', '100::/8', '200::/7', '400::/6', '800::/5', '1000::/4', '4000::/3', '6000::/3', '8000::/3'],
  ...['a000::/3', 'c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/9'],
)
const linkLocal = networks('169.254.0.0/16', 'fe80::/10')
const sixToFour = networks('2002::/16')

/** As netaddr 1.3 has them. */
const notGlobal = networks(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.0.170/31', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['240.0.0.0/4', '255.255.255.255/32', '::1/128', '::/128', '::ffff:0:0/96', '64:ff9b:1::/48', '100::/64'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10'],
)
const globalAfterAll = networks(
  ...['192.0.0.9/32', '192.0.0.10/32', '2001:1::1/128', '2001:1::2/128', '2001:3::/32', '2001:4:112::/48'],
  ...['2001:20::/28', '2001:30::/28'],
)

/** As Python 3.11's ipaddress has them. */
const privateToPython = networks(
  ...['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/29', '192.0.0.170/31'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'],
  ...['::1/128', '::/128', '100::/64', '2001::/23', '2001:db8::/32', 'fc00::/7', 'fe80::/10'],
)
const shared = networks('100.64.0.0/10')
const mapped = networks('::ffff:0:0/96')

export const isMulticast = (address: Address): boolean => isInAny(address, multicast)
export const isLoopback = (address: Address): boolean => isInAny(address, loopback)
export const isReserved = (address: Address): boolean => isInAny(address, reserved)
export const isLinkLocal = (address: Address): boolean => isInAny(address, linkLocal)
export const isSixToFour = (address: Address): boolean => isInAny(address, sixToFour)

/** Whether it is reachable from anywhere, as netaddr and the filters of ansible.utils have it. */
export function isGlobal(address: Address): boolean {
  return !isInAny(address, notGlobal) || isInAny(address, globalAfterAll)
}

/** Whether it is private, as Python's ipaddress and the tests of ansible.utils have it. */
export function isPrivate(address: Address): boolean {
  if (!isInAny(address, mapped)) return isInAny(address, privateToPython)
  return isPrivate({ version: 4, value: address.value & 0xffffffffn })
}

/** Whether it is public, as the tests of ansible.utils have it: shared addresses are neither. */
export function isPublic(address: Address): boolean {
  return !isPrivate(address) && !isInAny(address, shared)
}
