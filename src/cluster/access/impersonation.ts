import type { OutgoingHttpHeaders } from 'node:http'
import { KdeployError } from '../../errors.ts'
import { isMap } from '../../json-map.ts'
import type { Impersonation } from '../../shell-words.ts'
import type { KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'

/** The target with who it is used as: as in client-go (clientcmd), what an option says replaces that field of the kubeconfig alone. */
export function impersonating(target: KubeTarget, as: Impersonation | undefined): KubeTarget {
  const { user, uid, groups = [] } = as ?? {}
  const given = {
    ...(user === undefined ? {} : { as: user }),
    ...(uid === undefined ? {} : { 'as-uid': uid }),
    ...(groups.length === 0 ? {} : { 'as-groups': [...groups] }),
  }
  return Object.keys(given).length === 0 ? target : { ...target, user: { ...target.user, ...given }, as }
}

/** `as`, `as-uid`, `as-groups` and `as-user-extra` as headers (kubernetes.io, "User Impersonation"). */
export function impersonation(target: KubeTarget): OutgoingHttpHeaders {
  const user = textOf(target.file, target.user, 'as')
  if (user === undefined || user === '') return refuseWithoutUser(target)
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
    throw target.as === undefined
      ? invalid(
          target.file,
          `can't impersonate as configured for the user "${target.userName}": a name contains characters that a header can't hold`,
        )
      : notPossible("a name contains characters that a header can't hold")
  return headers
}

/** kubectl refuses the rest without a user, too: the server would. */
function refuseWithoutUser({ as, file, user, userName }: KubeTarget): OutgoingHttpHeaders {
  if (as !== undefined) throw notPossible('no user is named', 'name one with --as')
  const named = ['as-uid', 'as-groups', 'as-user-extra'].find((field) => !isEmpty(user[field]))
  if (named === undefined) return {}
  throw invalid(file, `has ${named} without as for the user "${userName}"`)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || Object.keys(Object(value)).length === 0
}

function notPossible(why: string, hint?: string): KdeployError {
  const message = `can't impersonate as --as, --as-uid and --as-group say: ${why}`
  return new KdeployError({ code: 'impersonation-invalid', category: 'input', message, hint })
}
