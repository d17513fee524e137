import type { Field } from '../forms/field.ts'
import { checkRange } from '../forms/numbers.ts'
import { checkLabels } from '../forms/selectors.ts'
import {
  checkKey,
  checkName,
  checkOptionalText,
  checkText,
  checkUnique,
  dnsLabel,
  dnsSubdomain,
  qualifiedName,
} from '../forms/texts.ts'
import { checkContainers, type PodOwner } from './containers.ts'
import { checkDns } from './dns.ts'
import { checkOverhead, checkPodResources } from './resources.ts'
import { checkScheduling } from './scheduling.ts'
import { checkPodSecurity } from './security.ts'
import { checkVolumes } from './volumes.ts'

/** What a pod spec may say (core/validation, ValidatePodSpec). `claims`: the volumes that a StatefulSet adds. */
export function checkPodSpec(spec: Field, owner: PodOwner, claims: readonly string[] = []): void {
  if (!spec.isSet) return
  const volumes = checkVolumes(spec, claims)
  checkContainers(spec, volumes, owner)
  checkPodResources(spec)
  checkOverhead(spec)
  checkPodSecurity(spec)
  checkScheduling(spec)
  checkDns(spec)
  checkLabels(spec.at('nodeSelector'))
  checkRange(spec.at('activeDeadlineSeconds'), 1, 2 ** 31 - 1)
  for (const name of ['serviceAccountName', 'serviceAccount', 'nodeName', 'priorityClassName'])
    checkOptionalText(spec.at(name), dnsSubdomain)
  checkText(spec.at('runtimeClassName'), dnsSubdomain)
  for (const name of ['hostname', 'subdomain']) checkOptionalText(spec.at(name), dnsLabel)
  for (const gate of spec.at('readinessGates').items) checkName(gate.at('conditionType'), qualifiedName)
  for (const gate of spec.at('schedulingGates').items) checkKey(gate.at('name'), qualifiedName)
  checkResourceClaims(spec)
}

function checkResourceClaims(spec: Field): void {
  const claims = spec.at('resourceClaims').items
  for (const claim of claims) {
    checkKey(claim.at('name'), dnsLabel)
    const sources = [claim.at('resourceClaimName'), claim.at('resourceClaimTemplateName')].filter(({ isSet }) => isSet)
    if (sources.length !== 1) claim.refuse('must have either resourceClaimName or resourceClaimTemplateName')
    for (const source of sources) checkText(source, dnsSubdomain)
  }
  checkUnique(claims.map((claim) => claim.at('name')))
}
