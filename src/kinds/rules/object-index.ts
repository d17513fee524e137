import type { KubeObject } from '../../manifest/types.ts'

/** Objects indexed by UID and by owner (Events: by the object they concern). */
export class ObjectIndex {
  readonly #byUid = new Map<string, KubeObject>()
  readonly #byOwner = new Map<string, Set<string>>()

  constructor(objects: Iterable<KubeObject> = []) {
    for (const object of objects) this.set(object)
  }

  get(uid: string): KubeObject | undefined {
    return this.#byUid.get(uid)
  }

  values(): Iterable<KubeObject> {
    return this.#byUid.values()
  }

  /** What one of these UIDs owns, each once. */
  ownedBy(owners: Iterable<string>): KubeObject[] {
    const uids = new Set([...owners].flatMap((owner) => [...(this.#byOwner.get(owner) ?? [])]))
    return [...uids].flatMap((uid) => this.#byUid.get(uid) ?? [])
  }

  /** Adds it, or puts it in the place of what has its UID. */
  set(object: KubeObject): void {
    const uid = String(object.metadata['uid'])
    this.#disown(uid)
    this.#byUid.set(uid, object)
    for (const owner of ownersOf(object)) {
      const owned = this.#byOwner.get(owner)
      if (owned === undefined) this.#byOwner.set(owner, new Set([uid]))
      else owned.add(uid)
    }
  }

  delete(uid: string): void {
    this.#disown(uid)
    this.#byUid.delete(uid)
  }

  clear(): void {
    this.#byUid.clear()
    this.#byOwner.clear()
  }

  #disown(uid: string): void {
    const known = this.#byUid.get(uid)
    if (known === undefined) return
    for (const owner of ownersOf(known)) this.#byOwner.get(owner)?.delete(uid)
  }
}

function ownersOf(object: KubeObject): string[] {
  const about = object['involvedObject'] as { uid?: string } | undefined
  if (object.kind === 'Event') return about?.uid === undefined ? [] : [about.uid]
  return ((object.metadata['ownerReferences'] ?? []) as { uid: string }[]).map(({ uid }) => uid)
}
