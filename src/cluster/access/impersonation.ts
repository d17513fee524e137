import type { OutgoingHttpHeaders } from 'node:http'
import { isMap } from '../../json-map.ts'
import type { KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'

/** `as`, `as-uid`, `as-groups` and `as-user-extra` as headers (kubernetes.io, "User Impersonation"). */
export function impersonation(target: KubeTarget): OutgoingHttpHeaders {
  const user = textOf(target.file, target.user, 'as')
  if (user === undefined) return {}
  const headers: OutgoingHttpHeaders = { 'impersonate-user': user }
  const uid = textOf(target.file, target.user, 'as-uid')
  if (uid !== undefined) headers['impersonate-uid'] = uid
  const groups = target.user['as-groups']
  if (Array.isArray(groups) && groups.length > 0) headers['impersonate-group'] = groups.map(String)
  const extra = target.user['as-user-extra']
  if (isMap(extra)) {
    for (const [key, values] of Object.entries(extra)) {
      const name = encodeURIComponent(key.toLowerCase()).replaceAll('%2F', '%2f')
      headers[`impersonate-extra-${name}`] = Array.isArray(values) ? values.map(String) : String(values)
    }
  }
  // Node takes Latin-1 in a header, and the server would read it as UTF-8.
  if (
    Object.values(headers).some((values) =>
      [values].flat().some((value) => /[\0-\x1f\x7f]|[^\0-\xff]/.test(String(value))),
    )
  )
    throw invalid(
      target.file,
      `can't impersonate as configured for the user "${target.userName}": a name contains characters that a header can't hold`,
    )
  return headers
}
