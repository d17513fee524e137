import type { Subject } from '../errors.ts'

/** Says whose a message is, `Deployment shop/web: `; nothing where it begins so itself, as that of the API server's refusal does. */
export function prefixOf(message: string, about: Subject | undefined): string {
  if (about === undefined) return ''
  const prefix = `${about.kind} ${[about.namespace, about.name].filter(Boolean).join('/')}: `
  return message.startsWith(prefix) ? '' : prefix
}
