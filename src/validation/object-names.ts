import { dns1035Label, dnsLabel, dnsSubdomain, type TextForm } from './forms/texts.ts'

/** The groups whose names are such as `system:node`: any that fits into a URL will do (src/manifest/validate.ts refuses others). */
const freeGroups = new Set(['rbac.authorization.k8s.io', 'certificates.k8s.io', 'policy'])
const freeKinds = new Set(['networking.k8s.io/IPAddress'])

/** How names of a kind are written, of custom resources too; undefined where there is no form. */
export function nameFormOf(group: string, kind: string, minor: number): TextForm | undefined {
  switch (`${group}/${kind}`) {
    case '/Namespace':
    case 'apps/StatefulSet':
      return dnsLabel
    case '/Service':
      return minor >= 36 ? dnsLabel : dns1035Label
    default:
      return freeGroups.has(group) || freeKinds.has(`${group}/${kind}`) ? undefined : dnsSubdomain
  }
}
