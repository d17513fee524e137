import { listAt, textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'

/** The first host name or IP address that a load balancer gave to a Service or Ingress; undefined where it gave none. */
export function addressOf(object: KubeObject): string | undefined {
  return listAt(object, 'status', 'loadBalancer', 'ingress')
    .map((entry) => textAt(entry, 'hostname') || textAt(entry, 'ip'))
    .find((address) => address !== '')
}
